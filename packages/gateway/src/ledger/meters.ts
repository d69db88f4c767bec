import type { Counter, Histogram, Metrics } from '@ocha/kernel';

/** The metrics a request leaves behind. */
export interface Meters {
  readonly requests: Counter;
  readonly attempts: Counter;
  readonly tokens: Counter;
  readonly duration: Histogram;
  readonly firstContent: Histogram;
  readonly overhead: Histogram;
}

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
const OVERHEAD_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];

/** Registers them. Labels hold names of the configuration and of the catalogues only. */
export function createMeters(metrics: Metrics): Meters {
  return {
    requests: metrics.counter({
      name: 'ocha_listener_requests_total',
      help: 'Requests, by dialect of the client, status and error code.',
      labels: ['dialect', 'status', 'code'],
    }),
    attempts: metrics.counter({
      name: 'ocha_execution_attempts_total',
      help: 'Attempts at deployments, by how they ended.',
      labels: ['deployment', 'outcome'],
    }),
    tokens: metrics.counter({
      name: 'ocha_ledger_tokens_total',
      help: 'Tokens as reported by providers, by deployment and kind.',
      labels: ['deployment', 'kind'],
    }),
    duration: metrics.histogram({
      name: 'ocha_relay_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer.',
      labels: ['dialect'],
      buckets: SECONDS,
    }),
    firstContent: metrics.histogram({
      name: 'ocha_relay_first_content_seconds',
      help: 'Time from the arrival of a request to the first content of its answer, by deployment.',
      labels: ['deployment'],
      buckets: SECONDS,
    }),
    overhead: metrics.histogram({
      name: 'ocha_relay_overhead_seconds',
      help: 'Time a request spent in the gateway itself before its answer began, waiting for providers left out.',
      buckets: OVERHEAD_SECONDS,
    }),
  };
}
