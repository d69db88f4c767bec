import { createIds, createSeededRandom, type Env } from '@ocha/kernel';
import { type CapturedLog, createCapturedLog } from './captured-log.ts';
import { type CapturedMetrics, createCapturedMetrics } from './captured-metrics.ts';
import { createFakeTime, type FakeTime } from './fake-time.ts';

/** An `Env` without a machine: time that a test moves, seeded chance, and a log and metrics that can be asserted. */
export interface FakeEnv extends Env {
  readonly time: FakeTime;
  readonly log: CapturedLog;
  readonly metrics: CapturedMetrics;
}

/** A whole deterministic `Env`: the same seed gives the same ids and the same luck. */
export function createFakeEnv(seed = 1): FakeEnv {
  const time = createFakeTime();
  const random = createSeededRandom(seed);
  return {
    time,
    clock: time.clock,
    timers: time.timers,
    random,
    ids: createIds(time.clock, random),
    log: createCapturedLog(),
    metrics: createCapturedMetrics(),
  };
}
