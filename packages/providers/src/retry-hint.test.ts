import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  parseGoDuration,
  RETRY_HINT_MS_MAX,
  readResetHint,
  readRetryHint,
  retryHintOf,
} from './retry-hint.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

describe('an explicit hint', () => {
  const cases: readonly (readonly [Record<string, string>, number | undefined])[] = [
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sunday, 22-Nov-26 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sun Nov 22 12:00:30 2026' }, 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': '999999999' }, RETRY_HINT_MS_MAX],
    [{ 'retry-after': 'Sun, 22 Nov 2099 12:00:00 GMT' }, RETRY_HINT_MS_MAX],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': 'NaN' }, undefined],
    [{ 'retry-after': 'Infinity' }, undefined],
    [{ 'retry-after': '5 apples' }, undefined],
    [{ 'retry-after': 'in May' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after-ms': '1500' }, 1500],
    [{ 'x-ms-retry-after-ms': '700' }, 700],
    // Azure: a zero beside a hint that says something.
    [{ 'retry-after-ms': '0', 'retry-after': '1' }, 1000],
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    [{}, undefined],
  ];
  for (const [headers, expected] of cases) {
    test(`${JSON.stringify(headers)} is ${expected}`, () => {
      assert.equal(readRetryHint(headers, undefined, NOW), expected);
    });
  }

  test('stands in the body where headers are silent', () => {
    assert.equal(readRetryHint({}, { message: '', retryAfterMs: 34_000 }, NOW), 34_000);
    assert.equal(readRetryHint({}, { message: '', retryAfterMs: Number.NaN }, NOW), undefined);
    assert.equal(readRetryHint({}, { message: '', retryAfterMs: -1 }, NOW), undefined);
  });

  test('of a header sent twice is the first', () => {
    assert.equal(readRetryHint({ 'retry-after': ['2', '9'] }, undefined, NOW), 2000);
  });
});

describe('Go durations', () => {
  test('are read with every unit', () => {
    assert.equal(parseGoDuration('1h36m16.1s'), 5_776_100);
    assert.equal(parseGoDuration('9ms'), 9);
    assert.equal(parseGoDuration('39.434s'), 39_434);
    assert.equal(parseGoDuration('4m18.767s'), 258_767);
  });

  test('without a unit are not guessed', () => {
    for (const text of ['0', '12.3', '', 's', '1x', '-1s', '1 s']) {
      assert.equal(parseGoDuration(text), undefined, text);
    }
  });
});

describe('the reset of a rate limit', () => {
  test('counts the exhausted resource, not the one with room', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '2999',
      'x-ratelimit-reset-requests': '20ms',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '39.434s',
    };
    assert.equal(readResetHint(headers, NOW), 39_434);
  });

  test('is the longest of several exhausted resources', () => {
    const headers = {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-11-22T12:00:10Z',
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-22T12:00:40Z',
    };
    assert.equal(readResetHint(headers, NOW), 40_000);
  });

  test('is the shortest where nothing says what ran out', () => {
    const headers = { 'x-ratelimit-reset-requests': '8s', 'x-ratelimit-reset-tokens': '2s' };
    assert.equal(readResetHint(headers, NOW), 2000);
  });

  test('is read from milliseconds since the epoch, and from no other bare number', () => {
    assert.equal(readResetHint({ 'x-ratelimit-reset': String(NOW + 5000) }, NOW), 5000);
    assert.equal(readResetHint({ 'x-ratelimit-reset': '7' }, NOW), undefined);
    assert.equal(readResetHint({ 'x-ratelimit-reset': '1763812800' }, NOW), undefined);
    assert.equal(readResetHint({ 'x-ratelimit-reset-tokens-minute': '3.2' }, NOW), undefined);
  });

  test('is used on a 429 without an explicit hint only', () => {
    const headers = { 'x-ratelimit-reset-requests': '8s', 'x-ratelimit-remaining-requests': '0' };
    const response = { headers, error: undefined, nowMs: NOW };
    assert.equal(retryHintOf(response, 429), 8000);
    assert.equal(retryHintOf(response, 503), undefined);
    const explicit = { ...response, headers: { ...headers, 'retry-after': '1' } };
    assert.equal(retryHintOf(explicit, 429), 1000);
  });
});

test('any header gives nothing or a whole number within a day', () => {
  const names = [
    'retry-after',
    'retry-after-ms',
    'x-ms-retry-after-ms',
    'x-ratelimit-reset',
    'x-ratelimit-reset-tokens',
    'x-ratelimit-remaining-tokens',
    'anthropic-ratelimit-tokens-reset',
  ];
  const value = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.integer().map((amount) => `${amount}s`),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), fc.double(), (headers, nowMs) => {
      const hint = retryHintOf({ headers, error: undefined, nowMs }, 429);
      if (hint === undefined) return;
      assert.ok(Number.isInteger(hint) && hint >= 0 && hint <= RETRY_HINT_MS_MAX, String(hint));
    }),
    { numRuns: 2000 },
  );
});
