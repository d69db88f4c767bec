import type { Random } from '@ocha/kernel';

export interface BackoffSettings {
  /** Upper bound of the first wait, in milliseconds. */
  readonly baseMs: number;
  /** Upper bound of every wait, in milliseconds. */
  readonly capMs: number;
}

/**
 * How long to wait before retry number `retry` (1 for the first): full jitter, uniform in
 * [0, min(cap, base·2^(retry−1))]. Source: M. Brooker, "Exponential backoff and jitter", AWS Architecture Blog (2015).
 */
export function backoffMs(retry: number, settings: BackoffSettings, random: Random): number {
  const ceiling = Math.min(settings.capMs, settings.baseMs * 2 ** (retry - 1));
  return random.next() * ceiling;
}
