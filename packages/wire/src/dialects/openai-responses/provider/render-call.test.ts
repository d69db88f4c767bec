import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOchaError } from '@ocha/kernel';
import type { ChatCall, Message } from '../../../call.ts';
import type { Part } from '../../../part.ts';
import { DEFAULT_TRAITS, type Traits } from '../../../traits.ts';
import { renderCall } from './render-call.ts';

const BASE: ChatCall = {
  operation: 'chat',
  dialect: 'openai-chat',
  model: 'asked',
  isStream: false,
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'hi' }] }],
  sampling: {},
  extra: {},
};

function render(fields: Partial<ChatCall>, traits: Partial<Traits> = {}) {
  return renderCall({ ...BASE, ...fields }, 'gpt', { ...DEFAULT_TRAITS, ...traits });
}

function inputOf(messages: readonly Message[], fields: Partial<ChatCall> = {}): unknown {
  return render({ messages, ...fields }).body['input'];
}

function assistant(...parts: readonly Part[]): Message {
  return { role: 'assistant', parts };
}

const CALL: Part = { type: 'tool-call', id: 'c1', name: 'f', arguments: '{}', itemId: 'fc_1' };
const OWN_REASONING: Part = {
  type: 'reasoning',
  text: 'sum',
  isSummary: true,
  itemId: 'rs_1',
  signature: { issuer: 'openai-responses', value: 'enc' },
};

describe('calls become Responses requests', () => {
  test('nothing is stored at the provider unless a client of this dialect says so', () => {
    assert.equal(render({}).body['store'], false);
    assert.equal(render({ dialect: 'openai-responses' }).body['store'], undefined);
    assert.equal(
      render({ dialect: 'openai-responses', extra: { store: true } }).body['store'],
      true,
    );
  });

  test('a reasoning model is asked for what a stateless replay needs', () => {
    const include = (fields: Partial<ChatCall>, traits: Partial<Traits> = {}) =>
      render(fields, traits).body['include'];
    assert.equal(include({}), undefined);
    assert.deepEqual(include({}, { encryptedReasoning: true }), ['reasoning.encrypted_content']);
    assert.deepEqual(include({ reasoning: { effort: 'low' } }), ['reasoning.encrypted_content']);
    assert.equal(include({ reasoning: { effort: 'none' } }), undefined);
    const own = { dialect: 'openai-responses', extra: { include: ['x'] } } as const;
    assert.deepEqual(include({ ...own, sampling: { logprobs: { top: 1 } } }), [
      'x',
      'message.output_text.logprobs',
    ]);
  });

  test('a replayed function call keeps the reasoning that led to it', () => {
    assert.deepEqual(inputOf([assistant(OWN_REASONING, CALL)]), [
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ type: 'summary_text', text: 'sum' }],
        encrypted_content: 'enc',
      },
      { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' },
    ]);
  });

  test('reasoning whose answer is missing is not sent alone', () => {
    assert.deepEqual(inputOf([assistant(OWN_REASONING)]), []);
  });

  test('reasoning signed by another provider is dropped, never turned into text', () => {
    const foreign: Part = {
      type: 'reasoning',
      text: 'private thought',
      signature: { issuer: 'anthropic-messages', value: 'sig' },
    };
    const input = JSON.stringify(inputOf([assistant(foreign, { type: 'text', text: 'hello' })]));
    assert.ok(!input.includes('private thought'));
    assert.ok(input.includes('hello'));
  });

  test('plain reasoning goes back only where the model demands it', () => {
    const plain: Part = { type: 'reasoning', text: 'thought' };
    const messages = [assistant(plain, CALL)];
    assert.equal((inputOf(messages) as unknown[]).length, 1);
    const { body } = render({ messages }, { reasoningReplay: 'required' });
    assert.deepEqual((body['input'] as unknown[])[0], {
      type: 'reasoning',
      summary: [],
      content: [{ type: 'reasoning_text', text: 'thought' }],
    });
  });

  test('item ids go back only where the provider may have stored the items', () => {
    const stored = { dialect: 'openai-responses', extra: {} } as const;
    const [call] = inputOf([assistant(CALL)], stored) as { id?: string }[];
    assert.equal(call?.id, 'fc_1');
    const [bare] = inputOf([assistant(CALL)], {
      ...stored,
      extra: { store: false },
    }) as { id?: string }[];
    assert.equal(bare?.id, undefined);
  });

  test('call ids that are too long are shortened alike in call and result, without collisions', () => {
    const longId = (end: string): string => `call_${'x'.repeat(80)}${end}`;
    const ids = ['a', 'b'].map((end) => {
      const items = inputOf([
        assistant({ type: 'tool-call', id: longId(end), name: 'f', arguments: '{}' }),
        {
          role: 'tool',
          parts: [{ type: 'tool-result', callId: longId(end), content: [] }],
        },
      ]) as { call_id: string }[];
      assert.equal(items[0]?.call_id, items[1]?.call_id);
      assert.ok((items[0]?.call_id.length ?? 99) <= 64);
      return items[0]?.call_id;
    });
    assert.notEqual(ids[0], ids[1]);
  });

  test('tool results keep their images, and text documents stay readable', () => {
    const rendered = render({
      messages: [
        {
          role: 'tool',
          parts: [
            {
              type: 'tool-result',
              callId: 'c1',
              isError: true,
              content: [
                { type: 'text', text: 'a' },
                { type: 'image', source: { kind: 'base64', data: 'iVBORw0KGgoAAA' } },
                { type: 'file', source: { kind: 'text', text: 'doc' } },
              ],
            },
          ],
        },
      ],
    });
    assert.deepEqual(rendered.body['input'], [
      {
        type: 'function_call_output',
        call_id: 'c1',
        output: [
          { type: 'input_text', text: 'a' },
          {
            type: 'input_image',
            image_url: 'data:image/png;base64,iVBORw0KGgoAAA',
            detail: 'auto',
          },
          { type: 'input_text', text: 'doc' },
        ],
      },
    ]);
    assert.deepEqual(
      rendered.warnings.map(({ param }) => param),
      ['is_error', 'document'],
    );
  });

  test('a PDF arrives as a file, whatever way it was sent', () => {
    const file = (part: Partial<Extract<Part, { type: 'file' }>>) => {
      const parts: Part[] = [
        { type: 'text', text: 'read' },
        { type: 'file', source: { kind: 'id', id: 'x' }, ...part },
      ];
      const [message] = inputOf([{ role: 'user', parts }]) as { content: unknown[] }[];
      return message?.content[1];
    };
    const base64 = { kind: 'base64', data: 'JVBER' } as const;
    assert.deepEqual(file({ source: base64, mediaType: 'application/pdf' }), {
      type: 'input_file',
      filename: 'document.pdf',
      file_data: 'data:application/pdf;base64,JVBER',
    });
    assert.deepEqual(file({ source: { kind: 'url', url: 'https://a.example/x.pdf' } }), {
      type: 'input_file',
      file_url: 'https://a.example/x.pdf',
    });
    assert.deepEqual(file({ source: { kind: 'id', id: 'file-1' } }), {
      type: 'input_file',
      file_id: 'file-1',
    });
  });

  test('what must not vanish is refused, and the field is named', () => {
    const user = (part: Part): Partial<ChatCall> => ({
      messages: [{ role: 'user', parts: [part] }],
    });
    const cases: readonly (readonly [Partial<ChatCall>, string])[] = [
      [{ choiceCount: 2 }, 'n'],
      [{ modalities: ['text', 'audio'] }, 'modalities'],
      [
        { tools: [{ type: 'native', dialect: 'gemini', name: 'googleSearch', value: {} }] },
        'tools',
      ],
      [user({ type: 'native', dialect: 'gemini', name: 'executableCode', value: {} }), 'input'],
      [user({ type: 'file', source: { kind: 'url', url: 'gs://bucket/x' } }), 'input'],
      [
        {
          dialect: 'anthropic-messages',
          ...user({ type: 'image', source: { kind: 'id', id: 'file_1' } }),
        },
        'input',
      ],
      [
        user({ type: 'file', source: { kind: 'base64', data: 'AA' }, mediaType: 'video/mp4' }),
        'input',
      ],
      [user({ type: 'file', source: { kind: 'url', url: 'https://a.example/talk.mp3' } }), 'input'],
      [
        user({ type: 'audio', source: { kind: 'base64', data: 'AA' }, mediaType: 'audio/ogg' }),
        'input',
      ],
      [
        { messages: [assistant({ type: 'image', source: { kind: 'base64', data: 'AA' } })] },
        'input',
      ],
    ];
    for (const [fields, param] of cases)
      assert.throws(
        () => render(fields),
        (error) =>
          isOchaError(error) &&
          error.code === 'unsupported_feature' &&
          error.details.param === param,
        JSON.stringify(fields),
      );
  });

  test('what cannot be said is dropped with a warning for each', () => {
    const { body, warnings } = render({
      sampling: {
        topK: 5,
        seed: 1,
        stop: ['x'],
        frequencyPenalty: 1,
        presencePenalty: 1,
        logitBias: { '1': 1 },
        temperature: 3,
      },
      outputTokensMax: 1,
      serviceTier: 'standard_only',
      dialect: 'anthropic-messages',
      endUser: 'u'.repeat(65),
      reasoning: { budgetTokens: 5000 },
    });
    assert.deepEqual(warnings.map(({ param, action }) => `${action} ${param}`).sort(), [
      'changed max_output_tokens',
      'changed reasoning.budget_tokens',
      'changed temperature',
      'dropped frequency_penalty',
      'dropped logit_bias',
      'dropped presence_penalty',
      'dropped safety_identifier',
      'dropped seed',
      'dropped service_tier',
      'dropped stop',
      'dropped top_k',
    ]);
    assert.equal(body['max_output_tokens'], 16);
    assert.equal(body['temperature'], 2);
    assert.deepEqual(body['reasoning'], { effort: 'medium' });
    for (const key of ['stop', 'seed', 'top_k', 'service_tier']) assert.ok(!(key in body), key);
  });

  test('a model that refuses sampling gets none', () => {
    const sampling = { temperature: 1, topP: 1 };
    const { body, warnings } = render({ sampling }, { acceptsSampling: false });
    assert.ok(!('temperature' in body) && !('top_p' in body));
    assert.equal(warnings.length, 2);
    const both = render({ sampling }, { acceptsTemperatureWithTopP: false });
    assert.deepEqual([both.body['temperature'], both.body['top_p']], [1, undefined]);
    const refused = render({ sampling }, { refusedParams: ['top_p'] });
    assert.ok(!('top_p' in refused.body));
    assert.deepEqual(refused.warnings[0]?.param, 'top_p');
  });

  test('schemas are not tightened: strict is off unless the client set it', () => {
    const tool = { type: 'function', name: 'f', parameters: { type: 'object' } } as const;
    const strictOf = (fields: Partial<ChatCall>) =>
      (render(fields).body['tools'] as { strict?: boolean }[])[0]?.strict;
    assert.equal(strictOf({ tools: [tool] }), false);
    assert.equal(strictOf({ tools: [{ ...tool, strict: true }] }), true);
    assert.equal(strictOf({ tools: [tool], dialect: 'openai-responses' }), undefined);
  });

  test('tool choices fall back where the model has fewer', () => {
    const tools = [{ type: 'function', name: 'f' }] as const;
    const none = { none: false, required: false, named: false };
    const choose = (toolChoice: ChatCall['toolChoice'], toolChoiceTrait = none) =>
      render(
        { tools, ...(toolChoice === undefined ? {} : { toolChoice }) },
        {
          toolChoice: toolChoiceTrait,
        },
      ).body;
    assert.equal(choose({ type: 'required' })['tool_choice'], 'auto');
    assert.equal(choose({ type: 'tool', name: 'f' })['tool_choice'], 'auto');
    assert.equal(
      choose({ type: 'tool', name: 'f' }, { ...none, required: true })['tool_choice'],
      'required',
    );
    assert.ok(!('tools' in choose({ type: 'none' })));
    assert.deepEqual(
      render({ tools, toolChoice: { type: 'allowed', mode: 'auto', names: ['f'] } }).body[
        'tool_choice'
      ],
      { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'f' }] },
    );
  });

  test('JSON mode is asked for in a way that is not refused', () => {
    const json = { responseFormat: { type: 'json' } } as const;
    const added = render(json);
    assert.match(String(added.body['instructions']), /JSON/);
    assert.equal(added.warnings[0]?.param, 'response_format');
    const spoken = render({
      ...json,
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'as json please' }] }],
    });
    assert.equal(spoken.body['instructions'], undefined);
    const schema = {
      responseFormat: { type: 'json-schema', name: 'my answer', schema: { type: 'object' } },
    } as const;
    assert.deepEqual(render(schema).body['text'], {
      format: { type: 'json_schema', name: 'my_answer', schema: { type: 'object' } },
    });
    const prompted = render(schema, { jsonSchema: 'prompt' });
    assert.match(String(prompted.body['instructions']), /"type":"object"/);
  });

  test("the client's own unknown fields go on, another dialect's do not", () => {
    const extra = { truncation: 'auto', tool_choice: { type: 'mcp' }, reasoning: { mode: 'pro' } };
    const tools = [
      { type: 'native', dialect: 'openai-responses', name: 'mcp', value: { type: 'mcp' } },
    ] as const;
    const own = render({ dialect: 'openai-responses', extra, tools }).body;
    assert.equal(own['truncation'], 'auto');
    assert.deepEqual(own['tool_choice'], { type: 'mcp' });
    assert.deepEqual(own['reasoning'], { mode: 'pro' });
    const other = render({ extra });
    assert.ok(!('truncation' in other.body));
    assert.deepEqual(
      other.warnings.map(({ param }) => param),
      ['truncation', 'tool_choice', 'reasoning'],
    );
  });

  test("what another dialect's client says twice is not missed", () => {
    const extra = { safety_identifier: 'u', store: false };
    assert.deepEqual(render({ extra, endUser: 'u' }).warnings, []);
  });

  test('reasoning that is switched off stays off, whatever effort the rest shall take', () => {
    const { body, warnings } = render({ reasoning: { isEnabled: false, effort: 'high' } });
    assert.equal(body['reasoning'], undefined);
    assert.deepEqual(warnings[0]?.param, 'reasoning');
  });

  test('the developer role becomes system where it is unknown', () => {
    const messages: Message[] = [{ role: 'developer', parts: [{ type: 'text', text: 'd' }] }];
    const roleOf = (traits: Partial<Traits>) =>
      (render({ messages }, traits).body['input'] as { role: string }[])[0]?.role;
    assert.equal(roleOf({}), 'developer');
    assert.equal(roleOf({ developerRole: 'system' }), 'system');
  });
});
