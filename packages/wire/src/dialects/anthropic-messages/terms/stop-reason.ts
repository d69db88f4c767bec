import type { StopReason } from '../../../event.ts';

/**
 * The dialect's own words and what they mean. `compaction` (beta) asks the client to send the turn
 * again, as `pause_turn` does.
 */
const MEANINGS: Readonly<Record<string, StopReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop-sequence',
  max_tokens: 'length',
  tool_use: 'tool-calls',
  pause_turn: 'pause',
  compaction: 'pause',
  refusal: 'refusal',
  model_context_window_exceeded: 'context-exceeded',
};

const WORDS: Readonly<Record<StopReason, string>> = {
  stop: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  refusal: 'refusal',
  pause: 'pause_turn',
  'context-exceeded': 'model_context_window_exceeded',
  // The dialect has no word for a failure; "cut at the limit" is the only one that does not claim a
  // whole answer.
  error: 'max_tokens',
  other: 'end_turn',
};

/**
 * The canonical reason for a provider's word. A normal stop behind a client tool call is `tool-
 * calls`, and `tool_use` without one is a normal stop: some servers say the one and mean the other.
 */
export function readStopReason(word: unknown, hasToolCall: boolean): StopReason {
  const meaning = typeof word === 'string' ? (MEANINGS[word] ?? 'other') : 'stop';
  if (hasToolCall && (meaning === 'stop' || meaning === 'stop-sequence')) return 'tool-calls';
  if (!hasToolCall && meaning === 'tool-calls') return 'stop';
  return meaning;
}

/**
 * The dialect's word for a canonical reason; the provider's own word where it is one of the dialect
 * and fits.
 */
export function stopReasonWord(reason: StopReason, nativeReason: string | undefined): string {
  if (nativeReason !== undefined && MEANINGS[nativeReason] === reason) return nativeReason;
  return WORDS[reason];
}
