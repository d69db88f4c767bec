import type { StopReason } from '../../../event.ts';

/** Google's words for why a candidate ended. */
const STOP_REASONS: Readonly<Record<string, StopReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  MODEL_ARMOR: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  MALFORMED_FUNCTION_CALL: 'error',
  MALFORMED_RESPONSE: 'error',
  UNEXPECTED_TOOL_CALL: 'error',
  TOO_MANY_TOOL_CALLS: 'error',
  MISSING_THOUGHT_SIGNATURE: 'error',
  LANGUAGE: 'other',
  ESCALATION: 'other',
  NO_IMAGE: 'other',
  IMAGE_OTHER: 'other',
  OTHER: 'other',
};

/** What clients that ask for numbers (`enum-encoding=int`) get; only those on which both Google APIs agree. */
const BY_NUMBER = ['', 'STOP', 'MAX_TOKENS', 'SAFETY', 'RECITATION', 'OTHER'] as const;

const FINISH_REASONS: Readonly<Record<StopReason, string>> = {
  stop: 'STOP',
  'stop-sequence': 'STOP',
  'tool-calls': 'STOP',
  length: 'MAX_TOKENS',
  'context-exceeded': 'MAX_TOKENS',
  'content-filter': 'SAFETY',
  refusal: 'SAFETY',
  pause: 'OTHER',
  error: 'OTHER',
  other: 'OTHER',
};

/** Google's own word for a finish reason, also where it came as a number; undefined while a candidate goes on. */
export function finishWord(value: unknown): string | undefined {
  if (typeof value === 'number')
    return value === 0 ? undefined : (BY_NUMBER[value] ?? String(value));
  if (typeof value !== 'string' || value === '' || value === 'FINISH_REASON_UNSPECIFIED')
    return undefined;
  return value;
}

/** The canonical reason. Gemini says STOP for tool calls too, sometimes in a later chunk than the call. */
export function toStopReason(word: string, sawToolCall: boolean): StopReason {
  const reason = Object.hasOwn(STOP_REASONS, word) ? STOP_REASONS[word] : undefined;
  if (reason === 'stop' && sawToolCall) return 'tool-calls';
  return reason ?? 'other';
}

/** Google's word for a canonical reason; its own word where the answer came from a Gemini provider. */
export function toFinishReason(reason: StopReason, nativeReason: string | undefined): string {
  if (nativeReason !== undefined && Object.hasOwn(STOP_REASONS, nativeReason)) return nativeReason;
  return FINISH_REASONS[reason];
}
