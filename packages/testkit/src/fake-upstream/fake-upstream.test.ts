import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { type RawAnswer, sendRaw } from '../raw-client.ts';
import { type FakeUpstream, openFakeUpstream } from './fake-upstream.ts';

const headers = { authorization: 'Bearer key' };

function ask(upstream: FakeUpstream, body: object = {}, agent?: Agent): Promise<RawAnswer> {
  return sendRaw({
    url: `${upstream.url}/any/prefix/v1/chat/completions?x=1`,
    headers,
    body: { model: 'm', messages: [{ role: 'user', content: 'hello' }], ...body },
    ...(agent === undefined ? {} : { agent }),
  });
}

describe('the port of a fake upstream', () => {
  test('refuses and takes connections again on the same port', async () => {
    await using upstream = await openFakeUpstream();
    const { port } = upstream;
    assert.equal((await ask(upstream)).status, 200);
    await upstream.refuse();
    assert.equal((await ask(upstream)).errorCode, 'ECONNREFUSED');
    await upstream.refuse();
    await upstream.accept();
    assert.equal(upstream.port, port);
    assert.equal((await ask(upstream)).status, 200);
  });

  test('resets what stands when it begins to refuse', async () => {
    await using upstream = await openFakeUpstream();
    upstream.script([{ kind: 'stall', at: 'after-headers' }]);
    const waiting = ask(upstream, { stream: true });
    const request = await upstream.nextRequest();
    await upstream.refuse();
    assert.equal((await waiting).errorCode, 'ECONNRESET');
    await upstream.until(() => request.endedAt !== undefined);
    assert.equal(request.abortedByClientAt, undefined);
  });

  test('hangs: takes connections, reads nothing, and goes on later', async () => {
    await using upstream = await openFakeUpstream();
    upstream.hang();
    const waiting = ask(upstream);
    await upstream.until(() => upstream.openConnections === 1);
    const socket = connect(upstream.port, '127.0.0.1');
    // More than the system's buffers of both ends hold: what is not read in the end is not taken.
    const filler = Buffer.alloc(64 * 1024 * 1024);
    assert.equal(socket.write(filler), false);
    await upstream.until(() => upstream.openConnections === 2);
    assert.equal(upstream.requests.length, 0);
    assert.ok(socket.writableLength > 0);
    socket.destroy();
    await upstream.accept();
    assert.equal((await waiting).status, 200);
    assert.equal(upstream.requests.length, 1);
  });

  test('does not answer on standing connections while it hangs', async () => {
    await using upstream = await openFakeUpstream();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    assert.equal((await ask(upstream, {}, agent)).status, 200);
    upstream.hang();
    const waiting = ask(upstream, {}, agent);
    await upstream.nextRequest();
    const request = await upstream.nextRequest();
    assert.equal(request.connectionId, upstream.requests[0]?.connectionId);
    assert.equal(request.endedAt, undefined);
    agent.destroy();
    assert.equal((await waiting).status, 0);
  });

  test('leaves nothing open and wakes whoever waits when it closes', async () => {
    const upstream = await openFakeUpstream();
    upstream.always({ kind: 'stall', at: 'after-headers' });
    const answers = [ask(upstream), ask(upstream)];
    await upstream.until(() => upstream.openConnections === 2);
    await upstream.nextRequest();
    await upstream.nextRequest();
    const waiting = assert.rejects(upstream.nextRequest(), /was closed/);
    await upstream.close();
    await waiting;
    await Promise.all(answers);
    assert.equal(upstream.openConnections, 0);
    assert.equal((await ask(upstream)).errorCode, 'ECONNREFUSED');
    await upstream.close();
  });
});

describe('what a fake upstream sees', () => {
  test('records each request as it arrived and how it ended', async () => {
    await using upstream = await openFakeUpstream();
    const answer = await ask(upstream);
    const request = await upstream.nextRequest();
    await upstream.until(() => request.endedAt !== undefined);
    assert.equal(request.method, 'POST');
    assert.equal(request.path, '/any/prefix/v1/chat/completions');
    assert.equal(request.query, '?x=1');
    assert.equal(request.headers['authorization'], 'Bearer key');
    assert.deepEqual(JSON.parse(Buffer.from(request.bodyBytes).toString()), request.body);
    assert.deepEqual([request.dialect, request.model], ['openai-chat', 'm']);
    assert.deepEqual([request.status, request.bytesSent], [200, answer.bytes.length]);
    assert.equal(request.isComplete, true);
    assert.deepEqual(upstream.counters, {
      requests: 1,
      connections: 1,
      clientAborts: 0,
      statuses: { 200: 1 },
      models: { m: 1 },
    });
  });

  test('tells connections apart and counts reuse', async () => {
    await using upstream = await openFakeUpstream();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let count = 0; count < 3; count += 1) await ask(upstream, {}, agent);
    await ask(upstream);
    const ids = upstream.requests.map(({ connectionId }) => connectionId);
    assert.deepEqual(ids, [1, 1, 1, 2]);
    assert.equal(upstream.counters.connections, 2);
    agent.destroy();
  });

  test('sees a client that goes in the middle of its request', async () => {
    await using upstream = await openFakeUpstream();
    const socket = connect(upstream.port, '127.0.0.1');
    const begun = 'POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"mod';
    await new Promise((resolve) => socket.write(begun, resolve));
    socket.destroy();
    const request = await upstream.nextRequest();
    await upstream.until(() => request.abortedByClientAt !== undefined);
    assert.equal(request.status, undefined);
  });

  test('answers probes for models in three dialects, and unknown places with 404 and 405', async () => {
    await using upstream = await openFakeUpstream({ models: ['a', 'b'] });
    const get = async (path: string, more: Record<string, string> = {}): Promise<RawAnswer> =>
      await sendRaw({ url: upstream.url + path, headers: more });
    const openai = (await get('/v1/models')).json() as { data: { id: string }[] };
    assert.deepEqual(
      openai.data.map(({ id }) => id),
      ['a', 'b'],
    );
    assert.equal((await get('/v1/models/a')).status, 200);
    const anthropic = await get('/v1/models', { 'anthropic-version': '2023-06-01' });
    assert.match(anthropic.text, /"has_more":false/);
    assert.match((await get('/v1beta/models')).text, /"models\/a"/);
    assert.equal((await get('/v1/chat/completions')).status, 405);
    assert.equal((await get('/nowhere')).status, 404);
    upstream.always({ kind: 'status', status: 503 });
    assert.equal((await get('/v1/models')).status, 503);
    upstream.reset();
    upstream.revokeKey('old');
    assert.equal((await get('/v1/models', { authorization: 'Bearer old' })).status, 401);
  });

  test('gives the same bytes for the same seed', async () => {
    const texts: string[] = [];
    for (const seed of [5, 5, 6]) {
      await using upstream = await openFakeUpstream({ seed });
      texts.push((await ask(upstream)).text.replace(/"created":\d+/, ''));
    }
    assert.equal(texts[0], texts[1]);
    assert.notEqual(texts[0], texts[2]);
  });

  test('takes only the keys it was given, or none at all where none is needed', async () => {
    await using strict = await openFakeUpstream({ keys: ['other'] });
    assert.equal((await ask(strict)).status, 401);
    await using open = await openFakeUpstream({ isKeyRequired: false });
    const url = `${open.url}/v1/embeddings`;
    assert.equal((await sendRaw({ url, body: { model: 'm', input: 'x' } })).status, 200);
  });
});
