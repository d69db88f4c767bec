import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Failure } from '@ocha/kernel';
import { createFakeEnv } from '@ocha/testkit';
import type { Deployment } from '../catalog/index.ts';
import { VERDICTS } from '../execution/verdict.ts';
import { createHealth } from './index.ts';

const DEPLOYMENT = { id: 'first/m', label: 'first/m' } as Deployment;
const DOWN: Failure = { kind: 'unavailable', scope: 'deployment', message: 'down' };
const WRONG: Failure = { kind: 'bad_request', scope: 'call', message: 'wrong' };

function opened() {
  const env = createFakeEnv(1);
  const health = createHealth(env, VERDICTS);
  for (let count = 0; count < 5; count += 1) health.admit(DEPLOYMENT)?.fail(DOWN);
  assert.equal(health.admit(DEPLOYMENT), undefined);
  return { env, health };
}

describe('health', () => {
  test('five failures in a row close the door; the log and the metrics say so', () => {
    const { env } = opened();
    assert.equal(env.log.entries.filter((entry) => entry.event === 'breaker_opened').length, 1);
  });

  test('control: what the request was to blame for never closes it', () => {
    const health = createHealth(createFakeEnv(1), VERDICTS);
    for (let count = 0; count < 50; count += 1) {
      const admittance = health.admit(DEPLOYMENT);
      assert.ok(admittance !== undefined);
      admittance.fail(WRONG);
    }
  });

  test('after its time one probe is let through, and its success opens the door again', async () => {
    const { env, health } = opened();
    await env.time.advance(2_000);
    const probe = health.admit(DEPLOYMENT);
    assert.ok(probe !== undefined);
    assert.equal(health.admit(DEPLOYMENT), undefined);
    probe.succeed();
    assert.ok(health.admit(DEPLOYMENT) !== undefined);
    assert.ok(env.log.entries.some((entry) => entry.event === 'breaker_closed'));
  });

  test('a probe that learnt nothing is given back', async () => {
    const { env, health } = opened();
    await env.time.advance(2_000);
    health.admit(DEPLOYMENT)?.release();
    assert.ok(health.admit(DEPLOYMENT) !== undefined);
  });

  test('an attempt for want of anybody else decides nothing', async () => {
    const { env, health } = opened();
    health.insist(DEPLOYMENT).succeed();
    assert.equal(health.admit(DEPLOYMENT), undefined);
    await env.time.advance(2_000);
    const probe = health.admit(DEPLOYMENT);
    health.insist(DEPLOYMENT).release();
    assert.equal(health.admit(DEPLOYMENT), undefined, 'the probe is still under way');
    probe?.fail(DOWN);
    assert.equal(health.admit(DEPLOYMENT), undefined);
  });

  test('streams that break after their first content count', () => {
    const health = createHealth(createFakeEnv(1), VERDICTS);
    for (let count = 0; count < 5; count += 1) health.noteBroken(DEPLOYMENT, DOWN);
    assert.equal(health.admit(DEPLOYMENT), undefined);
  });
});
