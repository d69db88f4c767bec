import type { Clock } from './clock.ts';

/** An instant by which an answer must have been given. Goes down every call that can wait. */
export interface Deadline {
  /** The instant, in the clock's monotonic milliseconds. */
  readonly at: number;
  /** Milliseconds left, never negative. */
  remainingMs(): number;
  /** Whether the instant has passed. */
  hasPassed(): boolean;
}

/** A deadline `afterMs` milliseconds from now. */
export function createDeadline(clock: Clock, afterMs: number): Deadline {
  const at = clock.monotonic() + afterMs;
  return {
    at,
    remainingMs: () => Math.max(0, at - clock.monotonic()),
    hasPassed: () => clock.monotonic() >= at,
  };
}
