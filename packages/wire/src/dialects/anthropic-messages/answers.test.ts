import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseContext, renderContext, type Wire } from '../../../test/anthropic-messages.ts';
import type { Answer } from '../../answer.ts';
import type { Part } from '../../part.ts';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { anthropicMessages } from './index.ts';
import { decodeToolName, encodeToolCallId, encodeToolName } from './terms/tool-name.ts';

const { client, provider } = anthropicMessages;
const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude',
  content: [{ type: 'text', text: 'hi' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 3, output_tokens: 2, service_tier: 'standard' },
};
const parse = (changes: object) => provider.parseAnswer({ ...MESSAGE, ...changes }, parseContext());
const facts = (changes: object) => provider.readAnswer({ ...MESSAGE, ...changes }, DEFAULT_TRAITS);

function renderParts(parts: readonly Part[], changes: Partial<Answer> = {}): Wire {
  const answer: Answer = {
    id: 'x',
    model: 'm',
    choices: [{ index: 0, parts, reason: 'stop' }],
    ...changes,
  };
  return client.renderAnswer(answer, renderContext());
}

describe('reading a whole answer', () => {
  test('an error body with status 200 is no answer', () => {
    const error = { type: 'error', error: { type: 'api_error', message: 'boom' } };
    assert.throws(() => provider.parseAnswer(error, parseContext()), {
      name: 'WireError',
      message: /boom/,
    });
    const minimax = { base_resp: { status_code: 1002, status_msg: 'slow down' } };
    assert.equal(facts(minimax).error?.status, 429);
    assert.throws(() => provider.parseAnswer('<html>', parseContext()), { name: 'WireError' });
  });

  test('content as null, as text and tool input as text are understood', () => {
    assert.deepEqual(parse({ content: null }).choices[0]?.parts, []);
    assert.deepEqual(parse({ content: 'hi' }).choices[0]?.parts, [{ type: 'text', text: 'hi' }]);
    const content = [{ type: 'tool_use', id: 'a', name: 'look', input: '{"x":1}' }];
    const [part] = parse({ content }).choices[0]?.parts ?? [];
    assert.equal(part?.type === 'tool-call' && part.arguments, '{"x":1}');
  });

  test('a stop reason that is new to us keeps its name', () => {
    const [choice] = parse({ stop_reason: 'tired' }).choices;
    assert.deepEqual([choice?.reason, choice?.nativeReason], ['other', 'tired']);
    assert.equal(parse({ stop_reason: 'refusal' }).choices[0]?.reason, 'refusal');
    assert.equal(
      parse({ stop_reason: 'model_context_window_exceeded' }).choices[0]?.reason,
      'context-exceeded',
    );
  });

  test('empty means no content and an ordinary end', () => {
    assert.equal(facts({}).isEmpty, false);
    assert.equal(facts({ content: [] }).isEmpty, true);
    assert.equal(facts({ content: [{ type: 'text', text: '' }] }).isEmpty, true);
    assert.equal(facts({ content: [], stop_reason: 'refusal' }).isEmpty, false);
    const thought = [{ type: 'thinking', thinking: 'hm', signature: 's' }];
    assert.equal(facts({ content: thought }).isEmpty, false);
  });
});

describe('writing a whole answer', () => {
  test('every field that the SDKs declare is there', () => {
    const body = renderParts([{ type: 'text', text: 'hi' }], {
      usage: { inputTokens: 10, outputTokens: 2, cacheWriteTokens: 4, cacheWriteLongTokens: 3 },
      serviceTier: 'flex',
    });
    assert.equal(body.type, 'message');
    assert.equal(body.role, 'assistant');
    assert.equal(body.stop_reason, 'end_turn');
    assert.equal(body.stop_sequence, null);
    assert.deepEqual(body.usage, {
      input_tokens: 6,
      cache_creation_input_tokens: 4,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 3 },
      output_tokens: 2,
      service_tier: 'standard',
    });
  });

  test('a broken tool call reaches the client whole, a refusal and a picture are not lost', () => {
    const body = renderParts([
      { type: 'tool-call', id: 'a', name: 'look', arguments: '{"x' },
      { type: 'refusal', text: 'no' },
      { type: 'image', source: { kind: 'base64', data: 'AA' }, mediaType: 'image/png' },
    ]);
    assert.deepEqual(body.content[0].input, { _raw: '{"x' });
    assert.equal(body.content[1].text, 'no');
    assert.equal(body.content[2].source.media_type, 'image/png');
  });

  test('a citation of another dialect is told in words of this one', () => {
    const annotations = [{ type: 'url' as const, url: 'https://a.example', title: 'A' }];
    const [block] = renderParts([{ type: 'text', text: 'hi', annotations }]).content;
    assert.equal(block.citations[0].url, 'https://a.example');
    assert.deepEqual(renderParts([{ type: 'text', text: '', annotations }]).content, []);
  });
});

describe('errors', () => {
  test('have the type that the API has for their status', () => {
    const typeOf = (status: number) =>
      (client.renderError({ status, code: 'c', message: 'm', requestId: 'r', param: 'p' }) as Wire)
        .error.type;
    const wanted: [number, string][] = [
      [400, 'invalid_request_error'],
      [401, 'authentication_error'],
      [403, 'permission_error'],
      [404, 'not_found_error'],
      [408, 'invalid_request_error'],
      [413, 'request_too_large'],
      [429, 'rate_limit_error'],
      [500, 'api_error'],
      [503, 'overloaded_error'],
      [504, 'timeout_error'],
      [529, 'overloaded_error'],
    ];
    for (const [status, type] of wanted) assert.equal(typeOf(status), type);
  });

  test('about a thread say so in the details that clients look for before they go on without', () => {
    const view = { status: 400, message: 'm', requestId: 'r' };
    const detailsOf = (code: string, param: string) =>
      (client.renderError({ ...view, code, param }) as Wire).error.details;
    assert.equal(
      detailsOf('unsupported_feature', 'thread').error_code,
      'thread_unsupported_request',
    );
    assert.equal(detailsOf('unsupported_feature', 'model'), undefined);
  });

  test('keep our code and the field beside the message', () => {
    assert.deepEqual(
      client.renderError({
        status: 400,
        code: 'invalid_request',
        message: 'm',
        requestId: 'r',
        param: 'p',
      }),
      {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message: 'm',
          code: 'invalid_request',
          param: 'p',
        },
        request_id: 'r',
      },
    );
  });

  test('of providers are read in their own shape', () => {
    const error = provider.parseError({
      type: 'error',
      error: {
        type: 'rate_limit_error',
        message: 'limit',
        details: { error_code: 'enforced_spend_limit_reached' },
      },
      request_id: 'req_1',
    });
    assert.equal(error?.status, 429);
    assert.equal(error?.code, 'enforced_spend_limit_reached');
    assert.equal(error?.isQuota, true);
    assert.equal(provider.parseError(MESSAGE), undefined);
  });
});

describe('names and ids', () => {
  test('tool names are mapped one to one, and back without the request', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }), (name) => {
        // Lone surrogates cannot be written as UTF-8; no JSON parser of a client sends them.
        fc.pre(name.isWellFormed() && Buffer.byteLength(name) <= 40);
        const encoded = encodeToolName(name);
        assert.match(encoded, /^[a-zA-Z0-9_-]{1,128}$/);
        assert.equal(decodeToolName(encoded), name);
      }),
    );
  });

  test('a name with dots comes back in calls of answers', () => {
    const content = [
      { type: 'tool_use', id: 'a', name: encodeToolName('mcp.files.read'), input: {} },
    ];
    const [part] = parse({ content }).choices[0]?.parts ?? [];
    assert.equal(part?.type === 'tool-call' && part.name, 'mcp.files.read');
  });

  test('names that the model makes up are left alone, those too long to map are refused', () => {
    for (const name of ['ocha--', 'ocha---', 'ocha---ZZ', 'ocha---F', `ocha--${'a'.repeat(200)}`])
      assert.equal(typeof decodeToolName(name), 'string');
    assert.throws(() => encodeToolName('.'.repeat(129)), { code: 'unsupported_feature' });
  });

  test('call ids never collide', () => {
    const ids = fc.uniqueArray(fc.string({ maxLength: 12 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(ids, (list) => {
        const wellFormed = list.filter((id) => id.isWellFormed());
        const encoded = wellFormed.map(encodeToolCallId);
        assert.equal(new Set(encoded).size, wellFormed.length);
        assert.ok(encoded.every((id) => /^[a-zA-Z0-9_-]+$/.test(id)));
      }),
    );
  });
});
