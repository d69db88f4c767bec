import type { Reasoning, ReasoningEffort } from '../../../call.ts';
import type { RenderScope } from './scope.ts';

/** Efforts in rising order of the levels Google has. */
const LEVEL_OF: Readonly<Record<Exclude<ReasoningEffort, 'none'>, number>> = {
  minimal: 0,
  low: 1,
  medium: 2,
  high: 3,
  xhigh: 3,
  max: 3,
};

const LEVELS = ['minimal', 'low', 'medium', 'high'] as const;

/** Thinking budgets that stand for an effort, and the efforts that a budget stands for. */
const BUDGET_OF: Readonly<Record<Exclude<ReasoningEffort, 'none'>, number>> = {
  minimal: 512,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
};

/** `thinkingConfig` for what the client asked; undefined where it asked nothing or the model does not think. */
export function renderThinking(scope: RenderScope): Record<string, unknown> | undefined {
  const { reasoning } = scope.call;
  if (reasoning === undefined) return undefined;
  const isOff = reasoning.isEnabled === false || reasoning.effort === 'none';
  if (scope.traits.thinkingConfig === 'none') {
    if (!isOff) scope.dropped('reasoning', 'this model does not think, or not on request');
    return undefined;
  }
  const amount =
    scope.traits.thinkingConfig === 'level'
      ? levelFor(reasoning, isOff, scope)
      : budgetFor(reasoning, isOff, scope);
  const shown = isOff ? {} : isShown(reasoning, scope);
  const config = { ...amount, ...shown };
  return Object.keys(config).length === 0 ? undefined : config;
}

/** Whoever asks for reasoning sees it, but for Responses clients, who ask for its summary by name. */
function isShown(reasoning: Reasoning, scope: RenderScope): Record<string, unknown> {
  if (reasoning.summary !== undefined) return { includeThoughts: reasoning.summary !== 'none' };
  return scope.call.dialect === 'openai-responses' ? {} : { includeThoughts: true };
}

function budgetFor(
  reasoning: Reasoning,
  isOff: boolean,
  scope: RenderScope,
): Record<string, unknown> {
  const { min, max } = scope.traits.thinkingBudget;
  if (isOff) {
    if (min > 0) scope.changed('reasoning', 'this model cannot stop thinking; it thinks little');
    return { thinkingBudget: min };
  }
  const { budgetTokens, effort } = reasoning;
  if (budgetTokens !== undefined) {
    const bounded = Math.min(Math.max(budgetTokens, min), max);
    if (bounded !== budgetTokens)
      scope.changed('reasoning', `the thinking budget must be between ${min} and ${max}`);
    return { thinkingBudget: bounded };
  }
  if (effort !== undefined && effort !== 'none')
    return { thinkingBudget: Math.min(Math.max(BUDGET_OF[effort], min), max) };
  return reasoning.isEnabled === true ? { thinkingBudget: -1 } : {};
}

function levelFor(
  reasoning: Reasoning,
  isOff: boolean,
  scope: RenderScope,
): Record<string, unknown> {
  const known = scope.traits.thinkingLevels;
  if (isOff) {
    scope.changed('reasoning', 'this model cannot stop thinking; it thinks little');
    return { thinkingLevel: (known[0] ?? 'low').toUpperCase() };
  }
  const { effort, budgetTokens } = reasoning;
  if (effort === undefined && budgetTokens === undefined) return {};
  const wanted =
    effort !== undefined && effort !== 'none' ? LEVEL_OF[effort] : levelOfBudget(budgetTokens ?? 0);
  if (effort === undefined) scope.changed('reasoning', 'the thinking budget became a level');
  return { thinkingLevel: nearest(wanted, known).toUpperCase() };
}

function levelOfBudget(tokens: number): number {
  if (tokens <= BUDGET_OF.low) return LEVEL_OF.low;
  return tokens <= BUDGET_OF.medium ? LEVEL_OF.medium : LEVEL_OF.high;
}

function nearest(wanted: number, known: RenderScope['traits']['thinkingLevels']): string {
  let best: string = known[0] ?? 'low';
  let distance = Number.POSITIVE_INFINITY;
  for (const level of known) {
    const away = Math.abs(LEVELS.indexOf(level) - wanted);
    if (away <= distance) {
      best = level;
      distance = away;
    }
  }
  return best;
}
