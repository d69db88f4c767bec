import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createSeededRandom } from '@ocha/kernel';
import { bodyBytes, CORPUS_ABSENT, type CorpusRecord, loadRecords } from '../../../test/corpus.ts';
import type { Answer } from '../../answer.ts';
import { answerToEvents, createAnswerAssembler } from '../../assemble.ts';
import type { Event } from '../../event.ts';
import { createSseDecoder } from '../../sse/decoder.ts';
import type { SseFrame } from '../../sse/frame.ts';
import { DEFAULT_TRAITS, type Traits } from '../../traits.ts';
import { anthropicMessages } from './index.ts';

const FRAME_BYTES_MAX = 1 << 24;
const EDGE_BYTES = 2048;
const RANDOM_OFFSETS = 200;
const { client, provider } = anthropicMessages;

/** Records that this dialect does not serve, and why. */
const REASONS: Readonly<Record<string, string>> = {
  'aws-bedrock.bedrock-invoke.stream-image-tool_result-tools.7faf6533':
    'binary AWS event stream: the upstream room unwraps those frames before any dialect sees them',
  'aws-bedrock.bedrock-invoke.json-tool_call-tools.8a457765':
    'an OpenAI-shaped answer of a model that Bedrock hosts, not a message',
  'aws-bedrock.bedrock-invoke.json.7fe932ea': 'a completion of a model that is not Claude',
};

// Any-typed on purpose: the extractor shares nothing with the code under test.
// biome-ignore lint/suspicious/noExplicitAny: recorded JSON
type Recorded = any;

function contextOf(): { traits: Traits; mintId: (prefix: string) => string } {
  let count = 0;
  return {
    traits: DEFAULT_TRAITS,
    mintId: (prefix) => {
      count += 1;
      return `${prefix}_${count}`;
    },
  };
}

function isStream(record: CorpusRecord): boolean {
  return /^(?:event|data):/m.test((record.response.raw ?? '').slice(0, 200));
}

function framesOf(pieces: readonly Uint8Array[]): SseFrame[] {
  const decoder = createSseDecoder({ frameBytesMax: FRAME_BYTES_MAX });
  return [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()];
}

function eventsOf(pieces: readonly Uint8Array[]): Event[] {
  const parser = provider.createStreamParser(contextOf());
  const events = framesOf(pieces).flatMap((frame) => parser.push(frame));
  return [...events, ...parser.end()];
}

function answerOf(record: CorpusRecord): Answer {
  const bytes = bodyBytes(record);
  if (!isStream(record))
    return provider.parseAnswer(JSON.parse(Buffer.from(bytes).toString()), contextOf());
  const assembler = createAnswerAssembler();
  for (const event of eventsOf([bytes])) assembler.push(event);
  return assembler.answer();
}

interface Extract {
  text: string;
  thinking: string;
  signatures: string[];
  calls: { name: string; input: unknown }[];
  natives: string[];
  stop: string | null;
  usage: Record<string, number>;
}

/** What a record says, straight from its bytes. */
function extract(record: CorpusRecord): Extract {
  const raw = Buffer.from(bodyBytes(record)).toString();
  const found: Extract = {
    text: '',
    thinking: '',
    signatures: [],
    calls: [],
    natives: [],
    stop: null,
    usage: {},
  };
  if (!isStream(record)) {
    const body: Recorded = JSON.parse(raw);
    for (const block of body.content) takeBlock(found, block, block.input);
    found.stop = body.stop_reason;
    found.usage = body.usage;
    return found;
  }
  const blocks: { block: Recorded; json: string }[] = [];
  for (const line of raw.split(/\r?\n/).filter((text) => text.startsWith('data:'))) {
    const event: Recorded = JSON.parse(line.slice('data:'.length));
    if (event.type === 'message_start') found.usage = { ...event.message.usage };
    if (event.type === 'content_block_start')
      blocks[event.index] = { block: { ...event.content_block }, json: '' };
    if (event.type === 'content_block_delta') takeDelta(blocks[event.index], event.delta);
    if (event.type === 'message_delta') {
      found.stop = event.delta.stop_reason;
      Object.assign(found.usage, event.usage);
    }
  }
  for (const { block, json } of blocks)
    takeBlock(found, block, json === '' ? block.input : JSON.parse(json));
  return found;
}

function takeDelta(entry: { block: Recorded; json: string } | undefined, delta: Recorded): void {
  if (entry === undefined) return;
  if (delta.type === 'text_delta') entry.block.text += delta.text;
  if (delta.type === 'thinking_delta') entry.block.thinking += delta.thinking;
  if (delta.type === 'signature_delta') entry.block.signature = delta.signature;
  if (delta.type === 'input_json_delta') entry.json += delta.partial_json;
}

function takeBlock(found: Extract, block: Recorded, input: unknown): void {
  if (block.type === 'text') found.text += block.text;
  else if (block.type === 'thinking') {
    found.thinking += block.thinking;
    if (block.signature) found.signatures.push(block.signature);
  } else if (block.type === 'redacted_thinking') found.signatures.push(block.data);
  else if (block.type === 'tool_use') found.calls.push({ name: block.name, input });
  else found.natives.push(block.type);
}

const STOPS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  stop_sequence: 'stop-sequence',
  pause_turn: 'pause',
  refusal: 'refusal',
};

function checkAnswer(record: CorpusRecord, answer: Answer): void {
  const wanted = extract(record);
  const parts = answer.choices[0]?.parts ?? [];
  const all = <Type extends string>(type: Type) =>
    parts.filter((part): part is PartOf<Type> => part.type === type);
  assert.equal(
    all('text')
      .map((part) => part.text)
      .join(''),
    wanted.text,
  );
  assert.equal(
    all('reasoning')
      .map((part) => part.text)
      .join(''),
    wanted.thinking,
  );
  const signatures = all('reasoning').flatMap((part) => part.signature?.value ?? []);
  assert.deepEqual(signatures, wanted.signatures);
  const calls = all('tool-call').map((part) => ({
    name: part.name,
    input: JSON.parse(part.arguments) as unknown,
  }));
  assert.deepEqual(calls, wanted.calls);
  assert.deepEqual(
    all('native').map((part) => part.name),
    wanted.natives,
  );
  assert.equal(answer.choices[0]?.reason, STOPS[String(wanted.stop)] ?? 'other');
  const count = (key: string): number => wanted.usage[key] ?? 0;
  const cached = count('cache_read_input_tokens') + count('cache_creation_input_tokens');
  assert.equal(answer.usage?.inputTokens, count('input_tokens') + cached);
  assert.equal(answer.usage?.outputTokens, count('output_tokens'));
  assert.equal(answer.usage?.cacheReadTokens ?? 0, count('cache_read_input_tokens'));
}

type PartOf<Type extends string> = Matching<Answer['choices'][number]['parts'][number], Type>;
type Matching<Part, Type> = Part extends { type: Type } ? Part : never;

function offsetsOf(length: number): readonly number[] {
  const random = createSeededRandom(7);
  const offsets = new Set<number>();
  for (let offset = 1; offset < length; offset += 1) {
    if (offset <= EDGE_BYTES || offset >= length - EDGE_BYTES) offsets.add(offset);
  }
  for (let count = 0; count < RANDOM_OFFSETS; count += 1) offsets.add(1 + random.below(length - 1));
  return [...offsets];
}

/** Whether the parser is fed the same. Its events follow from the frames alone. */
function areSame(left: readonly SseFrame[], right: readonly SseFrame[]): boolean {
  return (
    left.length === right.length &&
    left.every((frame, index) => {
      const other = right[index];
      return frame.data === other?.data && frame.event === other.event;
    })
  );
}

function servable(t: TestContext): readonly CorpusRecord[] | undefined {
  const records = loadRecords(['anthropic-messages', 'vertex-rawpredict', 'bedrock-invoke']);
  if (records === undefined) t.skip(CORPUS_ABSENT);
  return records?.filter(
    (record) => record.fidelity !== 'maintainer-fixture' && REASONS[record.id] === undefined,
  );
}

function report(t: TestContext, records: readonly CorpusRecord[], passed: readonly string[]): void {
  for (const name of new Set(records.map((record) => record.provider))) {
    const own = records.filter((record) => record.provider === name);
    const count = own.filter((record) => passed.includes(record.id)).length;
    t.diagnostic(`${name}: ${count} of ${own.length}`);
  }
}

describe('recorded Messages traffic', () => {
  test('answers and streams say what their bytes say, errors are recognised', (t) => {
    const records = servable(t);
    if (records === undefined) return;
    const passed: string[] = [];
    for (const record of records) {
      if (record.response.status >= 400) {
        const body: Recorded = JSON.parse(Buffer.from(bodyBytes(record)).toString());
        const error = provider.parseError(body);
        assert.equal(error?.message, body.error?.message ?? body.message, record.id);
      } else {
        checkAnswer(record, answerOf(record));
      }
      passed.push(record.id);
    }
    report(t, records, passed);
    assert.equal(passed.length, records.length);
  });

  test('a stream cut into pieces at any byte gives the same events', (t) => {
    const records = servable(t)?.filter(isStream);
    if (records === undefined) return;
    const passed: string[] = [];
    for (const record of records) {
      const bytes = bodyBytes(record);
      const whole = framesOf([bytes]);
      for (const offset of offsetsOf(bytes.length)) {
        const pieces = [bytes.subarray(0, offset), bytes.subarray(offset)];
        assert.ok(areSame(framesOf(pieces), whole), `${record.id} at ${offset}`);
      }
      passed.push(record.id);
    }
    report(t, records, passed);
  });

  test('the watch of the fast lane sees the same usage, reason and end as the parser', (t) => {
    const records = servable(t)?.filter(isStream);
    if (records === undefined) return;
    for (const record of records) {
      const answer = answerOf(record);
      const watch = provider.createStreamWatch({ hidesUsage: false, traits: DEFAULT_TRAITS });
      const kinds = framesOf([bodyBytes(record)]).map((frame) => watch.observe(frame));
      assert.deepEqual(watch.usage, answer.usage, record.id);
      assert.equal(watch.reason, answer.choices[0]?.reason, record.id);
      assert.equal(watch.model, answer.model);
      assert.equal(watch.isComplete, true);
      assert.equal(kinds.at(-1), 'end');
      assert.equal(watch.closing(), '');
    }
    t.diagnostic(`${records.length} of ${records.length} streams`);
  });

  test('rendering for a client of the same dialect and reading it again loses nothing', (t) => {
    const records = servable(t)?.filter((record) => record.response.status < 400);
    if (records === undefined) return;
    const call = client.parseCall(
      { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] },
      {},
    );
    for (const record of records) {
      const answer = answerOf(record);
      const context = { ...contextOf(), call, createdAt: 0 };
      const body = client.renderAnswer(answer, context);
      const again = provider.parseAnswer(JSON.parse(JSON.stringify(body)), contextOf());
      assert.deepEqual(normalAnswer(again), normalAnswer(answer), record.id);
      const renderer = client.createStreamRenderer(context);
      const text = [...answerToEvents(answer)].map((event) => renderer.push(event)).join('');
      const assembler = createAnswerAssembler();
      for (const event of eventsOf([Buffer.from(text)])) assembler.push(event);
      assert.deepEqual(
        normalAnswer(assembler.answer()),
        normalAnswer(answer),
        `${record.id} streamed`,
      );
    }
    t.diagnostic(`${records.length} of ${records.length} answers`);
  });

  test('recorded requests survive the way through the canonical call', (t) => {
    const records = servable(t)?.filter(hasRequest);
    if (records === undefined) return;
    for (const record of records) {
      const body = record.request.body as Recorded;
      const call = client.parseCall({ model: 'm', ...body }, {});
      const rendered = provider.renderCall(call, body.model ?? 'm', NATIVE_TRAITS);
      assert.deepEqual(normal(rendered.body), normal({ model: 'm', ...body }), record.id);
    }
    t.diagnostic(`${records.length} of ${records.length} requests`);
  });
});

/** What has to survive: parts (arguments as values), reasons and usage. */
function normalAnswer(answer: Answer): unknown {
  const choices = answer.choices.map((choice) => ({
    ...choice,
    parts: choice.parts.map((part) =>
      part.type === 'tool-call' ? { ...part, arguments: JSON.parse(part.arguments) } : part,
    ),
  }));
  return { choices, usage: answer.usage };
}

const NATIVE_TRAITS: Traits = {
  ...DEFAULT_TRAITS,
  thinking: 'budget',
  acceptsEffort: true,
  stopMax: 100,
  midSystem: true,
};

function hasRequest(record: CorpusRecord): boolean {
  const body = record.request.body as Recorded;
  const isMessages = Array.isArray(body?.messages) && body.max_tokens !== undefined;
  // Adaptive thinking is asked for as a budget where the model is taken for one of those.
  return (
    isMessages && body.tool_choice?.function === undefined && body.thinking?.type !== 'adaptive'
  );
}

/**
 * The same request in one form: text as blocks, no empty defaults, whitespace as the API takes it.
 */
function normal(body: Recorded): unknown {
  const blocks = (content: Recorded): unknown =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return JSON.parse(
    JSON.stringify({
      ...body,
      system: body.system === undefined ? undefined : blocks(body.system),
      stream: body.stream === false ? undefined : body.stream,
      messages: body.messages.map((message: Recorded) => ({
        ...message,
        content: blocks(message.content),
      })),
      tools: body.tools?.length === 0 ? undefined : body.tools,
    }),
  );
}
