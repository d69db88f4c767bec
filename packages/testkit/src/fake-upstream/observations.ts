import type { FakeDialectId } from './dialects/contract.ts';
import type { ScriptKind } from './faults/script.ts';

/** A request as the upstream saw it, and what became of it. The last fields change while it is served. */
export interface RecordedRequest {
  /** 1 for the first request. */
  readonly number: number;
  readonly connectionId: number;
  readonly method: string;
  readonly path: string;
  /** The query with its question mark; empty when there is none. */
  readonly query: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: Uint8Array;
  /** The body parsed as JSON; undefined when it is none. */
  readonly body: unknown;
  readonly dialect: FakeDialectId | undefined;
  readonly model: string;
  readonly isStream: boolean;
  /** Milliseconds of the injected clock's monotonic time. */
  readonly startedAt: number;
  script: ScriptKind | undefined;
  status: number | undefined;
  /** Bytes of the body that were handed to the system. */
  bytesSent: number;
  /** Whether the answer was sent as planned, faults included. */
  isComplete: boolean;
  endedAt: number | undefined;
  /** When the client went away before the answer was sent as planned. */
  abortedByClientAt: number | undefined;
}

export interface Counters {
  readonly requests: number;
  readonly connections: number;
  /** Requests whose client went away early. */
  readonly clientAborts: number;
  /** Requests by the status answered; requests that got none stand under 0. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly models: Readonly<Record<string, number>>;
}

const REQUESTS_MAX = 1000;
const MODELS_MAX = 1000;

/** Keeps what was seen and wakes those who wait for it. */
export interface Observations {
  readonly requests: readonly RecordedRequest[];
  readonly count: number;
  readonly clientAborts: number;
  readonly statuses: Readonly<Record<number, number>>;
  readonly models: Readonly<Record<string, number>>;
  add(request: RecordedRequest): void;
  end(request: RecordedRequest): void;
  /** Something changed: wakes those whose condition holds now. */
  touch(): void;
  next(): Promise<RecordedRequest>;
  until(condition: () => boolean): Promise<void>;
  clear(): void;
  /** Rejects everyone who waits. */
  close(reason: Error): void;
}

interface Waiter {
  readonly isReady: () => boolean;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

export function createObservations(): Observations {
  const requests: RecordedRequest[] = [];
  const unread: RecordedRequest[] = [];
  const waiters = new Set<Waiter>();
  let statuses: Record<number, number> = {};
  let models: Record<string, number> = {};
  let count = 0;
  let clientAborts = 0;
  let closed: Error | undefined;

  const touch = (): void => {
    for (const waiter of waiters) {
      if (!waiter.isReady()) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
  };
  const until = (isReady: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      if (isReady()) resolve();
      else if (closed !== undefined) reject(closed);
      else waiters.add({ isReady, resolve, reject });
    });
  const next = (): Promise<RecordedRequest> =>
    new Promise((resolve, reject) => {
      let taken = unread.shift();
      const take = (): boolean => {
        taken = unread.shift();
        return taken !== undefined;
      };
      if (taken !== undefined) resolve(taken);
      else if (closed !== undefined) reject(closed);
      else waiters.add({ isReady: take, resolve: () => resolve(taken as RecordedRequest), reject });
    });
  return {
    requests,
    get count() {
      return count;
    },
    get clientAborts() {
      return clientAborts;
    },
    get statuses() {
      return statuses;
    },
    get models() {
      return models;
    },
    add(request) {
      count += 1;
      const hasRoom = request.model in models || Object.keys(models).length < MODELS_MAX;
      if (request.model !== '' && hasRoom) models[request.model] = (models[request.model] ?? 0) + 1;
      push(requests, request);
      push(unread, request);
      touch();
    },
    end(request) {
      const status = request.status ?? 0;
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (request.abortedByClientAt !== undefined) clientAborts += 1;
      touch();
    },
    touch,
    next,
    until,
    clear() {
      requests.length = 0;
      unread.length = 0;
      statuses = {};
      models = {};
      count = 0;
      clientAborts = 0;
    },
    close(reason) {
      closed = reason;
      for (const waiter of waiters) waiter.reject(reason);
      waiters.clear();
    },
  };
}

function push(list: RecordedRequest[], request: RecordedRequest): void {
  list.push(request);
  if (list.length > REQUESTS_MAX) list.shift();
}
