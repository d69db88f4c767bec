import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAILURE_KINDS, type Failure, type FailureKind } from '@ocha/kernel';
import fc from 'fast-check';
import { deploymentOf } from '../../test/snapshots.ts';
import type { Plan } from '../routing/index.ts';
import { callError, exhaustedError, type FailedAttempt } from './final-error.ts';
import { VERDICTS } from './verdict.ts';

function planOf(isExplicit = false): Plan {
  return {
    route: isExplicit ? undefined : 'smart',
    deployments: [
      {
        deployment: deploymentOf('openai/gpt-4.1-mini'),
        route: undefined,
        dialect: 'openai-chat',
        lane: 'fast',
      },
    ],
    timeouts: { connectMs: 1, firstContentMs: 1, wholeMs: 1, idleMs: 1, totalMs: 1 },
    params: 'drop',
    attemptsMax: 5,
    isExplicit,
  };
}

const failed = (kind: FailureKind, more: Partial<Failure> = {}): FailedAttempt => ({
  deployment: 'openai/gpt-4.1-mini',
  failure: { kind, scope: 'deployment', message: `${kind} happened`, ...more },
});

const failures = fc.array(
  fc.record({
    kind: fc.constantFrom(...FAILURE_KINDS),
    status: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 5 },
);

describe('exhaustedError', () => {
  // An infrastructure failure of ours is never reported as 401 to 404.
  test('is 429, 503 or 504 for a route, whatever the providers said', () => {
    fc.assert(
      fc.property(failures, fc.boolean(), (list, isLate) => {
        const attempts = list.map(({ kind, status }) =>
          failed(kind, status === undefined ? {} : { status }),
        );
        const error = exhaustedError(planOf(), attempts, isLate);
        assert.ok([429, 503, 504].includes(error.status), `${error.status}`);
        assert.equal(error.isRetryable, true);
      }),
    );
  });

  test('is 404 only where the client named the model itself and the provider knows no such model', () => {
    const gone = [failed('model_gone')];
    assert.equal(exhaustedError(planOf(true), gone, false).code, 'model_unknown');
    assert.equal(exhaustedError(planOf(false), gone, false).status, 503);
    const both = [failed('model_gone'), failed('timeout')];
    assert.equal(exhaustedError(planOf(true), both, false).status, 503);
  });

  test('names every attempt, and the soonest hint', () => {
    const attempts = [
      failed('rate_limited', { retryAfterMs: 9_000 }),
      failed('rate_limited', { retryAfterMs: 4_000 }),
    ];
    const error = exhaustedError(planOf(), attempts, false);
    assert.equal(error.code, 'rate_limited');
    assert.equal(error.details.retryAfterMs, 4_000);
    assert.match(error.message, /after 2 attempts\. openai.*; openai/);
    const late = exhaustedError(planOf(), [], true);
    assert.equal(late.message, 'no complete answer from smart within the time allowed.');
  });
});

describe('callError', () => {
  test('keeps a status of the request itself, and none that speaks of our keys and models', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), (status) => {
        const { failure } = failed('bad_request', { status });
        const error = callError('openai/x', failure);
        assert.equal(error.code, 'provider_rejected');
        assert.ok(error.status >= 400 && error.status < 500);
        assert.ok(![401, 402, 403, 404].includes(error.status));
      }),
    );
    assert.equal(callError('a', failed('bad_request', { status: 422 }).failure).status, 422);
  });

  test('passes the name of the parameter on', () => {
    const { failure } = failed('bad_request', { param: 'temperature' });
    assert.equal(callError('a', failure).details.param, 'temperature');
  });
});

describe('the table of verdicts', () => {
  test('never lets a failure of ours end a request, and never fails over for one of the client', () => {
    for (const [kind, verdict] of Object.entries(VERDICTS)) {
      const isClients = ['bad_request', 'context_too_long', 'content_filtered'].includes(kind);
      assert.equal(verdict.failover, !isClients, kind);
      if (isClients) assert.equal(verdict.retry, 'never', kind);
    }
  });
});
