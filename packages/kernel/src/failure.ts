/** What a provider did to us. Closed: `classify` is total, unknown answers are `unparseable`. */
export const FAILURE_KINDS = [
  'rate_limited',
  'overloaded',
  'unavailable',
  'timeout',
  'connect',
  'stream_broken',
  'auth',
  'quota',
  'bad_request',
  'context_too_long',
  'content_filtered',
  'model_gone',
  'unparseable',
  'empty',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** How much of the provider the failure speaks for. */
export type FailureScope = 'call' | 'deployment' | 'credential' | 'provider';

/** Which of an attempt's timeouts ran out. */
export type TimeoutPhase = 'connect' | 'first-content' | 'idle' | 'total';

/** One failed attempt's cause. Every attempt that did not answer has exactly one. */
export interface Failure {
  readonly kind: FailureKind;
  readonly scope: FailureScope;
  /** What happened, in one sentence, safe for the client: no keys, no organisation ids, no raw HTML. */
  readonly message: string;
  /** HTTP status, when one arrived. */
  readonly status?: number;
  /** The provider's own error code or type, as sent. */
  readonly providerCode?: string;
  /** The parameter the provider complained about, when it named one. */
  readonly param?: string;
  /** How long the provider asked us to stay away, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly phase?: TimeoutPhase;
  /** The provider's parsed error body: passed to the client only for `scope: 'call'` and the client's own dialect. */
  readonly body?: unknown;
  readonly cause?: unknown;
}
