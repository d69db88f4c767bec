import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatCall, Message } from '../../../call.ts';
import type { Part, ToolCallPart, ToolResultPart } from '../../../part.ts';
import { DEFAULT_TRAITS, type Traits } from '../../../traits.ts';
import { gemini } from '../index.ts';

function render(
  messages: readonly Message[],
  traits: Partial<Traits> = {},
  dialect: ChatCall['dialect'] = 'openai-chat',
) {
  const call: ChatCall = {
    operation: 'chat',
    dialect,
    model: 'm',
    isStream: false,
    messages,
    sampling: {},
    extra: {},
  };
  return gemini.provider.renderCall(call, 'gemini-x', { ...DEFAULT_TRAITS, ...traits });
}

const contentsOf = (...input: Parameters<typeof render>) => render(...input).body['contents'];
const say = (role: Message['role'], ...parts: readonly (Part | string)[]): Message => ({
  role,
  parts: parts.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part)),
});
const call = (id: string, name: string, more: Partial<ToolCallPart> = {}): ToolCallPart => ({
  type: 'tool-call',
  id,
  name,
  arguments: '{"n":1}',
  ...more,
});
const result = (callId: string, text: string, more: Partial<ToolResultPart> = {}): Message => ({
  role: 'tool',
  parts: [{ type: 'tool-result', callId, content: [{ type: 'text', text }], ...more }],
});

/** The function responses of a conversation with one call `f`, answered with this text. */
function responseTo(
  text: string,
  more: Partial<ToolResultPart> = {},
  traits: Partial<Traits> = {},
) {
  const contents = contentsOf(
    [say('user', 'go'), say('assistant', call('a', 'f')), result('a', text, more)],
    traits,
  ) as { parts: Record<string, unknown>[] }[];
  return contents.slice(2).map((content) => content.parts);
}

describe('turns for Gemini', () => {
  test('system prompts go to the system instruction, late ones with a warning', () => {
    const { body, warnings } = render([
      say('system', 'One'),
      say('user', 'Hi'),
      say('developer', 'Two'),
      say('user', 'Ho'),
    ]);
    assert.deepEqual(body['systemInstruction'], { parts: [{ text: 'One' }, { text: 'Two' }] });
    assert.deepEqual(body['contents'], [{ role: 'user', parts: [{ text: 'Hi' }, { text: 'Ho' }] }]);
    assert.equal(warnings.length, 1);
  });

  test('a system prompt alone becomes the user turn, since a request needs one', () => {
    const { body } = render([say('system', 'Write a poem')]);
    assert.deepEqual(body, { contents: [{ role: 'user', parts: [{ text: 'Write a poem' }] }] });
    assert.throws(() => render([say('user', '')]), { code: 'invalid_request' });
  });

  test('empty texts are left out, they are a 400', () => {
    assert.deepEqual(contentsOf([say('user', '', 'Hi'), say('assistant', ''), say('user', 'Ho')]), [
      { role: 'user', parts: [{ text: 'Hi' }, { text: 'Ho' }] },
    ]);
  });

  test('a history that ends on the model’s turn asks to go on where the model refuses prefill', () => {
    const history = [say('user', 'Count'), say('assistant', '1, 2,')];
    assert.equal((contentsOf(history) as unknown[]).length, 2);
    const asked = render(history, { prefill: 'refused' });
    const contents = asked.body['contents'] as { role: string }[];
    assert.deepEqual(
      contents.map((content) => content.role),
      ['user', 'model', 'user'],
    );
    assert.equal(asked.warnings.length, 1);
  });

  test('names and cache hints are dropped with a warning', () => {
    const { warnings } = render([
      { ...say('user'), name: 'ann', parts: [{ type: 'text', text: 'Hi', cache: {} }] },
    ]);
    assert.deepEqual(
      warnings.map((warning) => warning.param),
      ['name', 'cache_control'],
    );
  });
});

describe('tool calls and results for Gemini', () => {
  test('function responses are alone in their turn and in the order of their calls', () => {
    const contents = contentsOf([
      say('user', 'go'),
      say('assistant', 'Let me see', call('a', 'f'), call('b', 'f')),
      result('b', 'of b'),
      result('a', 'of a'),
      say('user', 'and?'),
    ]);
    assert.deepEqual(contents, [
      { role: 'user', parts: [{ text: 'go' }] },
      {
        role: 'model',
        parts: [
          { text: 'Let me see' },
          { functionCall: { id: 'a', name: 'f', args: { n: 1 } } },
          { functionCall: { id: 'b', name: 'f', args: { n: 1 } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', name: 'f', response: { result: 'of a' } } },
          { functionResponse: { id: 'b', name: 'f', response: { result: 'of b' } } },
        ],
      },
      { role: 'user', parts: [{ text: 'and?' }] },
    ]);
  });

  test('ids are left out where the deployment refuses them', () => {
    const contents = contentsOf([say('assistant', call('a', 'f')), result('a', 'x')], {
      functionCallIds: 'omit',
    });
    assert.ok(!JSON.stringify(contents).includes('"id"'));
  });

  test('a result whose call is nowhere is refused, unless it knows its function', () => {
    assert.throws(() => render([say('user', 'go'), result('ghost', 'x')]), {
      code: 'invalid_request',
    });
    assert.doesNotThrow(() => render([say('user', 'go'), result('ghost', 'x', { name: 'f' })]));
  });

  test('a response is an object whatever the tool said', () => {
    const said = (text: string, more: Partial<ToolResultPart> = {}) => {
      const [parts] = responseTo(text, more);
      return (parts?.[0]?.['functionResponse'] as { response: unknown } | undefined)?.response;
    };
    assert.deepEqual(said('fine'), { result: 'fine' });
    assert.deepEqual(said('{"a":1}'), { a: 1 });
    assert.deepEqual(said('[1]'), { result: '[1]' });
    assert.deepEqual(said(''), { result: '' });
    assert.deepEqual(said('broken', { isError: true }), { error: 'broken' });
    assert.deepEqual(said('{"code":7}', { isError: true }), { error: { code: 7 } });
  });

  test('a $ref inside a result is not taken for a reference to a file', () => {
    const text = '{"schema":{"$ref":"#/$defs/a"}}';
    const [parts] = responseTo(text);
    assert.deepEqual(parts?.[0]?.['functionResponse'], {
      id: 'a',
      name: 'f',
      response: { result: text },
    });
  });

  test('large numbers in a result do not change', () => {
    const text = '{"seed":15924764223251450000}';
    assert.match(JSON.stringify(responseTo(text)), /15924764223251450000/);
  });

  test('images in a result are not lost: they follow, or go within', () => {
    const image = {
      type: 'image' as const,
      source: { kind: 'base64' as const, data: 'AA==' },
      mediaType: 'image/png',
    };
    const behind = responseTo('', { content: [image] });
    assert.equal(behind.length, 2);
    assert.deepEqual(behind[1]?.[1], { inlineData: { mimeType: 'image/png', data: 'AA==' } });
    const within = responseTo('', { content: [image] }, { toolResultMedia: 'function-response' });
    assert.equal(within.length, 1);
    assert.match(JSON.stringify(within), /"parts":\[\{"inlineData"/);
  });

  test('arguments are an object whatever the model wrote', () => {
    const args = (text: string, more: Partial<ToolCallPart> = {}) => {
      const rendered = render([say('assistant', call('a', 'f', { arguments: text, ...more }))]);
      const [content] = rendered.body['contents'] as {
        parts: { functionCall: { args: unknown } }[];
      }[];
      return { args: content?.parts[0]?.functionCall.args, warnings: rendered.warnings.length };
    };
    assert.deepEqual(args(''), { args: {}, warnings: 0 });
    assert.deepEqual(args('null'), { args: {}, warnings: 0 });
    assert.deepEqual(args('{"a":'), { args: { _raw: '{"a":' }, warnings: 1 });
    assert.deepEqual(args('[1]'), { args: { _raw: '[1]' }, warnings: 1 });
    assert.deepEqual(args('free text', { kind: 'custom' }), {
      args: { input: 'free text' },
      warnings: 0,
    });
  });
});

describe('signatures for Gemini', () => {
  const own = { issuer: 'gemini' as const, value: 'c2ln' };
  const foreign = { issuer: 'anthropic-messages' as const, value: 'x' };

  test('thought signatures return on the parts they came on', () => {
    const [content] = contentsOf([
      say(
        'assistant',
        { type: 'reasoning', text: 'hm', signature: own },
        { type: 'text', text: 'Hi', signature: own },
        call('a', 'f', { signature: own }),
      ),
    ]) as { parts: unknown[] }[];
    assert.deepEqual(content?.parts, [
      { text: 'hm', thought: true, thoughtSignature: 'c2ln' },
      { text: 'Hi', thoughtSignature: 'c2ln' },
      { functionCall: { id: 'a', name: 'f', args: { n: 1 } }, thoughtSignature: 'c2ln' },
    ]);
  });

  test('reasoning of another issuer, or of none, vanishes and never becomes text', () => {
    const contents = contentsOf([
      say('user', 'go'),
      say(
        'assistant',
        { type: 'reasoning', text: 'secret', signature: foreign },
        { type: 'reasoning', text: 'secret' },
        call('a', 'f', { signature: foreign }),
      ),
    ]);
    assert.ok(!/secret|"x"|thought/.test(JSON.stringify(contents)));
  });

  test('a replayed call without signature gets the documented placeholder, the first only', () => {
    const history = [say('assistant', call('a', 'f'), call('b', 'g'))];
    const [content] = contentsOf(history, { needsThoughtSignature: true }) as {
      parts: Record<string, unknown>[];
    }[];
    assert.deepEqual(
      content?.parts.map((part) => part['thoughtSignature']),
      ['skip_thought_signature_validator', undefined],
    );
    const signed = [say('assistant', call('a', 'f', { signature: own }), call('b', 'g'))];
    assert.ok(
      !JSON.stringify(contentsOf(signed, { needsThoughtSignature: true })).includes('skip'),
    );
  });
});

describe('media for Gemini', () => {
  const first = (part: Part, traits: Partial<Traits> = {}, dialect?: ChatCall['dialect']) => {
    const [content] = contentsOf([say('user', part)], traits, dialect) as { parts: unknown[] }[];
    return content?.parts[0];
  };

  test('bytes go inline, with a type seen from the bytes where none is stated', () => {
    assert.deepEqual(first({ type: 'file', source: { kind: 'base64', data: 'JVBERi0x' } }), {
      inlineData: { mimeType: 'application/pdf', data: 'JVBERi0x' },
    });
    assert.throws(() => first({ type: 'file', source: { kind: 'base64', data: 'AAAA' } }), {
      code: 'unsupported_feature',
    });
  });

  test('URLs go as file data, with a type told by the extension where none is stated', () => {
    const at = (url: string) => first({ type: 'image', source: { kind: 'url', url } });
    assert.deepEqual(at('https://a.example/b.webp?x=1'), {
      fileData: { fileUri: 'https://a.example/b.webp?x=1', mimeType: 'image/webp' },
    });
    assert.deepEqual(at('https://a.example/b'), { fileData: { fileUri: 'https://a.example/b' } });
    assert.deepEqual(at('data:image/gif;base64,R0lGOD'), {
      inlineData: { mimeType: 'image/gif', data: 'R0lGOD' },
    });
    const url = 'https://a.example/b.png';
    assert.throws(
      () => first({ type: 'image', source: { kind: 'url', url } }, { mediaUrls: 'inline' }),
      { code: 'unsupported_feature' },
    );
  });

  test('files of another provider are refused, never lost', () => {
    const file = { type: 'file' as const, source: { kind: 'id' as const, id: 'file-1' } };
    assert.throws(() => first(file), { code: 'unsupported_feature' });
    assert.deepEqual(first(file, {}, 'gemini'), { fileData: { fileUri: 'file-1' } });
  });

  test('text documents are text, sounds are inline, earlier speech is its transcript', () => {
    assert.deepEqual(first({ type: 'file', source: { kind: 'text', text: 'doc' } }), {
      text: 'doc',
    });
    assert.deepEqual(
      first({ type: 'audio', source: { kind: 'base64', data: 'AA' }, mediaType: 'audio/wav' }),
      { inlineData: { mimeType: 'audio/wav', data: 'AA' } },
    );
    assert.deepEqual(
      first({
        type: 'audio',
        source: { kind: 'id', id: 'audio_1' },
        mediaType: 'audio/wav',
        transcript: 'Hello',
      }),
      { text: 'Hello' },
    );
  });

  test('content that only another dialect understands is refused', () => {
    const native = { type: 'native' as const, name: 'server_tool_use', value: { text: 'v' } };
    assert.throws(() => first({ ...native, dialect: 'anthropic-messages' }), {
      code: 'unsupported_feature',
    });
    assert.deepEqual(first({ ...native, dialect: 'gemini' }), { text: 'v' });
  });
});
