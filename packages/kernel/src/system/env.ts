import type { Env } from '../env.ts';
import { createIds } from '../ids.ts';
import { createSystemClock } from './clock.ts';
import { createSystemLog, type SystemLog, type SystemLogOptions } from './log.ts';
import { createSystemMetrics, type SystemMetrics } from './metrics.ts';
import { createSystemRandom } from './random.ts';
import { createSystemTimers } from './timers.ts';

export interface SystemEnvOptions {
  readonly log: SystemLogOptions;
}

/** An `Env` of the real machine; its log and metrics also have the ends that only a composition root needs. */
export interface SystemEnv extends Env {
  readonly log: SystemLog;
  readonly metrics: SystemMetrics;
}

/** The real machine as an `Env`. */
export function createSystemEnv(options: SystemEnvOptions): SystemEnv {
  const clock = createSystemClock();
  const random = createSystemRandom();
  return {
    clock,
    random,
    timers: createSystemTimers(),
    ids: createIds(clock, random),
    log: createSystemLog(options.log),
    metrics: createSystemMetrics(),
  };
}
