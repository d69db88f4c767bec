import type { Reasoning, ReasoningEffort } from '../../../call.ts';
import type { Block, Rendering } from './rendering.ts';
import type { Turn } from './turns.ts';

/** How a request asks for reasoning. */
export interface ThinkingPlan {
  readonly thinking?: Block;
  readonly effort?: string;
  /** Thinking is on: sampling is restricted. */
  readonly isOn: boolean;
}

const BUDGET_MIN = 1024;
/**
 * The share of the output limit that thinking may take, where the client did not count it out
 * itself.
 */
const BUDGET_SHARE = 0.8;

const BUDGETS: Readonly<Record<ReasoningEffort, number>> = {
  none: 0,
  minimal: BUDGET_MIN,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 24_576,
  max: 32_000,
};

/** What else of the request decides whether thinking is possible. */
interface ThinkingContext {
  readonly turns: readonly Turn[];
  readonly isToolForced: boolean;
  readonly outputTokens: number;
}

/**
 * Decides thinking. A conflict with the rest of the request switches it off with a warning: the
 * call must not fail for it.
 */
export function planThinking(rendering: Rendering, context: ThinkingContext): ThinkingPlan {
  const { call, traits } = rendering;
  const { reasoning } = call;
  if (reasoning === undefined) return { isOn: false };
  const wish = wishOf(reasoning, rendering.isOwn);
  if (traits.thinking === 'none') {
    if (wish !== 'off') rendering.warn('reasoning', 'dropped', 'this model does not reason');
    return { isOn: false };
  }
  const effort = effortWord(reasoning, rendering);
  if (wish === 'unset') return { isOn: false, ...effort };
  if (wish === 'off') return { isOn: false, thinking: { type: 'disabled' }, ...effort };
  const obstacle = findObstacle(rendering, context);
  if (obstacle !== undefined) {
    rendering.warn('reasoning', 'changed', `thinking is off: ${obstacle}`);
    return { isOn: false, thinking: { type: 'disabled' }, ...effort };
  }
  const display = displayOf(reasoning);
  if (traits.thinking === 'adaptive')
    return { isOn: true, thinking: { type: 'adaptive', ...display }, ...effort };
  const budget = budgetOf(reasoning, rendering, context.outputTokens);
  return {
    isOn: true,
    thinking: { type: 'enabled', budget_tokens: budget, ...display },
    ...effort,
  };
}

/**
 * Effort alone asks for thinking everywhere but here, where it also steers models that do not
 * think.
 */
function wishOf(reasoning: Reasoning, isOwn: boolean): 'on' | 'off' | 'unset' {
  if (reasoning.isEnabled === false || reasoning.effort === 'none') return 'off';
  if (reasoning.budgetTokens === 0) return 'off';
  if (reasoning.isEnabled === true || reasoning.budgetTokens !== undefined) return 'on';
  return reasoning.effort !== undefined && !isOwn ? 'on' : 'unset';
}

function findObstacle(rendering: Rendering, context: ThinkingContext): string | undefined {
  if (context.isToolForced) return 'the tool choice forces a tool';
  if (rendering.traits.thinking === 'adaptive') return undefined;
  if (context.outputTokens <= BUDGET_MIN) return `it needs more than ${BUDGET_MIN} output tokens`;
  if (!isLoopSigned(context.turns)) return 'the tool calls in the history carry no signed thinking';
  if (!isPrefillSigned(context.turns)) return 'the answer was begun without it';
  return undefined;
}

/**
 * Whether the unfinished tool loop at the end began with signed thinking. The API looks at the loop
 * as one turn: only its first assistant message must begin so. Loops that ended before are not
 * checked.
 */
function isLoopSigned(turns: readonly Turn[]): boolean {
  const start = turns.findLastIndex(
    (turn) =>
      turn.role === 'user' && !turn.content.some((block) => block['type'] === 'tool_result'),
  );
  const loop = turns.slice(start + 1);
  const hasCalls = loop.some((turn) => turn.content.some((block) => block['type'] === 'tool_use'));
  return !hasCalls || beginsWithThinking(loop.find((turn) => turn.role === 'assistant'));
}

function isPrefillSigned(turns: readonly Turn[]): boolean {
  const last = turns.at(-1);
  return last?.role !== 'assistant' || beginsWithThinking(last);
}

function beginsWithThinking(turn: Turn | undefined): boolean {
  const type = turn?.content[0]?.['type'];
  return type === 'thinking' || type === 'redacted_thinking';
}

function displayOf(reasoning: Reasoning): Block {
  if (reasoning.summary === undefined) return {};
  return { display: reasoning.summary === 'none' ? 'omitted' : 'summarized' };
}

function budgetOf(reasoning: Reasoning, rendering: Rendering, outputTokens: number): number {
  const asked = reasoning.budgetTokens;
  // Its own clients know the rules, and that interleaved thinking may exceed the output limit.
  if (asked !== undefined && rendering.isOwn) return asked;
  const wanted = asked ?? BUDGETS[reasoning.effort ?? 'medium'];
  const room = Math.max(BUDGET_MIN, Math.floor(outputTokens * BUDGET_SHARE));
  const budget = Math.min(Math.max(wanted, BUDGET_MIN), room, outputTokens - 1);
  if (asked !== undefined && budget !== asked)
    rendering.warn('reasoning', 'changed', `the thinking budget is ${budget} tokens`);
  return budget;
}

/** `output_config.effort`, where the model has it. */
function effortWord(reasoning: Reasoning, rendering: Rendering): { readonly effort?: string } {
  const { effort } = reasoning;
  const { thinking, acceptsEffort } = rendering.traits;
  if (thinking !== 'adaptive' && !acceptsEffort) {
    // Beside a thinking budget the effort becomes that budget; alone it is lost.
    if (rendering.isOwn && effort !== undefined && reasoning.isEnabled !== true)
      rendering.warn('output_config', 'dropped', 'this model has no effort');
    return {};
  }
  if (effort === 'none') return {};
  if (effort === undefined) return effortOfBudget(reasoning.budgetTokens, rendering);
  if (rendering.isOwn) return { effort };
  if (thinking !== 'adaptive') return {};
  if (effort === 'minimal') return { effort: 'low' };
  if (effort !== 'xhigh') return { effort };
  // Only the newest models know `xhigh`; all adaptive ones know `max`.
  rendering.warn('reasoning', 'changed', 'effort xhigh is sent as max');
  return { effort: 'max' };
}

function effortOfBudget(
  budget: number | undefined,
  rendering: Rendering,
): { readonly effort?: string } {
  if (budget === undefined || budget === 0 || rendering.traits.thinking !== 'adaptive') return {};
  rendering.warn('reasoning', 'changed', 'this model takes an effort instead of a budget');
  if (budget <= BUDGETS.low) return { effort: 'low' };
  return { effort: budget <= BUDGETS.medium ? 'medium' : 'high' };
}
