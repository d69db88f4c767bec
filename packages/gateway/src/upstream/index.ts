/**
 * Room 7, upstream: the only outbound sockets. Takes a planned deployment and an `Intake`, gives what one attempt
 * brought: a whole answer, a live stream at its first content, or a `Failure`.
 * Invariants: every answer is read or given up; nothing follows a redirect; no error escapes as an exception, but
 * `OchaError`s about what the deployment cannot be asked. Why here: providers are pure; somebody has to do the I/O.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { LIMITS } from '@ocha/config';
import type { Env, Failure } from '@ocha/kernel';
import {
  type Answer,
  answerToEvents,
  type Call,
  chatDialect,
  type EmbeddingsAnswer,
  type Event,
  embeddingsDialect,
  type Usage,
  type Warning,
  WireError,
} from '@ocha/wire';
import type { Intake } from '../ingress/index.ts';
import type { PlannedDeployment } from '../routing/index.ts';
import {
  type AttemptOptions,
  type AttemptResult,
  type AttemptTimeouts,
  isLiveStream,
  type LiveStream,
  runAttempt,
} from './attempt.ts';
import type { Transport } from './exchange.ts';
import { createFastReader } from './fast-reader.ts';
import { createHubReader } from './hub-reader.ts';
import type { MediaFetcher } from './media.ts';
import type { StreamReader } from './reader.ts';
import { type RenderedRequest, renderFast, renderHub } from './request.ts';
import {
  classifyReported,
  parseAnswerBody,
  readAnswerFacts,
  type WholeAnswer,
} from './whole-answer.ts';

export type { AttemptTimeouts, LiveStream, StreamConsumer } from './attempt.ts';
export { createMediaFetcher, type MediaFetcher } from './media.ts';
export { createSimulatedTransport, createTransport } from './simulated-transport.ts';
export { createSocketTransport } from './socket-transport.ts';

/** What an attempt brought, ready to be relayed. */
export type Reply =
  /** The provider's own bytes, in the client's dialect. */
  | {
      readonly type: 'bytes';
      readonly bytes: Buffer;
      readonly contentType: string;
      readonly facts: ReplyFacts;
    }
  | { readonly type: 'answer'; readonly answer: Answer; readonly facts: ReplyFacts }
  | { readonly type: 'embeddings'; readonly answer: EmbeddingsAnswer; readonly facts: ReplyFacts }
  | { readonly type: 'byte-stream'; readonly stream: LiveStream<Buffer> }
  | { readonly type: 'event-stream'; readonly stream: LiveStream<Event> }
  /** A whole answer for a client that asked for a stream: some servers do not stream. */
  | { readonly type: 'events'; readonly events: readonly Event[]; readonly facts: ReplyFacts };

/** What is known of a whole answer. */
export interface ReplyFacts {
  readonly usage: Usage | undefined;
  readonly model: string | undefined;
}

export type SendResult =
  | {
      readonly type: 'reply';
      readonly reply: Reply;
      readonly warnings: readonly Warning[];
      /** The provider's id of the request, where it told one. */
      readonly providerRequestId: string | undefined;
    }
  /** `salvage`: an answer without content, which may be given when nobody does better. */
  | { readonly type: 'failed'; readonly failure: Failure; readonly salvage: Reply | undefined };

export interface SendOptions {
  readonly planned: PlannedDeployment;
  readonly intake: Intake;
  readonly params: 'drop' | 'strict';
  readonly timeouts: AttemptTimeouts;
  readonly headers: IncomingHttpHeaders;
  readonly onGone: (abort: () => void) => () => void;
}

export interface Upstream {
  /** Tries a deployment once. Throws `OchaError` where it cannot be asked at all. */
  send(options: SendOptions): Promise<SendResult>;
}

export interface UpstreamOptions {
  readonly env: Env;
  readonly transport: Transport;
  readonly media: MediaFetcher;
}

/** The upstream room over a transport. */
export function createUpstream({ env, transport, media }: UpstreamOptions): Upstream {
  return {
    send(options) {
      const { planned, intake } = options;
      if (planned.lane !== 'fast') return sendHub(options);
      const rendered = renderFast(intake, planned, options);
      return dispatch({ options, planned, intake, rendered, env, transport });
    },
  };

  async function sendHub(options: SendOptions): Promise<SendResult> {
    const { planned, intake } = options;
    const rendered = renderHub(await prepareCall(options, media, env), planned, options);
    return dispatch({ options, planned, intake, rendered, env, transport });
  }
}

function dispatch(sending: Sending): Promise<SendResult> {
  const { planned, intake } = sending;
  const isStream = intake.operation === 'chat' && intake.inspection.isStream;
  if (!isStream) return sendWhole(sending);
  return planned.lane === 'fast' ? sendFastStream(sending) : sendHubStream(sending);
}

/** The canonical call, with URLs of media replaced by their content where the deployment takes nothing else. */
async function prepareCall(
  { intake, planned, timeouts, onGone }: SendOptions,
  media: MediaFetcher,
  env: Pick<Env, 'timers'>,
): Promise<Call> {
  const call = intake.call();
  const needsMedia =
    planned.deployment.traits.mediaUrls === 'inline' && intake.inspection.mediaUrls.length > 0;
  if (!needsMedia || call.operation !== 'chat') return call;
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const takeBack = onGone(stop);
  const timer = env.timers.schedule(Math.min(LIMITS.mediaTimeoutMs, timeouts.totalMs), stop);
  try {
    return await media.inline(call, controller.signal);
  } finally {
    takeBack();
    timer.cancel();
  }
}

interface Sending {
  readonly options: SendOptions;
  readonly planned: PlannedDeployment;
  readonly intake: Intake;
  readonly rendered: RenderedRequest;
  readonly env: Env;
  readonly transport: Transport;
}

function sendWhole(sending: Sending): Promise<SendResult> {
  return runAttempt<never, SendResult>(attemptOptions(sending, undefined), (result) => {
    if (result.type === 'failed') return failed(result.failure);
    if (result.type === 'stream') throw new TypeError('a whole attempt does not stream');
    return readWhole(sending, result.answer);
  });
}

function sendFastStream(sending: Sending): Promise<SendResult> {
  const { deployment, dialect } = sending.planned;
  const watch = chatDialect(dialect).provider.createStreamWatch({
    hidesUsage: sending.rendered.hidesUsage,
    traits: deployment.traits,
  });
  return runAttempt(attemptOptions(sending, createFastReader(watch)), (result) =>
    fromStream(sending, result, (stream) => ({ type: 'byte-stream', stream })),
  );
}

function sendHubStream(sending: Sending): Promise<SendResult> {
  const { deployment, dialect } = sending.planned;
  const parser = chatDialect(dialect).provider.createStreamParser({
    traits: deployment.traits,
    mintId: (prefix) => sending.env.ids.mint(prefix),
  });
  return runAttempt(attemptOptions(sending, createHubReader(parser)), (result) =>
    fromStream(sending, result, (stream) => ({ type: 'event-stream', stream })),
  );
}

function attemptOptions<Piece>(
  { options, rendered, transport, env }: Sending,
  reader: StreamReader<Piece> | undefined,
): AttemptOptions<Piece> {
  const { timeouts, onGone } = options;
  return { request: rendered.request, transport, env, timeouts, onGone, reader };
}

function fromStream<Piece>(
  sending: Sending,
  result: AttemptResult<Piece>,
  toReply: (stream: LiveStream<Piece>) => Reply,
): SendResult {
  if (result.type === 'whole') return readWhole(sending, result.answer);
  if (result.type === 'stream') return reply(sending, toReply(result.stream), result.headers);
  const { salvage } = result;
  const canSalvage = salvage !== undefined && isLiveStream(salvage);
  return {
    type: 'failed',
    failure: result.failure,
    salvage: canSalvage ? toReply(salvage) : undefined,
  };
}

/** A whole JSON answer with status 200: it may still carry an error, or be no JSON at all. */
function readWhole(sending: Sending, answer: WholeAnswer): SendResult {
  const { planned, rendered, env, intake } = sending;
  const body = parseAnswerBody(answer.bytes);
  if (typeof body !== 'object' || body === null) {
    const shown = String(answer.headers['content-type'] ?? 'no content type').slice(0, 60);
    return failed({
      kind: 'unparseable',
      scope: 'deployment',
      message: `the answer is not JSON (${shown}, ${answer.bytes.length} bytes)`,
    });
  }
  const facts = readAnswerFacts(rendered.request, body);
  if (facts.error !== undefined) {
    return failed(
      classifyReported(rendered.request, facts.error, {
        status: answer.status,
        headers: answer.headers,
        nowMs: env.clock.now(),
      }),
    );
  }
  const known: ReplyFacts = { usage: facts.usage, model: facts.model };
  try {
    const wantsStream = intake.operation === 'chat' && intake.inspection.isStream;
    const whole: Reply =
      planned.lane === 'fast' && !wantsStream
        ? { type: 'bytes', bytes: answer.bytes, contentType: 'application/json', facts: known }
        : translate(sending, body, known, wantsStream);
    if (!facts.isEmpty) return reply(sending, whole, answer.headers);
    const failure: Failure = { kind: 'empty', scope: 'deployment', message: 'the answer is empty' };
    return { type: 'failed', failure, salvage: whole };
  } catch (error) {
    // What nests too deep for the stack is no answer either.
    if (!(error instanceof WireError || error instanceof RangeError)) throw error;
    return failed({
      kind: 'unparseable',
      scope: 'deployment',
      message: error.message,
      cause: error,
    });
  }
}

function translate(
  sending: Sending,
  body: unknown,
  facts: ReplyFacts,
  wantsStream: boolean,
): Reply {
  const { planned, env } = sending;
  if (planned.dialect.endsWith('-embeddings')) {
    return {
      type: 'embeddings',
      answer: embeddingsDialect(planned.dialect).provider.parseAnswer(body),
      facts,
    };
  }
  const answer = chatDialect(planned.dialect).provider.parseAnswer(body, {
    traits: planned.deployment.traits,
    mintId: (prefix) => env.ids.mint(prefix),
  });
  const withUsage: ReplyFacts = { usage: answer.usage ?? facts.usage, model: answer.model };
  if (!wantsStream) return { type: 'answer', answer, facts: withUsage };
  return { type: 'events', events: [...answerToEvents(answer)], facts: withUsage };
}

function reply(sending: Sending, made: Reply, headers: IncomingHttpHeaders): SendResult {
  const { provider } = sending.planned.deployment;
  const name = provider.requestIdHeaders.find((candidate) => headers[candidate] !== undefined);
  return {
    type: 'reply',
    reply: made,
    warnings: sending.rendered.warnings,
    providerRequestId: name === undefined ? undefined : String(headers[name]),
  };
}

function failed(failure: Failure): SendResult {
  return { type: 'failed', failure, salvage: undefined };
}
