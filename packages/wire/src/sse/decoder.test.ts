import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { splitEverywhere } from '../../test/offsets.ts';
import { WireError } from '../dialect.ts';
import { createSseDecoder } from './decoder.ts';
import { KEEP_ALIVE_FRAME, renderFrame, type SseFrame } from './frame.ts';

function decode(pieces: readonly (string | Uint8Array)[], frameBytesMax = 1 << 20): SseFrame[] {
  const decoder = createSseDecoder({ frameBytesMax });
  const frames = pieces.flatMap((piece) =>
    decoder.push(typeof piece === 'string' ? Buffer.from(piece) : piece),
  );
  return [...frames, ...decoder.end()];
}

const dataOf = (frames: readonly SseFrame[]): string[] => frames.map((frame) => frame.data);

describe('the decoder of server-sent events', () => {
  test('finds the same frames wherever the bytes are cut, also inside a character', () => {
    const text =
      ': OPENROUTER PROCESSING\n\nevent: delta\nid: 7\n' +
      'data: {"text":"größe 漢字 🦞"}\n\ndata: [DONE]\n\n';
    const bytes = Buffer.from(text);
    const expected = decode([bytes]);
    assert.deepEqual(dataOf(expected), ['{"text":"größe 漢字 🦞"}', '[DONE]']);
    assert.equal(expected[0]?.event, 'delta');
    assert.equal(expected[0]?.id, '7');
    for (const pieces of splitEverywhere(bytes)) assert.deepEqual(decode(pieces), expected);
  });

  for (const [name, ending] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ] as const) {
    test(`takes ${name} line endings, cut anywhere`, () => {
      const lines = ['data: one', '', 'event: error', 'data: two', 'data: three', '', ''];
      const bytes = Buffer.from(lines.join(ending));
      for (const pieces of splitEverywhere(bytes)) {
        const frames = decode(pieces);
        assert.deepEqual(dataOf(frames), ['one', 'two\nthree']);
        assert.equal(frames[1]?.event, 'error');
      }
    });
  }

  test('takes data without a space, and keeps further spaces', () => {
    assert.deepEqual(dataOf(decode(['data:{"a":1}\n\ndata:  two\n\n'])), ['{"a":1}', ' two']);
  });

  test('gives the last frame of a stream without a final newline', () => {
    assert.deepEqual(dataOf(decode(['data: one\n\ndata: two'])), ['one', 'two']);
    assert.deepEqual(dataOf(decode(['data: one\n'])), ['one']);
  });

  test('drops a byte order mark, even when it is cut', () => {
    const bytes = Buffer.from('\uFEFFdata: one\n\n');
    for (const pieces of splitEverywhere(bytes)) assert.deepEqual(dataOf(decode(pieces)), ['one']);
  });

  test('passes over comments, blank lines and unknown fields', () => {
    const text = `\n\n${KEEP_ALIVE_FRAME}retry: 10\nsomething: else\ndata: one\n\n`;
    assert.deepEqual(dataOf(decode([text])), ['one']);
  });

  test('replaces a broken character instead of losing the stream', () => {
    const bytes = Buffer.concat([Buffer.from('data: a'), Buffer.of(0xff), Buffer.from('b\n\n')]);
    assert.deepEqual(dataOf(decode([bytes])), ['a\uFFFDb']);
  });

  test('refuses a frame that is too long, come whole or in pieces', () => {
    const long = `data: ${'x'.repeat(200)}\n\n`;
    assert.throws(() => decode([long], 100), WireError);
    const pieces = Array.from({ length: 20 }, (_, index) =>
      long.slice(index * 11, index * 11 + 11),
    );
    assert.throws(() => decode(pieces, 100), WireError);
  });

  test('does not count keep-alives and earlier frames as one long frame', () => {
    const decoder = createSseDecoder({ frameBytesMax: 100 });
    for (let round = 0; round < 50; round += 1) {
      assert.deepEqual(decoder.push(Buffer.from(KEEP_ALIVE_FRAME)), []);
      assert.deepEqual(dataOf(decoder.push(Buffer.from('data: one\n\n'))), ['one']);
    }
  });

  test('reads back whatever frames were written, in any pieces', () => {
    const event = fc.option(fc.constantFrom('delta', 'error', 'message_stop'), { nil: undefined });
    const frame = fc.record({ data: fc.json(), event }, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(frame), fc.integer({ min: 1, max: 17 }), (frames, size) => {
        const bytes = Buffer.from(
          frames.map(({ data, event }) => renderFrame(data, event)).join(''),
        );
        const pieces: Uint8Array[] = [];
        for (let start = 0; start < bytes.length; start += size)
          pieces.push(bytes.subarray(start, start + size));
        const read = decode(pieces).map(({ data, event }) => ({ data, event }));
        assert.deepEqual(read, frames);
      }),
    );
  });
});
