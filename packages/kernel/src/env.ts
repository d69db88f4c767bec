import type { Clock } from './clock.ts';
import type { Ids } from './ids.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Random } from './random.ts';
import type { Timers } from './timers.ts';

/**
 * Everything nondeterministic, injected. Code that takes its time, chance and output from here runs unchanged in the
 * simulator; `Date.now`, `Math.random`, `setTimeout` and `console` are banned elsewhere by lint.
 */
export interface Env {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
}
