import type { Random } from '@ocha/kernel';

export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly consecutiveMax: number;
  /** Success rate below which it opens, over the window. */
  readonly successRateMin: number;
  readonly windowMs: number;
  readonly buckets: number;
  /** Outcomes the window must hold before its rate counts. */
  readonly samplesMin: number;
  /** Bounds of the time it stays open; doubles with every failed probe. */
  readonly openMinMs: number;
  readonly openMaxMs: number;
  /** Share of the open time added by chance, at most. */
  readonly jitter: number;
  /** The longest provider's hint that is obeyed. */
  readonly hintMaxMs: number;
}

/** The proposed defaults of the reliability design; the shape follows Linkerd's unified breaker (2026). */
export const BREAKER_DEFAULTS: BreakerSettings = {
  consecutiveMax: 5,
  successRateMin: 0.8,
  windowMs: 10_000,
  buckets: 10,
  samplesMin: 10,
  openMinMs: 1_000,
  openMaxMs: 60_000,
  jitter: 0.5,
  hintMaxMs: 300_000,
};

/** How an attempt's failure counts: `hard` in a row and in the rate, `soft` (a rate limit) in the rate alone. */
export type FailureWeight = 'hard' | 'soft';

export type BreakerState =
  | { readonly value: 'closed' }
  /** Refuses until `until` (monotonic milliseconds). */
  | { readonly value: 'open'; readonly until: number }
  /** Lets one attempt through at a time, to see. */
  | { readonly value: 'half-open'; readonly isProbing: boolean };

/**
 * One deployment's breaker. Decisions depend on outcomes and their window alone, never on how they were spaced within
 * it.
 */
export interface Breaker {
  state(now: number): BreakerState;
  /**
   * Whether an attempt may start. In half-open the first caller gets the probe, and must report its outcome or release
   * it.
   */
  tryAdmit(now: number): boolean;
  success(now: number): void;
  /** Gives true when this failure opened it. */
  failure(now: number, weight: FailureWeight, retryAfterMs?: number): boolean;
  /** The admitted attempt said nothing about the deployment (the client went, the request was wrong). */
  release(): void;
}

interface Bucket {
  index: number;
  successes: number;
  failures: number;
}

/** A closed breaker. */
export function createBreaker(settings: BreakerSettings, random: Random): Breaker {
  const bucketMs = settings.windowMs / settings.buckets;
  const buckets: Bucket[] = Array.from({ length: settings.buckets }, () => ({
    index: -1,
    successes: 0,
    failures: 0,
  }));
  let consecutive = 0;
  let openUntil: number | undefined;
  let timesOpened = 0;
  let isProbing = false;

  const bucketAt = (now: number): Bucket => {
    const index = Math.floor(now / bucketMs);
    const bucket = buckets[index % settings.buckets] as Bucket;
    if (bucket.index !== index) Object.assign(bucket, { index, successes: 0, failures: 0 });
    return bucket;
  };
  const isRateTooLow = (now: number): boolean => {
    const oldest = Math.floor(now / bucketMs) - settings.buckets + 1;
    let successes = 0;
    let failures = 0;
    for (const bucket of buckets) {
      if (bucket.index < oldest) continue;
      successes += bucket.successes;
      failures += bucket.failures;
    }
    const samples = successes + failures;
    return samples >= settings.samplesMin && successes / samples < settings.successRateMin;
  };
  const open = (now: number, retryAfterMs: number): void => {
    const backoffMs = Math.min(settings.openMaxMs, settings.openMinMs * 2 ** timesOpened);
    const hintMs = Math.min(settings.hintMaxMs, retryAfterMs);
    openUntil = now + Math.max(backoffMs, hintMs) * (1 + random.next() * settings.jitter);
    timesOpened += 1;
    isProbing = false;
    consecutive = 0;
    for (const bucket of buckets) bucket.index = -1;
  };
  const isHalfOpen = (now: number): boolean => openUntil !== undefined && now >= openUntil;

  return {
    state(now) {
      if (openUntil === undefined) return { value: 'closed' };
      return isHalfOpen(now)
        ? { value: 'half-open', isProbing }
        : { value: 'open', until: openUntil };
    },
    tryAdmit(now) {
      if (openUntil === undefined) return true;
      if (!isHalfOpen(now) || isProbing) return false;
      isProbing = true;
      return true;
    },
    success(now) {
      // Stragglers admitted before it opened prove nothing about now.
      if (openUntil !== undefined && !isProbing) return;
      if (isProbing) {
        openUntil = undefined;
        timesOpened = 0;
        isProbing = false;
      }
      consecutive = 0;
      bucketAt(now).successes += 1;
    },
    failure(now, weight, retryAfterMs = 0) {
      if (openUntil !== undefined && !isProbing) return false;
      if (isProbing) {
        open(now, retryAfterMs);
        return true;
      }
      bucketAt(now).failures += 1;
      if (weight === 'hard') consecutive += 1;
      if (consecutive < settings.consecutiveMax && !isRateTooLow(now)) return false;
      open(now, retryAfterMs);
      return true;
    },
    release() {
      isProbing = false;
    },
  };
}
