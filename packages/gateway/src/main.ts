/**
 * Composition root of a gateway worker: the only file of the gateway that touches the process. Runs below a supervisor,
 * which sends it its snapshot; ends when it has drained, or when the supervisor is gone.
 */

import { join } from 'node:path';
import { LIMITS } from '@ocha/config';
import { createSystemEnv, type SystemEnv } from '@ocha/kernel/system';
import { openFileUsageLog } from '@ocha/store';
import { type Gateway, startGateway } from './gateway.ts';
import type { SupervisorMessage, WorkerMessage } from './worker-protocol.ts';

type StartMessage = Extract<SupervisorMessage, { type: 'start' }>;

let running: { readonly gateway: Gateway; readonly env: SystemEnv } | undefined;
let isStopping = false;

process.on('message', (message: SupervisorMessage) => void receive(message));
// Signals of a terminal reach the whole process group; the supervisor decides what they mean for its workers.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// Without a supervisor nobody would restart, reload or drain this worker: it finishes and goes.
process.on('disconnect', () => void stop(LIMITS.drainMs));
process.on('uncaughtException', (error) => {
  // A defect: state can no longer be trusted. The supervisor starts a fresh worker.
  running?.env.log.error('worker_crashed', { reason: error.stack ?? String(error) });
  running?.env.log.flush();
  process.exit(1);
});

async function receive(message: SupervisorMessage): Promise<void> {
  if (message.type === 'start') await start(message);
  else if (message.type === 'drain') await stop(message.graceMs);
  else if (message.type === 'snapshot') {
    running?.gateway.swap(message.snapshot);
    tell({ type: 'snapshot-applied', revision: message.snapshot.revision });
  } else if (running !== undefined) {
    tell({ type: 'metrics', id: message.id, report: await running.env.metrics.report() });
  }
}

async function start(message: StartMessage): Promise<void> {
  const { snapshot, workerNumber, dataDir } = message;
  const env = createSystemEnv({
    log: {
      level: message.logLevel,
      base: { worker: workerNumber },
      ...(message.logDir === undefined
        ? {}
        : { destination: join(message.logDir, `worker-${workerNumber}.jsonl`) }),
    },
  });
  try {
    const usageLog = await openFileUsageLog({
      directory: join(dataDir, 'usage'),
      name: `worker-${workerNumber}`,
      env,
      bufferedMax: LIMITS.usageRecordsBufferedMax,
    });
    const { host, port } = snapshot.gateway;
    const gateway = await startGateway({
      env,
      snapshot,
      usageLog,
      host,
      port,
      ...(message.welcomePage === undefined ? {} : { welcomePage: message.welcomePage }),
    });
    running = { gateway, env };
    env.timers.every(LIMITS.heartbeatMs, () =>
      tell({ type: 'heartbeat', inFlightCount: gateway.inFlightCount }),
    );
    tell({ type: 'ready', port: gateway.port });
  } catch (error) {
    tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
    env.log.flush();
    process.exit(1);
  }
}

async function stop(graceMs: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await running?.gateway.drain(graceMs);
  running?.env.log.flush();
  process.exit(0);
}

function tell(message: WorkerMessage): void {
  if (process.connected) process.send?.(message);
}
