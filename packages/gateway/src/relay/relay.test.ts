import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Failure, OchaError } from '@ocha/kernel';
import { createFakeEnv } from '@ocha/testkit';
import type { DialectId, Event } from '@ocha/wire';
import { createTestArrival, intakeOf, type TestArrival } from '../../test/arrivals.ts';
import { deploymentOf } from '../../test/snapshots.ts';
import type { Outcome } from '../execution/index.ts';
import type { RequestWatch } from '../ledger/index.ts';
import type { LiveStream, Reply, StreamConsumer } from '../upstream/index.ts';
import { createRelay } from './index.ts';

const FAILURE: Failure = { kind: 'stream_broken', scope: 'deployment', message: 'cut' };

/** A watch that remembers what it was told. */
function createTestWatch() {
  const told: string[] = [];
  const errors: OchaError[] = [];
  const watch = {
    attemptCount: 1,
    overheadMs: () => 1.25,
    noteFirstContent: () => void told.push('first-content'),
    setUsage: () => void told.push('usage'),
    fail: (error: OchaError) => void errors.push(error),
    setPrincipal() {},
    setIntake() {},
    setPlan() {},
    setPlanned() {},
    noteAttempt() {},
    close() {},
  } satisfies RequestWatch;
  return { watch, told, errors };
}

/** A stream that waits for the test. */
function createTestStream<Piece>() {
  const state = { isAborted: false, consumer: undefined as StreamConsumer<Piece> | undefined };
  const stream: LiveStream<Piece> = {
    facts: { usage: undefined, reason: undefined, model: undefined },
    attach: (consumer) => {
      state.consumer = consumer;
    },
    pause() {},
    resume() {},
    abort: () => {
      state.isAborted = true;
    },
  };
  return { stream, state };
}

function outcomeOf(reply: Reply, dialect: DialectId, broken: Failure[] = []): Outcome {
  return {
    reply,
    planned: {
      deployment: deploymentOf('openai/modèle'),
      route: undefined,
      dialect,
      lane: 'fast',
    },
    warnings: [{ param: 'sеed', action: 'dropped', reason: 'no\r\nx-evil: 1' }],
    providerRequestId: undefined,
    noteBroken: (failure) => void broken.push(failure),
  };
}

const BODIES: Readonly<Partial<Record<DialectId, object>>> = {
  // The parsers refuse these; the first look does not, and a provider may well take them.
  'openai-chat': { model: 'm', messages: [{ role: 'user', content: 'x' }], stop: 5, n: 'x' },
  'openai-responses': { model: 'm', input: 'x', temperature: 'hot', top_p: [] },
  'anthropic-messages': {
    model: 'm',
    max_tokens: 5,
    messages: [{ role: 'user', content: 'x' }],
    stop_sequences: 5,
  },
  gemini: { contents: [{ parts: [{ text: 'x' }] }], generationConfig: { stopSequences: 5 } },
};

async function intake(dialect: DialectId) {
  const path = dialect === 'gemini' ? { model: 'm', isStream: true, framing: 'sse' as const } : {};
  return intakeOf(dialect, BODIES[dialect], path);
}

describe('relay.send', () => {
  // Without `callOf` the frames of the error need the call, the call does not parse, and what it throws leaves a
  // callback of the socket: the process would crash.
  for (const dialect of [
    'openai-chat',
    'openai-responses',
    'anthropic-messages',
    'gemini',
  ] as const) {
    test(`tells a broken stream of ${dialect} to a client whose body cannot be translated`, async () => {
      const asked = await intake(dialect);
      assert.throws(() => asked.call(), OchaError);
      const { arrival, response } = createTestArrival();
      const { watch, errors } = createTestWatch();
      const { stream, state } = createTestStream<Buffer>();
      const broken: Failure[] = [];
      const relay = createRelay(createFakeEnv());
      const sending = relay.send(
        arrival,
        asked,
        outcomeOf({ type: 'byte-stream', stream }, dialect, broken),
        watch,
      );
      state.consumer?.write([Buffer.from('data: {}\n\n')]);
      state.consumer?.fail(FAILURE);
      await sending;
      assert.match(response.text, /^data: \{\}\n\n[\s\S]*stream_interrupted/);
      assert.equal(response.isEnded, true);
      assert.equal(errors[0]?.code, 'stream_interrupted');
      assert.deepEqual(broken, [FAILURE]);
    });
  }

  test('heads every answer with who gave it, in characters that a header may have', async () => {
    const { arrival, response } = createTestArrival();
    const { watch } = createTestWatch();
    const reply: Reply = {
      type: 'bytes',
      bytes: Buffer.from('{}'),
      contentType: 'application/json',
      facts: { usage: undefined, model: undefined },
    };
    const asked = await intake('openai-chat');
    await createRelay(createFakeEnv()).send(arrival, asked, outcomeOf(reply, 'openai-chat'), watch);
    assert.equal(response.status, 200);
    assert.equal(decodeURIComponent(response.headers['x-ocha-deployment'] ?? ''), 'openai/modèle');
    assert.equal(response.headers['x-request-id'], 'req_test');
    for (const value of Object.values(response.headers)) assert.match(value, /^[\x20-\x7e]*$/);
  });

  test('gives the provider up when the answer cannot be begun', async () => {
    const { arrival, response } = createTestArrival();
    response.writeHead = (): void => {
      throw new RangeError('a header that cannot be');
    };
    const { watch } = createTestWatch();
    const { stream, state } = createTestStream<Event>();
    const reply: Reply = { type: 'event-stream', stream };
    const asked = await intake('openai-chat');
    const relay = createRelay(createFakeEnv());
    await assert.rejects(async () => {
      await relay.send(arrival, asked, outcomeOf(reply, 'openai-chat'), watch);
    }, RangeError);
    assert.equal(state.isAborted, true);
  });
});

describe('relay.rescue', () => {
  const rescue = (caught: unknown, prepare: (one: TestArrival) => void = () => {}) => {
    const one = createTestArrival();
    prepare(one);
    const { watch, errors } = createTestWatch();
    createRelay(createFakeEnv()).rescue(one.arrival, caught, watch);
    return { ...one, error: errors[0] };
  };

  test('answers an error of the catalogue with its status, shape and hints', () => {
    const { response } = rescue(new OchaError('overloaded', 'full', { retryAfterMs: 1_500 }));
    assert.equal(response.status, 503);
    assert.equal(JSON.parse(response.text).error.code, 'overloaded');
    assert.equal(response.headers['retry-after'], '2');
    assert.equal(response.headers['retry-after-ms'], '1500');
    assert.equal(response.headers['x-should-retry'], 'true');
  });

  test('tells nothing of a defect but that there was one', () => {
    for (const caught of [new TypeError('secret inside'), 'secret', undefined, null, { a: 1 }]) {
      const { response, error } = rescue(caught);
      assert.equal(response.status, 500);
      assert.equal(JSON.parse(response.text).error.code, 'internal');
      assert.doesNotMatch(response.text, /secret/);
      assert.equal(error?.code, 'internal');
    }
    assert.match(rescue(new TypeError('secret inside')).error?.internal ?? '', /secret inside/);
  });

  test('destroys what has begun already: an error inside it would look like a part of it', () => {
    const { response } = rescue(new TypeError('x'), ({ response: begun }) => begun.writeHead(200));
    assert.equal(response.isDestroyed, true);
    assert.equal(response.text, '');
  });

  test('says nothing to a client that has gone, and books it as gone', () => {
    const { response, error } = rescue(new TypeError('x'), ({ gone }) => gone.leave());
    assert.equal(response.status, 0);
    assert.equal(error?.code, 'client_gone');
  });
});
