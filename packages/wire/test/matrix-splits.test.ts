import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SseFrame } from '../src/sse/frame.ts';
import { bodyBytes, CORPUS_ABSENT, type CorpusRecord } from './corpus.ts';
import { cut, eventsOf, isStream, loadChatAnswers, UNSERVED } from './meaning/recording.ts';
import { offsetsOf } from './offsets.ts';

const EDGE_BYTES = 2048;
const RANDOM_OFFSETS = 200;

const records = loadChatAnswers();
const streams = (records ?? []).filter(
  (record) => isStream(record) && UNSERVED[record.id] === undefined,
);

describe('recorded streams mean the same wherever the network cuts them', {
  skip: records === undefined ? CORPUS_ABSENT : false,
}, () => {
  test('in two, at every byte near both ends and at seeded places between', (t) => {
    let cuts = 0;
    for (const record of streams) cuts += checkCuts(record);
    t.diagnostic(`${cuts} cuts of ${streams.length} streams`);
  });

  test('at every byte at once', (t) => {
    let bytes = 0;
    for (const record of streams) {
      const body = bodyBytes(record);
      const whole = JSON.stringify(eventsOf(record, cut([body])));
      assert.equal(JSON.stringify(eventsOf(record, cut(singleBytes(body)))), whole, record.id);
      bytes += body.length;
    }
    t.diagnostic(`${streams.length} streams, ${bytes} bytes one by one`);
  });

  test('and a stream that stops early is never taken for a whole one', (t) => {
    let stops = 0;
    for (const record of streams) {
      const frames = cut([bodyBytes(record)]);
      const known = eventsOf(record, frames).filter(({ type }) => type === 'choice-end').length;
      for (const length of stopsOf(frames.length)) {
        const events = eventsOf(record, frames.slice(0, length));
        const isWhole = events.at(-1)?.type === 'message-end';
        const ends = events.filter(({ type }) => type === 'choice-end').length;
        // Whole is what every choice gave its reason for; nothing less may look like it.
        if (isWhole) assert.equal(ends, known, `${record.id} after ${length} frames`);
        else assert.equal(ends, 0, `${record.id} after ${length} frames`);
        stops += 1;
      }
    }
    t.diagnostic(`${stops} early ends of ${streams.length} streams`);
  });
});

/**
 * Both ends of a body are cut on their own, at the border of a frame: a cut changes nothing behind the next border.
 * Events follow from frames alone, so that frames are compared at every cut and events at the seeded ones.
 */
function checkCuts(record: CorpusRecord): number {
  const bytes = bodyBytes(record);
  let cuts = 0;
  for (const { window, offsets } of windowsOf(bytes)) {
    const frames = cut([window]);
    for (const offset of offsets) {
      const pieces = [window.subarray(0, offset), window.subarray(offset)];
      assertSame(cut(pieces), frames, `${record.id} cut at ${offset}`);
      cuts += 1;
    }
  }
  const whole = JSON.stringify(eventsOf(record, cut([bytes])));
  const options = { edge: 0, random: RANDOM_OFFSETS / 10, seed: bytes.length };
  for (const offset of offsetsOf(bytes.length, options)) {
    const frames = cut([bytes.subarray(0, offset), bytes.subarray(offset)]);
    assert.equal(JSON.stringify(eventsOf(record, frames)), whole, `${record.id} cut at ${offset}`);
    cuts += 1;
  }
  return cuts;
}

interface Window {
  readonly window: Uint8Array;
  readonly offsets: readonly number[];
}

function windowsOf(bytes: Uint8Array): readonly Window[] {
  const all = (length: number): number[] => Array.from({ length }, (_, index) => index);
  if (bytes.length <= 2 * EDGE_BYTES) return [{ window: bytes, offsets: all(bytes.length) }];
  const body = Buffer.from(bytes);
  const headEnd = borderBehind(body, EDGE_BYTES);
  const tail = body.subarray(borderBefore(body, body.length - EDGE_BYTES));
  const options = { edge: 0, random: RANDOM_OFFSETS, seed: bytes.length };
  return [
    { window: body.subarray(0, headEnd), offsets: all(EDGE_BYTES + 1) },
    { window: tail, offsets: all(EDGE_BYTES + 1).map((back) => tail.length - back) },
    { window: body, offsets: offsetsOf(body.length, options) },
  ];
}

/** Ends of frames: an empty line, with either line ending. */
const BORDERS = ['\n\n', '\r\n\r\n'] as const;

function borderBehind(body: Buffer, offset: number): number {
  const places = BORDERS.map((border) => {
    const place = body.indexOf(border, offset);
    return place < 0 ? body.length : place + border.length;
  });
  return Math.min(...places);
}

function borderBefore(body: Buffer, offset: number): number {
  const places = BORDERS.map((border) => {
    const place = body.lastIndexOf(border, offset - border.length);
    return place < 0 ? 0 : place + border.length;
  });
  return Math.max(...places);
}

function* singleBytes(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  for (let offset = 0; offset < bytes.length; offset += 1) yield bytes.subarray(offset, offset + 1);
}

/** Every early end of a short stream, and some of a long one. */
function stopsOf(length: number): readonly number[] {
  return offsetsOf(length - 1, { edge: 12, random: 6, seed: length });
}

/** Far quicker than a deep comparison, of which there are a million. */
function assertSame(found: readonly SseFrame[], expected: readonly SseFrame[], at: string): void {
  const isSame =
    found.length === expected.length &&
    found.every((frame, index) => {
      const other = expected[index];
      return frame.data === other?.data && frame.event === other.event;
    });
  if (!isSame) assert.deepEqual(found, expected, at);
}
