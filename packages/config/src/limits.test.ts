import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertLimits, LIMITS } from './limits.ts';

test('the limits agree with each other', () => {
  assert.doesNotThrow(() => assertLimits());
});

test('limits that contradict each other are all named', () => {
  const limits = { ...LIMITS, drainMs: LIMITS.graceMs, attemptsPerRouteMax: 1 };
  assert.throws(() => assertLimits(limits), /attemptsPerRouteMax.*drainMs must be below graceMs/);
});
