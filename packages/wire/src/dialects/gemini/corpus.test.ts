import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bodyBytes, CORPUS_ABSENT, type CorpusRecord, loadRecords } from '../../../test/corpus.ts';
import type { Answer } from '../../answer.ts';
import { createAnswerAssembler } from '../../assemble.ts';
import type { Event } from '../../event.ts';
import { createSseDecoder } from '../../sse/decoder.ts';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { gemini } from './index.ts';

const FRAME_BYTES_MAX = 1 << 22;
const EDGE_BYTES = 2000;
const RANDOM_OFFSETS = 200;

/** Records that cannot be served, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

function contextFor() {
  let minted = 0;
  return {
    traits: DEFAULT_TRAITS,
    mintId: (prefix: string) => {
      minted += 1;
      return `${prefix}_${minted}`;
    },
  };
}

function eventsOf(bytes: Uint8Array, cut?: number): readonly Event[] {
  const decoder = createSseDecoder({ frameBytesMax: FRAME_BYTES_MAX });
  const parser = gemini.provider.createStreamParser(contextFor());
  const pieces = cut === undefined ? [bytes] : [bytes.subarray(0, cut), bytes.subarray(cut)];
  const frames = [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()];
  return [...frames.flatMap((frame) => parser.push(frame)), ...parser.end()];
}

function answerOf(record: CorpusRecord): Answer {
  const bytes = bodyBytes(record);
  const text = Buffer.from(bytes).toString('utf8');
  if (!text.startsWith('data:')) return gemini.provider.parseAnswer(JSON.parse(text), contextFor());
  const assembler = createAnswerAssembler();
  for (const event of eventsOf(bytes)) assembler.push(event);
  return assembler.answer();
}

// --- an extractor of its own, straight from the bytes

interface Facts {
  text: string;
  thoughts: string;
  calls: { name: string; args: unknown }[];
  signatures: number;
  finish: unknown;
  usage: Record<string, number>;
}

function factsOf(record: CorpusRecord): Facts {
  const text = Buffer.from(bodyBytes(record)).toString('utf8');
  // biome-ignore lint/suspicious/noExplicitAny: recorded bodies have no type here, on purpose
  const responses: any[] = text.startsWith('data:')
    ? text
        .split(/\r?\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => JSON.parse(line.slice('data:'.length)))
    : [JSON.parse(text)].flat();
  const facts: Facts = {
    text: '',
    thoughts: '',
    calls: [],
    signatures: 0,
    finish: undefined,
    usage: {},
  };
  for (const response of responses) {
    facts.usage = response.usageMetadata ?? facts.usage;
    for (const part of response.candidates?.[0]?.content?.parts ?? []) {
      if (part.thought) facts.thoughts += part.text ?? '';
      else facts.text += part.text ?? '';
      if (part.functionCall) facts.calls.push(part.functionCall);
      if (part.thoughtSignature) facts.signatures += 1;
    }
    facts.finish = response.candidates?.[0]?.finishReason ?? facts.finish;
  }
  return facts;
}

function expectedReason(facts: Facts): string {
  if (facts.finish === 'STOP' || facts.finish === 1)
    return facts.calls.length > 0 ? 'tool-calls' : 'stop';
  if (facts.finish === 'MAX_TOKENS') return 'length';
  return facts.finish === 'SAFETY' ? 'content-filter' : 'error';
}

function check(record: CorpusRecord): void {
  const facts = factsOf(record);
  const answer = answerOf(record);
  const [choice] = answer.choices;
  assert.ok(choice, 'an answer has a choice');
  const join = (type: 'text' | 'reasoning'): string =>
    choice.parts.map((part) => (part.type === type ? part.text : '')).join('');
  assert.equal(join('text'), facts.text);
  assert.equal(join('reasoning'), facts.thoughts);
  const calls = choice.parts.filter((part) => part.type === 'tool-call');
  assert.deepEqual(
    calls.map((call) => ({ name: call.name, args: JSON.parse(call.arguments) })),
    facts.calls.map((call) => ({ name: call.name, args: call.args ?? {} })),
  );
  assert.equal(new Set(calls.map((call) => call.id)).size, calls.length, 'ids are unique');
  assert.equal(choice.reason, expectedReason(facts));
  const count = (name: string): number => facts.usage[name] ?? 0;
  assert.equal(
    answer.usage?.inputTokens,
    count('promptTokenCount') + count('toolUsePromptTokenCount'),
  );
  assert.equal(
    answer.usage?.outputTokens,
    count('candidatesTokenCount') + count('thoughtsTokenCount'),
  );
  assert.equal(answer.usage?.cacheReadTokens ?? 0, count('cachedContentTokenCount'));
  assert.ok(answer.model.startsWith('gemini-'));
  const kept = choice.parts.filter((part) => 'signature' in part && part.signature !== undefined);
  const natives = choice.parts.filter(
    (part) => part.type === 'native' && JSON.stringify(part.value).includes('"thoughtSignature"'),
  );
  assert.equal(kept.length + natives.length, facts.signatures, 'no signature is lost');
}

/** Every offset near the ends, and seeded ones between. */
function offsetsFor(length: number): readonly number[] {
  const offsets = new Set<number>();
  for (let offset = 1; offset < length; offset += 1) {
    if (offset < EDGE_BYTES || offset > length - EDGE_BYTES) offsets.add(offset);
  }
  let seed = 7;
  for (let drawn = 0; drawn < RANDOM_OFFSETS && length > 1; drawn += 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    offsets.add(1 + (seed % (length - 1)));
  }
  return [...offsets];
}

function checkSplits(record: CorpusRecord): void {
  const bytes = bodyBytes(record);
  const whole = JSON.stringify(eventsOf(bytes));
  for (const offset of offsetsFor(bytes.length)) {
    assert.equal(JSON.stringify(eventsOf(bytes, offset)), whole, `split at byte ${offset}`);
  }
}

describe('recorded Gemini traffic', () => {
  const records = loadRecords(['gemini-generate-content']);
  if (records === undefined) {
    test('recorded answers', (t) => t.skip(CORPUS_ABSENT));
    return;
  }
  const genuine = records.filter((record) => record.fidelity !== 'maintainer-fixture');
  const isError = (record: CorpusRecord): boolean => record.response.status >= 400;

  test('every recorded answer is read as an independent reading reads it', (t) => {
    const served = new Map<string, { good: number; all: number }>();
    for (const record of genuine.filter((candidate) => !isError(candidate))) {
      const tally = served.get(record.provider) ?? { good: 0, all: 0 };
      tally.all += 1;
      served.set(record.provider, tally);
      if (EXCEPTIONS[record.id] !== undefined) continue;
      try {
        check(record);
      } catch (error) {
        throw new Error(`record ${record.id}`, { cause: error });
      }
      tally.good += 1;
    }
    for (const [provider, { good, all }] of served)
      t.diagnostic(`${provider}: ${good} of ${all} answers`);
    assert.ok(served.size > 0);
  });

  test('every recorded error body is recognised', (t) => {
    const errors = genuine.filter(isError);
    for (const record of errors) {
      const body = JSON.parse(Buffer.from(bodyBytes(record)).toString('utf8'));
      const error = gemini.provider.parseError(body);
      assert.equal(error?.status, record.response.status, record.id);
      assert.equal(error?.message, body.error.message, record.id);
    }
    t.diagnostic(`${errors.length} of ${errors.length} errors`);
    assert.ok(errors.length > 0);
  });

  test('a stream means the same wherever the network cuts it', (t) => {
    const streams = genuine.filter(
      (record) => !isError(record) && record.response.raw?.startsWith('data:') === true,
    );
    for (const record of streams) checkSplits(record);
    t.diagnostic(`${streams.length} of ${streams.length} streams`);
    assert.ok(streams.length > 0);
  });

  test('the watch of the fast lane agrees with the parser', () => {
    const streams = genuine.filter(
      (record) => !isError(record) && record.response.raw?.startsWith('data:') === true,
    );
    for (const record of streams) {
      const decoder = createSseDecoder({ frameBytesMax: FRAME_BYTES_MAX });
      const watch = gemini.provider.createStreamWatch({
        hidesUsage: true,
        traits: DEFAULT_TRAITS,
      });
      const frames = [...decoder.push(bodyBytes(record)), ...decoder.end()];
      const kinds = frames.map((frame) => watch.observe(frame));
      const answer = answerOf(record);
      assert.ok(!kinds.includes('drop') && !kinds.includes('error'), record.id);
      assert.ok(watch.isComplete, record.id);
      assert.equal(watch.reason, answer.choices[0]?.reason, record.id);
      assert.deepEqual(watch.usage, answer.usage, record.id);
      assert.equal(watch.model, answer.model, record.id);
    }
  });

  test('every recorded request keeps its texts, calls and tools on the way through a call', (t) => {
    const requests = genuine.filter((record) => isRequest(record.request.body));
    for (const record of requests) {
      const body = record.request.body;
      const path = { model: 'gemini-x', isStream: record.streaming };
      gemini.client.inspect(body, path);
      const call = gemini.client.parseCall(body, path);
      const rendered = gemini.provider.renderCall(call, 'gemini-x', DEFAULT_TRAITS).body;
      assert.deepEqual(essenceOf(rendered), essenceOf(body), record.id);
    }
    t.diagnostic(`${requests.length} of ${requests.length} requests`);
    assert.ok(requests.length > 0);
  });
});

function isRequest(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'contents' in body;
}

/** What may not change: every text, call, result and name, in order of appearance. */
function essenceOf(body: unknown): readonly unknown[] {
  const text = JSON.stringify(body);
  const found: unknown[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: recorded bodies have no type here, on purpose
  const { contents, tools = [], systemInstruction } = JSON.parse(text) as any;
  for (const content of [systemInstruction ?? { parts: [] }, ...contents]) {
    for (const part of [content.parts].flat()) {
      if (part.text) found.push(part.text);
      if (part.functionCall) found.push([part.functionCall.name, part.functionCall.args]);
      if (part.functionResponse) found.push(part.functionResponse.response);
      if (part.thoughtSignature) found.push(part.thoughtSignature);
      const inline = part.inlineData ?? part.inline_data;
      if (inline) found.push(inline.data);
    }
  }
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const names = tools.flatMap((tool: any) =>
    (tool.functionDeclarations ?? []).map((declaration: { name: string }) => declaration.name),
  );
  return [...found, ...names.sort()];
}
