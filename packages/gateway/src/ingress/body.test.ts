import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { OchaError } from '@ocha/kernel';
import { requestOf } from '../../test/arrivals.ts';
import { readBody } from './body.ts';

const codeOf = (code: string) => (error: unknown) =>
  error instanceof OchaError && error.code === code;

/** A request whose body the test writes. */
function openRequest(headers: Record<string, string> = {}) {
  const stream = new PassThrough();
  const request = Object.assign(stream, { headers, complete: false });
  return { stream, request: request as unknown as IncomingMessage & { complete: boolean } };
}

describe('readBody', () => {
  test('gives the bytes, in one piece or in many', async () => {
    assert.equal((await readBody(requestOf('hello'), 100)).toString(), 'hello');
    const { stream, request } = openRequest();
    const body = readBody(request, 100);
    for (const letter of 'hello') stream.write(letter);
    request.complete = true;
    stream.end();
    assert.equal((await body).toString(), 'hello');
  });

  test('takes exactly the limit, and refuses one byte more', async () => {
    assert.equal((await readBody(requestOf('12345'), 5)).length, 5);
    await assert.rejects(readBody(requestOf('123456'), 5), codeOf('body_too_large'));
  });

  test('refuses by the declared length without reading a byte', async () => {
    const { stream, request } = openRequest({ 'content-length': '6' });
    await assert.rejects(readBody(request, 5), codeOf('body_too_large'));
    assert.equal(stream.listenerCount('data'), 0);
  });

  test('keeps nothing of a body that has grown too large', async () => {
    const { stream, request } = openRequest();
    const body = readBody(request, 5);
    stream.write('1234567');
    await assert.rejects(body, codeOf('body_too_large'));
    assert.equal(stream.listenerCount('data'), 0);
    assert.equal(stream.isPaused(), true);
  });

  test('refuses compression and forms, by name', async () => {
    for (const headers of [
      { 'content-encoding': 'gzip' },
      { 'content-encoding': 'identity, br' },
      { 'content-type': 'Multipart/form-data; boundary=x' },
    ])
      await assert.rejects(
        readBody(requestOf('{}', headers), 100),
        codeOf('media_type_unsupported'),
      );
    const plain = { 'content-encoding': 'identity', 'content-type': 'text/plain' };
    assert.equal((await readBody(requestOf('{}', plain), 100)).toString(), '{}');
  });

  test('says that the client has gone when the body breaks off', async () => {
    for (const how of ['close', 'error'] as const) {
      const { stream, request } = openRequest();
      const body = readBody(request, 100);
      stream.write('{"half');
      stream.destroy(how === 'error' ? new Error('reset') : undefined);
      await assert.rejects(body, codeOf('client_gone'));
    }
  });
});
