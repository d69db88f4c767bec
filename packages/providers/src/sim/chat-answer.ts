import type { SimulatedAnswer } from '../provider.ts';
import { jsonAnswer, PIECE_DELAY_MS } from './json-answer.ts';

/** What a simulated model says: text, or one tool call. */
export interface Reply {
  readonly text?: string;
  readonly call?: { readonly id: string; readonly name: string; readonly arguments: string };
  readonly reason: 'stop' | 'length' | 'tool_calls';
}

export interface ChatFacts {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly model: string;
  readonly choiceCount: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly isStream: boolean;
  readonly sendsUsage: boolean;
}

/**
 * A stream has at most about so many pieces, however long the text: nobody waits a minute for an
 * echo.
 */
const PIECES_MAX = 200;
const PIECE_LENGTH_MIN = 12;

/** A reply as bytes: one JSON body, or server-sent chunks. */
export function renderChat(reply: Reply, facts: ChatFacts): SimulatedAnswer {
  return facts.isStream ? renderStream(reply, facts) : renderWhole(reply, facts);
}

function usageOf(facts: ChatFacts) {
  const output = facts.outputTokens * facts.choiceCount;
  return {
    prompt_tokens: facts.inputTokens,
    completion_tokens: output,
    total_tokens: facts.inputTokens + output,
  };
}

function renderWhole(reply: Reply, facts: ChatFacts): SimulatedAnswer {
  const { call } = reply;
  const message = {
    role: 'assistant',
    content: reply.text ?? null,
    refusal: null,
    ...(call === undefined ? {} : { tool_calls: [toolCall(call)] }),
  };
  return jsonAnswer(200, {
    id: facts.id,
    object: 'chat.completion',
    created: facts.createdAt,
    model: facts.model,
    choices: Array.from({ length: facts.choiceCount }, (_, index) => ({
      index,
      message,
      logprobs: null,
      finish_reason: reply.reason,
    })),
    usage: usageOf(facts),
  });
}

function toolCall(call: NonNullable<Reply['call']>) {
  return {
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  };
}

function renderStream(reply: Reply, facts: ChatFacts): SimulatedAnswer {
  const choices = Array.from({ length: facts.choiceCount }, (_, index) => index);
  const deltas = deltasOf(reply);
  const chunks = [
    ...deltas.flatMap((delta) => choices.map((index) => chunk(facts, choice(index, delta, null)))),
    ...choices.map((index) => chunk(facts, choice(index, {}, reply.reason))),
    ...(facts.sendsUsage ? [chunk(facts, [], usageOf(facts))] : []),
  ];
  const pieces = chunks.map((data) => ({ afterMs: PIECE_DELAY_MS, text: `data: ${data}\n\n` }));
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    pieces: [...pieces, { afterMs: 0, text: 'data: [DONE]\n\n' }],
  };
}

function deltasOf(reply: Reply): readonly object[] {
  const { call } = reply;
  if (call === undefined) {
    const texts = piecesOf(reply.text ?? '').map((content) => ({ content }));
    return [{ role: 'assistant', content: '', refusal: null }, ...texts];
  }
  const opening = { index: 0, ...toolCall({ ...call, arguments: '' }) };
  const inputs = piecesOf(call.arguments).map((text) => ({
    tool_calls: [{ index: 0, function: { arguments: text } }],
  }));
  return [{ role: 'assistant', content: null, tool_calls: [opening] }, ...inputs];
}

/** Pieces of whole code points that join to the text again. */
function piecesOf(text: string): readonly string[] {
  const length = Math.max(PIECE_LENGTH_MIN, Math.ceil(text.length / PIECES_MAX));
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + length, text.length);
    const last = text.charCodeAt(end - 1);
    if (last >= 0xd800 && last <= 0xdbff && end < text.length) end += 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

function choice(index: number, delta: object, reason: string | null) {
  return [{ index, delta, logprobs: null, finish_reason: reason }];
}

function chunk(facts: ChatFacts, choices: readonly object[], usage?: object): string {
  return JSON.stringify({
    id: facts.id,
    object: 'chat.completion.chunk',
    created: facts.createdAt,
    model: facts.model,
    choices,
    ...(facts.sendsUsage ? { usage: usage ?? null } : {}),
  });
}
