import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '@ocha/config';
import type { Failure } from '@ocha/kernel';
import { createFakeTime } from '@ocha/testkit';
import { chatDialect, DEFAULT_TRAITS } from '@ocha/wire';
import { createTestGone } from '../../test/arrivals.ts';
import { deploymentOf } from '../../test/snapshots.ts';
import {
  chunk,
  completion,
  createScriptedTransport,
  DONE,
  HELLO,
  PING,
  ROLE,
  type SentRequest,
  STOP,
} from '../../test/transports.ts';
import { type AttemptResult, isLiveStream, type LiveStream, runAttempt } from './attempt.ts';
import { createFastReader } from './fast-reader.ts';

const TIMEOUTS = { firstContentMs: 1_000, idleMs: 500, totalMs: 5_000 };
const DEPLOYMENT = deploymentOf('openai/gpt-4.1-mini');

/** An attempt under way, its provider in the test's hand. */
function start(options: { readonly isStream?: boolean; readonly timeouts?: typeof TIMEOUTS } = {}) {
  const { isStream = true, timeouts = TIMEOUTS } = options;
  const time = createFakeTime();
  const transport = createScriptedTransport();
  const gone = createTestGone();
  const watch = chatDialect('openai-chat').provider.createStreamWatch({
    hidesUsage: false,
    traits: DEFAULT_TRAITS,
  });
  let result: AttemptResult<Buffer> | undefined;
  const done = runAttempt(
    {
      request: {
        deployment: DEPLOYMENT,
        dialect: 'openai-chat',
        path: '/v1/chat/completions',
        headers: [],
        body: '{}',
        isStream,
      },
      transport,
      env: time,
      timeouts,
      reader: isStream ? createFastReader(watch) : undefined,
      onGone: gone.subscribe,
    },
    (given) => {
      result = given;
      return given;
    },
  );
  return {
    time,
    gone,
    done,
    provider: transport.last,
    get result() {
      return result;
    },
  };
}

/** A consumer that keeps what it is given. */
function collect(stream: LiveStream<Buffer>) {
  const seen = { text: '', end: undefined as 'whole' | Failure | undefined };
  stream.attach({
    write: (pieces) => {
      seen.text += Buffer.concat(pieces).toString();
    },
    end: () => {
      seen.end = 'whole';
    },
    fail: (failure) => {
      seen.end = failure;
    },
  });
  return seen;
}

function breakOf(seen: { readonly end: 'whole' | Failure | undefined }): Failure {
  assert.ok(typeof seen.end === 'object', String(seen.end));
  return seen.end;
}

function streamOf(result: AttemptResult<Buffer> | undefined): LiveStream<Buffer> {
  assert.equal(result?.type, 'stream');
  return (result as { stream: LiveStream<Buffer> }).stream;
}

function failureOf(result: AttemptResult<Buffer> | undefined): Failure {
  assert.equal(result?.type, 'failed', JSON.stringify(result));
  return (result as { failure: Failure }).failure;
}

describe('a whole answer', () => {
  test('is given with its status, headers and bytes, and leaves no timer behind', async () => {
    const attempt = start({ isStream: false });
    attempt.provider.answer(completion(), 200, { 'x-request-id': 'r1' });
    const result = await attempt.done;
    assert.equal(result.type, 'whole');
    assert.equal(attempt.time.pending, 0);
    assert.equal(attempt.gone.subscriberCount, 0);
  });

  test('that is an error is classified', async () => {
    const attempt = start({ isStream: false });
    attempt.provider.answer({ error: { message: 'slow down' } }, 429, { 'retry-after': '7' });
    const failure = failureOf(await attempt.done);
    assert.equal(failure.kind, 'rate_limited');
    assert.equal(failure.retryAfterMs, 7_000);
  });

  test('that grows without end is given up', async () => {
    const attempt = start({ isStream: false });
    attempt.provider.open({ 'content-type': 'application/json' });
    const megabyte = 'x'.repeat(1024 * 1024);
    for (let sent = 0; sent <= LIMITS.answerBytesMax / megabyte.length; sent += 1)
      attempt.provider.data(megabyte);
    assert.equal(failureOf(await attempt.done).kind, 'unparseable');
    assert.equal(attempt.provider.isAborted, true);
  });

  test('that never comes is a timeout, and the provider is told', async () => {
    const attempt = start({ isStream: false });
    await attempt.time.advance(999);
    assert.equal(attempt.result, undefined);
    await attempt.time.advance(1);
    assert.equal(failureOf(attempt.result).phase, 'first-content');
    assert.equal(attempt.provider.isAborted, true);
    assert.equal(attempt.time.pending, 0);
  });

  test('with an encoding nobody asked for is unparseable', async () => {
    const attempt = start({ isStream: false });
    attempt.provider.open({ 'content-type': 'application/json', 'content-encoding': 'br' });
    assert.equal(failureOf(await attempt.done).kind, 'unparseable');
    assert.equal(attempt.provider.isAborted, true);
  });
});

describe('a stream before its first content', () => {
  test('commits at the first content, not before, and holds back what came until then', async () => {
    const attempt = start();
    attempt.provider.open();
    for (const piece of [PING, ROLE, chunk({ content: '' }), PING]) attempt.provider.data(piece);
    await attempt.time.advance(10);
    assert.equal(attempt.result, undefined);
    attempt.provider.data(HELLO);
    const seen = collect(streamOf(await attempt.done));
    assert.ok(seen.text.includes(ROLE) && seen.text.endsWith(HELLO));
  });

  test('fails over on an error, and nothing of it has been seen', async () => {
    const attempt = start();
    attempt.provider.open();
    attempt.provider.data(ROLE);
    attempt.provider.data('data: {"error":{"message":"busy","code":503}}\n\n');
    assert.match(failureOf(await attempt.done).kind, /overloaded|unavailable/);
    assert.equal(attempt.provider.isAborted, true);
  });

  test('fails when the connection breaks, or ends', async () => {
    const broken = start();
    broken.provider.open();
    broken.provider.data(ROLE);
    broken.provider.fail();
    assert.equal(failureOf(await broken.done).kind, 'unavailable');
    const ended = start();
    ended.provider.open();
    ended.provider.data(ROLE);
    ended.provider.end();
    assert.equal(failureOf(await ended.done).kind, 'stream_broken');
  });

  test('does not take pings for content', async () => {
    const attempt = start();
    attempt.provider.open();
    for (let second = 0; second < 10; second += 1) {
      attempt.provider.data(PING);
      await attempt.time.advance(100);
    }
    assert.equal(failureOf(attempt.result).phase, 'first-content');
  });

  test('offers an empty answer as salvage, which can still be taken', async () => {
    const attempt = start();
    attempt.provider.open();
    for (const piece of [ROLE, STOP, DONE]) attempt.provider.data(piece);
    attempt.provider.end();
    const result = await attempt.done;
    assert.equal(failureOf(result).kind, 'empty');
    const { salvage } = result as { salvage?: LiveStream<Buffer> };
    assert.ok(salvage !== undefined && isLiveStream(salvage));
    const seen = collect(salvage);
    assert.match(seen.text, /"finish_reason":"stop"/);
    assert.equal(seen.end, 'whole');
  });

  test('takes an answer without content that was cut by its limit for what it is', async () => {
    const attempt = start();
    attempt.provider.open();
    for (const piece of [ROLE, chunk({}, 'length'), DONE]) attempt.provider.data(piece);
    attempt.provider.end();
    assert.equal(collect(streamOf(await attempt.done)).end, 'whole');
  });

  test('is given whole where the provider does not stream', async () => {
    const attempt = start();
    attempt.provider.answer(completion());
    assert.equal((await attempt.done).type, 'whole');
  });
});

describe('a committed stream', () => {
  const commit = async (timeouts = TIMEOUTS) => {
    const attempt = start({ timeouts });
    attempt.provider.open();
    attempt.provider.data(ROLE + HELLO);
    const stream = streamOf(await attempt.done);
    return { ...attempt, stream, seen: collect(stream), provider: attempt.provider };
  };

  test('passes every byte on and ends whole', async () => {
    const { provider, seen, time } = await commit();
    for (const piece of [HELLO, STOP, DONE]) provider.data(piece);
    provider.end();
    assert.equal(seen.text, ROLE + HELLO + HELLO + STOP + DONE);
    assert.equal(seen.end, 'whole');
    assert.equal(time.pending, 0);
  });

  test('tells an error, a break and an early end as a failure', async () => {
    for (const [hurt, kind] of [
      [
        (one: SentRequest) => one.data('data: {"error":{"message":"x","code":500}}\n\n'),
        /unavailable/,
      ],
      [(one: SentRequest) => one.fail(), /unavailable/],
      [(one: SentRequest) => one.end(), /stream_broken/],
    ] as const) {
      const { provider, seen, time } = await commit();
      hurt(provider);
      assert.match(breakOf(seen).kind, kind);
      assert.equal(time.pending, 0);
    }
  });

  test('is idle by content alone: pings do not keep it alive, content does', async () => {
    const { provider, seen, time } = await commit();
    for (let step = 0; step < 4; step += 1) {
      await time.advance(400);
      provider.data(HELLO);
    }
    assert.equal(seen.end, undefined);
    await time.advance(400);
    provider.data(PING);
    await time.advance(100);
    assert.equal(breakOf(seen).phase, 'idle');
    assert.equal(provider.isAborted, true);
  });

  test('ends at the deadline, however lively it is', async () => {
    const { provider, seen, time } = await commit();
    while (seen.end === undefined) {
      await time.advance(100);
      provider.data(HELLO);
    }
    assert.equal(breakOf(seen).phase, 'total');
    assert.equal(time.clock.monotonic(), TIMEOUTS.totalMs);
  });

  test('is whole once the last frame has come, though the provider never closes it', async () => {
    const { provider, seen, time } = await commit();
    provider.data(STOP + DONE);
    await time.advance(TIMEOUTS.idleMs);
    assert.equal(seen.end, 'whole');
    assert.equal(provider.isAborted, true);
    assert.equal(time.pending, 0);
  });

  test('is whole when only the connection breaks after the last frame', async () => {
    const { provider, seen } = await commit();
    provider.data(STOP + DONE);
    provider.fail();
    assert.equal(seen.end, 'whole');
  });

  test('waits as long as its reader does, and the idle time starts anew after that', async () => {
    const { provider, stream, seen, time } = await commit();
    stream.pause();
    assert.equal(provider.isPaused, true);
    await time.advance(TIMEOUTS.idleMs * 4);
    assert.equal(seen.end, undefined);
    stream.resume();
    assert.equal(provider.isPaused, false);
    await time.advance(TIMEOUTS.idleMs - 1);
    assert.equal(seen.end, undefined);
    await time.advance(1);
    assert.equal(breakOf(seen).phase, 'idle');
  });

  test('tells the provider at once when it is given up, and says nothing more', async () => {
    const { provider, stream, seen, time } = await commit();
    stream.abort();
    assert.equal(provider.isAborted, true);
    provider.handler.onData(Buffer.from(HELLO));
    provider.handler.onEnd();
    assert.equal(seen.text, ROLE + HELLO);
    assert.equal(seen.end, undefined);
    assert.equal(time.pending, 0);
  });
});

describe('a client that goes', () => {
  test('stops the attempt in every phase', async () => {
    for (const prepare of [
      () => {},
      (one: SentRequest) => one.open(),
      (one: SentRequest) => {
        one.open();
        one.data(ROLE);
      },
    ]) {
      const attempt = start();
      prepare(attempt.provider);
      attempt.gone.leave();
      assert.equal(failureOf(await attempt.done).scope, 'call');
      assert.equal(attempt.provider.isAborted, true);
      assert.equal(attempt.time.pending, 0);
    }
  });

  test('before the provider was asked is found out at once', async () => {
    const gone = createTestGone();
    gone.leave();
    const time = createFakeTime();
    const transport = createScriptedTransport();
    const result = await runAttempt(
      {
        request: {
          deployment: DEPLOYMENT,
          dialect: 'openai-chat',
          path: '/',
          headers: [],
          body: '',
          isStream: false,
        },
        transport,
        env: time,
        timeouts: TIMEOUTS,
        reader: undefined,
        onGone: gone.subscribe,
      },
      (given) => given,
    );
    assert.equal(result.type, 'failed');
    assert.equal(transport.last.isAborted, true);
    assert.equal(time.pending, 0);
  });
});
