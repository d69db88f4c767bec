/**
 * kernel: the words every room shares.
 *
 * Takes nothing and imports nothing: time, timers, randomness, ids, logs and metrics are ports gathered in `Env`,
 * so that a whole cluster can run on virtual time. Only `kernel/system` touches the real machine.
 */
export type { Clock } from './clock.ts';
export { createDeadline, type Deadline } from './deadline.ts';
export type { Env } from './env.ts';
export {
  ERROR_CATALOGUE,
  type ErrorCode,
  type ErrorDetails,
  type ErrorFault,
  type ErrorSpec,
  isOchaError,
  OchaError,
  type OchaErrorOptions,
} from './errors.ts';
export {
  FAILURE_KINDS,
  type Failure,
  type FailureKind,
  type FailureScope,
  type TimeoutPhase,
} from './failure.ts';
export { createIds, type Ids } from './ids.ts';
export { discardLog, type Log, type LogFields, type LogLevel } from './log.ts';
export {
  type Counter,
  discardMetrics,
  type Gauge,
  type Histogram,
  type MetricSpec,
  type Metrics,
} from './metrics.ts';
export { createSeededRandom, type Random } from './random.ts';
export type { Timer, Timers } from './timers.ts';
