import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { render } from '../../../../test/anthropic-messages.ts';
import { anthropicMessages } from '../index.ts';

const { client } = anthropicMessages;
const BASE = { model: 'claude', max_tokens: 10, messages: [{ role: 'user', content: 'hi' }] };

const parse = (changes: object) => client.parseCall({ ...BASE, ...changes }, {});
const inspect = (changes: object) => client.inspect({ ...BASE, ...changes }, {});
const user = (...content: object[]) => ({ messages: [{ role: 'user', content }] });
const assistant = (...content: object[]) => ({
  messages: [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content },
  ],
});

describe('shape errors name the field', () => {
  const cases: [string, object, string][] = [
    ['no max_tokens', { max_tokens: undefined }, 'max_tokens'],
    ['max_tokens as text', { max_tokens: '10' }, 'max_tokens'],
    ['no model', { model: undefined }, 'model'],
    ['no messages', { messages: [] }, 'messages'],
    ['a role that is none', { messages: [{ role: 'tool', content: '' }] }, 'messages[0].role'],
    ['content that is none', { messages: [{ role: 'user' }] }, 'messages[0].content'],
    ['a text block without text', user({ type: 'text' }), 'messages[0].content[0].text'],
    [
      'an image without a known source',
      user({ type: 'image', source: { type: 'magic' } }),
      'messages[0].content[0].source.type',
    ],
    [
      'a result inside a result',
      user({
        type: 'tool_result',
        tool_use_id: 'a',
        content: [{ type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: '' }] }],
      }),
      'messages[0].content[0].content[0].type',
    ],
    ['a tool without a name', { tools: [{ input_schema: {} }] }, 'tools[0].name'],
    ['stream as text', { stream: 'yes' }, 'stream'],
  ];
  for (const [name, changes, param] of cases) {
    test(name, () => {
      assert.throws(
        () => inspect(changes),
        (error: { code?: string; details?: { param?: string } }) =>
          error.code === 'invalid_request' && error.details?.param === param,
      );
      assert.throws(() => parse(changes), { code: 'invalid_request' });
    });
  }

  test('a message thread is refused: a turn of it could be served by one provider account only', () => {
    const thread = { type: 'continue', previous_message_id: 'msg_1' };
    assert.throws(
      () => inspect({ thread }),
      (error: { code?: string; details?: { param?: string } }) =>
        error.code === 'unsupported_feature' && error.details?.param === 'thread',
    );
    inspect({ thread: null });
  });

  test('the sentence for an absent max_tokens is the one the API itself says', () => {
    assert.throws(() => inspect({ max_tokens: null }), { message: 'max_tokens: Field required' });
  });
});

describe('the first look', () => {
  test('finds what a request needs and every URL, in tool results too', () => {
    const found = inspect({
      ...user(
        {
          type: 'tool_result',
          tool_use_id: 'a',
          content: [{ type: 'image', source: { type: 'url', url: 'https://a.example/1.png' } }],
        },
        { type: 'document', source: { type: 'url', url: 'http://a.example/2.pdf' } },
        { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'x' } },
      ),
      stream: true,
      tools: [{ name: 'look', input_schema: {} }],
      thinking: { type: 'adaptive' },
      output_config: { format: { type: 'json_schema', schema: {} } },
      metadata: { user_id: 'u' },
    });
    assert.deepEqual(found, {
      model: 'claude',
      isStream: true,
      wantsStreamUsage: true,
      needs: {
        tools: true,
        images: true,
        files: true,
        audio: false,
        jsonSchema: true,
        reasoning: true,
      },
      mediaUrls: ['https://a.example/1.png', 'http://a.example/2.pdf'],
      endUser: 'u',
    });
  });

  test('names what only this dialect can carry', () => {
    const only = (changes: object) => inspect(changes).needs.nativeOnly;
    assert.equal(only({}), undefined);
    assert.match(
      only({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }) ?? '',
      /web_search_20250305/,
    );
    assert.match(only(user({ type: 'container_upload', file_id: 'f' })) ?? '', /container_upload/);
    assert.equal(only({ mcp_servers: [{ url: 'x' }] }), 'mcp_servers');
    assert.equal(
      only(user({ type: 'image', source: { type: 'file', file_id: 'f' } })),
      'an uploaded file',
    );
  });
});

describe('the whole request', () => {
  test('system, tools and knobs find their canonical places', () => {
    const call = parse({
      system: [{ type: 'text', text: 'be', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      tools: [
        {
          name: 'look',
          description: 'd',
          input_schema: { type: 'object' },
          cache_control: { type: 'ephemeral' },
          defer_loading: true,
        },
        { type: 'bash_20250124', name: 'bash' },
      ],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      stop_sequences: ['X'],
      temperature: 0.5,
      top_k: 3,
      service_tier: 'auto',
      context_management: { edits: [] },
      metadata: { user_id: 'u', other: 1 },
    });
    assert.deepEqual(call.messages[0], {
      role: 'system',
      parts: [{ type: 'text', text: 'be', cache: { ttl: '1h' } }],
    });
    assert.deepEqual(call.tools, [
      {
        type: 'function',
        name: 'look',
        description: 'd',
        parameters: { type: 'object' },
        cache: {},
        native: { dialect: 'anthropic-messages', fields: { defer_loading: true } },
      },
      {
        type: 'native',
        dialect: 'anthropic-messages',
        name: 'bash',
        value: { type: 'bash_20250124', name: 'bash' },
      },
    ]);
    assert.deepEqual(call.toolChoice, { type: 'required' });
    assert.equal(call.allowsParallelToolCalls, false);
    assert.deepEqual(call.sampling, { temperature: 0.5, topK: 3, stop: ['X'] });
    assert.equal(call.endUser, 'u');
    assert.deepEqual(call.extra, { context_management: { edits: [] }, metadata: { other: 1 } });
    assert.ok(Object.isFrozen(call));
  });

  test('tool results become a tool turn before the rest of their user turn', () => {
    const call = parse(
      user(
        { type: 'text', text: 'and?' },
        { type: 'tool_result', tool_use_id: 'a', content: 'ok' },
      ),
    );
    assert.deepEqual(
      call.messages.map((message) => message.role),
      ['tool', 'user'],
    );
  });

  test('results with blocks that no other dialect knows stay whole', () => {
    const block = {
      type: 'tool_result',
      tool_use_id: 'a',
      content: [{ type: 'tool_reference', tool_name: 'look' }],
    };
    const call = parse(user(block));
    assert.equal(call.messages[0]?.parts[0]?.type, 'native');
    assert.deepEqual(render(call).body.messages[0].content, [block]);
  });

  test('search results and cited documents are text files to others and whole to their own', () => {
    const search = {
      type: 'search_result',
      source: 'https://a.example',
      title: 'A',
      content: [{ type: 'text', text: 'one' }],
      citations: { enabled: true },
    };
    const document = {
      type: 'document',
      source: { type: 'text', media_type: 'text/plain', data: 'two' },
      title: 'B',
      context: 'c',
      citations: { enabled: true },
    };
    const call = parse(user(search, document));
    const parts = call.messages[0]?.parts ?? [];
    assert.deepEqual(
      parts.map((part) => part.type === 'file' && part.source),
      [
        { kind: 'text', text: 'one' },
        { kind: 'text', text: 'two' },
      ],
    );
    assert.deepEqual(render(call).body.messages[0].content, [search, document]);
  });

  test('every form of the thinking config is read', () => {
    const reasoning = (thinking: object, output_config?: object) =>
      parse({ thinking, output_config }).reasoning;
    assert.deepEqual(reasoning({ type: 'enabled', budget_tokens: 2000 }), {
      isEnabled: true,
      budgetTokens: 2000,
    });
    assert.deepEqual(reasoning({ type: 'adaptive', display: 'omitted' }, { effort: 'max' }), {
      isEnabled: true,
      effort: 'max',
      summary: 'none',
    });
    assert.deepEqual(reasoning({ type: 'disabled' }), { isEnabled: false });
    const novel = parse({ thinking: { type: 'between_tools' } });
    assert.deepEqual(novel.extra['thinking'], { type: 'between_tools' });
    const { body } = render(novel, { thinking: 'adaptive' });
    assert.deepEqual(body.thinking, { type: 'between_tools' });
  });

  test('the older output_format is read, and words that are new to us go on as they are', () => {
    const schema = { type: 'object' };
    const call = parse({
      output_format: { type: 'json_schema', schema },
      output_config: { effort: 'ultra' },
    });
    assert.deepEqual(call.responseFormat, { type: 'json-schema', name: 'answer', schema });
    assert.deepEqual(call.extra['output_config'], { effort: 'ultra' });
  });
});

describe('signatures that a client replays', () => {
  const wrap = (value: object) =>
    `ocha.${Buffer.from(JSON.stringify(value)).toString('base64url')}`;

  test('go back to their issuer', () => {
    const call = parse(
      assistant(
        { type: 'thinking', thinking: 'a', signature: 'own' },
        { type: 'thinking', thinking: 'b', signature: wrap({ issuer: 'gemini', value: 'g' }) },
        { type: 'thinking', thinking: 'c', signature: '' },
        { type: 'redacted_thinking', data: 'own' },
      ),
    );
    const issuers = call.messages[1]?.parts.map(
      (part) => part.type === 'reasoning' && part.signature?.issuer,
    );
    assert.deepEqual(issuers, ['anthropic-messages', 'gemini', undefined, 'anthropic-messages']);
  });

  test('of tool calls return onto the call that they name', () => {
    const signature = wrap({ issuer: 'gemini', value: 'g', callId: 'b' });
    const call = parse(
      assistant(
        { type: 'thinking', thinking: '', signature },
        { type: 'tool_use', id: 'a', name: 'look', input: {} },
        { type: 'tool_use', id: 'b', name: 'look', input: {}, caller: { type: 'direct' } },
      ),
    );
    const parts = call.messages[1]?.parts ?? [];
    assert.deepEqual(
      parts.map((part) => part.type === 'tool-call' && part.signature),
      [undefined, { issuer: 'gemini', value: 'g' }],
    );
  });
});
