import type { ErrorCode, FailureKind } from '@ocha/kernel';
import type { FailureWeight } from '@ocha/resilience';

/** What follows from a failure. */
export interface Verdict {
  /** Whether another deployment is tried. */
  readonly failover: boolean;
  /**
   * Whether the same deployment may be tried once more when there is no other: after a jittered wait (`backoff`), after
   * the provider's own hint where it is short (`hint`), or not at all (`never`).
   */
  readonly retry: 'backoff' | 'hint' | 'never';
  /** How it counts for the deployment's breaker; `none` where it says nothing about the deployment. */
  readonly breaker: FailureWeight | 'none';
  /** What the client is told when this failure ends the request. */
  readonly code: ErrorCode;
}

/**
 * The one table of what follows from a failure. No other file decides.
 *
 * A failure of scope `call` is the request's own fault and would be the same elsewhere: it goes to the client at once.
 * A deployment that stayed silent is not asked twice. Credentials of ours that a provider refuses are ours to mend, so
 * the client hears 503, never 401 or 402.
 */
export const VERDICTS: Readonly<Record<FailureKind, Verdict>> = {
  connect: { failover: true, retry: 'backoff', breaker: 'hard', code: 'all_attempts_failed' },
  unavailable: { failover: true, retry: 'backoff', breaker: 'hard', code: 'all_attempts_failed' },
  overloaded: { failover: true, retry: 'backoff', breaker: 'hard', code: 'all_attempts_failed' },
  rate_limited: { failover: true, retry: 'hint', breaker: 'soft', code: 'rate_limited' },
  timeout: { failover: true, retry: 'never', breaker: 'hard', code: 'all_attempts_failed' },
  stream_broken: { failover: true, retry: 'backoff', breaker: 'hard', code: 'all_attempts_failed' },
  unparseable: { failover: true, retry: 'backoff', breaker: 'hard', code: 'all_attempts_failed' },
  empty: { failover: true, retry: 'never', breaker: 'soft', code: 'all_attempts_failed' },
  auth: { failover: true, retry: 'never', breaker: 'hard', code: 'all_attempts_failed' },
  quota: { failover: true, retry: 'never', breaker: 'hard', code: 'all_attempts_failed' },
  model_gone: { failover: true, retry: 'never', breaker: 'hard', code: 'all_attempts_failed' },
  bad_request: { failover: false, retry: 'never', breaker: 'none', code: 'provider_rejected' },
  context_too_long: { failover: false, retry: 'never', breaker: 'none', code: 'context_too_long' },
  content_filtered: { failover: false, retry: 'never', breaker: 'none', code: 'content_filtered' },
};
