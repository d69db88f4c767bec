/**
 * Room 8, relay: the answer. Takes an `Outcome`, gives bytes in the client's dialect.
 * May fail as: stream_interrupted (in-band), client_gone. Invariants: exactly one terminal event a stream; after the
 * commit an error is told inside the stream, in the dialect's own form, never by a clean end.
 * Why here: the first byte written is the commit point; nothing behind it can fail over.
 */
import { type Env, type Failure, isOchaError, OchaError } from '@ocha/kernel';
import {
  type ChatCall,
  chatDialect,
  type EmbeddingsCall,
  type Event,
  embeddingsDialect,
  KEEP_ALIVE_FRAME,
  type RenderContext,
} from '@ocha/wire';
import type { Outcome } from '../execution/index.ts';
import type { Intake } from '../ingress/index.ts';
import type { RequestWatch } from '../ledger/index.ts';
import type { Arrival } from '../listener/index.ts';
import type { LiveStream, Reply } from '../upstream/index.ts';
import { sendError, toErrorView, toOchaError } from './error-view.ts';
import { relayStream } from './stream-relay.ts';

export { requestIdHeaders } from './error-view.ts';

export interface Relay {
  /**
   * Sends the reply. A stream's promise resolves when the client has it all, or is gone; a whole answer goes at once.
   */
  send(
    arrival: Arrival,
    intake: Intake,
    outcome: Outcome,
    watch: RequestWatch,
  ): Promise<void> | undefined;
  /** Turns whatever was thrown into an answer. The only place that does. */
  rescue(arrival: Arrival, caught: unknown, watch: RequestWatch): void;
}

/** The relay room. */
export function createRelay(env: Env): Relay {
  return {
    send(arrival, intake, outcome, watch) {
      const sending = { arrival, intake, outcome, watch, env };
      const { reply } = outcome;
      if (reply.type === 'byte-stream' || reply.type === 'event-stream')
        return sendStream(sending, reply);
      if (reply.type === 'events') sendEvents(sending, reply.events);
      else sendWhole(sending, reply);
      watch.setUsage(reply.facts.usage);
      return undefined;
    },
    rescue(arrival, caught, watch) {
      const error = arrival.gone.isGone
        ? new OchaError('client_gone', 'the client closed the connection', { cause: caught })
        : toOchaError(caught, isOchaError);
      watch.fail(error);
      const { response } = arrival;
      if (error.code === 'client_gone') {
        response.destroy();
        return;
      }
      if (response.headersSent) {
        // Only a defect of our own gets here: every foreseen end of a stream is told by the stream itself.
        response.destroy();
        return;
      }
      const dialect =
        arrival.endpoint.kind === 'welcome' ? 'openai-chat' : arrival.endpoint.dialect;
      sendError(response, error, { requestId: arrival.id, dialect, timers: env.timers });
    },
  };
}

interface Sending {
  readonly arrival: Arrival;
  readonly intake: Intake;
  readonly outcome: Outcome;
  readonly watch: RequestWatch;
  readonly env: Env;
}

function sendWhole(
  sending: Sending,
  reply: Extract<Reply, { type: 'bytes' | 'answer' | 'embeddings' }>,
): void {
  const { response } = sending.arrival;
  const body = wholeBody(sending, reply);
  sending.watch.noteFirstContent();
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const headers = ['content-type', 'application/json', 'content-length', String(length)];
  response.writeHead(200, addAnswerHeaders(headers, sending));
  response.end(body);
}

function wholeBody(
  sending: Sending,
  reply: Extract<Reply, { type: 'bytes' | 'answer' | 'embeddings' }>,
): Buffer | string {
  if (reply.type === 'bytes') return reply.bytes;
  const { intake } = sending;
  if (reply.type === 'embeddings') {
    const { client } = embeddingsDialect(intake.dialect);
    return JSON.stringify(
      client.renderAnswer(reply.answer, intake.call() as EmbeddingsCall, intake.path),
    );
  }
  return JSON.stringify(
    chatDialect(intake.dialect).client.renderAnswer(reply.answer, renderContext(sending)),
  );
}

async function sendStream(
  sending: Sending,
  reply: Extract<Reply, { type: 'byte-stream' | 'event-stream' }>,
): Promise<void> {
  try {
    if (reply.type === 'byte-stream') await sendByteStream(sending, reply.stream);
    else await sendEventStream(sending, reply.stream);
  } catch (error) {
    // Nobody will read it any more; the provider shall not go on speaking.
    reply.stream.abort();
    throw error;
  }
}

/** A whole answer for a client that wants a stream. */
function sendEvents(sending: Sending, events: readonly Event[]): void {
  const renderer = chatDialect(sending.intake.dialect).client.createStreamRenderer(
    renderContext(sending),
  );
  openStream(sending);
  sending.arrival.response.end(events.map((event) => renderer.push(event)).join(''));
}

async function sendByteStream(sending: Sending, stream: LiveStream<Buffer>): Promise<void> {
  openStream(sending);
  const { arrival, intake, env } = sending;
  const end = await relayStream({
    response: arrival.response,
    gone: arrival.gone,
    env,
    stream,
    render: (pieces) => pieces,
    renderFailure: (failure) => {
      const renderer = chatDialect(intake.dialect).client.createStreamRenderer(
        renderContext(sending),
      );
      return renderer.fail(toErrorView(interrupted(failure), arrival.id));
    },
    keepAlive: KEEP_ALIVE_FRAME,
  });
  finishStream(sending, stream, end);
}

async function sendEventStream(sending: Sending, stream: LiveStream<Event>): Promise<void> {
  openStream(sending);
  const { arrival, intake, env } = sending;
  const renderer = chatDialect(intake.dialect).client.createStreamRenderer(renderContext(sending));
  const end = await relayStream({
    response: arrival.response,
    gone: arrival.gone,
    env,
    stream,
    render: (events) => {
      let text = '';
      for (const event of events) text += renderer.push(event);
      return [text];
    },
    renderFailure: (failure) => renderer.fail(toErrorView(interrupted(failure), arrival.id)),
    keepAlive: isJsonArray(intake) ? undefined : KEEP_ALIVE_FRAME,
  });
  finishStream(sending, stream, end);
}

function finishStream<Piece>(
  sending: Sending,
  stream: LiveStream<Piece>,
  end: Awaited<ReturnType<typeof relayStream>>,
): void {
  sending.watch.setUsage(stream.facts.usage);
  if (end.type === 'broken') {
    sending.outcome.noteBroken(end.failure);
    sending.watch.fail(interrupted(end.failure));
  }
  if (end.type === 'gone')
    sending.watch.fail(new OchaError('client_gone', 'the client closed the connection'));
}

function interrupted(failure: Failure): OchaError {
  return new OchaError(
    'stream_interrupted',
    `the stream broke after content was sent: ${failure.message}`,
    {
      cause: failure.cause,
    },
  );
}

function openStream(sending: Sending): void {
  sending.watch.noteFirstContent();
  const type = isJsonArray(sending.intake)
    ? 'application/json'
    : 'text/event-stream; charset=utf-8';
  const headers = ['content-type', type, 'cache-control', 'no-cache, no-transform'];
  headers.push('x-accel-buffering', 'no');
  sending.arrival.response.writeHead(200, addAnswerHeaders(headers, sending));
}

function isJsonArray(intake: Intake): boolean {
  return intake.path.framing === 'json-array';
}

/** Adds what every answer tells about itself. A flat list: Node walks it without building an object. */
function addAnswerHeaders(
  headers: string[],
  { arrival, intake, outcome, watch }: Sending,
): string[] {
  headers.push('x-request-id', arrival.id);
  if (intake.dialect === 'anthropic-messages') headers.push('request-id', arrival.id);
  headers.push('x-ocha-deployment', outcome.planned.deployment.headerText);
  headers.push('x-ocha-attempts', String(watch.attemptCount));
  headers.push('x-ocha-overhead-ms', oneDecimal(watch.overheadMs()));
  if (outcome.warnings.length > 0)
    headers.push('x-ocha-warnings', warningsHeader(outcome.warnings));
  return headers;
}

/** As `toFixed(1)`, from small integers, whose texts the engine keeps. */
function oneDecimal(value: number): string {
  const tenths = Math.round(value * 10);
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

const WARNINGS_LENGTH_MAX = 1_000;

function warningsHeader(warnings: Outcome['warnings']): string {
  const text = warnings
    .map(({ param, action, reason }) => `${param} ${action}: ${reason}`)
    .join('; ');
  // Header values are bytes of Latin-1 without controls; reasons are ours, parameter names may be a client's.
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, WARNINGS_LENGTH_MAX);
}

function renderContext({ intake, env }: Sending): RenderContext {
  return {
    call: callOf(intake),
    createdAt: Math.floor(env.clock.now() / 1000),
    mintId: (prefix) => env.ids.mint(prefix),
    path: intake.path,
  };
}

/**
 * The call, for what an answer repeats of it. The fast lane passes on bodies that we could not have translated; the
 * frames that end such a stream must be written all the same, and in a callback where nothing may be thrown.
 */
function callOf(intake: Intake): ChatCall {
  try {
    return intake.call() as ChatCall;
  } catch (error) {
    if (!isOchaError(error)) throw error;
    const { model, isStream } = intake.inspection;
    const { dialect } = intake;
    return { operation: 'chat', dialect, model, isStream, messages: [], sampling: {}, extra: {} };
  }
}
