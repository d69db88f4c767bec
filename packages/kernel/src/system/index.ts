/**
 * kernel/system: the real machine behind the ports. The only place where `Date`, timers, `Math.random` and the
 * Prometheus client may be touched. Imported by composition roots (`main.ts`) alone.
 */
export { createSystemClock } from './clock.ts';
export { createSystemEnv, type SystemEnv, type SystemEnvOptions } from './env.ts';
export { createSystemLog, type SystemLog, type SystemLogOptions } from './log.ts';
export {
  createSystemMetrics,
  type MetricsReport,
  mergeMetricsReports,
  type SystemMetrics,
  sumMetricsReports,
} from './metrics.ts';
export { createSystemRandom } from './random.ts';
export { createSystemTimers } from './timers.ts';
