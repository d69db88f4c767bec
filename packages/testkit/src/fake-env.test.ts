import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFakeEnv } from './fake-env.ts';

describe('fake env', () => {
  test('gives the same ids and chance for the same seed', () => {
    const [left, right, other] = [createFakeEnv(7), createFakeEnv(7), createFakeEnv(8)];
    const draw = (env: typeof left): unknown[] => [env.random.next(), env.random.below(1000)];
    assert.deepEqual(draw(left), draw(right));
    assert.notDeepEqual(draw(left), draw(other));
  });

  test('remembers what was logged', () => {
    const { log } = createFakeEnv();
    log.info('attempt_failed', { kind: 'timeout' });
    log.warn('attempt_failed', { kind: 'connect' });
    assert.equal(log.of('attempt_failed').length, 2);
    assert.deepEqual(log.of('attempt_failed', 'warn')[0]?.fields, { kind: 'connect' });
    log.clear();
    assert.equal(log.entries.length, 0);
  });

  test('remembers metrics by series', () => {
    const { metrics } = createFakeEnv();
    const counter = metrics.counter({ name: 'tries_total', help: 'x', labels: ['outcome'] });
    counter.add(1, 'ok');
    counter.add(2, 'ok');
    assert.equal(metrics.value('tries_total', 'ok'), 3);
    assert.equal(metrics.value('tries_total', 'failed'), 0);
    const histogram = metrics.histogram({ name: 'wait_ms', help: 'x', buckets: [1] });
    histogram.observe(5);
    assert.deepEqual(metrics.observations('wait_ms'), [5]);
    const gauge = metrics.gauge({ name: 'open', help: 'x' });
    gauge.set(4);
    gauge.add(-1);
    assert.equal(metrics.value('open'), 3);
  });

  test('refuses wrong use of metrics', () => {
    const { metrics } = createFakeEnv();
    const counter = metrics.counter({ name: 'tries_total', help: 'x', labels: ['outcome'] });
    assert.throws(() => counter.add(1), /labels \[outcome\]/);
    assert.throws(() => counter.add(-1, 'ok'), /was given -1/);
    assert.throws(() => metrics.gauge({ name: 'tries_total', help: 'x' }), /made twice/);
    assert.throws(() => metrics.gauge({ name: 'Bad-Name', help: 'x' }), /bad metric name/);
    assert.throws(() => metrics.value('absent'), /no metric "absent"/);
  });
});
