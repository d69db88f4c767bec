import { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { DialectId, PathFacts } from '@ocha/wire';
import { createIngress, type Intake } from '../src/ingress/index.ts';
import type { Arrival, Endpoint, Gone } from '../src/listener/index.ts';

/** A request with this body, as if it had come over a socket. */
export function requestOf(
  body: string | Uint8Array,
  headers: IncomingHttpHeaders = {},
): IncomingMessage {
  const stream = Readable.from([Buffer.from(body)]);
  return Object.assign(stream, { headers, complete: true }) as unknown as IncomingMessage;
}

/** A client that a test can send away. */
export interface TestGone extends Gone {
  leave(): void;
  readonly subscriberCount: number;
}

/** A client that is there. */
export function createTestGone(): TestGone {
  const actions = new Set<() => void>();
  let isGone = false;
  return {
    get isGone() {
      return isGone;
    },
    get subscriberCount() {
      return actions.size;
    },
    subscribe(action) {
      if (isGone) action();
      else actions.add(action);
      return () => actions.delete(action);
    },
    leave() {
      isGone = true;
      for (const action of actions) action();
      actions.clear();
    },
  };
}

/** A response that keeps what is written, and whose socket is full when the test says so. */
export class TestResponse extends EventEmitter {
  readonly chunks: string[] = [];
  status = 0;
  headers: Record<string, string> = {};
  headersSent = false;
  isEnded = false;
  isDestroyed = false;
  isFull = false;
  shouldKeepAlive = true;
  req: Pick<IncomingMessage, 'complete' | 'headers'> = { complete: true, headers: {} };

  get text(): string {
    return this.chunks.join('');
  }

  setHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  writeHead(status: number, headers: Record<string, unknown> | readonly string[] = {}): void {
    this.status = status;
    this.headersSent = true;
    const entries = Array.isArray(headers)
      ? Array.from({ length: headers.length / 2 }, (_, at) => headers.slice(at * 2, at * 2 + 2))
      : Object.entries(headers);
    for (const [name, value] of entries) this.headers[String(name)] = String(value);
  }

  write(chunk: Buffer | string): boolean {
    this.chunks.push(chunk.toString());
    return !this.isFull;
  }

  end(chunk?: Buffer | string): void {
    if (chunk !== undefined) this.chunks.push(chunk.toString());
    this.isEnded = true;
  }

  destroy(): void {
    this.isDestroyed = true;
  }

  /** The socket took everything. */
  drain(): void {
    this.isFull = false;
    this.emit('drain');
  }

  asResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}

export interface TestArrival {
  readonly arrival: Arrival;
  readonly response: TestResponse;
  readonly gone: TestGone;
}

/** An arrival at an endpoint. */
export function createTestArrival(
  endpoint: Endpoint = { kind: 'call', dialect: 'openai-chat', path: {} },
  body: string | Uint8Array = '{}',
): TestArrival {
  const response = new TestResponse();
  const gone = createTestGone();
  const arrival: Arrival = {
    id: 'req_test',
    endpoint,
    headers: {},
    query: '',
    receivedAt: 0,
    clientTimeoutMs: undefined,
    request: requestOf(body),
    response: response.asResponse(),
    gone,
  };
  return { arrival, response, gone };
}

/** What a request turns out to ask. */
export function intakeOf(dialect: DialectId, body: unknown, path: PathFacts = {}): Promise<Intake> {
  const ingress = createIngress({ bodyBytesMax: () => 1_000_000, allowsPrivateMedia: false });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ingress.parse(createTestArrival({ kind: 'call', dialect, path }, text).arrival);
}

/** A small chat request of the OpenAI dialect. */
export function chatIntake(fields: Readonly<Record<string, unknown>> = {}): Promise<Intake> {
  const messages = [{ role: 'user', content: 'hi' }];
  return intakeOf('openai-chat', { model: 'openai/gpt-4.1-mini', messages, ...fields });
}
