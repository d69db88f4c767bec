import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '@ocha/config';
import type { Failure } from '@ocha/kernel';
import { createFakeTime } from '@ocha/testkit';
import { createTestGone, TestResponse } from '../../test/arrivals.ts';
import type { LiveStream, StreamConsumer } from '../upstream/index.ts';
import { relayStream, type StreamEnd } from './stream-relay.ts';

const FAILURE: Failure = { kind: 'stream_broken', scope: 'deployment', message: 'cut' };

/** A relay under way between a stream and a response that the test holds. */
function start(options: { readonly keepAlive?: string; readonly isGone?: boolean } = {}) {
  const time = createFakeTime();
  const response = new TestResponse();
  const gone = createTestGone();
  if (options.isGone === true) gone.leave();
  const calls: string[] = [];
  let consumer: StreamConsumer<string> | undefined;
  const stream: LiveStream<string> = {
    facts: { usage: undefined, reason: undefined, model: undefined },
    attach: (given) => {
      consumer = given;
    },
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    abort: () => void calls.push('abort'),
  };
  let end: StreamEnd | undefined;
  const done = relayStream({
    response: response.asResponse(),
    gone,
    env: time,
    stream,
    render: (pieces) => pieces,
    renderFailure: ({ message }) => `error: ${message}\n\n`,
    keepAlive: options.keepAlive ?? ': alive\n\n',
  }).then((given) => {
    end = given;
  });
  return {
    time,
    response,
    gone,
    calls,
    done,
    get consumer() {
      assert.ok(consumer !== undefined, 'nobody attached');
      return consumer;
    },
    get hasConsumer() {
      return consumer !== undefined;
    },
    get end() {
      return end;
    },
  };
}

describe('relayStream', () => {
  test('passes pieces on and ends with the stream, leaving nothing behind', async () => {
    const relay = start();
    relay.consumer.write(['a', '', 'b']);
    relay.consumer.write(['c']);
    relay.consumer.end();
    await relay.done;
    assert.deepEqual(relay.response.chunks, ['a', 'b', 'c']);
    assert.equal(relay.response.isEnded, true);
    assert.deepEqual(relay.end, { type: 'whole' });
    assert.equal(relay.time.pending, 0);
    assert.equal(relay.gone.subscriberCount, 0);
  });

  test('ends a broken stream with its error, once, and with nothing behind it', async () => {
    const relay = start();
    relay.consumer.write(['a']);
    relay.consumer.fail(FAILURE);
    relay.consumer.write(['late']);
    relay.consumer.end();
    relay.consumer.fail(FAILURE);
    await relay.done;
    assert.equal(relay.response.text, 'aerror: cut\n\n');
    assert.deepEqual(relay.end, { type: 'broken', failure: FAILURE });
    assert.equal(relay.time.pending, 0);
  });

  test('pauses the provider while the socket is full, and goes on when it has drained', () => {
    const relay = start();
    relay.response.isFull = true;
    relay.consumer.write(['a', 'b']);
    assert.deepEqual(relay.calls, ['pause']);
    // What was read already still goes out, and asks for no second pause.
    relay.consumer.write(['c']);
    assert.deepEqual(relay.calls, ['pause']);
    relay.response.drain();
    assert.deepEqual(relay.calls, ['pause', 'resume']);
    relay.response.isFull = true;
    relay.consumer.write(['d']);
    assert.deepEqual(relay.calls, ['pause', 'resume', 'pause']);
    assert.equal(relay.response.text, 'abcd');
  });

  test('gives up a client that takes nothing for too long, and tells the provider', async () => {
    const relay = start();
    relay.response.isFull = true;
    relay.consumer.write(['a']);
    await relay.time.advance(LIMITS.clientStallMs - 1);
    assert.equal(relay.response.isDestroyed, false);
    await relay.time.advance(1);
    assert.equal(relay.response.isDestroyed, true);
    assert.deepEqual(relay.calls, ['pause', 'abort']);
    await relay.done;
    assert.deepEqual(relay.end, { type: 'gone' });
    assert.equal(relay.time.pending, 0);
  });

  test('does not give up a client that took something in time', async () => {
    const relay = start();
    relay.response.isFull = true;
    relay.consumer.write(['a']);
    await relay.time.advance(LIMITS.clientStallMs - 1);
    relay.response.drain();
    await relay.time.advance(LIMITS.clientStallMs * 2);
    assert.equal(relay.response.isDestroyed, false);
    assert.equal(relay.end, undefined);
  });

  test('keeps an idle connection awake, and only an idle one', async () => {
    const relay = start();
    relay.consumer.write(['a']);
    await relay.time.advance(LIMITS.keepAliveFrameMs);
    assert.equal(relay.response.text, 'a', 'something was written in this period');
    await relay.time.advance(LIMITS.keepAliveFrameMs);
    assert.equal(relay.response.text, 'a: alive\n\n');
    relay.response.isFull = true;
    relay.consumer.write(['b']);
    await relay.time.advance(LIMITS.keepAliveFrameMs);
    assert.equal(relay.response.text, 'a: alive\n\nb', 'a full socket needs no more');
  });

  test('stops when the client goes, at once, and tells the provider', async () => {
    const relay = start();
    relay.consumer.write(['a']);
    relay.gone.leave();
    relay.consumer.write(['b']);
    await relay.done;
    assert.deepEqual(relay.calls, ['abort']);
    assert.equal(relay.response.text, 'a');
    assert.deepEqual(relay.end, { type: 'gone' });
    assert.equal(relay.time.pending, 0);
  });

  // Without the check in the constructor the keep-alive timer would run for ever.
  test('does not begin for a client that has gone already', async () => {
    const relay = start({ isGone: true });
    await relay.done;
    assert.deepEqual(relay.end, { type: 'gone' });
    assert.deepEqual(relay.calls, ['abort']);
    assert.equal(relay.hasConsumer, false);
    assert.equal(relay.time.pending, 0);
  });

  test('a socket that drains after the end wakes nobody', async () => {
    const relay = start();
    relay.response.isFull = true;
    relay.consumer.write(['a']);
    relay.consumer.end();
    relay.response.drain();
    assert.deepEqual(relay.calls, ['pause']);
  });
});
