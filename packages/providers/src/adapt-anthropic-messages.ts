import type { Traits } from '@ocha/wire';
import { adaptSampling, dropRefused } from './adapt-sampling.ts';
import { type AdaptContext, type Body, type BodyEdit, editBody, isRecord } from './body-edit.ts';

const SAMPLING = { temperature: 'temperature', topP: 'top_p', others: { top_k: undefined } };

/**
 * Anthropic's least thinking budget, and what is asked for where the client left the amount to the
 * model.
 */
const BUDGET_MIN = 1024;
const BUDGET_USUAL = 16_000;

/** Edits a Messages body to the model's traits. Same object back where nothing needs to change. */
export function adaptAnthropicMessages(body: Body, context: AdaptContext): Body {
  const { traits } = context;
  const edit = editBody(body, context.warn);
  dropRefused(edit, traits);
  adaptSampling(edit, SAMPLING, traits);
  adaptThinking(edit, traits);
  return edit.result();
}

function adaptThinking(edit: BodyEdit, traits: Traits): void {
  const thinking = edit.read('thinking');
  if (!isRecord(thinking)) return;
  const { type } = thinking;
  if (traits.thinking === 'none') {
    if (type === 'disabled') edit.remove('thinking');
    else edit.drop('thinking', 'the model does not think');
  } else if (traits.thinking === 'adaptive' && type === 'enabled') {
    const { budget_tokens: budget, ...rest } = thinking;
    edit.change(
      'thinking',
      { ...rest, type: 'adaptive' },
      'the model chooses its budget by effort',
    );
    setEffort(edit, budget);
  } else if (traits.thinking === 'budget' && type === 'adaptive') {
    const budget = budgetFor(edit.read('max_tokens'));
    if (budget === undefined) edit.drop('thinking', 'max_tokens leaves no room for a budget');
    else
      edit.change(
        'thinking',
        { type: 'enabled', budget_tokens: budget },
        'the model needs a budget',
      );
  }
}

/** Says with `effort` what the budget said, unless the client chose an effort itself. */
function setEffort(edit: BodyEdit, budget: unknown): void {
  if (typeof budget !== 'number') return;
  const config = edit.read('output_config');
  if (isRecord(config) && config['effort'] !== undefined) return;
  const effort = budget < 4096 ? 'low' : budget < BUDGET_USUAL ? 'medium' : 'high';
  edit.write('output_config', { ...(isRecord(config) ? config : {}), effort });
}

/** A budget is at least 1024 and must stay below `max_tokens`. */
function budgetFor(outputTokensMax: unknown): number | undefined {
  if (typeof outputTokensMax !== 'number') return BUDGET_MIN;
  const half = Math.floor(outputTokensMax / 2);
  return half < BUDGET_MIN ? undefined : Math.min(half, BUDGET_USUAL);
}
