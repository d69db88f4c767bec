import { LIMITS, type Snapshot } from '@ocha/config';
import { type OpsServer, openOpsServer, PIPELINE } from '@ocha/gateway';
import type { Env } from '@ocha/kernel';
import { mergeMetricsReports, type SystemMetrics } from '@ocha/kernel/system';
import { createWorkerPool, type WorkerPool, type WorkerSettings } from './worker-pool.ts';

export interface SupervisorOptions {
  readonly env: Env & { readonly metrics: SystemMetrics };
  readonly snapshot: Snapshot;
  readonly settings: WorkerSettings;
  readonly notify: (line: string) => void;
}

export interface Supervisor {
  readonly opsPort: number;
  readonly snapshot: Snapshot;
  swap(snapshot: Snapshot): void;
  /** Drains every worker, then closes the ops port. Idempotent. */
  drain(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
  /** Resolves when a drain, whoever asked for it, has ended. */
  readonly ended: Promise<void>;
}

/** Starts the workers and the ops port of a machine; resolves when the first worker serves. */
export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { env, settings, notify } = options;
  let { snapshot } = options;
  const { workers, host, opsPort, drainMs } = snapshot.gateway;
  const pool = createWorkerPool({ env, size: workers, settings, snapshot, notify });
  let draining: Promise<void> | undefined;
  let isStarted = false;
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const gauges = createGauges(env);

  const drain = (): Promise<void> => {
    draining ??= pool.drain(Math.min(drainMs, LIMITS.drainMs)).then(async () => {
      await ops?.close();
      end();
    });
    return draining;
  };
  const ops: OpsServer = await openOpsServer({
    host,
    port: opsPort,
    sources: {
      isStarted: () => isStarted,
      notReadyReasons: () => notReadyReasons(pool, draining !== undefined),
      async metrics() {
        gauges.set(pool, snapshot);
        return mergeMetricsReports([...(await pool.reports()), await env.metrics.report()]);
      },
      pipeline: () => ({ pipeline: PIPELINE, revision: snapshot.revision, hash: snapshot.hash }),
      drain: () => void drain(),
    },
  });
  try {
    await pool.start();
  } catch (error) {
    pool.kill();
    await ops.close();
    throw error;
  }
  isStarted = true;
  return {
    opsPort: ops.port,
    get snapshot() {
      return snapshot;
    },
    swap(next) {
      snapshot = next;
      pool.swap(next);
    },
    drain,
    kill: () => pool.kill(),
    ended,
  };
}

function notReadyReasons(pool: WorkerPool, isDraining: boolean): string[] {
  const reasons: string[] = [];
  if (isDraining) reasons.push('draining');
  if (pool.readyCount === 0) reasons.push('no worker is ready');
  return reasons;
}

function createGauges(env: Env) {
  const workers = env.metrics.gauge({
    name: 'ocha_supervisor_workers_count',
    help: 'Workers of this machine, by whether they serve.',
    labels: ['state'],
  });
  const revision = env.metrics.gauge({
    name: 'ocha_snapshot_revision_number',
    help: 'Number of the configuration snapshot in force.',
  });
  return {
    set(pool: WorkerPool, snapshot: Snapshot): void {
      workers.set(pool.readyCount, 'ready');
      workers.set(pool.size - pool.readyCount, 'missing');
      revision.set(snapshot.revision);
    },
  };
}
