import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Timers } from '@ocha/kernel';
import { type Credentials, planAnswer } from './answering.ts';
import { answerControl, CONTROL_PREFIX, type Controls } from './control.ts';
import { deliver } from './deliver.ts';
import type { FakeDialect, Reply } from './dialects/contract.ts';
import { wholeReply } from './dialects/frames.ts';
import type { Memory } from './dialects/memory.ts';
import { answerModels, isModelsPath, looksLikeGemini } from './dialects/models.ts';
import { dialectOfPath, FAKE_DIALECTS } from './dialects/registry.ts';
import { planReply } from './faults/plan.ts';
import { replaceReply } from './faults/replacement.ts';
import type { Latency } from './faults/script.ts';
import type { ScriptQueue } from './faults/script-queue.ts';
import type { Step } from './faults/step.ts';
import type { Listener } from './listener.ts';
import type { Observations, RecordedRequest } from './observations.ts';
import { type Received, receive } from './receive.ts';

/** Everything that serving a request touches beside its connection. */
export interface Stage {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly queue: ScriptQueue;
  readonly observations: Observations;
  readonly memory: Memory;
  readonly revoked: Set<string>;
  readonly credentials: Credentials;
  readonly controls: Controls;
  readonly models: readonly string[];
  readonly latency: Latency;
  readonly onServed: ((request: RecordedRequest) => void) | undefined;
  /** Aborts when the upstream closes. */
  readonly closing: AbortSignal;
}

export interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
}

/** Serves one request to its end, whatever the end. */
export async function serve(exchange: Exchange, stage: Stage, listener: Listener): Promise<void> {
  const { message, response } = exchange;
  const { socket } = message;
  const { clock, observations, timers } = stage;
  const startedAt = clock.monotonic();
  const connectionId = listener.connectionId(socket);
  const left = new AbortController();
  const gone = AbortSignal.any([left.signal, stage.closing]);
  response.on('close', () => left.abort());

  const received = await receive(message);
  if (received.path.startsWith(CONTROL_PREFIX)) {
    const answer = answerControl(received, stage.controls);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(answer.body, null, 2)}\n`);
    return;
  }
  const number = observations.count + 1;
  const record = createRecord(received, { number, startedAt, connectionId });
  observations.add(record);
  const steps = received.isWhole ? plan(received, record, { stage, listener }) : [];
  const isDone = await deliver(steps, {
    response,
    socket,
    timers,
    gone,
    onHead: (status) => {
      record.status = status;
      observations.touch();
    },
    onBytes: (count) => {
      record.bytesSent += count;
      observations.touch();
    },
  });
  const isCut = isDone && ['fin', 'reset'].includes(steps.at(-1)?.do ?? '');

  record.isComplete = response.writableFinished || isCut;
  record.endedAt = clock.monotonic();
  const isOurs = record.isComplete || stage.closing.aborted || listener.mode === 'refusing';
  if (!isOurs) record.abortedByClientAt = record.endedAt;
  observations.end(record);
  stage.onServed?.(record);
}

interface RecordFacts {
  readonly number: number;
  readonly startedAt: number;
  readonly connectionId: number;
}

function createRecord(received: Received, facts: RecordFacts): RecordedRequest {
  const dialect = received.method === 'POST' ? dialectOfPath(received.path) : undefined;
  const { model, isStream } = dialect?.locate(received) ?? { model: '', isStream: false };
  return {
    ...facts,
    method: received.method,
    path: received.path,
    query: received.queryText,
    headers: received.headers,
    bodyBytes: received.bodyBytes,
    body: received.body,
    dialect: dialect?.id,
    model,
    isStream,
    script: undefined,
    status: undefined,
    bytesSent: 0,
    isComplete: false,
    endedAt: undefined,
    abortedByClientAt: undefined,
  };
}

interface PlanPorts {
  readonly stage: Stage;
  readonly listener: Listener;
}

function plan(received: Received, record: RecordedRequest, { stage, listener }: PlanPorts): Step[] {
  const { memory, credentials, latency, queue } = stage;
  if (listener.mode === 'hanging') return [{ do: 'stall' }];
  const asked = dialectFor(received);
  if (received.isTooLarge) {
    const error = asked.describeError({ status: 413, model: record.model });
    return planCalmly(asked.renderError(error, memory), asked);
  }
  const { method, path } = received;
  if (method === 'GET' && isModelsPath(path)) return planModels(received, asked, stage);
  const dialect = dialectOfPath(path);
  if (dialect === undefined || method !== 'POST') return planCalmly(unknownReply(received), asked);
  const script = queue.take(record.model);
  record.script = script?.kind;
  const createdAt = Math.floor(stage.clock.now() / 1000);
  return planAnswer(received, { dialect, script, memory, credentials, latency, createdAt });
}

function planCalmly(reply: Reply, dialect: FakeDialect): Step[] {
  return planReply(reply, { script: undefined, latency: {}, dialect });
}

/** Probes ask for models: what always holds is also theirs, queued scripts are not. */
function planModels(received: Received, dialect: FakeDialect, stage: Stage): Step[] {
  const { memory, credentials, latency, queue } = stage;
  const script = queue.always;
  const replacement = replaceReply(script, { dialect, model: '', memory });
  const credential = dialect.credential(received);
  const isRefused = credential !== undefined && !credentials.accepts(credential);
  const reply = isRefused
    ? dialect.renderError(dialect.refuseCredential(credential), memory)
    : answerModels(received, stage.models);
  return planReply(replacement ?? reply, { script, latency, dialect });
}

/** The dialect that a request without a dialect of its own most likely means. */
function dialectFor(received: Received): FakeDialect {
  const found = dialectOfPath(received.path);
  if (found !== undefined) return found;
  if (looksLikeGemini(received)) return FAKE_DIALECTS.gemini;
  const isAnthropic = received.headers['anthropic-version'] !== undefined;
  return FAKE_DIALECTS[isAnthropic ? 'anthropic-messages' : 'openai-chat'];
}

function unknownReply(received: Received): Reply {
  const isKnown = dialectOfPath(received.path) !== undefined;
  const message = isKnown
    ? `Not allowed to ${received.method} on ${received.path}.`
    : `Invalid URL (${received.method} ${received.path})`;
  const error = { message, type: 'invalid_request_error', param: null, code: null };
  return wholeReply({ error }, { status: isKnown ? 405 : 404 });
}
