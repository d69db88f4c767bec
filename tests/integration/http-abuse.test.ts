import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type BadInputGateway, BODY_BYTES_MAX, openBadInputGateway } from './bad-input-gateway.ts';
import { clientDialect } from './client-dialects.ts';
import { TEST_KEY, untilIdle } from './harness.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';

const CHAT = clientDialect('openai-chat');
const MODEL = 'openai/gpt-4.1-mini';
const BODY = JSON.stringify(CHAT.body(MODEL));
const STREAM_BODY = JSON.stringify({ ...CHAT.body(MODEL), stream: true });
const KEY = `authorization: Bearer ${TEST_KEY}\r\n`;
const POST = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n${KEY}`;
const MODELS = `GET /v1/models HTTP/1.1\r\nhost: x\r\n${KEY}\r\n`;
const post = (body: string): string =>
  `${POST}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** Bytes that are no valid HTTP/1.1, or are read differently by different servers: a way to smuggle requests. */
const MALFORMED: readonly (readonly [name: string, bytes: string])[] = [
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['a TLS greeting', '\u0016\u0003\u0001\u0002\u0000\u0001'],
  ['the HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['an unknown version', 'GET / HTTP/9.9\r\nhost: x\r\n\r\n'],
  ['line feeds alone', `POST /v1/chat/completions HTTP/1.1\nhost: x\n\n`],
  ['a header line that goes on', `${POST}x-a: b\r\n c\r\n\r\n`],
  ['a blank before the colon', `${POST}content-length : 5\r\n\r\nhello`],
  ['a header without a name', `${POST}: b\r\n\r\n`],
  ['a NUL in a header', `${POST}x-a: b\u0000c\r\n\r\n`],
  ['a line feed in a header', `${POST}x-a: b\nc\r\n\r\n`],
  ['two different lengths', `${POST}content-length: 5\r\ncontent-length: 6\r\n\r\nhello!`],
  ['the same length twice', `${POST}content-length: 5\r\ncontent-length: 5\r\n\r\nhello`],
  ['a list of lengths', `${POST}content-length: 5, 5\r\n\r\nhello`],
  ['a signed length', `${POST}content-length: +5\r\n\r\nhello`],
  ['a negative length', `${POST}content-length: -5\r\n\r\nhello`],
  ['a hexadecimal length', `${POST}content-length: 0x5\r\n\r\nhello`],
  ['a length out of range', `${POST}content-length: 99999999999999999999999\r\n\r\nhello`],
  [
    'a length and chunks',
    `${POST}content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nG`,
  ],
  [
    'chunks and a length',
    `${POST}transfer-encoding: chunked\r\ncontent-length: 6\r\n\r\n0\r\n\r\nG`,
  ],
  [
    'chunks that are not the last coding',
    `${POST}transfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
  ],
  ['an unknown coding', `${POST}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`],
  ['chunks twice', `${POST}transfer-encoding: chunked\r\ntransfer-encoding: x\r\n\r\n0\r\n\r\n`],
  ['a chunk size that is none', `${POST}transfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n`],
  ['a signed chunk size', `${POST}transfer-encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n`],
  [
    'a chunk that is too long',
    `${POST}transfer-encoding: chunked\r\n\r\n5\r\nhello!!!\r\n0\r\n\r\n`,
  ],
  ['a chunk size out of range', `${POST}transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\nx`],
];

describe('HTTP abuse', () => {
  let gateway: BadInputGateway;
  before(async () => {
    gateway = await openBadInputGateway();
  });
  after(() => gateway[Symbol.asyncDispose]());
  beforeEach(() => {
    gateway.upstream.reset();
    gateway.harness.log.clear();
  });

  const open = (): Promise<RawSocket> => openRawSocket(gateway.harness.gateway.port);
  /** Nothing upstream, nothing left behind, and the next request is served. */
  const assertUnharmed = async (): Promise<void> => {
    assert.equal(gateway.upstream.requests.length, 0);
    await gateway.assertServes(CHAT);
    await untilIdle(gateway.harness);
  };

  for (const [name, bytes] of MALFORMED) {
    test(`refuses ${name} with 400, once, and closes`, async () => {
      const socket = await open();
      // Whatever follows on the connection belongs to nobody any more.
      await socket.send(`${bytes}${MODELS}`);
      await socket.ended();
      socket.destroy();
      assert.match(socket.text, /^HTTP\/1\.1 400 Bad Request\r\n/);
      assert.match(socket.text, /connection: close/i);
      assert.match(socket.text, /"code":"invalid_request"/);
      assert.equal(socket.text.match(/HTTP\/1\.1 /g)?.length, 1, socket.text);
      assert.doesNotMatch(socket.text, /"object":"list"/);
      await gateway.harness.post('/v1/chat/completions', BODY); // the gateway has seen the end of it
      await assertServed();
    });
  }
  const assertServed = async (): Promise<void> => {
    gateway.upstream.reset();
    await assertUnharmed();
  };

  test('does not take a request from inside the body of another one', async () => {
    const socket = await open();
    await socket.send(post(`${MODELS}${' '.repeat(20)}`));
    await socket.until(/invalid_json/);
    await socket.send(MODELS);
    await socket.until(/"object":"list"/);
    socket.destroy();
    assert.equal(socket.text.match(/"object":"list"/g)?.length, 1);
    await assertUnharmed();
  });

  test('refuses headers that are too large with 431, by their size and by their number', async () => {
    for (const headers of [`x-a: ${'a'.repeat(40_000)}\r\n`, 'a: b\r\n'.repeat(10_000)]) {
      const socket = await open();
      await socket.send(`GET /v1/models HTTP/1.1\r\nhost: x\r\n${headers}\r\n`);
      await socket.ended();
      socket.destroy();
      assert.match(socket.text, /^HTTP\/1\.1 431 /);
      assert.match(socket.text, /"code":"headers_too_large"/);
    }
    await assertUnharmed();
  });

  test('answers a body that says it is too large before it is sent', async () => {
    const socket = await open();
    await socket.send(`${POST}content-length: ${BODY_BYTES_MAX + 1}\r\n\r\n`);
    await socket.until(/"code":"body_too_large"/);
    assert.match(socket.text, /^HTTP\/1\.1 413 /);
    socket.destroy();
    await assertUnharmed();
  });

  // Without `endAfterBody` (relay/error-view.ts) the connection is reset while these are still sending, and many of
  // them never read the answer.
  test('lets a client that sends too much finish, and read its answer', async () => {
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
    for (const [head, piece] of [
      [`${POST}transfer-encoding: chunked\r\n\r\n`, chunk],
      [`${POST}content-length: 6553600\r\n\r\n`, 'a'.repeat(65_536)],
      [
        'POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 6553600\r\n\r\n',
        'a'.repeat(65_536),
      ],
    ] as const) {
      const socket = await open();
      await socket.send(head);
      for (let sent = 0; sent < 100; sent += 1) await socket.send(piece);
      if (piece === chunk) await socket.send('0\r\n\r\n');
      await socket.ended();
      assert.deepEqual(socket.errors, []);
      assert.match(socket.text, /^HTTP\/1\.1 (413|401) /);
      socket.destroy();
    }
    await assertUnharmed();
  });

  test('answers two requests sent at once, in order', async () => {
    const socket = await open();
    await socket.send(post(BODY) + MODELS);
    await socket.until(/"object":"list"/);
    assert.match(socket.text, /"object": ?"chat\.completion"[\s\S]*"object":"list"/);
    assert.equal(socket.text.match(/HTTP\/1\.1 200 /g)?.length, 2);
    socket.destroy();
  });

  test('never writes an error into an answer that has begun', async () => {
    gateway.upstream.always({ kind: 'stall', at: { afterContentFrames: 1 } });
    const socket = await open();
    await socket.send(post(STREAM_BODY));
    await socket.until(/"content":/);
    await socket.send('garbage garbage\r\n\r\n');
    await socket.ended();
    assert.equal(socket.text.match(/HTTP\/1\.1 /g)?.length, 1, socket.text);
    await gateway.upstream.until(() => gateway.upstream.counters.clientAborts > 0);
    socket.destroy();
    await assertServed();
  });

  test('gives up what a client asked for in one breath when it hangs up', async () => {
    gateway.upstream.always({ kind: 'stall', at: { afterContentFrames: 1 } });
    const socket = await open();
    await socket.send(post(STREAM_BODY).repeat(3));
    await gateway.upstream.until(() => gateway.upstream.requests.length === 3);
    socket.destroy();
    await gateway.upstream.until(() => gateway.upstream.counters.clientAborts === 3);
    await assertServed();
  });

  test('takes a client that closes its half for one that is gone', async () => {
    gateway.upstream.always({ kind: 'stall', at: 'before-headers' });
    const socket = await open();
    await socket.send(post(BODY));
    await gateway.upstream.until(() => gateway.upstream.requests.length === 1);
    socket.end();
    await gateway.upstream.until(() => gateway.upstream.counters.clientAborts === 1);
    socket.destroy();
    await assertServed();
    const [event] = gateway.harness.log.of('request');
    assert.equal(event?.fields['code'], 'client_gone');
  });

  test('forgets a body that breaks off', async () => {
    for (const head of [
      'content-length: 1000\r\n\r\n{"mod',
      'transfer-encoding: chunked\r\n\r\n5\r\nhel',
    ]) {
      const socket = await open();
      await socket.send(POST + head);
      socket.destroy();
    }
    await assertUnharmed();
  });

  test('answers an expectation it does not know, and HTTP/1.0', async () => {
    const socket = await open();
    await socket.send(`GET /v1/models HTTP/1.1\r\nhost: x\r\n${KEY}expect: wonders\r\n\r\n`);
    await socket.until(/"object":"list"/);
    socket.destroy();
    const old = await open();
    await old.send(`GET /v1/models HTTP/1.0\r\n${KEY}\r\n`);
    await old.ended();
    assert.match(old.text, /connection: close[\s\S]*"object":"list"/i);
    old.destroy();
    await assertUnharmed();
  });

  test('refuses a request without a host, tunnels, and proxying', async () => {
    for (const [bytes, answer] of [
      [`GET /v1/models HTTP/1.1\r\n${KEY}\r\n`, /^HTTP\/1\.1 400 /],
      ['CONNECT 169.254.169.254:80 HTTP/1.1\r\nhost: x\r\n\r\n', /^$/],
      [
        `GET http://169.254.169.254/ HTTP/1.1\r\nhost: x\r\n${KEY}connection: close\r\n\r\n`,
        /^HTTP\/1\.1 404 /,
      ],
    ] as const) {
      const socket = await open();
      await socket.send(bytes);
      await socket.ended();
      assert.match(socket.text, answer);
      socket.destroy();
    }
    await assertUnharmed();
  });

  test('keeps the connection after a refusal whose request it has read', async () => {
    const socket = await open();
    await socket.send(post('{'));
    await socket.until(/invalid_json/);
    await socket.send(`GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n`);
    await socket.until(/endpoint_unknown/);
    await socket.send(MODELS);
    await socket.until(/"object":"list"/);
    socket.destroy();
    await assertUnharmed();
  });
});
