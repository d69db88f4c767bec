import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bodyBytes, CORPUS_ABSENT, type CorpusRecord, loadRecords } from '../../../test/corpus.ts';
import type { Answer } from '../../answer.ts';
import { createAnswerAssembler } from '../../assemble.ts';
import type { ParseContext } from '../../dialect.ts';
import type { Event } from '../../event.ts';
import type { Part } from '../../part.ts';
import { createSseDecoder } from '../../sse/decoder.ts';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { openaiResponses } from './index.ts';

/** Records that cannot be served, each with the reason. */
const UNSERVED: Readonly<Record<string, string>> = {};

const records = loadRecords(['openai-responses'])?.filter(
  (record) => record.fidelity !== 'maintainer-fixture',
);

/** What an answer must come to, read from the raw body without any code of the dialect. */
interface Extract {
  text: string;
  refusal: string;
  calls: { name: string; input: unknown }[];
  reason: string;
  input: number;
  output: number;
  cached: number;
  reasoning: number;
}

describe('recorded Responses traffic', {
  skip: records === undefined ? CORPUS_ABSENT : false,
}, () => {
  const all = records ?? [];
  test('every recording gives the answer its bytes hold', (t) => {
    const counts = new Map<string, { served: number; total: number }>();
    for (const record of all) {
      const count = counts.get(record.provider) ?? { served: 0, total: 0 };
      counts.set(record.provider, count);
      count.total += 1;
      if (UNSERVED[record.id] !== undefined) continue;
      check(record);
      count.served += 1;
    }
    for (const [provider, { served, total }] of counts)
      t.diagnostic(`${provider}: ${served} of ${total}`);
  });

  test('a stream split at any byte means the same', (t) => {
    let splits = 0;
    const streams = all.filter((record) => record.streaming && record.response.status === 200);
    for (const record of streams) {
      const bytes = bodyBytes(record);
      for (const { window, offsets } of windowsOf(bytes)) {
        const whole = JSON.stringify(eventsOf([window]));
        for (const offset of offsets) {
          const parts = [window.subarray(0, offset), window.subarray(offset)];
          assert.equal(JSON.stringify(eventsOf(parts)), whole, `${record.id} split at ${offset}`);
          splits += 1;
        }
      }
    }
    t.diagnostic(`${splits} splits of ${streams.length} streams`);
  });

  test('a stream cut anywhere before its end never looks whole', (t) => {
    let cuts = 0;
    for (const record of all.filter((entry) => entry.streaming && entry.response.status === 200)) {
      const bytes = bodyBytes(record);
      const text = Buffer.from(bytes).toString('utf8');
      const terminal = Buffer.byteLength(text.slice(0, text.search(TERMINAL)));
      for (const offset of seededOffsets(terminal)) {
        const events = eventsOf([bytes.subarray(0, offset)]);
        assert.ok(
          !events.some((event) => event.type === 'message-end'),
          `${record.id} at ${offset}`,
        );
        cuts += 1;
      }
    }
    t.diagnostic(`${cuts} cuts`);
  });

  test('the watch of the fast lane finds what the parser finds', () => {
    for (const record of all.filter((entry) => entry.streaming && entry.response.status === 200)) {
      const watch = openaiResponses.provider.createStreamWatch({
        hidesUsage: false,
        traits: DEFAULT_TRAITS,
      });
      for (const frame of framesOf([bodyBytes(record)])) watch.observe(frame);
      const events = eventsOf([bodyBytes(record)]);
      const end = events.find((event) => event.type === 'choice-end');
      const usage = events.find((event) => event.type === 'usage');
      assert.equal(watch.isComplete, true, record.id);
      assert.equal(watch.reason, end?.type === 'choice-end' ? end.reason : undefined, record.id);
      assert.deepEqual(watch.usage, usage?.type === 'usage' ? usage.usage : undefined, record.id);
    }
  });

  test('a recorded answer survives the way to a client of the same dialect and back', () => {
    for (const record of all.filter((entry) => entry.response.status === 200)) {
      const answer = answerOf(record);
      const call = openaiResponses.client.parseCall(
        { model: 'm', input: 'x', tools: toolsOf(record) },
        {},
      );
      let minted = 0;
      const mintId = (prefix: string): string => `${prefix}_${++minted}`;
      const rendered = openaiResponses.client.renderAnswer(answer, { call, createdAt: 1, mintId });
      const again = openaiResponses.provider.parseAnswer(rendered, context());
      assert.deepEqual(essence(again), essence(answer), record.id);
    }
  });
});

const TERMINAL = /"type": ?"response\.(completed|incomplete|failed)"/;

function check(record: CorpusRecord): void {
  const { status } = record.response;
  if (status !== 200) {
    const error = openaiResponses.provider.parseError(
      JSON.parse(Buffer.from(bodyBytes(record)).toString('utf8')),
    );
    assert.ok(error !== undefined && error.message.length > 0, record.id);
    return;
  }
  const actual = essence(answerOf(record));
  assert.deepEqual(actual, extract(record), record.id);
}

function answerOf(record: CorpusRecord): Answer {
  if (!record.streaming) {
    const body = JSON.parse(Buffer.from(bodyBytes(record)).toString('utf8'));
    assert.equal(openaiResponses.provider.parseError(body), undefined, record.id);
    return openaiResponses.provider.parseAnswer(body, context());
  }
  const assembler = createAnswerAssembler();
  const events = eventsOf([bodyBytes(record)]);
  assert.equal(events.at(-1)?.type, 'message-end', record.id);
  for (const event of events) assembler.push(event);
  return assembler.answer();
}

/** The tools that the recorded request offered, as the response repeats them. */
function toolsOf(record: CorpusRecord): unknown {
  const raw = Buffer.from(bodyBytes(record)).toString('utf8');
  if (!record.streaming) return JSON.parse(raw).tools;
  const first = raw.split(/\r?\n/).find((line) => line.startsWith('data:')) ?? '';
  return JSON.parse(first.slice(5)).response.tools;
}

function essence(answer: Answer): Extract {
  const [choice] = answer.choices;
  assert.ok(choice !== undefined);
  const join = (type: Part['type']): string =>
    choice.parts.map((part) => (part.type === type && 'text' in part ? part.text : '')).join('');
  return {
    text: join('text'),
    refusal: join('refusal'),
    calls: choice.parts
      .filter((part) => part.type === 'tool-call')
      .map((part) => ({
        name: part.name,
        input: part.kind === 'custom' ? part.arguments : jsonOr(part.arguments),
      })),
    reason: choice.reason,
    input: answer.usage?.inputTokens ?? -1,
    output: answer.usage?.outputTokens ?? -1,
    cached: answer.usage?.cacheReadTokens ?? 0,
    reasoning: answer.usage?.reasoningTokens ?? 0,
  };
}

/** Streams: from the deltas, not from the last event, so that both are compared. */
function extract(record: CorpusRecord): Extract {
  const raw = Buffer.from(bodyBytes(record)).toString('utf8');
  if (!record.streaming) return extractResponse(JSON.parse(raw));
  const events = raw
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:') && !line.includes('[DONE]'))
    .map((line) => JSON.parse(line.slice(5)));
  const last = { ...events.at(-1).response };
  // Codex's own endpoint leaves the output of the last event empty.
  last.output = events
    .filter((event) => event.type === 'response.output_item.done')
    .map((event) => event.item);
  const join = (type: string): string =>
    events
      .filter((event) => event.type === type)
      .map((event) => event.delta)
      .join('');
  return {
    ...extractResponse(last),
    text: join('response.output_text.delta'),
    refusal: join('response.refusal.delta'),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: read without the dialect's own readers, on purpose.
function extractResponse(response: any): Extract {
  const contents = response.output.flatMap((item: { content?: unknown; type: string }) =>
    item.type === 'message' ? item.content : [],
  );
  const customNames = (response.tools ?? [])
    .filter((tool: { type: string }) => tool.type === 'custom')
    .map((tool: { name: string }) => tool.name);
  const calls: Extract['calls'] = [];
  for (const item of response.output) {
    if (item.type === 'function_call')
      calls.push({ name: item.name, input: jsonOr(item.arguments) });
    if (item.type === 'custom_tool_call' && customNames.includes(item.name))
      calls.push({ name: item.name, input: item.input });
  }
  const text = contents.map((part: { text?: string }) => part.text ?? '').join('');
  const refusal = contents.map((part: { refusal?: string }) => part.refusal ?? '').join('');
  const finished =
    calls.length > 0 ? 'tool-calls' : refusal !== '' && text === '' ? 'refusal' : 'stop';
  return {
    text,
    refusal,
    calls,
    reason: response.status === 'incomplete' ? 'length' : finished,
    input: response.usage.input_tokens,
    output: response.usage.output_tokens,
    cached: response.usage.input_tokens_details?.cached_tokens ?? 0,
    reasoning: response.usage.output_tokens_details?.reasoning_tokens ?? 0,
  };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    assert.ok(error instanceof SyntaxError);
    return text;
  }
}

function context(): ParseContext {
  let minted = 0;
  return { traits: DEFAULT_TRAITS, mintId: (prefix) => `${prefix}_${++minted}` };
}

function framesOf(chunks: readonly Uint8Array[]) {
  const decoder = createSseDecoder({ frameBytesMax: 10_000_000 });
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
}

/**
 * A frame that a cut left half is malformed, which the caller sees as an error: no event either
 * way.
 */
function eventsOf(chunks: readonly Uint8Array[]): Event[] {
  const parser = openaiResponses.provider.createStreamParser(context());
  const events: Event[] = [];
  for (const frame of framesOf(chunks)) {
    try {
      events.push(...parser.push(frame));
    } catch (error) {
      assert.equal((error as Error).name, 'WireError');
    }
  }
  return [...events, ...parser.end()];
}

const EDGE_BYTES = 2048;

/**
 * Every offset of the first and the last 2 kB, and 200 seeded ones of the whole. The edges are read
 * on their own (the last one from the start of a frame), as a whole stream for each of 4,000
 * offsets would take minutes.
 */
function windowsOf(bytes: Uint8Array): { window: Uint8Array; offsets: number[] }[] {
  const head = bytes.subarray(0, EDGE_BYTES);
  const tailFrame = Buffer.from(bytes).lastIndexOf('\n\n', Math.max(0, bytes.length - EDGE_BYTES));
  const tail = bytes.subarray(Math.max(0, tailFrame));
  const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
  return [
    { window: head, offsets: range(head.length) },
    { window: tail, offsets: range(EDGE_BYTES).map((back) => Math.max(0, tail.length - back)) },
    { window: bytes, offsets: seededOffsets(bytes.length) },
  ];
}

function seededOffsets(length: number): number[] {
  let state = 20261107;
  return Array.from({ length: 200 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % length;
  });
}
