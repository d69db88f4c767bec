import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FrameKind, SseFrame, StreamWatch } from '@ocha/wire';
import { createFastReader } from './fast-reader.ts';

/** A watch whose verdict is written in the frame itself. */
function scriptedWatch(): StreamWatch & { readonly seen: SseFrame[] } {
  const seen: SseFrame[] = [];
  return {
    seen,
    observe(frame): FrameKind {
      seen.push(frame);
      const kinds: readonly FrameKind[] = ['drop', 'error', 'lifecycle', 'end'];
      return kinds.find((kind) => frame.data.includes(`<${kind}>`)) ?? 'content';
    },
    usage: undefined,
    reason: undefined,
    error: undefined,
    model: undefined,
    get isComplete() {
      return seen.some((frame) => frame.data.includes('<end>'));
    },
    closing: () => '',
  };
}

function readAll(chunks: readonly Buffer[]): { text: string; seen: SseFrame[] } {
  const watch = scriptedWatch();
  const reader = createFastReader(watch);
  const out: Buffer[] = [];
  for (const chunk of chunks) reader.push(chunk, out);
  reader.end(out);
  return { text: Buffer.concat(out).toString(), seen: watch.seen };
}

const STREAM =
  ': comment\n\nevent: e\ndata: {"a":"é<lifecycle>"}\n\ndata: one 🙂\n\ndata: <drop>\n\ndata:two\ndata: lines\n\nid: 7\ndata: <end>\n\n';

describe('createFastReader', () => {
  test('passes every byte but those of dropped frames, wherever the chunks are cut', () => {
    const bytes = Buffer.from(STREAM);
    const whole = readAll([bytes]);
    assert.equal(whole.text, STREAM.replace('data: <drop>\n\n', ''));
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const split = readAll([bytes.subarray(0, cut), bytes.subarray(cut)]);
      assert.equal(split.text, whole.text, `cut at ${cut}`);
      assert.deepEqual(split.seen, whole.seen, `cut at ${cut}`);
    }
  });

  test('hands on the very buffer that came when it holds whole frames', () => {
    const reader = createFastReader(scriptedWatch());
    const chunk = Buffer.from('data: x\n\ndata: y\n\n');
    const out: Buffer[] = [];
    assert.equal(reader.push(chunk, out), true);
    assert.equal(out[0], chunk);
  });

  test('never lets half a frame out', () => {
    const reader = createFastReader(scriptedWatch());
    const out: Buffer[] = [];
    reader.push(Buffer.from('data: x\n\ndata: ha'), out);
    assert.equal(Buffer.concat(out).toString(), 'data: x\n\n');
  });

  test('reads CRLF frames and joins data lines', () => {
    const { seen, text } = readAll([
      Buffer.from('event: a\r\ndata: 1\r\ndata: 2\r\n\r\ndata: 3\r\n\r\n'),
    ]);
    assert.deepEqual(seen, [
      { event: 'a', data: '1\n2' },
      { event: undefined, data: '3' },
    ]);
    assert.equal(text, 'event: a\r\ndata: 1\r\ndata: 2\r\n\r\ndata: 3\r\n\r\n');
  });

  test('ends a last frame that lacks its blank line', () => {
    const { seen, text } = readAll([Buffer.from('data: x\n\ndata: <end>')]);
    assert.equal(seen.length, 2);
    assert.equal(text, 'data: x\n\ndata: <end>\n\n');
  });
});
