import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WireError } from '../../../dialect.ts';
import { DEFAULT_TRAITS } from '../../../traits.ts';
import { parseError, renderError } from '../terms/errors.ts';
import { readUsage, writeUsage } from '../terms/usage.ts';
import { parseAnswer, readAnswer } from './parse-answer.ts';

const CONTEXT = { traits: DEFAULT_TRAITS, mintId: (prefix: string) => `${prefix}_1` };

function response(output: readonly unknown[], fields: Record<string, unknown> = {}) {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 5,
    model: 'gpt',
    status: 'completed',
    error: null,
    output,
    ...fields,
  };
}

const TEXT = { type: 'message', id: 'msg_1', content: [{ type: 'output_text', text: 'Hi' }] };
const CALL = { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'f', arguments: '{"a":1}' };

describe('whole responses', () => {
  test('become answers with their items in order', () => {
    const answer = parseAnswer(
      response(
        [
          { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'enc' },
          TEXT,
          { type: 'file_search_call', id: 'fs_1' },
          CALL,
        ],
        { service_tier: 'default' },
      ),
      CONTEXT,
    );
    assert.deepEqual(answer, {
      id: 'resp_1',
      model: 'gpt',
      createdAt: 5,
      serviceTier: 'default',
      choices: [
        {
          index: 0,
          reason: 'tool-calls',
          parts: [
            {
              type: 'reasoning',
              text: '',
              isSummary: true,
              itemId: 'rs_1',
              signature: { issuer: 'openai-responses', value: 'enc' },
            },
            { type: 'text', text: 'Hi' },
            {
              type: 'native',
              dialect: 'openai-responses',
              name: 'file_search_call',
              value: { type: 'file_search_call', id: 'fs_1' },
            },
            { type: 'tool-call', id: 'c1', name: 'f', arguments: '{"a":1}', itemId: 'fc_1' },
          ],
        },
      ],
    });
  });

  test('what is no response is not taken for an empty one', () => {
    for (const body of [null, 'text', [], {}, { choices: [] }])
      assert.throws(() => parseAnswer(body, CONTEXT), WireError);
  });

  test('the fast lane reads the same facts without building an answer', () => {
    const usage = { input_tokens: 3, output_tokens: 4 };
    assert.deepEqual(readAnswer(response([TEXT], { usage }), DEFAULT_TRAITS), {
      usage: { inputTokens: 3, outputTokens: 4 },
      reason: 'stop',
      model: 'gpt',
      isEmpty: false,
    });
    assert.equal(readAnswer(response([]), DEFAULT_TRAITS).isEmpty, true);
    assert.equal(readAnswer(response([{ type: 'reasoning' }]), DEFAULT_TRAITS).isEmpty, true);
    assert.equal(readAnswer(response([CALL]), DEFAULT_TRAITS).reason, 'tool-calls');
    const cut = response([], {
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
    assert.deepEqual(
      [readAnswer(cut, DEFAULT_TRAITS).isEmpty, readAnswer(cut, DEFAULT_TRAITS).reason],
      [false, 'length'],
    );
  });

  test('a failure inside a 200 is an error', () => {
    const failed = response([], {
      status: 'failed',
      error: { code: 'rate_limit_exceeded', message: 'slow down' },
    });
    assert.equal(readAnswer(failed, DEFAULT_TRAITS).error?.status, 429);
    assert.equal(parseError(failed)?.message, 'slow down');
    assert.equal(parseError(response([], { status: 'cancelled' }))?.status, 500);
    const quota = response([], {
      status: 'failed',
      error: { code: 'insufficient_quota', message: 'pay' },
    });
    assert.equal(parseError(quota)?.isQuota, true);
    assert.equal(parseError(response([TEXT])), undefined);
  });
});

describe('errors of providers in every shape', () => {
  test('are read', () => {
    const shapes: readonly (readonly [unknown, string, number | undefined])[] = [
      [{ error: { message: 'm', type: 'invalid_request_error', code: null } }, 'm', 400],
      [{ code: 'The model does not exist', error: 'm' }, 'm', undefined],
      [{ error: { code: 400, message: 'm', type: 'exceed_context_size_error' } }, 'm', 400],
      [{ detail: 'm' }, 'm', undefined],
      [{ type: 'error', code: 'invalid_prompt', message: 'm', param: null }, 'm', 400],
      [{ type: 'error', code: 'image_parse_error', message: 'm' }, 'm', 400],
      [{ object: 'error', message: 'm', type: 'x', raw_status_code: 503 }, 'm', 503],
    ];
    for (const [body, message, status] of shapes) {
      const error = parseError(body);
      assert.ok(error?.message.includes(message), JSON.stringify(body));
      assert.equal(error?.status, status, JSON.stringify(body));
    }
    assert.equal(parseError({ error: null }), undefined);
  });

  test('ours have the shape that the stock clients read', () => {
    assert.deepEqual(
      renderError({ status: 429, code: 'rate_limited', message: 'm', requestId: 'req_1' }),
      {
        error: {
          message: 'm',
          type: 'rate_limit_error',
          param: null,
          code: 'rate_limited',
          request_id: 'req_1',
        },
      },
    );
  });
});

describe('usage', () => {
  test('reasoning that is reported beside the output is added, once', () => {
    const beside = {
      input_tokens: 10,
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 7 },
      total_tokens: 22,
    };
    const traits = { ...DEFAULT_TRAITS, usageIncludesReasoning: false };
    assert.equal(readUsage(beside, traits)?.outputTokens, 12);
    assert.equal(readUsage({ ...beside, total_tokens: 15 }, traits)?.outputTokens, 5);
    assert.equal(readUsage(beside, DEFAULT_TRAITS)?.outputTokens, 5);
  });

  test('is the same after a round trip', () => {
    const usage = {
      inputTokens: 10,
      outputTokens: 5,
      cacheReadTokens: 3,
      cacheWriteTokens: 2,
      reasoningTokens: 1,
    };
    assert.deepEqual(readUsage(writeUsage(usage), DEFAULT_TRAITS), usage);
  });
});
