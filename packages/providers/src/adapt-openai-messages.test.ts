import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_TRAITS, type Traits } from '@ocha/wire';
import { adaptMessages } from './adapt-openai-messages.ts';

type Turn = Readonly<Record<string, unknown>>;

function check(
  messages: readonly Turn[],
  traits: Partial<Traits>,
  expected: readonly Turn[],
): void {
  const before = structuredClone(messages);
  const full = { ...DEFAULT_TRAITS, ...traits };
  const adapted = adaptMessages(messages, full);
  assert.deepEqual(adapted, expected);
  assert.deepEqual(messages, before, 'the input must not change');
  assert.equal(adaptMessages(adapted, full), adapted, 'a second time changes nothing');
}

const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } };

describe('turns', () => {
  test('that fit are the same list', () => {
    const messages = [
      { role: 'system', content: 's' },
      { role: 'user', content: 'u' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: 'r' },
    ];
    assert.equal(adaptMessages(messages, DEFAULT_TRAITS), messages);
  });

  test('of a developer become the system’s where that role is unknown', () => {
    check([{ role: 'developer', content: 'x' }], { developerRole: 'system' }, [
      { role: 'system', content: 'x' },
    ]);
  });

  test('of the same role are joined where alternation is demanded', () => {
    check(
      [
        { role: 'user', content: 'a' },
        { role: 'user', content: 'b' },
        { role: 'user', content: [{ type: 'text', text: 'c' }] },
        { role: 'assistant', content: 'd' },
      ],
      { mergesTurns: true },
      [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a\n\nb' },
            { type: 'text', text: 'c' },
          ],
        },
        { role: 'assistant', content: 'd' },
      ],
    );
  });

  test('that are tool results are never joined', () => {
    const messages = [
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: 'a' },
      { role: 'tool', tool_call_id: 'call_2', content: 'b' },
    ];
    check(messages, { mergesTurns: true }, messages);
  });

  test('at the end of the assistant are marked to be continued', () => {
    const user = { role: 'user', content: 'u' };
    check([user, { role: 'assistant', content: 'a' }], { prefill: 'prefix' }, [
      user,
      { role: 'assistant', content: 'a', prefix: true },
    ]);
    check([user], { prefill: 'prefix' }, [user]);
  });
});

describe('reasoning of earlier turns', () => {
  const turn = { role: 'assistant', content: 'a' };

  test('goes back in the field the provider reads', () => {
    check([{ ...turn, reasoning_content: 'r' }], { reasoningField: 'reasoning' }, [
      { ...turn, reasoning: 'r' },
    ]);
    check([{ ...turn, reasoning: 'r' }], { reasoningField: 'reasoning_content' }, [
      { ...turn, reasoning_content: 'r' },
    ]);
  });

  test('does not go where it is unknown or forbidden', () => {
    const full = {
      ...turn,
      reasoning_content: 'r',
      reasoning: 'r',
      reasoning_details: [],
      thinking_blocks: [],
    };
    check([full], { reasoningField: 'none' }, [turn]);
    check([full], { reasoningField: 'content-list' }, [turn]);
    check([full], { reasoningField: 'reasoning_content', reasoningReplay: 'forbidden' }, [turn]);
  });

  test('is stated as empty beside tool calls where it is required', () => {
    const calling = { ...turn, tool_calls: [call] };
    const traits = { reasoningField: 'reasoning_content', reasoningReplay: 'required' } as const;
    check([calling], traits, [{ ...calling, reasoning_content: '' }]);
    check([turn], traits, [turn]);
  });

  test('signed by another issuer does not reach an aggregator', () => {
    const own = { type: 'reasoning.encrypted', data: 'x', format: 'anthropic-claude-v1' };
    const foreign = {
      type: 'reasoning.text',
      text: 't',
      signature: 's',
      format: 'anthropic-messages',
    };
    check(
      [{ ...turn, reasoning_details: [own, foreign] }],
      { reasoningField: 'reasoning_details' },
      [{ ...turn, reasoning_details: [own] }],
    );
    check([{ ...turn, reasoning_details: [foreign] }], { reasoningField: 'reasoning_details' }, [
      turn,
    ]);
  });

  test('on Google’s tool calls goes back to Google only', () => {
    const signed = { ...call, extra_content: { google: { thought_signature: 's' } } };
    const messages = [{ ...turn, tool_calls: [signed] }];
    check(messages, {}, [{ ...turn, tool_calls: [call] }]);
    check(messages, { needsThoughtSignature: true }, messages);
  });
});

describe('short tool-call ids', () => {
  const conversation = (ids: readonly string[]): readonly Turn[] =>
    ids.flatMap((id) => [
      { role: 'assistant', content: null, tool_calls: [{ ...call, id }] },
      { role: 'tool', tool_call_id: id, content: 'r' },
    ]);
  const adapt = (ids: readonly string[]): { calls: string[]; results: string[] } => {
    const messages = adaptMessages(conversation(ids), { ...DEFAULT_TRAITS, toolCallIds: 'short' });
    const calls: string[] = [];
    const results: string[] = [];
    for (const message of messages as { tool_calls?: { id: string }[]; tool_call_id?: string }[]) {
      if (message.tool_call_id !== undefined) results.push(message.tool_call_id);
      for (const made of message.tool_calls ?? []) calls.push(made.id);
    }
    return { calls, results };
  };

  test('have nine letters and digits, and results follow their calls', () => {
    const { calls, results } = adapt(['call_abc', 'toolu_01XYZ', 'call_abc']);
    assert.deepEqual(calls, results);
    for (const id of calls) assert.match(id, /^[a-zA-Z0-9]{9}$/);
    assert.equal(calls[0], calls[2]);
    assert.notEqual(calls[0], calls[1]);
  });

  test('are stable as the conversation grows', () => {
    assert.equal(adapt(['call_abc']).calls[0], adapt(['call_abc', 'call_def']).calls[0]);
  });

  test('leave ids that fit alone, and take no place of theirs', () => {
    const made = adapt(['call_abc']).calls[0] ?? '';
    const { calls } = adapt(['call_abc', made]);
    assert.equal(calls[1], made);
    assert.notEqual(calls[0], made);
  });

  test('do not collide over many ids', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `call_${index}`);
    assert.equal(new Set(adapt(ids).calls).size, ids.length);
  });
});
