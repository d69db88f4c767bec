import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ADAPTIVE, BUDGET, chatCall, render, says } from '../../../../test/anthropic-messages.ts';
import type { Message } from '../../../call.ts';
import type { Part, ToolCallPart, ToolResultPart } from '../../../part.ts';

const call = (id: string, rest: Partial<ToolCallPart> = {}): ToolCallPart => ({
  type: 'tool-call',
  id,
  name: 'look',
  arguments: '{}',
  ...rest,
});
const result = (callId: string, text: string): ToolResultPart => ({
  type: 'tool-result',
  callId,
  content: text === '' ? [] : [{ type: 'text', text }],
});
const turn = (role: Message['role'], ...parts: Part[]): Message => ({ role, parts });
const messagesOf = (messages: readonly Message[], traits = {}) =>
  render(chatCall({ messages }), traits).body.messages;

describe('system prompts', () => {
  test('leading system and developer turns become the system field', () => {
    const messages = [says('system', 'A'), says('developer', 'B'), says('user', 'hi')];
    const { body, warnings } = render(chatCall({ messages }));
    assert.deepEqual(body.system, [
      { type: 'text', text: 'A' },
      { type: 'text', text: 'B' },
    ]);
    assert.deepEqual(body.messages, [{ role: 'user', content: 'hi' }]);
    assert.deepEqual(warnings, []);
  });

  test('a late system turn is wrapped into user text with a warning', () => {
    const messages = [says('user', 'hi'), says('system', 'be brief')];
    const { body, warnings } = render(chatCall({ messages }));
    assert.equal(body.messages.length, 1);
    assert.equal(body.messages[0].content[1].text, '<system>\nbe brief\n</system>');
    assert.equal(warnings[0]?.param, 'messages');
  });

  test('a late system turn stays one where models take it, never between call and result', () => {
    const messages = [
      says('user', 'hi'),
      turn('assistant', call('a')),
      says('system', 'be brief'),
      turn('tool', result('a', 'ok')),
    ];
    const sent = messagesOf(messages, { midSystem: true });
    assert.deepEqual(
      sent.map((message: { role: string }) => message.role),
      ['user', 'assistant', 'user', 'system'],
    );
  });

  test('a call of system turns only still gets a user turn', () => {
    const { body, warnings } = render(chatCall({ messages: [says('system', 'be')] }));
    assert.equal(body.system, 'be');
    assert.equal(body.messages[0].role, 'user');
    assert.equal(warnings.length, 1);
  });
});

describe('empty text', () => {
  test('empty and blank text never reach the API, which refuses the whole request for it', () => {
    const messages = [
      turn('user', { type: 'text', text: 'hi' }, { type: 'text', text: ' \n' }),
      turn('assistant', { type: 'text', text: '' }, call('a')),
      turn('tool', result('a', '')),
      says('user', ''),
    ];
    assert.deepEqual(messagesOf(messages), [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'look', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a' }] },
    ]);
  });

  test('an empty assistant turn is left out, and its neighbours become one turn', () => {
    const messages = [says('user', 'a'), turn('assistant'), says('user', 'b')];
    const sent = messagesOf(messages);
    assert.equal(sent.length, 1);
    assert.equal(sent[0].content.length, 2);
  });

  test('a conversation without any content is an invalid request', () => {
    assert.throws(() => messagesOf([says('user', ' ')]), { code: 'invalid_request' });
  });
});

describe('tool results', () => {
  test('parallel results stand together in the next user turn, before its text', () => {
    const messages = [
      says('user', 'go'),
      turn('assistant', call('a'), call('b')),
      turn('tool', result('a', '1')),
      says('user', 'and?'),
      turn('tool', result('b', '2')),
    ];
    const sent = messagesOf(messages);
    assert.equal(sent.length, 3);
    assert.deepEqual(
      sent[2].content.map((block: { type: string }) => block.type),
      ['tool_result', 'tool_result', 'text'],
    );
  });

  test('assistant turns in a row are one turn, so that their results follow at once', () => {
    const messages = [
      says('user', 'go'),
      says('assistant', 'let me see'),
      turn('assistant', call('a')),
      turn('tool', result('a', '1')),
    ];
    const sent = messagesOf(messages);
    assert.deepEqual(
      sent.map((message: { role: string }) => message.role),
      ['user', 'assistant', 'user'],
    );
  });

  test('a result keeps its error mark, images and documents', () => {
    const messages = [
      says('user', 'go'),
      turn('assistant', call('a')),
      turn('tool', {
        type: 'tool-result',
        callId: 'a',
        isError: true,
        content: [
          { type: 'text', text: 'see' },
          { type: 'image', source: { kind: 'base64', data: 'iVBORw0KGgoAAA' } },
          { type: 'file', source: { kind: 'base64', data: 'JVBERi0xLjQ' }, filename: 'a.pdf' },
        ],
      }),
    ];
    const [block] = messagesOf(messages)[2].content;
    assert.equal(block.is_error, true);
    assert.equal(block.content[1].source.media_type, 'image/png');
    assert.equal(block.content[2].source.media_type, 'application/pdf');
  });

  test('refused ids are rewritten alike for call and result, and never collide', () => {
    const messages = [
      says('user', 'go'),
      turn('assistant', call('call:1'), call('call.1')),
      turn('tool', result('call:1', '1'), result('call.1', '2')),
    ];
    const [, assistant, user] = messagesOf(messages);
    const ids = assistant.content.map((block: { id: string }) => block.id);
    assert.ok(ids.every((id: string) => /^[a-zA-Z0-9_-]+$/.test(id)));
    assert.notEqual(ids[0], ids[1]);
    assert.deepEqual(
      user.content.map((block: { tool_use_id: string }) => block.tool_use_id),
      ids,
    );
  });

  test('broken, empty and non-object arguments do not crash and are not lost', () => {
    const inputs = ['', '{"a":', '[1]', '{"a":1}'].map((text) => {
      const messages = [says('user', 'go'), turn('assistant', call('a', { arguments: text }))];
      return messagesOf(messages)[1].content[0].input;
    });
    assert.deepEqual(inputs, [{}, { _raw: '{"a":' }, { _raw: '[1]' }, { a: 1 }]);
  });

  test('a history with tool calls and no tools gets definitions, and may not call them', () => {
    const messages = [
      says('user', 'go'),
      turn('assistant', call('a')),
      turn('tool', result('a', '1')),
    ];
    const { body } = render(chatCall({ messages }));
    assert.equal(body.tools[0].name, 'look');
    assert.deepEqual(body.tool_choice, { type: 'none' });
  });
});

describe('a history that ends on the assistant', () => {
  const messages = [says('user', 'json?'), says('assistant', 'Sure: {  \n')];

  test('is a prefill without trailing white space where the model takes one', () => {
    assert.deepEqual(messagesOf(messages)[1], { role: 'assistant', content: 'Sure: {' });
  });

  test('is followed by a user turn where prefills are refused, and kept whole', () => {
    const { body, warnings } = render(chatCall({ messages }), { prefill: 'refused' });
    assert.equal(body.messages.at(-1).role, 'user');
    assert.equal(body.messages[1].content, 'Sure: {  \n');
    assert.equal(warnings.length, 1);
  });

  test('stays as it is when a server tool paused it', () => {
    const paused = [
      says('user', 'search'),
      turn(
        'assistant',
        {
          type: 'native',
          dialect: 'anthropic-messages',
          name: 'server_tool_use',
          value: { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
        },
        { type: 'text', text: 'so far' },
      ),
    ];
    const own = chatCall({ dialect: 'anthropic-messages', messages: paused });
    const { body } = render(own, { prefill: 'refused' });
    assert.equal(body.messages.length, 2);
  });
});

describe('reasoning in the history', () => {
  const reasoning = (issuer: 'anthropic-messages' | 'gemini', text: string): Part => ({
    type: 'reasoning',
    text,
    signature: { issuer, value: 'sig' },
  });
  const sent = (part: Part, traits = BUDGET) =>
    messagesOf([says('user', 'a'), turn('assistant', part, call('x'))], traits)[1].content;

  test('goes back unchanged and first, also when its text was withheld', () => {
    assert.deepEqual(sent(reasoning('anthropic-messages', ''))[0], {
      type: 'thinking',
      thinking: '',
      signature: 'sig',
    });
    const redacted: Part = {
      ...(reasoning('anthropic-messages', '') as object),
      isRedacted: true,
    } as Part;
    assert.deepEqual(sent(redacted)[0], { type: 'redacted_thinking', data: 'sig' });
  });

  test('of another issuer is dropped, never turned into text', () => {
    const content = sent(reasoning('gemini', 'secret plan'));
    assert.deepEqual(
      content.map((block: { type: string }) => block.type),
      ['tool_use'],
    );
    assert.ok(!JSON.stringify(content).includes('secret plan'));
  });

  test('without a signature goes back only to models that demand it', () => {
    const unsigned: Part = { type: 'reasoning', text: 'hm' };
    assert.equal(sent(unsigned, ADAPTIVE)[0].type, 'tool_use');
    const demanding = { ...ADAPTIVE, reasoningReplay: 'required' as const };
    assert.equal(sent(unsigned, demanding)[0].thinking, 'hm');
  });
});
