import cluster, { type Worker } from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { LIMITS, type Snapshot } from '@ocha/config';
import type { SupervisorMessage, WorkerMessage } from '@ocha/gateway';
import type { Env } from '@ocha/kernel';
import { type MetricsReport, sumMetricsReports } from '@ocha/kernel/system';

/** What every worker is started with, beside its number and the snapshot of the moment. */
export type WorkerSettings = Omit<
  Extract<SupervisorMessage, { type: 'start' }>,
  'type' | 'snapshot' | 'workerNumber'
>;

export interface WorkerPoolOptions {
  readonly env: Env;
  readonly size: number;
  readonly settings: WorkerSettings;
  readonly snapshot: Snapshot;
  /** Something a person at the terminal should see. */
  readonly notify: (line: string) => void;
}

export interface WorkerPool {
  /** Resolves when the first worker serves; rejects with the reason when it cannot start. */
  start(): Promise<void>;
  readonly readyCount: number;
  readonly size: number;
  /** Puts a snapshot in force in every worker, present and future. */
  swap(snapshot: Snapshot): void;
  /** The figures of every worker that lives or has lived. */
  reports(): Promise<readonly MetricsReport[]>;
  /** Lets every worker finish; resolves when the last is gone. */
  drain(graceMs: number): Promise<void>;
  /** Ends every worker at once. */
  kill(): void;
}

interface Member {
  readonly number: number;
  readonly worker: Worker;
  readonly startedAt: number;
  /** Whether it took the place of one that was lost. */
  readonly isReplacement: boolean;
  isReady: boolean;
  lastHeartbeatAt: number;
  /** The latest figures; kept when the worker dies, so that counters never run backwards. */
  report: MetricsReport;
}

/** Added to the drain before a worker that does not end is killed. */
const KILL_MARGIN_MS = 2_000;
const RESTART_CAP_MS = 30_000;
/** A worker that lived this long was no failed start. */
const STABLE_MS = 60_000;
const REPORT_TIMEOUT_MS = 1_000;

/** A pool of gateway workers that share one listening socket. */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  return new Pool(options);
}

class Pool implements WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #members = new Map<number, Member>();
  readonly #waiting = new Map<number, (report: MetricsReport) => void>();
  #snapshot: Snapshot;
  #retired: MetricsReport = [];
  #failedStarts = 0;
  #nextRequestId = 1;
  #isDraining = false;
  #lastCheckAt: number;
  #onFirst: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #onGone: (() => void) | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#snapshot = options.snapshot;
    this.#lastCheckAt = options.env.clock.monotonic();
    cluster.schedulingPolicy = cluster.SCHED_RR;
    cluster.setupPrimary({
      exec: fileURLToPath(import.meta.resolve('@ocha/gateway/worker')),
      serialization: 'advanced',
    });
  }

  start(): Promise<void> {
    const { env, size } = this.#options;
    for (let number = 1; number <= size; number += 1) this.#fork(number, false);
    env.timers.every(LIMITS.heartbeatMs, () => this.#watch());
    return new Promise((resolve, reject) => {
      this.#onFirst = { resolve, reject };
    });
  }

  get size(): number {
    return this.#options.size;
  }

  get readyCount(): number {
    return [...this.#members.values()].filter((member) => member.isReady).length;
  }

  swap(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    for (const member of this.#members.values()) tell(member, { type: 'snapshot', snapshot });
  }

  async reports(): Promise<readonly MetricsReport[]> {
    const ready = [...this.#members.values()].filter((member) => member.isReady);
    const fresh = await Promise.all(ready.map((member) => this.#ask(member)));
    return [this.#retired, ...fresh];
  }

  drain(graceMs: number): Promise<void> {
    this.#isDraining = true;
    if (this.#members.size === 0) return Promise.resolve();
    for (const member of this.#members.values()) tell(member, { type: 'drain', graceMs });
    const killer = this.#options.env.timers.schedule(graceMs + KILL_MARGIN_MS, () => this.kill());
    return new Promise((resolve) => {
      this.#onGone = () => {
        killer.cancel();
        resolve();
      };
    });
  }

  kill(): void {
    this.#isDraining = true;
    for (const member of this.#members.values()) member.worker.process.kill('SIGKILL');
  }

  #fork(number: number, isReplacement: boolean): void {
    const now = this.#options.env.clock.monotonic();
    const worker = cluster.fork();
    const member: Member = {
      number,
      worker,
      startedAt: now,
      isReplacement,
      isReady: false,
      lastHeartbeatAt: now,
      report: [],
    };
    this.#members.set(number, member);
    worker.on('message', (message: WorkerMessage) => this.#receive(member, message));
    worker.on('exit', (code, signal) => this.#lose(member, signal ?? `code ${code}`));
    tell(member, {
      type: 'start',
      ...this.#options.settings,
      snapshot: this.#snapshot,
      workerNumber: number,
    });
  }

  #receive(member: Member, message: WorkerMessage): void {
    member.lastHeartbeatAt = this.#options.env.clock.monotonic();
    switch (message.type) {
      case 'ready':
        member.isReady = true;
        if (member.isReplacement) this.#options.notify(`worker ${member.number} is ready`);
        this.#onFirst?.resolve();
        this.#onFirst = undefined;
        break;
      case 'metrics':
        member.report = message.report;
        this.#waiting.get(message.id)?.(message.report);
        break;
      case 'failed':
        this.#options.notify(`worker ${member.number} could not start: ${message.reason}`);
        this.#onFirst?.reject(new Error(message.reason));
        this.#onFirst = undefined;
        break;
      case 'heartbeat':
      case 'snapshot-applied':
        break;
      default:
        message satisfies never;
    }
  }

  #lose(member: Member, how: string): void {
    const { env, notify } = this.#options;
    if (this.#members.get(member.number) === member) this.#members.delete(member.number);
    this.#retired = sumMetricsReports([this.#retired, member.report]);
    if (this.#isDraining) {
      if (this.#members.size === 0) this.#onGone?.();
      return;
    }
    const livedMs = env.clock.monotonic() - member.startedAt;
    this.#failedStarts = livedMs > STABLE_MS ? 0 : this.#failedStarts + 1;
    const waitMs =
      this.#failedStarts <= 1 ? 0 : Math.min(RESTART_CAP_MS, 250 * 2 ** (this.#failedStarts - 2));
    env.log.error('worker_lost', { worker: member.number, how, livedMs, restartInMs: waitMs });
    notify(
      `worker ${member.number} ended (${how}); a new one starts${waitMs > 0 ? ` in ${waitMs} ms` : ''}`,
    );
    env.timers.schedule(waitMs, () => {
      if (!this.#isDraining) this.#fork(member.number, true);
    });
  }

  /** Replaces workers whose event loop has stopped. */
  #watch(): void {
    const { env, notify } = this.#options;
    const now = env.clock.monotonic();
    const sinceLastMs = now - this.#lastCheckAt;
    this.#lastCheckAt = now;
    // We ourselves were stopped: the silence is ours, not theirs.
    const wasAsleep = sinceLastMs > LIMITS.watchdogMs / 2;
    for (const member of this.#members.values()) {
      if (wasAsleep) member.lastHeartbeatAt = now;
      const silentMs = now - member.lastHeartbeatAt;
      if (!member.isReady || silentMs <= LIMITS.watchdogMs) continue;
      member.isReady = false;
      env.log.error('worker_hung', { worker: member.number, silentMs });
      notify(
        `worker ${member.number} has not answered for ${Math.round(silentMs)} ms: it is replaced`,
      );
      member.worker.process.kill('SIGKILL');
    }
  }

  #ask(member: Member): Promise<MetricsReport> {
    const id = this.#nextRequestId;
    this.#nextRequestId += 1;
    return new Promise((resolve) => {
      const finish = (report: MetricsReport): void => {
        this.#waiting.delete(id);
        timer.cancel();
        resolve(report);
      };
      // A worker too busy to tell is reported as it last was.
      const timer = this.#options.env.timers.schedule(REPORT_TIMEOUT_MS, () =>
        finish(member.report),
      );
      this.#waiting.set(id, finish);
      tell(member, { type: 'metrics', id });
    });
  }
}

function tell(member: Member, message: SupervisorMessage): void {
  if (member.worker.isConnected()) member.worker.send(message);
}
