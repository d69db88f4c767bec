import type { IncomingHttpHeaders } from 'node:http';
import type { Failure } from '@ocha/kernel';
import type {
  Exchange,
  ExchangeHandler,
  Transport,
  UpstreamRequest,
} from '../src/upstream/exchange.ts';

/** One exchange as the provider's side of it, in the hands of a test. */
export interface SentRequest {
  readonly request: UpstreamRequest;
  readonly handler: ExchangeHandler;
  readonly isAborted: boolean;
  readonly isPaused: boolean;
  /** A whole JSON answer. */
  answer(body: unknown, status?: number, headers?: IncomingHttpHeaders): void;
  /** The head of a stream. */
  open(headers?: IncomingHttpHeaders): void;
  /** Bytes of the body. */
  data(text: string): void;
  end(): void;
  fail(failure?: Failure): void;
}

export interface ScriptedTransport extends Transport {
  readonly sent: readonly SentRequest[];
  /** The newest request. */
  readonly last: SentRequest;
}

const RESET: Failure = { kind: 'unavailable', scope: 'deployment', message: 'reset' };

/** A transport without sockets: `respond` says what happens to a request when it is sent; nothing, unless told. */
export function createScriptedTransport(
  respond: (sent: SentRequest, number: number) => void = () => {},
): ScriptedTransport {
  const sent: SentRequest[] = [];
  return {
    sent,
    get last() {
      const last = sent.at(-1);
      if (last === undefined) throw new Error('nothing was sent');
      return last;
    },
    send(request, handler): Exchange {
      const state = { isAborted: false, isPaused: false };
      const guard = (action: () => void): void => {
        if (!state.isAborted) action();
      };
      const one: SentRequest = {
        request,
        handler,
        get isAborted() {
          return state.isAborted;
        },
        get isPaused() {
          return state.isPaused;
        },
        answer(body, status = 200, headers = {}) {
          const text = typeof body === 'string' ? body : JSON.stringify(body);
          guard(() =>
            handler.onHeaders(status, { 'content-type': 'application/json', ...headers }),
          );
          guard(() => handler.onData(Buffer.from(text)));
          guard(() => handler.onEnd());
        },
        open: (headers = {}) =>
          guard(() => handler.onHeaders(200, { 'content-type': 'text/event-stream', ...headers })),
        data: (text) => guard(() => handler.onData(Buffer.from(text))),
        end: () => guard(() => handler.onEnd()),
        fail: (failure = RESET) => guard(() => handler.onFailure(failure)),
      };
      sent.push(one);
      // As a socket would: the caller has its exchange in hand by then.
      queueMicrotask(() => respond(one, sent.length));
      return {
        abort() {
          state.isAborted = true;
        },
        pause() {
          state.isPaused = true;
        },
        resume() {
          state.isPaused = false;
        },
      };
    },
  };
}

// --- what an OpenAI-like provider says

/** A chunk of a stream. */
export function chunk(delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  const object = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices };
  return `data: ${JSON.stringify(object)}\n\n`;
}

export const ROLE = chunk({ role: 'assistant', content: '' });
export const HELLO = chunk({ content: 'hello' });
export const STOP = chunk({}, 'stop');
export const DONE = 'data: [DONE]\n\n';
export const PING = ': ping\n\n';

/** A whole answer. */
export function completion(content: string | null = 'hello', finish = 'stop'): object {
  return {
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  };
}
