import type { StopReason } from '../../../event.ts';

/** Every word that providers of this wire have been seen to use, in lower case. */
const REASONS: Readonly<Record<string, StopReason>> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  complete: 'stop',
  stop_sequence: 'stop-sequence',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  tool_calls: 'tool-calls',
  tool_call: 'tool-calls',
  tool_use: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  sensitive: 'content-filter',
  safety: 'content-filter',
  error_toxic: 'content-filter',
  refusal: 'refusal',
  pause_turn: 'pause',
  model_context_window_exceeded: 'context-exceeded',
  error: 'error',
  network_error: 'error',
  insufficient_system_resource: 'error',
  abort: 'error',
  timeout: 'error',
};

/**
 * The stop reason of a choice. A normal stop of a choice that holds tool calls is `tool-calls`, as
 * the client must run them (OpenAI itself says `stop` for a named tool; Google's layer always); an
 * abnormal stop stays what it is.
 */
export function parseFinishReason(word: string | undefined, hasToolCalls: boolean): StopReason {
  const key = word?.toLowerCase() ?? '';
  const reason = key === '' ? 'stop' : Object.hasOwn(REASONS, key) ? REASONS[key] : undefined;
  if (hasToolCalls && (reason === 'stop' || reason === undefined)) return 'tool-calls';
  return reason ?? 'other';
}

/**
 * The word that OpenAI's clients know. A failure keeps its name: a cut answer must not look like a
 * whole one.
 */
export function renderFinishReason(reason: StopReason, hasRefusal: boolean): string {
  switch (reason) {
    case 'stop':
    case 'stop-sequence':
    case 'other':
      return 'stop';
    // `pause`: a client of this wire cannot resume a provider's own tools; the nearest it knows is
    // an unfinished answer.
    case 'length':
    case 'context-exceeded':
    case 'pause':
      return 'length';
    case 'tool-calls':
      return 'tool_calls';
    case 'content-filter':
      return 'content_filter';
    case 'refusal':
      return hasRefusal ? 'stop' : 'content_filter';
    case 'error':
      return 'error';
    default:
      return reason satisfies never;
  }
}

/**
 * Whether `finish_reason` says less than the canonical reason, so that the provider's word is sent
 * beside it.
 */
export function losesMeaning(reason: StopReason): boolean {
  return reason !== 'stop' && reason !== 'length' && reason !== 'tool-calls';
}
