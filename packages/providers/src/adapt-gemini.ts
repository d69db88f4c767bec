import type { Traits } from '@ocha/wire';
import { adaptSampling, dropRefused } from './adapt-sampling.ts';
import { type AdaptContext, type Body, type BodyEdit, editBody, isRecord } from './body-edit.ts';

const SAMPLING = { temperature: 'temperature', topP: 'topP', others: { topK: undefined } };

/** Budgets that stand for Gemini 3's levels at models that only know budgets. */
const BUDGET_BY_LEVEL: Readonly<Record<string, number>> = {
  minimal: 512,
  low: 1024,
  medium: 8192,
  high: 24_576,
};

/**
 * Edits a generateContent body to the model's traits. Same object back where nothing needs to
 * change.
 */
export function adaptGemini(body: Body, context: AdaptContext): Body {
  const { traits, warn } = context;
  const edit = editBody(body, warn);
  dropRefused(edit, traits);
  const config = edit.read('generationConfig');
  if (isRecord(config)) {
    const inner = editBody(config, warn);
    adaptConfig(inner, traits);
    if (inner.result() !== config) edit.write('generationConfig', inner.result());
  }
  return edit.result();
}

function adaptConfig(edit: BodyEdit, traits: Traits): void {
  adaptSampling(edit, SAMPLING, traits);
  const stops = edit.read('stopSequences');
  if (Array.isArray(stops) && stops.length > traits.stopMax)
    edit.change('stopSequences', stops.slice(0, traits.stopMax), `at most ${traits.stopMax}`);
  const thinking = edit.read('thinkingConfig');
  if (traits.thinkingConfig === 'none') {
    edit.drop('thinkingConfig', 'the model does not think');
  } else if (traits.thinkingConfig === 'budget' && isRecord(thinking)) {
    // The other way round needs nothing: models with levels still read budgets.
    const { thinkingLevel, ...rest } = thinking;
    if (thinkingLevel === undefined) return;
    const level = typeof thinkingLevel === 'string' ? thinkingLevel.toLowerCase() : '';
    const budget = Object.hasOwn(BUDGET_BY_LEVEL, level) ? BUDGET_BY_LEVEL[level] : undefined;
    const known = rest['thinkingBudget'] ?? budget;
    edit.write('thinkingConfig', known === undefined ? rest : { ...rest, thinkingBudget: known });
  }
}
