import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OchaError } from '@ocha/kernel';
import { createMemoryUsageLog } from '@ocha/store';
import { createFakeEnv } from '@ocha/testkit';
import fc from 'fast-check';
import { chatIntake, createTestArrival } from '../../test/arrivals.ts';
import { catalogOf, deploymentOf } from '../../test/snapshots.ts';
import type { AttemptRecord } from '../execution/index.ts';
import type { PlannedDeployment } from '../routing/index.ts';
import { createLedger } from './index.ts';

function open() {
  const env = createFakeEnv();
  const usage = createMemoryUsageLog();
  return { env, usage, ledger: createLedger(env, usage) };
}

const attempt = (outcome: AttemptRecord['outcome'], durationMs: number): AttemptRecord => ({
  deployment: 'openai/x',
  label: 'openai/other',
  lane: 'fast',
  outcome,
  status: undefined,
  message: undefined,
  durationMs,
});

const planned = (id: string): PlannedDeployment => ({
  deployment: deploymentOf(id, catalogOf()),
  route: undefined,
  dialect: 'openai-chat',
  lane: 'fast',
});

describe('ledger', () => {
  test('writes one event and one record of a request that went well', async () => {
    const { env, usage, ledger } = open();
    const watch = ledger.open(createTestArrival().arrival);
    watch.setPrincipal({ keyName: 'ann', models: undefined });
    watch.setIntake(await chatIntake());
    await env.time.advance(10);
    watch.noteAttempt(attempt('ok', 100));
    await env.time.advance(100);
    watch.setPlanned(planned('openai/gpt-4.1-mini'), 'r1');
    watch.noteFirstContent();
    await env.time.advance(5);
    watch.noteFirstContent();
    watch.setUsage({ inputTokens: 7, outputTokens: 3, cacheReadTokens: 2 });
    watch.close();
    const [record] = usage.records;
    assert.equal(usage.records.length, 1);
    assert.equal(record?.key, 'ann');
    assert.equal(record?.status, 200);
    assert.equal(record?.inputTokens, 7);
    assert.equal(record?.isUsageMissing, false);
    assert.equal(record?.firstContentMs, 110);
    assert.equal(record?.durationMs, 115);
    const [event] = env.log.of('request', 'info');
    assert.equal(env.log.entries.length, 1);
    assert.equal(event?.fields['deployment'], 'openai/gpt-4.1-mini');
    assert.equal(event?.fields['upstreamMs'], 100);
    // The common case is told by the fields; only another needs the list.
    assert.equal(event?.fields['attempts'], undefined);
    assert.deepEqual(
      env.metrics.observations('ocha_relay_overhead_seconds').map((value) => value.toFixed(3)),
      ['0.010'],
    );
  });

  test('writes one event and one record of a request that was refused, however early', () => {
    const { env, usage, ledger } = open();
    const endpoints = [
      { kind: 'call', dialect: 'anthropic-messages', path: {} },
      { kind: 'models', dialect: 'gemini', model: undefined },
      { kind: 'none', dialect: 'openai-chat' },
    ] as const;
    for (const endpoint of endpoints) {
      const watch = ledger.open(createTestArrival(endpoint).arrival);
      watch.fail(new OchaError('key_missing', 'no key'));
      watch.close();
    }
    assert.equal(usage.records.length, 3);
    assert.equal(env.log.of('request').length, 3);
    assert.deepEqual(
      usage.records.map(({ status, code, key }) => [status, code, key]),
      new Array(3).fill([401, 'key_missing', undefined]),
    );
    assert.equal(
      env.metrics.value('ocha_listener_requests_total', 'gemini', '401', 'key_missing'),
      1,
    );
  });

  test('lists the attempts where there was more than one, or the one failed', () => {
    const { env, ledger } = open();
    const watch = ledger.open(createTestArrival().arrival);
    watch.noteAttempt(attempt('timeout', 5));
    watch.noteAttempt(attempt('ok', 5));
    assert.equal(watch.attemptCount, 2);
    watch.close();
    const listed = env.log.entries[0]?.fields['attempts'];
    assert.equal(Array.isArray(listed) && listed.length, 2);
    assert.equal(env.metrics.value('ocha_execution_attempts_total', 'openai/other', 'timeout'), 1);
  });

  test('logs at the level of the error, and keeps what only operators may read', () => {
    const { env, ledger } = open();
    for (const [code, level] of [
      ['internal', 'error'],
      ['overloaded', 'warn'],
      ['invalid_json', 'info'],
    ] as const) {
      const watch = ledger.open(createTestArrival().arrival);
      watch.fail(new OchaError(code, 'told', { internal: 'untold' }));
      watch.close();
      const event = env.log.of('request', level).at(-1);
      assert.equal(event?.fields['internal'], 'untold', code);
    }
  });

  test('labels its metrics with names of the configuration, never with what a client wrote', async () => {
    const { env, ledger } = open();
    for (let index = 0; index < 300; index += 1) {
      const watch = ledger.open(createTestArrival().arrival);
      watch.setIntake(await chatIntake({ model: `openai/made-up-${index}` }));
      watch.setPlanned(planned(`openai/made-up-${index}`), undefined);
      watch.noteAttempt(attempt('ok', 1));
      watch.noteFirstContent();
      watch.setUsage({ inputTokens: 1, outputTokens: 1 });
      watch.close();
    }
    for (const name of env.metrics.names.filter((each) => each.endsWith('_total')))
      assert.ok(env.metrics.series(name).size <= 2, `${name}: ${env.metrics.series(name).size}`);
    assert.equal(
      env.metrics.observations('ocha_relay_first_content_seconds', 'openai/other').length,
      300,
    );
  });

  test('never throws, whatever was noted and whatever was not', async () => {
    const intake = await chatIntake();
    const steps = fc.subarray([
      'principal',
      'intake',
      'attempt',
      'planned',
      'content',
      'usage',
      'fail',
    ]);
    fc.assert(
      fc.property(steps, fc.nat(), (chosen, tokens) => {
        const { usage, ledger } = open();
        const watch = ledger.open(createTestArrival().arrival);
        const perform: Record<string, () => void> = {
          principal: () => watch.setPrincipal({ keyName: 'ann', models: [] }),
          intake: () => watch.setIntake(intake),
          attempt: () => watch.noteAttempt(attempt('ok', 1)),
          planned: () => watch.setPlanned(planned('openai/x'), undefined),
          content: () => watch.noteFirstContent(),
          usage: () => watch.setUsage({ inputTokens: tokens, outputTokens: tokens }),
          fail: () => watch.fail(new OchaError('stream_interrupted', 'x')),
        };
        for (const step of chosen) perform[step]?.();
        watch.close();
        assert.equal(usage.records.length, 1);
      }),
    );
  });
});
