import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FailureKind } from '@ocha/kernel';
import { chatDialect, DEFAULT_TRAITS, type DialectId } from '@ocha/wire';
import { classifyResponse } from '../src/classify.ts';
import { findProvider } from '../src/registry.ts';

/** Errors that came after a 200, as each provider is documented to write them, and what they mean. */
const ERRORS: readonly (readonly [string, DialectId, FailureKind, unknown])[] = [
  [
    'anthropic',
    'anthropic-messages',
    'overloaded',
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  ],
  [
    'anthropic',
    'anthropic-messages',
    'unavailable',
    { type: 'error', error: { type: 'api_error', message: 'Internal server error' } },
  ],
  [
    'openai',
    'openai-responses',
    'rate_limited',
    {
      type: 'response.failed',
      response: {
        object: 'response',
        status: 'failed',
        error: { code: 'rate_limit_exceeded', message: 'Rate limit reached for the model.' },
        output: [],
      },
    },
  ],
  [
    'openai',
    'openai-responses',
    'unavailable',
    { type: 'error', code: 'server_error', message: 'The server had an error.', param: null },
  ],
  [
    'google-ai-studio',
    'gemini',
    'overloaded',
    { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } },
  ],
  [
    'google-ai-studio',
    'gemini',
    'rate_limited',
    { error: { code: 429, message: 'Resource has been exhausted.', status: 'RESOURCE_EXHAUSTED' } },
  ],
  [
    'openrouter',
    'openai-chat',
    'unavailable',
    {
      id: 'gen-1',
      error: { code: 502, message: 'Provider returned error' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    },
  ],
  [
    'groq',
    'openai-chat',
    'bad_request',
    {
      error: {
        message: 'Failed to call a function. Please adjust your prompt.',
        type: 'invalid_request_error',
        code: 'tool_use_failed',
        status_code: 400,
      },
    },
  ],
  [
    'openai',
    'openai-chat',
    'unavailable',
    { error: { message: 'The server had an error.', type: 'server_error', param: null } },
  ],
];

describe('an error inside a stream', () => {
  for (const [id, dialect, kind, body] of ERRORS) {
    test(`of ${id} in ${dialect} is ${kind}: ${JSON.stringify(body).slice(0, 60)}`, () => {
      const provider = findProvider(id);
      assert.ok(provider !== undefined);
      const event = (body as { type?: string }).type;
      const frame = { event, data: JSON.stringify(body) };
      const parser = chatDialect(dialect).provider.createStreamParser({
        traits: DEFAULT_TRAITS,
        mintId: (prefix) => prefix,
      });
      const [found] = parser.push(frame).filter(({ type }) => type === 'error');
      assert.ok(found?.type === 'error');
      const failure = classifyResponse(provider, {
        status: 200,
        headers: {},
        text: frame.data,
        body,
        error: found.error,
        nowMs: 0,
      });
      assert.equal(failure.kind, kind);
      assert.equal(parser.isComplete, false);
    });
  }
});
