import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bodyBytes, CORPUS_ABSENT, type CorpusRecord, loadRecords } from '../../../test/corpus.ts';
import { splitEverywhere } from '../../../test/offsets.ts';
import { expectedOf } from '../../../test/openai-chat-expectation.ts';
import type { Answer } from '../../answer.ts';
import { createAnswerAssembler } from '../../assemble.ts';
import type { ParseContext } from '../../dialect.ts';
import type { Event } from '../../event.ts';
import { createSseDecoder } from '../../sse/decoder.ts';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { openaiChat } from './index.ts';

/** Records that cannot be served, with the reason. */
const UNSERVED: Readonly<Record<string, string>> = {};

const LIMIT = { frameBytesMax: 8 << 20 };

function contextOf(record: CorpusRecord): ParseContext {
  let minted = 0;
  return {
    traits: { ...DEFAULT_TRAITS, usageIncludesReasoning: record.provider !== 'xai' },
    mintId: (prefix) => {
      minted += 1;
      return `${prefix}_${minted}`;
    },
  };
}

function readStream(record: CorpusRecord, pieces: readonly Uint8Array[]): Event[] {
  const parser = openaiChat.provider.createStreamParser(contextOf(record));
  const decoder = createSseDecoder(LIMIT);
  const events: Event[] = [];
  for (const piece of pieces) {
    for (const frame of decoder.push(piece)) events.push(...parser.push(frame));
  }
  for (const frame of decoder.end()) events.push(...parser.push(frame));
  events.push(...parser.end());
  assert.equal(parser.isComplete, true, 'the recorded stream is whole');
  return events;
}

function readFrames(pieces: readonly Uint8Array[]): string {
  const decoder = createSseDecoder(LIMIT);
  const frames = [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()];
  return frames.map((frame) => `${frame.event} ${frame.data}`).join('\n\n');
}

function assemble(events: readonly Event[]): Answer {
  const assembler = createAnswerAssembler();
  for (const event of events) assembler.push(event);
  return assembler.answer();
}

/** Blocks are opened before they are told of, closed once, and the end comes once and last. */
function assertOrder(events: readonly Event[]): void {
  assert.equal(events[0]?.type, 'message-start');
  assert.equal(events.at(-1)?.type, 'message-end');
  const open = new Set<string>();
  const seen = new Set<string>();
  let hasEnded = false;
  for (const event of events) {
    if (event.type === 'choice-end') hasEnded = true;
    if (!('block' in event)) continue;
    assert.equal(hasEnded, false, 'nothing is told of a block behind the end of a choice');
    const key = `${event.choice}.${event.block}`;
    if (event.type.endsWith('-start') || event.type === 'media' || event.type === 'native') {
      assert.equal(seen.has(key), false, 'block numbers are unique');
      const isTool = event.type === 'tool-input-start';
      const others = [...open].filter((other) => other.startsWith(`${event.choice}.`));
      if (!isTool) assert.deepEqual(others, [], 'blocks do not interleave');
      seen.add(key);
      if (event.type.endsWith('-start')) open.add(key);
    } else {
      assert.ok(open.has(key), `${event.type} of an open block`);
      if (event.type.endsWith('-end')) open.delete(key);
    }
  }
  assert.deepEqual([...open], [], 'every block is closed');
}

function viewOf(answer: Answer) {
  return answer.choices.map((choice) => {
    const textOf = (type: 'text' | 'reasoning' | 'refusal'): string =>
      choice.parts.flatMap((part) => (part.type === type ? [part.text] : [])).join('');
    return {
      index: choice.index,
      text: textOf('text'),
      reasoning: textOf('reasoning'),
      refusal: textOf('refusal'),
      calls: choice.parts.flatMap((part) =>
        part.type === 'tool-call'
          ? [{ name: part.name, arguments: readArguments(part.arguments) }]
          : [],
      ),
      reason: choice.reason,
    };
  });
}

function readArguments(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // An answer cut at its length leaves broken JSON behind.
  }
}

const records = loadRecords(['openai-chat']);

describe('openai-chat reads recorded traffic', {
  skip: records === undefined ? CORPUS_ABSENT : false,
}, () => {
  const served = (records ?? []).filter((record) => record.fidelity !== 'maintainer-fixture');
  const answers = served.filter((record) => record.response.status === 200);

  test('every recorded answer means what its bytes say', (t) => {
    const counts = new Map<string, { ok: number; all: number }>();
    for (const record of answers) {
      const count = counts.get(record.provider) ?? { ok: 0, all: 0 };
      counts.set(record.provider, count);
      count.all += 1;
      if (UNSERVED[record.id] !== undefined) continue;
      const bytes = bodyBytes(record);
      let answer: Answer;
      if (record.streaming) {
        const events = readStream(record, [bytes]);
        assertOrder(events);
        answer = assemble(events);
      } else {
        const body: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
        assert.equal(openaiChat.provider.parseError(body), undefined, record.id);
        answer = openaiChat.provider.parseAnswer(body, contextOf(record));
      }
      const expected = expectedOf(Buffer.from(bytes).toString('utf8'), record);
      assert.deepEqual(viewOf(answer), expected.choices, record.id);
      assert.deepEqual(
        { input: answer.usage?.inputTokens, output: answer.usage?.outputTokens },
        expected.usage,
        record.id,
      );
      count.ok += 1;
    }
    let ok = 0;
    for (const [provider, count] of counts) {
      t.diagnostic(`${provider}: ${count.ok} of ${count.all}`);
      ok += count.ok;
    }
    t.diagnostic(`answers read: ${ok} of ${answers.length}`);
    assert.equal(ok + Object.keys(UNSERVED).length, answers.length);
  });

  test('a stream cut in two at any byte gives the same frames, and so the same events', (t) => {
    let cuts = 0;
    const streams = answers.filter((record) => record.streaming);
    for (const record of streams) {
      const bytes = bodyBytes(record);
      const frames = readFrames([bytes]);
      for (const pieces of splitEverywhere(bytes)) {
        // Compared by hand: an assertion for each of so many cuts takes longer than the cut.
        if (readFrames(pieces) !== frames) assert.equal(readFrames(pieces), frames, record.id);
        cuts += 1;
      }
      const expected = JSON.stringify(readStream(record, [bytes]));
      for (const pieces of splitEverywhere(bytes, { edge: 10, random: 10 }))
        assert.equal(JSON.stringify(readStream(record, pieces)), expected, record.id);
    }
    t.diagnostic(`${cuts} cuts over ${streams.length} streams`);
  });

  test('the fast lane sees the same usage, stop reason and end as the parser', (t) => {
    const streams = answers.filter((record) => record.streaming);
    for (const record of streams) {
      const { traits } = contextOf(record);
      const watch = openaiChat.provider.createStreamWatch({ hidesUsage: true, traits });
      const decoder = createSseDecoder(LIMIT);
      const frames = [...decoder.push(bodyBytes(record)), ...decoder.end()];
      const kinds = frames.map((frame) => watch.observe(frame));
      const answer = assemble(readStream(record, [bodyBytes(record)]));
      assert.deepEqual(watch.usage, answer.usage, record.id);
      assert.equal(watch.isComplete, true, record.id);
      assert.equal(watch.error, undefined, record.id);
      const reason = answer.choices[0]?.reason;
      assert.equal(watch.reason, reason === 'stop-sequence' ? 'stop' : reason, record.id);
      assert.equal(
        kinds.includes('content'),
        answer.choices.some((choice) => choice.parts.length > 0),
        record.id,
      );
      const hasDone = frames.at(-1)?.data.trim() === '[DONE]';
      assert.equal(watch.closing(), hasDone ? '' : 'data: [DONE]\n\n', record.id);
    }
    t.diagnostic(`${streams.length} of ${streams.length} streams watched`);
  });

  test('every recorded error is recognised', (t) => {
    const errors = served.filter((record) => record.response.status !== 200);
    for (const record of errors) {
      const body: unknown = JSON.parse(Buffer.from(bodyBytes(record)).toString('utf8'));
      const error = openaiChat.provider.parseError(body);
      assert.ok(error !== undefined && error.message.length > 3, record.id);
      assert.ok(!error.message.startsWith('{'), record.id);
      // OpenAI calls a missing model an invalid request too: that type alone does not tell the
      // status.
      const isTold = error.status !== undefined && error.type !== 'invalid_request_error';
      if (isTold) assert.equal(error.status, record.response.status, record.id);
    }
    t.diagnostic(`errors recognised: ${errors.length} of ${errors.length}`);
  });
});
