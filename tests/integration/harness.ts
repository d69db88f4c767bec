import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadConfiguration } from '@ocha/control';
import { type Gateway, startGateway } from '@ocha/gateway';
import { createIds, createSeededRandom, type Env } from '@ocha/kernel';
import { createSystemClock, createSystemTimers } from '@ocha/kernel/system';
import { createMemoryUsageLog, type UsageRecord } from '@ocha/store';
import {
  type CapturedLog,
  type CapturedMetrics,
  createCapturedLog,
  createCapturedMetrics,
} from '@ocha/testkit';

export const TEST_KEY = 'sk-ocha-integration-test-key';

/** A gateway in this process, over real sockets, with its log, metrics and usage records in hand. */
export interface Harness extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly gateway: Gateway;
  readonly log: CapturedLog;
  readonly metrics: CapturedMetrics;
  readonly usage: readonly UsageRecord[];
  /** Puts another configuration in force. */
  reload(yaml: string): void;
  /** POSTs JSON (an object) or raw bytes with the test key; more headers may be given or taken away (undefined). */
  post(
    path: string,
    body: unknown,
    headers?: Readonly<Record<string, string | undefined>>,
  ): Promise<Reply>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON; undefined when it is none. */
  readonly body: unknown;
  /** Frames of a stream, as their event name and data. */
  readonly frames: readonly { readonly event: string | undefined; readonly data: string }[];
}

/** Opens a gateway over this configuration. */
export async function openHarness(yaml: string): Promise<Harness> {
  const log = createCapturedLog();
  const metrics = createCapturedMetrics();
  const random = createSeededRandom(1);
  const clock = createSystemClock();
  const env: Env = {
    clock,
    timers: createSystemTimers(),
    random,
    ids: createIds(clock, random),
    log,
    metrics,
  };
  let revision = 0;
  const load = (text: string) => {
    revision += 1;
    const loaded = loadConfiguration({ text, environment: {}, revision, bootstrapKey: TEST_KEY });
    if (!('snapshot' in loaded))
      throw new Error(loaded.problems.map((problem) => problem.message).join('\n'));
    return loaded.snapshot;
  };
  const usageLog = createMemoryUsageLog();
  const gateway = await startGateway({
    env,
    snapshot: load(yaml),
    usageLog,
    host: '127.0.0.1',
    port: 0,
  });
  const url = `http://127.0.0.1:${gateway.port}`;
  return {
    url,
    gateway,
    log,
    metrics,
    usage: usageLog.records,
    reload: (text) => gateway.swap(load(text)),
    post: (path, body, headers = {}) => post(url + path, body, headers),
    [Symbol.asyncDispose]: () => gateway.drain(0),
  };
}

/** Turns of the event loop that a gateway gets to notice that its clients have gone. */
const TURNS_MAX = 2_000;

/** Resolves when no request is in flight any more; rejects when some stay. */
export async function untilIdle({ gateway }: Pick<Harness, 'gateway'>): Promise<void> {
  for (let turn = 0; gateway.inFlightCount > 0; turn += 1) {
    if (turn > TURNS_MAX) throw new Error(`${gateway.inFlightCount} requests are still in flight`);
    await nextTurn();
  }
}

async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<Reply> {
  const sent = new Headers({
    'content-type': 'application/json',
    authorization: `Bearer ${TEST_KEY}`,
  });
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) sent.delete(name);
    else sent.set(name, value);
  }
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url, {
    method: 'POST',
    headers: sent,
    body: isRaw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: parse(text),
    frames: framesOf(text),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function framesOf(text: string): Reply['frames'] {
  return text
    .split(/\r?\n\r?\n/)
    .filter((frame) => frame.includes('data:'))
    .map((frame) => ({
      event: /^event: ?(.*)$/m.exec(frame)?.[1],
      data: [...frame.matchAll(/^data: ?(.*)$/gm)].map((match) => match[1]).join('\n'),
    }));
}
