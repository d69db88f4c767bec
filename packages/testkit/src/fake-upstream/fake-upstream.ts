import { createServer } from 'node:http';
import type { Clock, Timers } from '@ocha/kernel';
import { createSystemClock, createSystemTimers } from '@ocha/kernel/system';
import type { Controls } from './control.ts';
import { createMemory } from './dialects/memory.ts';
import { FAULT_MODELS } from './faults/named-fault.ts';
import type { Latency, Script } from './faults/script.ts';
import { createScriptQueue } from './faults/script-queue.ts';
import { type Listener, openListener } from './listener.ts';
import { type Counters, createObservations, type RecordedRequest } from './observations.ts';
import { type Stage, serve } from './serve.ts';

/** Clients may send more than any provider takes: what is too much shall be a scripted answer, not Node's. */
const HEADER_BYTES_MAX = 256 * 1024;

export interface FakeUpstreamOptions {
  /** 127.0.0.1 unless told. */
  readonly host?: string;
  /** Zero, the default: any free port. */
  readonly port?: number;
  /** Seeds the ids that are given out. */
  readonly seed?: number;
  /** The machine's clock unless told. */
  readonly clock?: Clock;
  /** The machine's timers unless told. */
  readonly timers?: Timers;
  /** Holds for every answer; scripts may say otherwise. */
  readonly latency?: Latency;
  /** The only credentials taken; any, when left away. */
  readonly keys?: readonly string[];
  /** Whether a request without a credential is refused: true unless told, as at every cloud provider. */
  readonly isKeyRequired?: boolean;
  /** What `GET /models` lists. */
  readonly models?: readonly string[];
  /** Told when a request was served to its end, whatever the end. */
  readonly onServed?: (request: RecordedRequest) => void;
}

/** A provider of every dialect on one port, with faults on demand and a record of what reached it. */
export interface FakeUpstream extends Controls, AsyncDisposable {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** Queues scripts: each of the next requests takes one. */
  script(scripts: readonly Script[]): void;
  /** What every request meets that no other script is meant for. */
  always(script: Script | undefined): void;
  /** One script for all requests of a model, a list for its next ones, undefined for none. */
  forModel(model: string, script: Script | readonly Script[] | undefined): void;
  /** Forgets scripts, requests, counters, ids and revoked keys. */
  reset(): void;
  /** From now on this credential is refused as unknown. */
  revokeKey(key: string): void;
  /** Closes the port and resets every connection: new ones are refused by the system. */
  refuse(): Promise<void>;
  /** Reopens the same port, or goes on reading after `hang`. */
  accept(): Promise<void>;
  /** Connections are accepted and never read, requests on connections that stand are never answered. */
  hang(): void;
  /** The newest requests, oldest first. */
  readonly requests: readonly RecordedRequest[];
  readonly counters: Counters;
  readonly openConnections: number;
  /** Scripts that still wait for a request. */
  readonly scriptsLeft: number;
  /** The oldest request that no earlier call of this returned; waits for it when there is none yet. */
  nextRequest(): Promise<RecordedRequest>;
  /** Waits until a condition on this upstream holds; it is asked again whenever something happened. */
  until(condition: () => boolean): Promise<void>;
  /** Ends everything at once and leaves nothing open. */
  close(): Promise<void>;
}

/** Models that `GET /models` lists: one for each manner of the fake. Any other name works as well. */
export const FAKE_MODELS: readonly string[] = [
  'fake-model',
  'gpt-4.1-mini',
  'gpt-5-mini',
  'claude-sonnet-4-5',
  'claude-opus-4-8',
  'gemini-2.5-flash',
  'gemini-3-pro',
  'mistral-small-latest',
  'deepseek-reasoner',
  'text-embedding-3-small',
  'gemini-embedding-001',
];

/** Opens a fake upstream. */
export async function openFakeUpstream(options: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  const host = options.host ?? '127.0.0.1';
  const closing = new AbortController();
  const stage = createStage(options, closing.signal);
  const { queue, observations } = stage;
  const http = createServer(
    { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0, maxHeaderSize: HEADER_BYTES_MAX },
    (message, response) => {
      serve({ message, response }, stage, listener).catch((error: unknown) => {
        // A defect of the fake: shown to whoever asked, so that the test fails with a reason.
        if (!response.headersSent) response.writeHead(599, { 'content-type': 'text/plain' });
        response.end(String(error instanceof Error ? error.stack : error));
      });
    },
  );
  const listener: Listener = await openListener({
    host,
    port: options.port ?? 0,
    onConnection: (socket) => void http.emit('connection', socket),
    onChange: () => observations.touch(),
  });
  const close = async (): Promise<void> => {
    closing.abort();
    observations.close(new Error('the fake upstream was closed'));
    await listener.close();
  };
  return {
    ...stage.controls,
    port: listener.port,
    url: `http://${host}:${listener.port}`,
    revokeKey: (key) => void stage.revoked.add(key),
    refuse: () => listener.refuse(),
    accept: () => listener.accept(),
    hang: () => listener.hang(),
    get counters() {
      const { count: requests, clientAborts, statuses, models } = observations;
      return { requests, connections: listener.connectionsTotal, clientAborts, statuses, models };
    },
    get openConnections() {
      return listener.openConnections;
    },
    get scriptsLeft() {
      return queue.size;
    },
    nextRequest: () => observations.next(),
    until: (condition) => observations.until(condition),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createStage(options: FakeUpstreamOptions, closing: AbortSignal): Stage {
  const queue = createScriptQueue();
  const observations = createObservations();
  const memory = createMemory(options.seed ?? 1);
  const revoked = new Set<string>();
  return {
    clock: options.clock ?? createSystemClock(),
    timers: options.timers ?? createSystemTimers(),
    queue,
    observations,
    memory,
    revoked,
    credentials: {
      isRequired: options.isKeyRequired ?? true,
      accepts: (key) => !revoked.has(key) && (options.keys?.includes(key) ?? true),
    },
    controls: {
      script: (scripts) => queue.add(scripts),
      always: (script) => queue.setAlways(script),
      forModel: (model, script) => queue.setForModel(model, script),
      reset() {
        queue.clear();
        observations.clear();
        memory.clear();
        revoked.clear();
      },
      requests: observations.requests,
    },
    models: options.models ?? [...FAKE_MODELS, ...FAULT_MODELS],
    latency: options.latency ?? {},
    onServed: options.onServed,
    closing,
  };
}
