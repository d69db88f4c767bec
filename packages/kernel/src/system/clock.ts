import { performance } from 'node:perf_hooks';
import type { Clock } from '../clock.ts';

/** The machine's clocks. */
export function createSystemClock(): Clock {
  return { now: () => Date.now(), monotonic: () => performance.now() };
}
