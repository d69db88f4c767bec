import { OchaError } from '@ocha/kernel';
import type { ChatCall } from '../../../call.ts';
import type { RenderedCall } from '../../../dialect.ts';
import { isObject } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import { limitBreakpoints } from './cache-breakpoints.ts';
import { renderTools } from './render-tools.ts';
import { renderTurns } from './render-turns.ts';
import { type Block, createRendering, type Rendering, unsupported } from './rendering.ts';
import { renderSampling } from './sampling.ts';
import { renderFormat } from './schema/response-format.ts';
import { planThinking, type ThinkingPlan } from './thinking.ts';
import type { Turn } from './turns.ts';

/**
 * The text of a turn that has to stand where the API wants one and the client had nothing to say.
 */
const PLACEHOLDER = 'Continue.';

/** A call as a Messages API request for a model. */
export function renderCall(call: ChatCall, model: string, traits: Traits): RenderedCall {
  refuseImpossible(call);
  const rendering = createRendering(call, traits);
  const { system, turns } = renderTurns(rendering);
  completeTurns(turns, rendering, system.length > 0);
  const tools = renderTools(rendering, turns);
  const format = renderFormat(rendering);
  if (format.instruction !== undefined) system.push({ type: 'text', text: format.instruction });
  const outputTokens = call.outputTokensMax ?? traits.outputTokensDefault;
  const plan = planThinking(rendering, { turns, isToolForced: tools.isForced, outputTokens });
  limitBreakpoints([tools.tools ?? [], system, turns.flatMap((turn) => turn.content)], rendering);
  const body: Block = {
    model,
    max_tokens: outputTokens,
    ...(tools.tools === undefined ? {} : { tools: tools.tools }),
    ...(tools.choice === undefined ? {} : { tool_choice: tools.choice }),
    ...(system.length === 0 ? {} : { system: plainSystem(system) }),
    messages: turns.map(({ role, content }) => ({ role, content: plainContent(content) })),
    ...renderSampling(rendering, plan.isOn || isObject(extraOf(rendering)['thinking'])),
    ...(plan.thinking === undefined ? {} : { thinking: plan.thinking }),
    ...outputConfig(plan, format.format),
    ...(call.endUser === undefined ? {} : { metadata: { user_id: call.endUser } }),
    ...serviceTier(rendering),
    ...(call.isStream ? { stream: true } : {}),
  };
  addExtra(body, rendering);
  dropRefused(body, rendering);
  return { body, warnings: rendering.warnings };
}

function refuseImpossible(call: ChatCall): void {
  if ((call.choiceCount ?? 1) > 1)
    throw unsupported('n', 'the Messages API gives one answer to a request');
  const modality = call.modalities?.find((kind) => kind !== 'text');
  if (modality !== undefined)
    throw unsupported('modalities', `the Messages API does not answer with ${modality}`);
}

/** Makes the turns begin and end as the API demands. */
function completeTurns(turns: Turn[], rendering: Rendering, hasSystem: boolean): void {
  if (turns.length === 0 && !hasSystem) {
    throw new OchaError('invalid_request', 'messages: at least one message must have content', {
      param: 'messages',
    });
  }
  if (turns.length === 0 || (turns[0]?.role === 'assistant' && !rendering.isOwn)) {
    turns.unshift(placeholder());
    rendering.warn(
      'messages',
      'changed',
      `the conversation begins with a user turn, "${PLACEHOLDER}"`,
    );
  }
  if (turns.at(-1)?.role === 'assistant') endOnAssistant(turns, rendering);
}

function placeholder(): Turn {
  return { role: 'user', content: [{ type: 'text', text: PLACEHOLDER }] };
}

/**
 * A begun answer: kept as it is where the model goes on from it, else followed by a turn that asks
 * it to.
 */
function endOnAssistant(turns: Turn[], rendering: Rendering): void {
  const last = turns.at(-1);
  const final = last?.content.at(-1);
  if (last === undefined || final?.['type'] !== 'text') return;
  // A turn that a server tool paused is sent again to be finished; it is no prefill.
  const isPaused = last.content.some((block) => String(block['type']).startsWith('server_tool'));
  if (rendering.traits.prefill === 'refused' && !isPaused) {
    turns.push(placeholder());
    rendering.warn(
      'messages',
      'changed',
      `this model begins its answers itself: "${PLACEHOLDER}" was asked`,
    );
    return;
  }
  final['text'] = String(final['text']).trimEnd();
}

/**
 * Plain text as a string: what most clients send, and the form that every server of the dialect
 * knows.
 */
function plainContent(content: readonly Block[]): unknown {
  const [block] = content;
  const isPlain =
    content.length === 1 && block?.['type'] === 'text' && Object.keys(block).length === 2;
  return isPlain ? block['text'] : content;
}

function plainSystem(system: readonly Block[]): unknown {
  return plainContent(system);
}

function outputConfig(plan: ThinkingPlan, format: Block | undefined): Block {
  if (plan.effort === undefined && format === undefined) return {};
  return {
    output_config: {
      ...(plan.effort === undefined ? {} : { effort: plan.effort }),
      ...(format === undefined ? {} : { format }),
    },
  };
}

const TIERS: Readonly<Record<string, string>> = {
  auto: 'auto',
  default: 'standard_only',
  standard: 'standard_only',
  standard_only: 'standard_only',
  priority: 'auto',
};

function serviceTier(rendering: Rendering): Block {
  const asked = rendering.call.serviceTier;
  if (asked === undefined) return {};
  if (rendering.isOwn) return { service_tier: asked };
  const tier = TIERS[asked];
  if (tier !== undefined) return { service_tier: tier };
  rendering.warn('service_tier', 'dropped', `the Messages API has no tier '${asked}'`);
  return {};
}

function extraOf(rendering: Rendering): Readonly<Record<string, unknown>> {
  return rendering.isOwn ? rendering.call.extra : {};
}

/** Fields without a canonical home: back where they came from, or warned about. */
function addExtra(body: Block, rendering: Rendering): void {
  const { extra } = rendering.call;
  if (!rendering.isOwn) {
    for (const name of Object.keys(extra))
      rendering.warn(name, 'dropped', 'the Messages API has no such field');
    return;
  }
  for (const [name, value] of Object.entries(extra)) {
    if (name === 'betas') {
      rendering.warn(name, 'dropped', 'betas travel in the anthropic-beta header');
      continue;
    }
    const known = body[name];
    body[name] =
      isObject(known) && isObject(value) && name !== 'thinking' ? { ...value, ...known } : value;
  }
}

function dropRefused(body: Block, rendering: Rendering): void {
  for (const name of rendering.traits.refusedParams) {
    if (body[name] === undefined || name === 'messages' || name === 'model') continue;
    delete body[name];
    rendering.warn(name, 'dropped', 'this model refuses it');
  }
}
