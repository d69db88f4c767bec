import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '@ocha/config';
import { createDeadline, type Failure, type FailureKind, OchaError } from '@ocha/kernel';
import { createFakeEnv } from '@ocha/testkit';
import { chatIntake, createTestGone } from '../../test/arrivals.ts';
import { deploymentOf } from '../../test/snapshots.ts';
import type { Health } from '../health/index.ts';
import type { Plan, PlannedDeployment } from '../routing/index.ts';
import type { Reply, SendOptions, SendResult } from '../upstream/index.ts';
import { type AttemptRecord, execute, type Outcome } from './index.ts';

/** What one attempt at a deployment brings: a reply, a failure, an empty answer, or what is thrown. */
type Play = 'reply' | 'empty' | 'silence' | FailureKind | Failure | OchaError;

const REPLY: Reply = {
  type: 'bytes',
  bytes: Buffer.from('{}'),
  contentType: 'application/json',
  facts: { usage: undefined, model: undefined },
};
const SALVAGE: Reply = { ...REPLY, bytes: Buffer.from('{"empty":true}') };

function planned(model: string): PlannedDeployment {
  const deployment = deploymentOf(`openai/${model}`);
  return { deployment, route: undefined, dialect: 'openai-chat', lane: 'fast' };
}

/** Everybody may be asked. */
const HEALTHY: Health = {
  admit: () => ({ succeed() {}, fail() {}, release() {} }),
  insist: () => ({ succeed() {}, fail() {}, release() {} }),
  noteBroken() {},
};

interface Options {
  readonly attemptsMax?: number;
  readonly totalMs?: number;
  readonly health?: Health;
  /** Milliseconds an attempt takes. */
  readonly tookMs?: number;
}

/** Runs a plan whose deployments play what they are told, in turn: `{ a: ['timeout', 'reply'] }`. */
async function run(plays: Readonly<Record<string, readonly Play[]>>, options: Options = {}) {
  const env = createFakeEnv();
  const gone = createTestGone();
  const asked: string[] = [];
  const sends: SendOptions[] = [];
  const records: AttemptRecord[] = [];
  const left = new Map(Object.entries(plays).map(([name, list]) => [name, [...list]]));
  const { attemptsMax = 5, totalMs = 60_000, health = HEALTHY, tookMs = 0 } = options;
  const timeouts = { connectMs: 1, firstContentMs: 8_000, wholeMs: 20_000, idleMs: 1, totalMs };
  const plan: Plan = {
    route: 'smart',
    deployments: Object.keys(plays).map(planned),
    timeouts,
    params: 'drop',
    attemptsMax,
    isExplicit: false,
  };
  const running = execute({
    plan,
    intake: await chatIntake(),
    deadline: createDeadline(env.clock, totalMs),
    headers: {},
    gone,
    health,
    env,
    record: (record) => records.push(record),
    upstream: {
      async send(sending) {
        const { model } = sending.planned.deployment;
        asked.push(model);
        sends.push(sending);
        if (tookMs > 0) await env.timers.sleep(tookMs);
        return perform(left.get(model)?.shift() ?? 'unavailable');
      },
    },
  });
  let settled: { readonly outcome?: Outcome; readonly error?: unknown } | undefined;
  const done = running.then(
    (outcome) => {
      settled = { outcome };
    },
    (error: unknown) => {
      settled = { error };
    },
  );
  return {
    env,
    gone,
    asked,
    sends,
    records,
    /** Lets virtual time go on until it is over. */
    async finish() {
      while (settled === undefined && (await env.time.advanceToNext()));
      await done;
      return settled ?? {};
    },
  };
}

function perform(play: Play): SendResult {
  if (play instanceof OchaError) throw play;
  if (play === 'reply')
    return { type: 'reply', reply: REPLY, warnings: [], providerRequestId: 'r1' };
  const salvage = play === 'empty' ? SALVAGE : undefined;
  const failure: Failure =
    typeof play === 'object'
      ? play
      : { kind: play as FailureKind, scope: 'deployment', message: `${play}!` };
  return { type: 'failed', failure, salvage };
}

const codeOf = (settled: { readonly error?: unknown }): string =>
  settled.error instanceof OchaError ? settled.error.code : `none: ${String(settled.error)}`;

describe('the order of attempts', () => {
  test('takes the first that answers', async () => {
    const one = await run({ a: ['unavailable'], b: ['reply'], c: ['reply'] });
    const { outcome } = await one.finish();
    assert.equal(outcome?.planned.deployment.model, 'b');
    assert.equal(outcome?.providerRequestId, 'r1');
    assert.deepEqual(one.asked, ['a', 'b']);
    assert.deepEqual(
      one.records.map(({ outcome: how }) => how),
      ['unavailable', 'ok'],
    );
  });

  test('asks every other deployment before it asks one again, and then only once', async () => {
    const one = await run({ a: ['unavailable', 'reply'], b: ['unavailable'], c: ['timeout'] });
    await one.finish();
    assert.deepEqual(one.asked.slice(0, 3), ['a', 'b', 'c']);
    assert.equal(one.asked.length, 4);
    assert.ok(['a', 'b'].includes(one.asked[3] ?? ''));
  });

  test('asks a lone deployment once more, after a short wait', async () => {
    const one = await run({ a: ['overloaded', 'reply'] });
    const { outcome } = await one.finish();
    assert.ok(outcome !== undefined);
    assert.deepEqual(one.asked, ['a', 'a']);
    assert.ok(one.env.clock.monotonic() <= LIMITS.backoffBaseMs);
  });

  test('does not ask a silent one twice, nor one that answered with nothing or knows us not', async () => {
    for (const kind of ['timeout', 'empty', 'auth', 'quota', 'model_gone'] as const) {
      const one = await run({ a: [kind, 'reply'] });
      await one.finish();
      assert.deepEqual(one.asked, ['a'], kind);
    }
  });

  test('never makes more attempts than the plan allows', async () => {
    for (const attemptsMax of [1, 2, 3]) {
      const one = await run({ a: [], b: [], c: [], d: [] }, { attemptsMax });
      assert.equal(codeOf(await one.finish()), 'all_attempts_failed');
      assert.equal(one.asked.length, attemptsMax);
    }
  });
});

describe('failures that are the request’s own', () => {
  test('end it at once, in the words and status of the provider', async () => {
    const kinds = ['bad_request', 'context_too_long', 'content_filtered'] as const;
    const codes = ['provider_rejected', 'context_too_long', 'content_filtered'];
    for (const [index, kind] of kinds.entries()) {
      const failure: Failure = { kind, scope: 'call', message: 'too hot', status: 422, param: 't' };
      const one = await run({ a: [failure], b: ['reply'] });
      const settled = await one.finish();
      assert.equal(codeOf(settled), codes[index]);
      assert.match(String(settled.error), /openai\/a: too hot/);
      assert.deepEqual(one.asked, ['a']);
    }
  });
});

describe('rate limits', () => {
  const limited = (retryAfterMs?: number): Failure => ({
    kind: 'rate_limited',
    scope: 'deployment',
    message: 'slow down',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

  test('are waited out where there is nowhere else, for as long as the provider says', async () => {
    const one = await run({ a: [limited(2_000), 'reply'] });
    assert.ok((await one.finish()).outcome !== undefined);
    const waited = one.env.clock.monotonic();
    assert.ok(waited >= 2_000 && waited < 2_000 + LIMITS.backoffBaseMs, String(waited));
  });

  test('are not waited out where the hint is long, and the hint is passed on', async () => {
    const one = await run({ a: [limited(60_000), 'reply'], b: [limited(30_000)] });
    const settled = await one.finish();
    assert.equal(codeOf(settled), 'rate_limited');
    assert.equal((settled.error as OchaError).details.retryAfterMs, 30_000);
    assert.equal(one.env.clock.monotonic(), 0);
  });

  test('lead to another deployment first', async () => {
    const one = await run({ a: [limited(100)], b: ['reply'] });
    assert.equal((await one.finish()).outcome?.planned.deployment.model, 'b');
    assert.equal(one.env.clock.monotonic(), 0);
  });
});

describe('the deadline', () => {
  test('bounds every attempt by what is left of it', async () => {
    const one = await run({ a: ['timeout'], b: ['timeout'] }, { totalMs: 5_000, tookMs: 1_000 });
    await one.finish();
    const [first, second] = one.sends.map(({ timeouts }) => timeouts);
    assert.equal(first?.totalMs, 5_000 - LIMITS.deadlineReserveMs);
    assert.equal(first?.firstContentMs, 5_000 - LIMITS.deadlineReserveMs);
    assert.equal(second?.totalMs, 4_000 - LIMITS.deadlineReserveMs);
  });

  test('lets no attempt begin when it has passed, not even the first', async () => {
    const late = await run({ a: ['reply'] }, { totalMs: LIMITS.deadlineReserveMs });
    assert.equal(codeOf(await late.finish()), 'deadline_exceeded');
    assert.deepEqual(late.asked, []);
    const slow = await run({ a: ['timeout'], b: ['reply'] }, { totalMs: 1_000, tookMs: 800 });
    assert.equal(codeOf(await slow.finish()), 'deadline_exceeded');
    assert.deepEqual(slow.asked, ['a']);
  });

  test('is not waited past for a retry', async () => {
    const failure: Failure = {
      kind: 'rate_limited',
      scope: 'deployment',
      message: 'x',
      retryAfterMs: 4_000,
    };
    const one = await run({ a: [failure, 'reply'] }, { totalMs: 3_000 });
    assert.equal(codeOf(await one.finish()), 'rate_limited');
    assert.equal(one.env.clock.monotonic(), 0);
  });
});

describe('a client that goes', () => {
  test('ends the wait before a retry', async () => {
    const one = await run({ a: ['overloaded', 'reply'] });
    await new Promise(setImmediate);
    one.gone.leave();
    assert.equal(codeOf(await one.finish()), 'client_gone');
    assert.deepEqual(one.asked, ['a']);
    assert.equal(one.env.time.pending, 0);
  });

  test('gets no reply that came too late, and blames nobody', async () => {
    const booked: string[] = [];
    const book = (what: string) => () => void booked.push(what);
    const health: Health = {
      ...HEALTHY,
      admit: () => ({
        succeed: book('succeed'),
        fail: book('fail'),
        release: book('release'),
      }),
    };
    const one = await run({ a: ['reply'] }, { tookMs: 100, health });
    one.gone.leave();
    assert.equal(codeOf(await one.finish()), 'client_gone');
    assert.deepEqual(booked, ['release']);
  });
});

describe('deployments that cannot be asked', () => {
  const unable = (code: 'unsupported_parameter' | 'unsupported_feature' | 'invalid_request') =>
    new OchaError(code, `${code}!`);

  test('are passed over, and do not count as attempts', async () => {
    const one = await run(
      { a: [unable('unsupported_feature')], b: [unable('invalid_request')], c: ['reply'] },
      { attemptsMax: 1 },
    );
    assert.equal((await one.finish()).outcome?.planned.deployment.model, 'c');
    assert.equal(one.records.length, 1);
  });

  test('are told of when nobody could be asked, the first one first', async () => {
    const one = await run({
      a: [unable('unsupported_parameter')],
      b: [unable('unsupported_feature')],
    });
    assert.equal(codeOf(await one.finish()), 'unsupported_parameter');
  });

  test('do not hide that the others failed', async () => {
    const one = await run({ a: ['timeout'], b: [unable('invalid_request')] });
    assert.equal(codeOf(await one.finish()), 'all_attempts_failed');
  });

  test('are not what a forbidden address is: that ends the request', async () => {
    const one = await run({ a: [new OchaError('url_forbidden', 'no')], b: ['reply'] });
    assert.equal(codeOf(await one.finish()), 'url_forbidden');
    assert.deepEqual(one.asked, ['a']);
  });
});

describe('an empty answer', () => {
  test('gives way to a better one', async () => {
    const one = await run({ a: ['empty'], b: ['reply'] });
    assert.equal((await one.finish()).outcome?.reply, REPLY);
  });

  test('is better than none', async () => {
    const one = await run({ a: ['empty'], b: ['timeout'] });
    const { outcome } = await one.finish();
    assert.equal(outcome?.reply, SALVAGE);
    assert.equal(outcome?.planned.deployment.model, 'a');
  });
});

describe('health', () => {
  test('puts a deployment with an open breaker last, and asks it when nobody else answers', async () => {
    const health: Health = {
      ...HEALTHY,
      admit: (deployment) => (deployment.model === 'a' ? undefined : HEALTHY.insist(deployment)),
    };
    const well = await run({ a: ['reply'], b: ['reply'] }, { health });
    await well.finish();
    assert.deepEqual(well.asked, ['b']);
    const ill = await run({ a: ['reply'], b: ['timeout'] }, { health });
    assert.equal((await ill.finish()).outcome?.planned.deployment.model, 'a');
    assert.deepEqual(ill.asked, ['b', 'a']);
  });
});
