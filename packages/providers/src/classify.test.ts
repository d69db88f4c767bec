import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAILURE_KINDS } from '@ocha/kernel';
import fc from 'fast-check';
import { answer, classify, page } from '../test/classify-cases.ts';
import { classifyResponse } from './classify.ts';
import type { ProviderResponse } from './provider.ts';
import { PROVIDERS } from './registry.ts';

describe('provider hooks', () => {
  test('MiniMax says in base_resp what went wrong, with HTTP 200', () => {
    const codes: readonly (readonly [number, string])[] = [
      [1002, 'rate_limited deployment'],
      [1004, 'auth credential'],
      [1008, 'quota credential'],
      [1026, 'content_filtered call'],
      [1013, 'unavailable deployment'],
    ];
    for (const [code, expected] of codes) {
      const body = { base_resp: { status_code: code, status_msg: 'what it is' } };
      assert.equal(classify('minimax', { ...answer(200, undefined), body }), expected);
    }
  });

  test('OpenRouter hides the upstream error in a string', () => {
    const raw = JSON.stringify({ error: { code: 'context_length_exceeded', message: 'too long' } });
    const body = { error: { code: 400, message: 'Provider returned error', metadata: { raw } } };
    const response = answer(400, { code: '400', message: 'Provider returned error' }, { body });
    assert.equal(classify('openrouter', response), 'context_too_long call');
    const provider = PROVIDERS['openrouter'];
    assert.ok(provider !== undefined);
    assert.equal(classifyResponse(provider, response).message, 'too long');
  });

  test('Hugging Face says how long a model takes to load', () => {
    const provider = PROVIDERS['huggingface'];
    assert.ok(provider !== undefined);
    const body = { error: 'Model x is currently loading', estimated_time: 20.5 };
    const failure = classifyResponse(provider, answer(503, { message: body.error }, { body }));
    assert.equal(failure.kind, 'overloaded');
    assert.equal(failure.retryAfterMs, 20_500);
  });
});

describe('a failure', () => {
  const provider = PROVIDERS['openai'];
  assert.ok(provider !== undefined);

  test('keeps code, parameter, status and body', () => {
    const failure = classifyResponse(
      provider,
      answer(400, { code: 'invalid_value', param: 'top_p', message: 'no' }),
    );
    assert.equal(failure.providerCode, 'invalid_value');
    assert.equal(failure.param, 'top_p');
    assert.equal(failure.status, 400);
    assert.deepEqual(Object.keys(failure.body as object), ['error']);
  });

  test('carries the hint of a rate limit, and none for a refused request', () => {
    const headers = { 'retry-after': '2' };
    assert.equal(
      classifyResponse(provider, answer(429, { message: '' }, { headers })).retryAfterMs,
      2000,
    );
    assert.equal(
      classifyResponse(provider, answer(400, { message: '' }, { headers })).retryAfterMs,
      undefined,
    );
  });

  test('never shows a page or a key', () => {
    const shown = classifyResponse(provider, page(502)).message;
    assert.doesNotMatch(shown, /</);
    const keyed = answer(401, { message: 'Incorrect API key provided: sk-proj-abcdef123456.' });
    assert.doesNotMatch(classifyResponse(provider, keyed).message, /sk-proj/);
  });
});

test('every provider classifies whatever comes, without throwing', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('429', 'overloaded_error', '1302', 'NOT_FOUND'),
  );
  const optional = <Value>(arbitrary: fc.Arbitrary<Value>) =>
    fc.option(arbitrary, { nil: undefined });
  const response = fc.record({
    status: fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom(200, 400, 404, 429, 503)),
    headers: fc.dictionary(fc.constantFrom('retry-after', 'x-ratelimit-reset', 'x'), fc.string()),
    text: fc.string(),
    body: fc.oneof(fc.jsonValue(), fc.anything(), fc.constant(undefined)),
    error: optional(
      fc.record(
        {
          message: fc.string(),
          type: word,
          code: word,
          param: fc.string(),
          status: fc.integer(),
          retryAfterMs: fc.double(),
          isQuota: fc.boolean(),
        },
        { requiredKeys: ['message'] },
      ),
    ),
    nowMs: fc.double(),
  });
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(PROVIDERS)), response, (provider, input) => {
      const failure = classifyResponse(provider, input as ProviderResponse);
      assert.ok(FAILURE_KINDS.includes(failure.kind));
      assert.ok(failure.message.length > 0 && failure.message.length <= 500);
    }),
    { numRuns: 3000 },
  );
});
