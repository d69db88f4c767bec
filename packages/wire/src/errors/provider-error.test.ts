import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProviderError } from '../event.ts';
import { parseDurationMs, readProviderError } from './provider-error.ts';

/** Every shape of error body, and what must be read from it. */
const SHAPES: readonly {
  readonly name: string;
  readonly body: unknown;
  readonly error: Partial<ProviderError>;
}[] = [
  {
    name: 'OpenAI',
    body: {
      error: { message: 'too many', type: 'requests', param: null, code: 'rate_limit_exceeded' },
    },
    error: { message: 'too many', type: 'requests', code: 'rate_limit_exceeded', status: 429 },
  },
  {
    name: 'OpenAI without money',
    body: {
      error: { message: 'no quota', type: 'insufficient_quota', code: 'insufficient_quota' },
    },
    error: { message: 'no quota', status: 429, isQuota: true },
  },
  {
    name: 'OpenAI naming a parameter',
    body: { error: { message: 'bad', type: 'invalid_request_error', param: 'n', code: null } },
    error: { message: 'bad', param: 'n', status: 400 },
  },
  {
    name: 'Anthropic',
    body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    error: { message: 'Overloaded', type: 'overloaded_error', status: 529 },
  },
  {
    name: 'Anthropic at its spend limit',
    body: {
      type: 'error',
      error: {
        type: 'rate_limit_error',
        message: 'limit',
        details: { error_code: 'enforced_spend_limit_reached' },
      },
    },
    error: { message: 'limit', status: 429, isQuota: true },
  },
  {
    name: 'Google with a wait',
    body: {
      error: {
        code: 429,
        message: 'quota',
        status: 'RESOURCE_EXHAUSTED',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' },
          {
            '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
            violations: [{ quotaId: 'GenerateRequestsPerMinutePerProject' }],
          },
        ],
      },
    },
    error: { message: 'quota', type: 'RESOURCE_EXHAUSTED', status: 429, retryAfterMs: 34_500 },
  },
  {
    name: 'Google at its daily quota, wrapped in a list',
    body: [
      {
        error: {
          code: 429,
          message: 'quota',
          status: 'RESOURCE_EXHAUSTED',
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
              violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
            },
          ],
        },
      },
    ],
    error: { message: 'quota', status: 429, isQuota: true },
  },
  {
    name: 'Google with a wrong key',
    body: {
      error: {
        code: 400,
        message: 'API key not valid',
        status: 'INVALID_ARGUMENT',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
        ],
      },
    },
    error: { code: 'API_KEY_INVALID', status: 400 },
  },
  {
    name: 'Azure',
    body: { error: { code: 'RateLimitReached', message: 'slow', details: 'slow' } },
    error: { message: 'slow', code: 'RateLimitReached', status: 429 },
  },
  {
    name: 'Azure with its status as the code',
    body: { error: { code: '401', message: 'denied' } },
    error: { message: 'denied', status: 401 },
  },
  {
    name: 'OpenRouter nesting what another said',
    body: {
      error: {
        code: 502,
        message: 'Provider returned error',
        metadata: { provider_name: 'X', raw: '{"error":{"message":"out of memory"}}' },
      },
      user_id: 'u',
    },
    error: { message: 'Provider returned error: out of memory', status: 502 },
  },
  {
    name: 'Mistral',
    body: {
      object: 'error',
      message: 'no',
      type: 't',
      param: null,
      code: '3051',
      raw_status_code: 400,
    },
    error: { message: 'no', type: 't', code: '3051', status: 400 },
  },
  {
    name: 'Mistral with a list below its message',
    body: {
      object: 'error',
      message: { detail: [{ loc: ['body', 'seed'], msg: 'extra field' }] },
      type: 'invalid_request_error',
    },
    error: { message: 'seed: extra field' },
  },
  {
    name: 'Cohere',
    body: { id: '1', message: 'too long', error_type: 'TOO_MANY_TOKENS' },
    error: { message: 'too long', type: 'TOO_MANY_TOKENS', status: 400 },
  },
  {
    name: 'xAI',
    body: { code: 'Some requested entity was not found', error: 'The model was retired.' },
    error: { message: 'The model was retired.', code: 'Some requested entity was not found' },
  },
  {
    name: 'Hugging Face, loading',
    body: { error: 'Model is loading', estimated_time: 20.5 },
    error: { message: 'Model is loading', retryAfterMs: 20_500 },
  },
  {
    name: 'Hugging Face with a type',
    body: { error: 'Template error', error_type: 'template_error' },
    error: { message: 'Template error', type: 'template_error' },
  },
  {
    name: 'FastAPI in one sentence',
    body: { detail: 'Invalid API Key' },
    error: { message: 'Invalid API Key' },
  },
  {
    name: 'FastAPI in a list',
    body: { detail: [{ loc: ['body', 'messages', 0], msg: 'field required', type: 'missing' }] },
    error: { message: 'messages.0: field required', param: 'messages.0', status: 422 },
  },
  {
    name: 'RFC 7807',
    body: { type: 'about:blank', title: 'Internal Server Error', status: 500, detail: 'boom' },
    error: { message: 'boom', type: 'Internal Server Error', status: 500 },
  },
  {
    name: 'Cloudflare',
    body: { result: null, success: false, errors: [{ code: 5007, message: 'no such model' }] },
    error: { message: 'no such model', code: '5007' },
  },
  {
    name: 'watsonx',
    body: {
      errors: [{ code: 'rate_limit_exceeded', message: 'slow' }],
      trace: 't',
      status_code: 429,
    },
    error: { message: 'slow', code: 'rate_limit_exceeded', status: 429 },
  },
  {
    name: 'MiniMax, with HTTP 200',
    body: { choices: null, base_resp: { status_code: 1002, status_msg: 'rate limit' } },
    error: { message: 'rate limit', code: '1002', status: 429 },
  },
  {
    name: 'MiniMax without money',
    body: { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
    error: { message: 'insufficient balance', status: 402, isQuota: true },
  },
  {
    name: 'AWS',
    body: { message: 'Too many requests', __type: 'com.amazon#ThrottlingException' },
    error: { message: 'Too many requests' },
  },
  {
    name: 'Databricks',
    body: { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'slow' },
    error: { message: 'slow', code: 'REQUEST_LIMIT_EXCEEDED', status: 429 },
  },
  {
    name: 'DashScope',
    body: { code: 'Throttling.RateQuota', message: 'slow', request_id: 'r' },
    error: { message: 'slow', code: 'Throttling.RateQuota', status: 429 },
  },
  {
    name: 'Zhipu',
    body: { error: { code: '1113', message: 'no balance' } },
    error: { message: 'no balance', status: 429, isQuota: true },
  },
  {
    name: 'Moonshot, overloaded',
    body: { error: { type: 'engine_overloaded_error', message: 'busy' } },
    error: { message: 'busy', status: 503 },
  },
  {
    name: 'doubleword',
    body: { code: 400, message: 'Temperature', type: 'Bad Request' },
    error: { message: 'Temperature', code: '400', type: 'Bad Request', status: 400 },
  },
  {
    name: 'Groq naming the wait in words',
    body: { error: { message: 'Please try again in 4m18.5s.', code: 'rate_limit_exceeded' } },
    error: { retryAfterMs: 258_500, status: 429 },
  },
];

describe('errors of providers', () => {
  for (const { name, body, error } of SHAPES) {
    test(`are read in the shape of ${name}`, () => {
      const found = readProviderError(body);
      assert.ok(found !== undefined);
      const named = Object.fromEntries(
        Object.keys(error).map((key) => [key, found[key as keyof ProviderError]]),
      );
      assert.deepEqual(named, error);
      assert.deepEqual(found.body, body);
      if (error.isQuota === undefined) assert.equal(found.isQuota, undefined);
    });
  }

  test('are not seen in the answers of any dialect', () => {
    const answers: unknown[] = [
      { id: '1', object: 'chat.completion', choices: [], error: null },
      { id: '1', choices: [{ message: { content: 'error' } }], base_resp: { status_code: 0 } },
      { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'error' }] },
      { candidates: [{ content: { parts: [] } }] },
      { id: '1', finish_reason: 'COMPLETE', message: { role: 'assistant', content: [] } },
      { model: 'm', message: { role: 'assistant', content: 'x' }, done: true },
      { object: 'list', data: [], model: 'm' },
      { object: 'response', status: 'completed', output: [], error: null },
      { error: '' },
      { error: {} },
      {},
      null,
      'text',
      42,
      [],
      [{ embedding: [] }],
    ];
    for (const body of answers)
      assert.equal(readProviderError(body), undefined, JSON.stringify(body));
  });

  test('are cut where a provider answers with the whole request', () => {
    const error = readProviderError({ error: { message: 'x'.repeat(100_000) } });
    assert.ok((error?.message.length ?? 0) <= 2000);
  });

  test('with a code that is the name of an object’s own method have no status', () => {
    assert.equal(
      readProviderError({ error: { message: 'x', code: 'constructor' } })?.status,
      undefined,
    );
  });

  test('name durations in several units', () => {
    assert.equal(parseDurationMs('34s'), 34_000);
    assert.equal(parseDurationMs('1h36m16.1s'), 5_776_100);
    assert.equal(parseDurationMs('9ms'), 9);
    assert.equal(parseDurationMs('soon'), undefined);
    assert.equal(parseDurationMs('12'), undefined);
  });
});
