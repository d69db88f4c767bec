import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Http1Reader } from './http-response.ts';

const WHOLE = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello');
const STREAM = Buffer.from(
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' +
    '8\r\ndata: a\n\r\ne\r\ndata: [DONE]\n\n\r\n0\r\n\r\n',
);

/** Feeds the bytes in two pieces, through one buffer that is overwritten in between, as sockets do. */
function readSplit(bytes: Buffer, at: number): { statuses: number[]; reader: Http1Reader } {
  const reader = new Http1Reader();
  const shared = Buffer.alloc(bytes.length);
  const statuses: number[] = [];
  for (const piece of [bytes.subarray(0, at), bytes.subarray(at)]) {
    shared.fill(0);
    piece.copy(shared);
    const status = reader.push(shared.subarray(0, piece.length));
    if (status !== undefined) statuses.push(status);
  }
  return { statuses, reader };
}

describe('Http1Reader', () => {
  test('reads an answer with a length, split at every byte', () => {
    for (let at = 0; at <= WHOLE.length; at += 1) {
      const { statuses, reader } = readSplit(WHOLE, at);
      assert.deepEqual(statuses, [200], `split at ${at}`);
      assert.equal(reader.bodyBytes, 5);
    }
  });

  test('reads a chunked stream, split at every byte', () => {
    for (let at = 0; at <= STREAM.length; at += 1) {
      const { statuses, reader } = readSplit(STREAM, at);
      assert.deepEqual(statuses, [200], `split at ${at}`);
      assert.equal(reader.bodyBytes, 22);
      assert.equal(reader.isStreamWhole, true);
    }
  });

  test('tells a stream that ended without its marker', () => {
    const reader = new Http1Reader();
    const cut = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\ndata\r\n0\r\n\r\n';
    assert.equal(reader.push(Buffer.from(cut)), 200);
    assert.equal(reader.isStreamWhole, false);
  });

  test('reads one answer after another and forgets the first', () => {
    const reader = new Http1Reader();
    assert.equal(reader.push(STREAM), 200);
    assert.equal(reader.push(WHOLE), 200);
    assert.equal(reader.bodyBytes, 5);
    assert.equal(reader.isStreamWhole, false);
  });

  test('refuses an answer whose end it could not know', () => {
    const reader = new Http1Reader();
    assert.throws(() => reader.push(Buffer.from('HTTP/1.1 200 OK\r\nx: y\r\n\r\n')), /neither/);
  });
});
