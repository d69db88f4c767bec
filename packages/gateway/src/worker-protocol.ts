import type { Snapshot } from '@ocha/config';
import type { MetricsReport } from '@ocha/kernel/system';

/** What a supervisor tells a worker process. Travels by structured clone, so that maps arrive as maps. */
export type SupervisorMessage =
  /** The first message: start to serve. */
  | {
      readonly type: 'start';
      readonly snapshot: Snapshot;
      readonly dataDir: string;
      readonly workerNumber: number;
      readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
      /** Directory for the worker's log file, or undefined for standard output. */
      readonly logDir: string | undefined;
      readonly welcomePage: string | undefined;
    }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'metrics'; readonly id: number }
  | { readonly type: 'drain'; readonly graceMs: number };

/** What a worker tells its supervisor. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly port: number }
  /** Every `heartbeatMs` while the event loop turns. */
  | { readonly type: 'heartbeat'; readonly inFlightCount: number }
  | { readonly type: 'snapshot-applied'; readonly revision: number }
  | { readonly type: 'metrics'; readonly id: number; readonly report: MetricsReport }
  /** It could not start; it exits after this. */
  | { readonly type: 'failed'; readonly reason: string };
