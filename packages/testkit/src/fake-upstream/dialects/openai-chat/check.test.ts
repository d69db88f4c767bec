import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type RawAnswer, sendRaw } from '../../../raw-client.ts';
import { openFakeUpstream } from '../../fake-upstream.ts';

const upstream = await openFakeUpstream();
after(() => upstream.close());

const TOOL = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['c', 'f'] } },
      required: ['city'],
    },
  },
};

function ask(body: object, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return sendRaw({
    url: `${upstream.url}/v1/chat/completions`,
    headers: { authorization: 'Bearer key', ...headers },
    body: { model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'hello' }], ...body },
  });
}

interface Body {
  readonly choices: readonly {
    readonly message: {
      readonly reasoning_content?: string;
      readonly tool_calls?: readonly { readonly id: string }[];
    };
  }[];
}

describe('fake chat completions: refusals', () => {
  const user = { role: 'user', content: 'hello' };
  const calling = {
    role: 'assistant',
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
  };
  const cases: readonly (readonly [name: string, body: object, message: RegExp, param?: string])[] =
    [
      ['no messages', { messages: [] }, /empty array/, 'messages'],
      ['unknown role', { messages: [{ role: 'bot', content: 'x' }] }, /Invalid value: 'bot'/],
      [
        'null content',
        { messages: [{ role: 'user', content: null }] },
        /expected a string, got null/,
      ],
      [
        'tool message without a call',
        { messages: [user, { role: 'tool', tool_call_id: 'c1', content: 'x' }] },
        /must be a response to a preceding message/,
      ],
      [
        'call without a result',
        { messages: [user, calling, user] },
        /did not have response messages: c1/,
      ],
      [
        'arguments that are no string',
        {
          messages: [
            user,
            {
              role: 'assistant',
              tool_calls: [{ id: 'c', function: { name: 'f', arguments: {} } }],
            },
          ],
        },
        /expected a string, but got an object/,
      ],
      [
        'max_tokens for a reasoning model',
        { model: 'gpt-5', max_tokens: 5 },
        /max_completion_tokens/,
      ],
      ['temperature for a reasoning model', { model: 'o3', temperature: 0.2 }, /Only the default/],
      ['temperature out of range', { temperature: 3 }, /<= 2/, 'temperature'],
      ['an unknown parameter', { top_k: 4 }, /Unknown parameter: 'top_k'/, 'top_k'],
      ['five stops', { stop: ['a', 'b', 'c', 'd', 'e'] }, /maximum length 4/, 'stop'],
      ['tool choice without tools', { tool_choice: 'auto' }, /only allowed when 'tools'/],
      [
        'a tool name with a dot',
        { tools: [{ type: 'function', function: { name: 'a.b' } }] },
        /does not match pattern/,
        'tools[0].function.name',
      ],
      [
        'anyOf at the root of a schema',
        {
          tools: [
            {
              type: 'function',
              function: { name: 'a', parameters: { type: 'object', anyOf: [] } },
            },
          ],
        },
        /at the top level/,
      ],
      [
        'an open strict schema',
        {
          tools: [
            {
              type: 'function',
              function: { name: 'a', strict: true, parameters: { type: 'object' } },
            },
          ],
        },
        /additionalProperties/,
      ],
      [
        'JSON mode without the word',
        { response_format: { type: 'json_object' } },
        /the word 'json'/,
      ],
      ['stream options without a stream', { stream_options: {} }, /only allowed when 'stream'/],
      [
        'an unknown part',
        { messages: [{ role: 'user', content: [{ type: 'image' }] }] },
        /Invalid value: 'image'/,
      ],
    ];
  for (const [name, body, message, param] of cases) {
    test(`refuses ${name} with a 400 in OpenAI's shape`, async () => {
      const answer = await ask(body);
      assert.equal(answer.status, 400, answer.text);
      const { error } = answer.json() as { error: Record<string, unknown> };
      assert.deepEqual(Object.keys(error), ['message', 'type', 'param', 'code']);
      assert.match(String(error['message']), message);
      assert.equal(error['type'], 'invalid_request_error');
      if (param !== undefined) assert.equal(error['param'], param);
    });
  }

  test('takes unknown parameters for models of other servers', async () => {
    assert.equal((await ask({ model: 'qwen3', top_k: 4, enable_thinking: true })).status, 200);
  });

  test('refuses a missing and an unknown key', async () => {
    const none = await sendRaw({ url: `${upstream.url}/v1/chat/completions`, body: {} });
    assert.equal(none.status, 401);
    upstream.revokeKey('bad');
    const wrong = await ask({}, { authorization: 'Bearer bad' });
    assert.equal(wrong.status, 401);
    assert.match(wrong.text, /"invalid_api_key"/);
  });

  test('refuses a body that is not JSON', async () => {
    const answer = await sendRaw({
      url: `${upstream.url}/v1/chat/completions`,
      headers: { authorization: 'Bearer key' },
      body: '{"model":',
    });
    assert.equal(answer.status, 400);
    assert.match(answer.text, /could not parse the JSON body/);
  });

  test('wants its reasoning back with the calls of models that insist', async () => {
    const model = 'deepseek-reasoner';
    const first = (await ask({ model, tools: [TOOL] })).json() as Body;
    const { reasoning_content: reasoning, tool_calls: calls } = first.choices[0]?.message ?? {};
    const history = (message: object): object => ({
      model,
      tools: [TOOL],
      messages: [
        user,
        { role: 'assistant', content: null, tool_calls: calls, ...message },
        { role: 'tool', tool_call_id: calls?.[0]?.id, content: 'x' },
      ],
    });
    assert.match((await ask(history({}))).text, /Missing `reasoning_content`/);
    assert.equal((await ask(history({ reasoning_content: reasoning }))).status, 200);
  });
});
