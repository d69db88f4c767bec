/**
 * The load generator: raw sockets, keep-alive, prepared bytes. Closed loop (each connection sends again when it
 * has its answer) or open loop (sends at a rate, whether or not answers have come).
 */
import net from 'node:net';
import { Http1Reader } from './http-response.ts';

export interface Load {
  readonly port: number;
  readonly request: Buffer;
  readonly isStream: boolean;
  /** Closed loop: how many send at once. Open loop: how many may be open at most. */
  readonly connections: number;
  readonly durationMs: number;
  /** Requests per second; undefined: closed loop. */
  readonly ratePerSecond?: number;
  /** Closed loop: pause between an answer and the next request. */
  readonly thinkMs?: number;
  /** For requests that are asked only to see how long an answer takes. */
  readonly isAnyStatusGood?: boolean;
  /** Closed loop: requests of each connection at most. */
  readonly requestsPerConnection?: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly failures: number;
  /** The first thing that went wrong. */
  readonly failure: string | undefined;
  readonly elapsedMs: number;
  readonly bodyBytes: number;
  readonly latency: Percentiles;
  /** Until the first byte of the answer. */
  readonly firstByte: Percentiles;
}

export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

const RECEIVE_BYTES = 256 * 1024;
const ANSWER_TIMEOUT_MS = 60_000;

/** What every connection of a run writes to. */
interface Tally {
  readonly load: Load;
  readonly receive: Buffer;
  readonly latencies: number[];
  readonly firstBytes: number[];
  requests: number;
  failures: number;
  failure: string | undefined;
  bodyBytes: number;
}

/** Sends a load and waits until every request of it has its answer. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const tally: Tally = {
    load,
    receive: Buffer.allocUnsafe(RECEIVE_BYTES),
    latencies: [],
    firstBytes: [],
    requests: 0,
    failures: 0,
    failure: undefined,
    bodyBytes: 0,
  };
  const startedAt = performance.now();
  if (load.ratePerSecond === undefined) await runClosed(tally, startedAt);
  else await runOpen(tally, startedAt, load.ratePerSecond);
  return {
    requests: tally.requests,
    failures: tally.failures,
    failure: tally.failure,
    elapsedMs: performance.now() - startedAt,
    bodyBytes: tally.bodyBytes,
    latency: percentiles(tally.latencies),
    firstByte: percentiles(tally.firstBytes),
  };
}

/** An HTTP POST as bytes. */
export function postBytes(path: string, headers: Record<string, string>, body: Buffer): Buffer {
  const lines = Object.entries({
    host: '127.0.0.1',
    'content-type': 'application/json',
    'content-length': String(body.length),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), body]);
}

/** A GET without a body as bytes. */
export function getBytes(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
}

export function percentiles(values: number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

async function runClosed(tally: Tally, startedAt: number): Promise<void> {
  const { connections, durationMs, requestsPerConnection, thinkMs } = tally.load;
  const worker = async (): Promise<void> => {
    const connection = new Connection(tally);
    const countMax = requestsPerConnection ?? Number.POSITIVE_INFINITY;
    for (let count = 0; count < countMax; count += 1) {
      if (performance.now() - startedAt >= durationMs) break;
      await connection.exchange();
      if (thinkMs !== undefined) await new Promise((resolve) => setTimeout(resolve, thinkMs));
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

async function runOpen(tally: Tally, startedAt: number, ratePerSecond: number): Promise<void> {
  const idle: Connection[] = [];
  const open = new Set<Connection>();
  const inFlight = new Set<Promise<void>>();
  const send = (): void => {
    const connection = idle.pop() ?? new Connection(tally);
    open.add(connection);
    const exchange = connection.exchange().then(() => {
      idle.push(connection);
      inFlight.delete(exchange);
    });
    inFlight.add(exchange);
  };
  let sent = 0;
  while (performance.now() - startedAt < tally.load.durationMs) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * ratePerSecond);
    for (; sent < due && inFlight.size < tally.load.connections; sent += 1) send();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(inFlight);
  for (const connection of open) connection.close();
}

/** One keep-alive connection with at most one request on it; reconnects where it was closed between two. */
class Connection {
  readonly #tally: Tally;
  #socket: net.Socket | undefined;
  #reader = new Http1Reader();
  #sentAt = 0;
  #hasFirstByte = false;
  #finish: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** Sends one request; resolves when it is answered or has failed, which the tally knows. */
  exchange(): Promise<void> {
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#hasFirstByte = false;
      if (this.#socket === undefined) this.#connect();
      this.#timer ??= setTimeout(() => this.#fail('no answer in time'), ANSWER_TIMEOUT_MS).unref();
      this.#timer.refresh();
      this.#sentAt = performance.now();
      this.#socket?.write(this.#tally.load.request);
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #connect(): void {
    this.#reader = new Http1Reader();
    const socket = net.connect({
      port: this.#tally.load.port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: this.#tally.receive,
        callback: (length, buffer) => {
          this.#receive(Buffer.from(buffer.buffer, buffer.byteOffset, length));
          return true;
        },
      },
    });
    socket.on('error', (error) => this.#fail(error.message));
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#fail('the connection was closed before the answer was whole');
      this.#socket = undefined;
    });
    this.#socket = socket;
  }

  #receive(bytes: Buffer): void {
    if (!this.#hasFirstByte) {
      this.#hasFirstByte = true;
      this.#tally.firstBytes.push(performance.now() - this.#sentAt);
    }
    try {
      const status = this.#reader.push(bytes);
      if (status !== undefined) this.#succeed(status);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #succeed(status: number): void {
    if (status !== 200 && this.#tally.load.isAnyStatusGood !== true) {
      this.#fail(`status ${status}`);
      return;
    }
    if (this.#tally.load.isStream && !this.#reader.isStreamWhole) {
      this.#fail('the stream ended without its end marker');
      return;
    }
    this.#tally.latencies.push(performance.now() - this.#sentAt);
    this.#tally.requests += 1;
    this.#tally.bodyBytes += this.#reader.bodyBytes;
    this.#settle();
  }

  #fail(reason: string): void {
    if (this.#finish === undefined) return;
    this.#tally.failures += 1;
    this.#tally.failure ??= reason;
    this.#socket?.destroy();
    this.#socket = undefined;
    // Where everything fails at once, the loop must not spin.
    const finish = this.#finish;
    this.#finish = undefined;
    setTimeout(finish, 20);
  }

  #settle(): void {
    const finish = this.#finish;
    this.#finish = undefined;
    finish?.();
  }
}
