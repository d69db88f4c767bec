import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOchaError } from '@ocha/kernel';
import type { ChatCall } from '../../../call.ts';
import type { Part } from '../../../part.ts';
import { encodeSignature } from '../../../signature-carrier.ts';
import { openaiChat } from '../index.ts';

const { inspect, parseCall } = openaiChat.client;

const USER = { role: 'user', content: 'hi' };
const request = (rest: Record<string, unknown> = {}) => ({ model: 'm', messages: [USER], ...rest });
const parse = (rest: Record<string, unknown> = {}): ChatCall => parseCall(request(rest), {});
const partsOf = (message: Record<string, unknown>): readonly Part[] =>
  parse({ messages: [message] }).messages[0]?.parts ?? [];

/** The field that a refusal names. */
function refused(body: unknown): string | undefined {
  try {
    inspect(body, {});
    parseCall(body, {});
  } catch (error) {
    assert.ok(isOchaError(error), String(error));
    assert.equal(error.code, 'invalid_request');
    return error.details.param ?? '(body)';
  }
  return undefined;
}

describe('a request that is not right', () => {
  const wrong: readonly [Record<string, unknown> | null | string, string][] = [
    [null, '(body)'],
    ['text', '(body)'],
    [{ messages: [USER] }, 'model'],
    [request({ model: 7 }), 'model'],
    [request({ messages: undefined }), 'messages'],
    [request({ messages: [] }), 'messages'],
    [request({ messages: ['hi'] }), 'messages[0]'],
    [request({ messages: [USER, { role: 'robot', content: 'x' }] }), 'messages[1].role'],
    [request({ messages: [{ role: 'user' }] }), 'messages[0].content'],
    [request({ messages: [{ role: 'user', content: 7 }] }), 'messages[0].content'],
    [request({ messages: [{ role: 'user', content: [{}] }] }), 'messages[0].content[0]'],
    [
      request({ messages: [{ role: 'user', content: [{ type: 'text' }] }] }),
      'messages[0].content[0].text',
    ],
    [
      request({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] }),
      'messages[0].content[0].image_url.url',
    ],
    [
      request({ messages: [{ role: 'user', content: [{ type: 'file', file: {} }] }] }),
      'messages[0].content[0].file',
    ],
    [
      request({
        messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }],
      }),
      'messages[0].content[0].input_audio.data',
    ],
    [request({ messages: [{ role: 'tool', content: 'x' }] }), 'messages[0].tool_call_id'],
    [request({ messages: [{ role: 'assistant', tool_calls: {} }] }), 'messages[0].tool_calls'],
    [
      request({ messages: [{ role: 'assistant', tool_calls: [{ id: 'a' }] }] }),
      'messages[0].tool_calls[0]',
    ],
    [
      request({
        messages: [{ role: 'assistant', tool_calls: [{ id: 7, function: { name: 'f' } }] }],
      }),
      'messages[0].tool_calls[0].id',
    ],
    [request({ stream: 'yes' }), 'stream'],
    [request({ stream_options: 1 }), 'stream_options'],
    [request({ tools: {} }), 'tools'],
    [request({ tools: [{ type: 'function', function: {} }] }), 'tools[0].function.name'],
    [request({ tool_choice: 'maybe' }), 'tool_choice'],
    [request({ response_format: 'json' }), 'response_format'],
    [request({ response_format: { type: 'json_schema' } }), 'response_format.json_schema'],
    [request({ temperature: 'hot' }), 'temperature'],
    [request({ stop: [1] }), 'stop[0]'],
    [request({ n: 0 }), 'n'],
    [request({ max_tokens: 0 }), 'max_tokens'],
    [request({ logit_bias: { 50: 'x' } }), 'logit_bias.50'],
    [request({ verbosity: 'loud' }), 'verbosity'],
  ];
  for (const [body, param] of wrong) {
    test(`names ${param} in ${JSON.stringify(body)?.slice(0, 70)}`, () => {
      assert.equal(refused(body), param);
    });
  }
});

describe('the first look at a request', () => {
  test('finds model, mode and end user', () => {
    const found = inspect(
      request({ stream: true, stream_options: { include_usage: true }, user: 'u' }),
      {},
    );
    assert.deepEqual(
      [found.model, found.isStream, found.wantsStreamUsage, found.endUser],
      ['m', true, true, 'u'],
    );
    assert.equal(inspect({ messages: [USER] }, { model: 'from-path' }).model, 'from-path');
  });

  test('finds what the request needs', () => {
    const needs = (rest: Record<string, unknown>) => {
      const found = inspect(request(rest), {}).needs;
      return Object.entries(found).flatMap(([name, need]) =>
        need === true ? [name] : typeof need === 'string' ? [`${name}: ${need}`] : [],
      );
    };
    const content = (part: Record<string, unknown>) => ({
      messages: [{ role: 'user', content: [part] }],
    });
    const data = 'data:application/pdf;base64,AAAA';
    assert.deepEqual(needs({}), []);
    assert.deepEqual(needs({ tools: [{ type: 'function', function: { name: 'f' } }] }), ['tools']);
    assert.deepEqual(needs({ functions: [{ name: 'f' }] }), ['tools']);
    assert.deepEqual(needs({ tools: [{ type: 'openrouter:web_search' }] }), [
      'tools',
      'nativeOnly: openrouter:web_search',
    ]);
    assert.deepEqual(needs(content({ type: 'image_url', image_url: { url: 'data:x' } })), [
      'images',
    ]);
    assert.deepEqual(needs(content({ type: 'file', file: { file_data: data } })), ['files']);
    assert.deepEqual(needs(content({ type: 'file', file: { file_id: 'f' } })), [
      'files',
      'nativeOnly: file_id',
    ]);
    assert.deepEqual(
      needs(content({ type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } })),
      ['audio'],
    );
    assert.deepEqual(needs(content({ type: 'hologram' })), ['nativeOnly: hologram']);
    assert.deepEqual(
      needs({ response_format: { type: 'json_schema', json_schema: { schema: {} } } }),
      ['jsonSchema'],
    );
    assert.deepEqual(needs({ response_format: { type: 'grammar' } }), ['nativeOnly: grammar']);
    assert.deepEqual(needs({ reasoning_effort: 'low' }), ['reasoning']);
    assert.deepEqual(needs({ reasoning_effort: 'none' }), []);
    assert.deepEqual(needs({ thinking: { type: 'disabled' } }), []);
    assert.deepEqual(needs({ modalities: ['text', 'audio'] }), ['audio']);
    assert.deepEqual(needs({ web_search_options: {} }), ['nativeOnly: web_search_options']);
  });

  test('finds every address of media, also in tool results, and no other text', () => {
    const found = inspect(
      request({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image_url', image_url: { url: 'https://a.test/1' } },
              { type: 'image_url', image_url: 'HTTP://a.test/2' },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
              { type: 'file', file: { file_data: 'http://a.test/3' } },
              { type: 'video_url', video_url: { url: 'https://a.test/4' } },
              { type: 'text', text: 'https://a.test/no' },
            ],
          },
          {
            role: 'tool',
            tool_call_id: 'a',
            content: [{ type: 'image_url', image_url: { url: 'https://a.test/5' } }],
          },
        ],
      }),
      {},
    );
    assert.deepEqual(found.mediaUrls, [
      'https://a.test/1',
      'HTTP://a.test/2',
      'http://a.test/3',
      'https://a.test/4',
      'https://a.test/5',
    ]);
  });
});

describe('a request as a call', () => {
  test('keeps every knob in its place and every unknown field in extra', () => {
    const call = parse({
      stream: true,
      stream_options: { include_usage: true, include_obfuscation: false },
      temperature: 0.5,
      top_p: 0.9,
      top_k: 40,
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      seed: 7,
      stop: 'END',
      logit_bias: { 50256: -100 },
      logprobs: true,
      top_logprobs: 3,
      max_completion_tokens: 100,
      max_tokens: 50,
      n: 2,
      user: 'u',
      metadata: { k: 'v' },
      service_tier: 'flex',
      prompt_cache_key: 'p',
      verbosity: 'low',
      modalities: ['TEXT'],
      reasoning_effort: 'high',
      parallel_tool_calls: false,
      store: true,
      prediction: { type: 'content', content: 'x' },
    });
    const { messages: _messages, ...rest } = call;
    assert.deepEqual(rest, {
      operation: 'chat',
      dialect: 'openai-chat',
      model: 'm',
      isStream: true,
      wantsStreamUsage: true,
      allowsParallelToolCalls: false,
      reasoning: { effort: 'high' },
      sampling: {
        temperature: 0.5,
        topP: 0.9,
        topK: 40,
        frequencyPenalty: 0.1,
        presencePenalty: 0.2,
        seed: 7,
        stop: ['END'],
        logitBias: { 50256: -100 },
        logprobs: { top: 3 },
      },
      outputTokensMax: 100,
      choiceCount: 2,
      endUser: 'u',
      metadata: { k: 'v' },
      serviceTier: 'flex',
      promptCacheKey: 'p',
      verbosity: 'low',
      modalities: ['text'],
      extra: {
        store: true,
        prediction: { type: 'content', content: 'x' },
        stream_options: { include_obfuscation: false },
      },
    });
    assert.ok(Object.isFrozen(call));
  });

  test('understands every way to ask for reasoning', () => {
    const of = (rest: Record<string, unknown>) => parse(rest).reasoning;
    assert.deepEqual(of({ reasoning: { effort: 'low', exclude: true } }), {
      effort: 'low',
      summary: 'none',
    });
    assert.deepEqual(of({ reasoning: { max_tokens: 2000 } }), { budgetTokens: 2000 });
    assert.deepEqual(of({ reasoning: { enabled: false } }), { isEnabled: false });
    assert.deepEqual(of({ thinking: { type: 'enabled', budget_tokens: 5 } }), {
      isEnabled: true,
      budgetTokens: 5,
    });
    assert.deepEqual(of({ enable_thinking: true, thinking_budget: 9 }), {
      isEnabled: true,
      budgetTokens: 9,
    });
    assert.equal(of({}), undefined);
    const made = parse({ reasoning_effort: 'default' });
    assert.deepEqual([made.reasoning, made.extra], [undefined, { reasoning_effort: 'default' }]);
  });

  test('understands tools and tool choices of every form', () => {
    const weather = {
      name: 'weather',
      description: 'd',
      parameters: { type: 'object' },
      strict: true,
    };
    const { tools, toolChoice } = parse({
      tools: [
        { type: 'function', function: weather, cache_control: { type: 'ephemeral', ttl: '1h' } },
        { type: 'custom', custom: { name: 'sql', format: { type: 'text' } } },
        { type: 'web_search', filters: 1 },
      ],
      tool_choice: { type: 'function', function: { name: 'weather' } },
    });
    assert.deepEqual(tools, [
      { type: 'function', ...weather, cache: { ttl: '1h' } },
      { type: 'custom', name: 'sql', format: { type: 'text' } },
      {
        type: 'native',
        dialect: 'openai-chat',
        name: 'web_search',
        value: { type: 'web_search', filters: 1 },
      },
    ]);
    assert.deepEqual(toolChoice, { type: 'tool', name: 'weather', kind: 'function' });
    assert.deepEqual(parse({ tool_choice: 'any' }).toolChoice, { type: 'required' });
    const tool = { type: 'function', function: { name: 'weather' } };
    const allowed = { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [tool] } };
    assert.deepEqual(parse({ tool_choice: allowed }).toolChoice, {
      type: 'allowed',
      mode: 'required',
      names: ['weather'],
    });
  });

  test('reads every part of a user turn', () => {
    const parts = partsOf({
      role: 'user',
      content: [
        { type: 'text', text: 'x', cache_control: { type: 'ephemeral' } },
        { type: 'image_url', image_url: { url: 'https://a.test/i', detail: 'low' } },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
        {
          type: 'file',
          file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' },
        },
        { type: 'file', file: { file_id: 'file-1' } },
        { type: 'hologram', depth: 3 },
      ],
    });
    const pdf = { kind: 'base64', data: 'AAAA' };
    assert.deepEqual(parts, [
      { type: 'text', text: 'x', cache: {} },
      { type: 'image', source: { kind: 'url', url: 'https://a.test/i' }, detail: 'low' },
      { type: 'image', source: pdf, mediaType: 'image/png' },
      { type: 'audio', source: pdf, mediaType: 'audio/mp3' },
      { type: 'file', source: pdf, mediaType: 'application/pdf', filename: 'a.pdf' },
      { type: 'file', source: { kind: 'id', id: 'file-1' } },
      {
        type: 'native',
        dialect: 'openai-chat',
        name: 'hologram',
        value: { type: 'hologram', depth: 3 },
      },
    ]);
  });

  test('reads an assistant turn in the order that issuers of signatures demand', () => {
    const parts = partsOf({
      role: 'assistant',
      content: 'text',
      refusal: 'no',
      reasoning_content: 'hm',
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }],
    });
    assert.deepEqual(
      parts.map((part) => part.type),
      ['reasoning', 'text', 'refusal', 'tool-call'],
    );
    assert.deepEqual(partsOf({ role: 'assistant', content: null }), []);
    assert.deepEqual(partsOf({ role: 'assistant', content: '' }), []);
  });

  test('never lets a call’s arguments be empty or an object', () => {
    const call = (args: unknown) =>
      partsOf({
        role: 'assistant',
        tool_calls: [{ id: 'a', function: { name: 'f', arguments: args } }],
      })[0];
    for (const [given, text] of [
      ['', '{}'],
      [null, '{}'],
      [{ x: 1 }, '{"x":1}'],
      ['{"a":', '{"a":'],
    ])
      assert.equal((call(given) as { arguments?: string }).arguments, text);
  });

  test('gives reasoning back to its issuer, in every carrier', () => {
    const reasoning = (fields: Record<string, unknown>) =>
      partsOf({ role: 'assistant', content: 'x', ...fields }).filter(
        (part) => part.type === 'reasoning',
      );
    const own = { issuer: 'anthropic-messages', value: 'sig' } as const;
    const detail = {
      type: 'reasoning.text',
      text: 'hm',
      signature: 'sig',
      format: own.issuer,
      index: 0,
    };
    const signed = [{ type: 'reasoning', text: 'hm', signature: own }];
    assert.deepEqual(reasoning({ reasoning_details: [detail], reasoning_content: 'hm' }), signed);
    assert.deepEqual(
      reasoning({
        reasoning_details: [
          { ...detail, text: 'h', signature: undefined },
          { ...detail, text: 'm' },
        ],
      }),
      signed,
    );
    assert.deepEqual(
      reasoning({ thinking_blocks: [{ type: 'thinking', thinking: 'hm', signature: 'sig' }] }),
      signed,
    );
    assert.deepEqual(reasoning({ thinking_blocks: [{ type: 'redacted_thinking', data: 'sig' }] }), [
      { type: 'reasoning', text: '', signature: own, isRedacted: true },
    ]);
    assert.deepEqual(reasoning({ reasoning: 'hm' }), [{ type: 'reasoning', text: 'hm' }]);
  });

  test('gives a signature on a tool call back to its issuer', () => {
    const carried = (text: string) => {
      const extra_content = { google: { thought_signature: text } };
      const call = { id: 'a', function: { name: 'f', arguments: '{}' }, extra_content };
      const [part] = partsOf({ role: 'assistant', tool_calls: [call] });
      return part?.type === 'tool-call' ? part.signature : undefined;
    };
    assert.deepEqual(carried('sig'), { issuer: 'gemini', value: 'sig' });
    const foreign = { issuer: 'openai-responses', value: 'enc' } as const;
    assert.deepEqual(carried(encodeSignature(foreign, 'gemini')), foreign);
  });

  test('joins results with calls where neither has an id, the same in every turn', () => {
    const function_ = { name: 'f', arguments: '{}' };
    const messages = [
      {
        role: 'assistant',
        tool_calls: [{ function: function_ }, { id: 'b', function: function_ }],
      },
      { role: 'tool', tool_call_id: 'b', content: '2' },
      { role: 'tool', content: '1' },
    ];
    const ids = parse({ messages }).messages.flatMap(({ parts }) =>
      parts.map((part) => (part.type === 'tool-result' ? part.callId : 'id' in part && part.id)),
    );
    assert.deepEqual(ids, ['call_0_0', 'b', 'b', 'call_0_0']);
  });

  test('joins results of the older functions with their calls, the same in every turn', () => {
    const messages = [
      USER,
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
      { role: 'function', name: 'f', content: 'done' },
    ];
    const call = parse({ messages, functions: [{ name: 'f' }] });
    assert.deepEqual(call.messages[1]?.parts[0], {
      type: 'tool-call',
      id: 'call_function_1',
      name: 'f',
      arguments: '{}',
    });
    assert.deepEqual(call.messages[2]?.parts[0], {
      type: 'tool-result',
      callId: 'call_function_1',
      name: 'f',
      content: [{ type: 'text', text: 'done' }],
    });
    assert.equal(call.allowsParallelToolCalls, false);
  });

  test('cannot be polluted through the prototype', () => {
    const body: unknown = JSON.parse(
      '{"model":"m","messages":[{"role":"user","content":"x"}],"__proto__":{"polluted":1}}',
    );
    parseCall(body, {});
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});
