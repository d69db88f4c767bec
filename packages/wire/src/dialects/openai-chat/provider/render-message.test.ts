import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOchaError } from '@ocha/kernel';
import fc from 'fast-check';
import { messagesOf, render } from '../../../../test/chat-call.ts';
import type { ChatCall, Message } from '../../../call.ts';
import type { Part, ReasoningPart, ToolCallPart, ToolResultPart } from '../../../part.ts';
import { createToolCallIds } from './tool-call-ids.ts';

const text = (value: string): Part => ({ type: 'text', text: value });
const user = (...parts: Part[]): Message => ({ role: 'user', parts });
const assistant = (...parts: Part[]): Message => ({ role: 'assistant', parts });
const call = (id: string, rest: Partial<ToolCallPart> = {}): ToolCallPart => ({
  type: 'tool-call',
  id,
  name: 'f',
  arguments: '{}',
  ...rest,
});
const result = (callId: string, ...content: ToolResultPart['content']): Message => ({
  role: 'tool',
  parts: [{ type: 'tool-result', callId, content }],
});
const png = {
  type: 'image',
  source: { kind: 'base64', data: 'AAAA' },
  mediaType: 'image/png',
} as const;
const pngWire = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };

/** The parameter that a refusal to render names. */
function refusedAt(messages: readonly Message[], rest: Partial<ChatCall> = {}): string | undefined {
  try {
    render({ messages, ...rest });
  } catch (error) {
    assert.ok(isOchaError(error), String(error));
    assert.equal(error.code, 'unsupported_feature');
    return error.details.param;
  }
  return undefined;
}

describe('instructions', () => {
  const messages: Message[] = [
    { role: 'system', parts: [text('a'), text('b')] },
    { role: 'developer', parts: [text('c')] },
    user(text('hi')),
  ];

  test('are strings, and stay where they stood', () => {
    assert.deepEqual(messagesOf(messages), [
      { role: 'system', content: 'a\n\nb' },
      { role: 'developer', content: 'c' },
      { role: 'user', content: 'hi' },
    ]);
  });

  test('of the developer are the system’s where that role is unknown', () => {
    assert.deepEqual(messagesOf(messages, { developerRole: 'system', mergesTurns: true }), [
      { role: 'system', content: 'a\n\nb\n\nc' },
      { role: 'user', content: 'hi' },
    ]);
  });
});

describe('files and media of a user turn', () => {
  test('go in the forms of this wire', () => {
    const data = Buffer.from('words').toString('base64');
    const parts: Part[] = [
      text('see'),
      png,
      { type: 'image', source: { kind: 'url', url: 'https://a.test/i' }, detail: 'high' },
      { type: 'audio', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'audio/mpeg' },
      { type: 'file', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'application/pdf' },
      { type: 'file', source: { kind: 'text', text: 'words' }, filename: 'a.txt' },
      { type: 'file', source: { kind: 'base64', data }, mediaType: 'text/plain' },
      { type: 'file', source: { kind: 'url', url: 'https://a.test/v' }, mediaType: 'video/mp4' },
    ];
    assert.deepEqual(messagesOf([user(...parts)]), [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'see' },
          pngWire,
          { type: 'image_url', image_url: { url: 'https://a.test/i', detail: 'high' } },
          { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
          {
            type: 'file',
            file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,AAAA' },
          },
          { type: 'text', text: 'a.txt:\nwords' },
          { type: 'text', text: 'words' },
          { type: 'video_url', video_url: { url: 'https://a.test/v' } },
        ],
      },
    ]);
  });

  test('that cannot be carried are refused by name, never lost', () => {
    const parts: Part[] = [
      { type: 'file', source: { kind: 'id', id: 'file-1' } },
      {
        type: 'file',
        source: { kind: 'url', url: 'https://a.test/d.pdf' },
        mediaType: 'application/pdf',
      },
      { type: 'image', source: { kind: 'id', id: 'file-1' } },
      { type: 'audio', source: { kind: 'url', url: 'https://a.test/s' }, mediaType: 'audio/wav' },
      { type: 'native', dialect: 'gemini', name: 'executableCode', value: {} },
    ];
    for (const part of parts) {
      assert.equal(
        refusedAt([user(text('x'), part)]),
        'messages[0].content[1]',
        JSON.stringify(part),
      );
    }
  });

  test('of a client of this wire go on in its own words', () => {
    const own = { dialect: 'openai-chat' } as const;
    const parts: Part[] = [
      { type: 'file', source: { kind: 'id', id: 'file-1' } },
      { type: 'native', dialect: 'openai-chat', name: 'hologram', value: { type: 'hologram' } },
    ];
    assert.deepEqual(messagesOf([user(...parts)], {}, own), [
      {
        role: 'user',
        content: [{ type: 'file', file: { file_id: 'file-1' } }, { type: 'hologram' }],
      },
    ]);
  });

  test('keep their cache breakpoints only where the provider takes them', () => {
    const messages = [user({ type: 'text', text: 'x', cache: { ttl: '1h' } })];
    assert.deepEqual(messagesOf(messages), [{ role: 'user', content: 'x' }]);
    assert.deepEqual(messagesOf(messages, { cacheControl: true }), [
      {
        role: 'user',
        content: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      },
    ]);
  });
});

describe('tool calls and results', () => {
  test('text beside calls is kept, no text is null and never empty', () => {
    assert.deepEqual(
      messagesOf([user(text('q')), assistant(text('let me'), call('a')), assistant(call('b'))]),
      [
        { role: 'user', content: 'q' },
        {
          role: 'assistant',
          content: 'let me',
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'b', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
      ],
    );
  });

  test('several results of one turn are messages of their own', () => {
    const results: Message = {
      role: 'tool',
      parts: [
        { type: 'tool-result', callId: 'a', content: [{ type: 'text', text: '1' }] },
        {
          type: 'tool-result',
          callId: 'b',
          content: [
            { type: 'text', text: '2' },
            { type: 'text', text: '3' },
          ],
        },
      ],
    };
    assert.deepEqual(messagesOf([user(text('q')), assistant(call('a'), call('b')), results]), [
      { role: 'user', content: 'q' },
      {
        role: 'assistant',
        content: null,
        tool_calls: ['a', 'b'].map((id) => ({
          id,
          type: 'function',
          function: { name: 'f', arguments: '{}' },
        })),
      },
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'tool', tool_call_id: 'b', content: '2\n3' },
    ]);
  });

  test('images of results follow the whole run of results in a user turn', () => {
    const messages = [
      user(text('q')),
      assistant(call('a'), call('b')),
      result('a', png),
      result('b', { type: 'text', text: 'ok' }),
      user(text('go on')),
    ];
    const { body, warnings } = render({ messages });
    assert.deepEqual((body['messages'] as unknown[]).slice(2), [
      { role: 'tool', tool_call_id: 'a', content: 'The content follows in the next message.' },
      { role: 'tool', tool_call_id: 'b', content: 'ok' },
      { role: 'user', content: [{ type: 'text', text: 'Content of the result of a:' }, pngWire] },
      { role: 'user', content: 'go on' },
    ]);
    assert.deepEqual(
      warnings.map(({ param, action }) => [param, action]),
      [['messages[2].content[0]', 'changed']],
    );
  });

  test('media that a client of this wire put into a result stays there', () => {
    const messages = [assistant(call('a')), result('a', png)];
    const wire = messagesOf(messages, {}, { dialect: 'openai-chat' }) as unknown[];
    assert.deepEqual(wire.slice(1), [{ role: 'tool', tool_call_id: 'a', content: [pngWire] }]);
  });

  test('a failed call says so in its words', () => {
    const failed = (words: string): Message => ({
      role: 'tool',
      parts: [
        {
          type: 'tool-result',
          callId: 'a',
          isError: true,
          content: [{ type: 'text', text: words }],
        },
      ],
    });
    const contents = (
      messagesOf([failed('no such file'), failed('Error: gone')]) as { content: string }[]
    ).map(({ content }) => content);
    assert.deepEqual(contents, ['Error: no such file', 'Error: gone']);
  });

  test('broken arguments of an earlier call do not fail the conversation', () => {
    const argumentsOf = (given: string) => {
      const [message] = messagesOf([assistant(call('a', { arguments: given }))]) as {
        tool_calls: { function: { arguments: string } }[];
      }[];
      return message?.tool_calls[0]?.function.arguments;
    };
    assert.equal(argumentsOf('{"x": 1}'), '{"x": 1}');
    assert.equal(argumentsOf(''), '{}');
    assert.equal(argumentsOf('{"x":'), '{"_raw":"{\\"x\\":"}');
  });

  test('names with other letters are escaped', () => {
    const [message] = messagesOf([assistant(call('a', { name: 'mcp.files:read' }))]) as {
      tool_calls: { function: { name: string } }[];
    }[];
    assert.equal(message?.tool_calls[0]?.function.name, 'ocha--mcp-2Efiles-3Aread');
  });

  test('Gemini is given its signatures back, or the documented placeholder', () => {
    const signed = call('a', { signature: { issuer: 'gemini', value: 'sig' } });
    const signaturesOf = (needsThoughtSignature: boolean) =>
      (
        messagesOf([assistant(signed, call('b'))], { needsThoughtSignature }) as {
          tool_calls: { extra_content?: unknown }[];
        }[]
      )[0]?.tool_calls.map(({ extra_content }) => extra_content);
    assert.deepEqual(signaturesOf(true), [
      { google: { thought_signature: 'sig' } },
      { google: { thought_signature: 'skip_thought_signature_validator' } },
    ]);
    assert.deepEqual(signaturesOf(false), [undefined, undefined]);
  });
});

describe('short tool-call ids', () => {
  test('are nine letters and digits, the same for call and result', () => {
    const messages = [
      assistant(call('toolu_01ABC'), call('abcDEF123')),
      result('toolu_01ABC'),
      result('abcDEF123'),
    ];
    const [turn, first, second] = messagesOf(messages, { toolCallIds: 'short' }) as [
      { tool_calls: { id: string }[] },
      { tool_call_id: string },
      { tool_call_id: string },
    ];
    const ids = turn.tool_calls.map(({ id }) => id);
    assert.deepEqual(ids, [first.tool_call_id, second.tool_call_id]);
    assert.match(ids[0] ?? '', /^[a-zA-Z0-9]{9}$/);
    assert.equal(ids[1], 'abcDEF123');
  });

  test('never collide and do not change as the conversation grows', () => {
    const id = fc.oneof(fc.string(), fc.stringMatching(/^[a-zA-Z0-9]{9}$/));
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 30 }), fc.array(id), (ids, later) => {
        const shorten = createToolCallIds('short');
        const short = ids.map(shorten);
        for (const one of short) assert.match(one, /^[a-zA-Z0-9]{9}$/);
        assert.equal(new Set(short).size, ids.length);
        const again = createToolCallIds('short');
        assert.deepEqual([...ids, ...later].map(again).slice(0, ids.length), short);
      }),
    );
  });

  test('that are taken make way by another hash', () => {
    const [taken = ''] = ['some-id'].map(createToolCallIds('short'));
    const shorten = createToolCallIds('short');
    assert.equal(shorten(taken), taken);
    assert.notEqual(shorten('some-id'), taken);
  });
});

describe('reasoning of earlier turns', () => {
  const detail = {
    type: 'reasoning.text',
    format: 'anthropic-claude-v1',
    index: 0,
    signature: 's',
  };
  const own: ReasoningPart = {
    type: 'reasoning',
    text: 'hm',
    signature: { issuer: 'openai-chat', value: JSON.stringify(detail) },
  };
  const foreign: ReasoningPart = {
    type: 'reasoning',
    text: 'secret',
    signature: { issuer: 'anthropic-messages', value: 's' },
  };
  const plain: ReasoningPart = { type: 'reasoning', text: 'plain' };
  const turn = (parts: Part[], traits: Parameters<typeof messagesOf>[1]) =>
    (
      messagesOf(
        [user(text('q')), assistant(...parts, text('a')), user(text('b'))],
        traits,
      ) as unknown[]
    )[1];

  test('of another issuer is dropped and never becomes text', () => {
    for (const reasoningField of [
      'none',
      'reasoning',
      'reasoning_content',
      'reasoning_details',
      'content-list',
    ] as const) {
      assert.deepEqual(turn([foreign], { reasoningField }), { role: 'assistant', content: 'a' });
    }
  });

  test('goes back into the provider’s own field, details as they were', () => {
    assert.deepEqual(turn([plain], { reasoningField: 'reasoning_content' }), {
      role: 'assistant',
      content: 'a',
      reasoning_content: 'plain',
    });
    assert.deepEqual(turn([own, plain], { reasoningField: 'reasoning' }), {
      role: 'assistant',
      content: 'a',
      reasoning: 'hmplain',
    });
    assert.deepEqual(turn([own], { reasoningField: 'reasoning_details' }), {
      role: 'assistant',
      content: 'a',
      reasoning_details: [{ ...detail, text: 'hm' }],
    });
    assert.deepEqual(turn([plain], { reasoningField: 'content-list' }), {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'plain' }] },
        { type: 'text', text: 'a' },
      ],
    });
  });

  test('is left out where it is forbidden, and its field is there where it is demanded', () => {
    const reasoningField = 'reasoning_content' as const;
    assert.deepEqual(turn([plain], { reasoningField, reasoningReplay: 'forbidden' }), {
      role: 'assistant',
      content: 'a',
    });
    assert.deepEqual(turn([foreign], { reasoningField, reasoningReplay: 'required' }), {
      role: 'assistant',
      content: 'a',
      reasoning_content: '',
    });
  });

  test('that was all of a turn leaves no empty turn behind', () => {
    assert.deepEqual(messagesOf([user(text('q')), assistant(foreign), user(text('b'))]), [
      { role: 'user', content: 'q' },
      { role: 'user', content: 'b' },
    ]);
  });
});

describe('turns of one role in a row', () => {
  test('are joined where the provider demands alternation, but never a result with a turn', () => {
    const messages = [
      user(text('a')),
      user(text('b'), png),
      assistant(text('c')),
      assistant(text('d'), call('x')),
      result('x', { type: 'text', text: '1' }),
      result('y', { type: 'text', text: '2' }),
      user(text('e')),
    ];
    const wire = messagesOf(messages, { mergesTurns: true }) as {
      role: string;
      content: unknown;
    }[];
    assert.deepEqual(
      wire.map(({ role, content }) => [role, content]),
      [
        ['user', [{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }, pngWire]],
        ['assistant', 'c\n\nd'],
        ['tool', '1'],
        ['tool', '2'],
        ['assistant', 'Done.'],
        ['user', 'e'],
      ],
    );
    assert.equal((messagesOf(messages) as unknown[]).length, 7);
  });
});

describe('a history that ends with the assistant', () => {
  const messages = [user(text('q')), assistant(text('Sure, '))];

  test('is continued in the way the provider has', () => {
    const last = (prefill: 'native' | 'prefix') =>
      (messagesOf(messages, { prefill }) as unknown[]).at(-1);
    assert.deepEqual(last('native'), { role: 'assistant', content: 'Sure, ' });
    assert.deepEqual(last('prefix'), { role: 'assistant', content: 'Sure, ', prefix: true });
  });

  test('is refused by name where there is none', () => {
    assert.throws(
      () => messagesOf(messages, { prefill: 'refused' }),
      (error) => isOchaError(error) && error.details.param === 'messages[1]',
    );
  });
});
