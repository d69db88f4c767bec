import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createFakeTime } from '../fake-time.ts';
import { type RawAnswer, sendRaw } from '../raw-client.ts';
import { openFakeUpstream } from './fake-upstream.ts';
import type { Script } from './faults/script.ts';

const upstream = await openFakeUpstream();
after(() => upstream.close());
beforeEach(() => upstream.reset());

const headers = { authorization: 'Bearer key' };
const url = `${upstream.url}/v1/chat/completions`;
const bodyOf = (isStream: boolean): object => ({
  model: 'm',
  stream: isStream,
  messages: [{ role: 'user', content: 'grüße 😀' }],
});

function meet(script: Script, isStream = true): Promise<RawAnswer> {
  upstream.script([script]);
  return sendRaw({ url, headers, body: bodyOf(isStream) });
}

/** What the same request gets without a fault; ids are seeded, so it is the same to the byte. */
async function calm(isStream = true): Promise<RawAnswer> {
  upstream.reset();
  await using twin = await openFakeUpstream();
  return await sendRaw({
    url: `${twin.url}/v1/chat/completions`,
    headers,
    body: bodyOf(isStream),
  });
}

describe('faults over real sockets', () => {
  test('cuts with a reset or in order, after exactly the bytes asked for', async () => {
    const { length } = (await calm()).bytes;
    for (const how of ['reset', 'fin'] as const) {
      for (const afterBytes of [0, 1, 77, length - 1]) {
        const answer = await meet({ kind: 'cut', at: { afterBytes }, how });
        assert.equal(answer.bytes.length, afterBytes);
        assert.equal(answer.isComplete, false);
        assert.equal(answer.errorCode, 'ECONNRESET');
      }
    }
    const before = await meet({ kind: 'cut', at: 'before-headers' });
    assert.deepEqual([before.status, before.errorCode], [0, 'ECONNRESET']);
  });

  test('cuts a whole body in order although its length was stated', async () => {
    const answer = await meet({ kind: 'cut', at: { afterBytes: 20 }, how: 'fin' }, false);
    assert.equal(answer.bytes.length, 20);
    assert.equal(answer.isComplete, false);
    assert.ok(Number(answer.headers['content-length']) > 20);
  });

  test('splits inside lines and letters without changing a byte', async () => {
    const pieces: number[] = [];
    upstream.script([{ kind: 'split', chunkBytes: 1 }]);
    const answer = await sendRaw({
      url,
      headers,
      body: bodyOf(true),
      onPiece: (piece) => void pieces.push(piece.length),
    });
    assert.ok(answer.isComplete);
    assert.match(answer.text, /grüße/);
    assert.ok(pieces.filter((length) => length === 1).length > answer.bytes.length / 2);
  });

  test('leaves the end mark out, says it twice, says nothing, or half', async () => {
    assert.doesNotMatch((await meet({ kind: 'no-terminal' })).text, /DONE|"finish_reason":"stop"/);
    const doubled = await meet({ kind: 'double-terminal' });
    assert.equal(doubled.text.match(/\[DONE\]/g)?.length, 2);
    const empty = (await meet({ kind: 'empty' }, false)).json() as {
      choices: { message: { content: string }; finish_reason: string }[];
    };
    assert.equal(empty.choices[0]?.message.content, '');
    assert.equal(empty.choices[0]?.finish_reason, 'stop');
    assert.match((await meet({ kind: 'truncated' })).text, /"finish_reason":"length"/);
    assert.match((await meet({ kind: 'blocked' })).text, /"finish_reason":"content_filter"/);
  });

  test('answers with HTML, garbage, other words, odd usage or a huge delta', async () => {
    const html = await meet({ kind: 'html' });
    assert.deepEqual(
      [html.status, html.headers['content-type']],
      [200, 'text/html; charset=utf-8'],
    );
    const garbage = await meet({ kind: 'garbage', bytes: 100 });
    assert.equal(garbage.bytes.length, 100);
    assert.throws(() => garbage.json(), SyntaxError);
    const wire = await meet({ kind: 'garbage', where: 'wire' });
    assert.match(wire.errorCode ?? '', /^HPE_/);
    assert.match((await meet({ kind: 'answer', text: 'other words' }, false)).text, /other words/);
    assert.doesNotMatch((await meet({ kind: 'usage', how: 'missing' }, false)).text, /"usage"/);
    const negative = await meet({ kind: 'usage', how: 'negative' }, false);
    assert.match(negative.text, /"prompt_tokens":-5/);
    const huge = await meet({ kind: 'huge-frame', bytes: 300_000 });
    assert.ok(huge.isComplete && huge.bytes.length > 300_000);
  });

  test('states a wrong length, too long or too short', async () => {
    const long = await meet({ kind: 'wrong-length', by: 10 }, false);
    assert.equal(long.isComplete, false);
    const short = await meet({ kind: 'wrong-length', by: -10 }, false);
    assert.throws(() => short.json(), SyntaxError);
  });

  test('breaks the chunks of HTTP after a good one', async () => {
    const answer = await meet({ kind: 'bad-chunking' });
    assert.equal(answer.errorCode, 'HPE_INVALID_CHUNK_SIZE');
    assert.equal(answer.isComplete, false);
  });

  test('sends elsewhere, and stuffs the head', async () => {
    const elsewhere = await meet({ kind: 'redirect' });
    assert.equal(elsewhere.status, 302);
    assert.match(String(elsewhere.headers['location']), /^http:\/\/169\.254\./);
    const stuffed = await meet({ kind: 'many-headers', count: 500, valueBytes: 100 });
    assert.ok(Object.keys(stuffed.headers).length > 500);
  });

  test('compresses, and bombs', async () => {
    const zipped = await meet({ kind: 'gzip' }, false);
    assert.equal(zipped.headers['content-encoding'], 'gzip');
    assert.match(gunzipSync(zipped.bytes).toString(), /You said: grüße/);
    const bomb = await meet({ kind: 'gzip-bomb', bytes: 1_000_000 }, false);
    assert.ok(bomb.bytes.length < 5000);
    assert.equal(gunzipSync(bomb.bytes).length, 1_000_000);
  });

  test('replays recorded bytes in the pieces asked for', async () => {
    const recorded = Buffer.from('data: {"ö":1}\r\n\r\ndata: [DONE]\n\n');
    const answer = await meet({
      kind: 'replay',
      status: 203,
      headers: { 'content-type': 'text/event-stream', 'x-request-id': 'r1' },
      bodyBase64: recorded.toString('base64'),
      chunkBytes: [9, 1],
    });
    assert.deepEqual(Buffer.from(answer.bytes), recorded);
    assert.deepEqual([answer.status, answer.headers['x-request-id']], [203, 'r1']);
  });
});

describe('faults in time', () => {
  test('stalls until the client goes, and sees when it went', async () => {
    for (const at of ['before-headers', 'after-headers', 'after-lifecycle'] as const) {
      const controller = new AbortController();
      upstream.script([{ kind: 'stall', at }]);
      const waiting = sendRaw({ url, headers, body: bodyOf(true), signal: controller.signal });
      const request = await upstream.nextRequest();
      if (at === 'after-lifecycle') await upstream.until(() => request.bytesSent > 0);
      controller.abort();
      const answer = await waiting;
      assert.equal(answer.isComplete, false);
      await upstream.until(() => request.abortedByClientAt !== undefined);
      assert.equal(request.isComplete, false);
      await upstream.until(() => upstream.openConnections === 0);
    }
    assert.equal(upstream.counters.clientAborts, 3);
  });

  test('keeps pinging, or talking, until the client goes', async () => {
    for (const kind of ['pings-only', 'endless'] as const) {
      const controller = new AbortController();
      let length = 0;
      upstream.script([{ kind, everyMs: 0 }]);
      const answer = await sendRaw({
        url,
        headers,
        body: bodyOf(true),
        signal: controller.signal,
        onPiece: (piece) => {
          length += piece.length;
          if (length > 2000) controller.abort();
        },
      });
      assert.equal(answer.isComplete, false);
      assert.equal(answer.text.includes('You'), kind === 'endless');
      await upstream.until(() => upstream.openConnections === 0);
    }
  });

  test('waits on the timers it was given, not on the machine', async () => {
    const time = createFakeTime();
    await using slow = await openFakeUpstream({ clock: time.clock, timers: time.timers });
    const day = 86_400_000;
    slow.script([
      {
        kind: 'stall',
        at: { afterContentFrames: 1 },
        forMs: day,
        latency: { beforeHeadersMs: day, firstContentMs: day },
      },
    ]);
    let isDone = false;
    const answering = sendRaw({
      url: `${slow.url}/v1/chat/completions`,
      headers,
      body: bodyOf(true),
    }).then((answer) => {
      isDone = true;
      return answer;
    });
    const request = await slow.nextRequest();
    for (let wait = 0; wait < 3; wait += 1) {
      assert.equal(isDone, false);
      while (time.pending === 0) await time.advance(0);
      await time.advance(day);
    }
    assert.match((await answering).text, /DONE/);
    await slow.until(() => request.endedAt !== undefined);
    assert.equal(request.endedAt, 3 * day);
    assert.equal(time.pending, 0);
  });
});
