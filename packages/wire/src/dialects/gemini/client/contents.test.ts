import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseContents } from './contents.ts';

const call = (name: string, id?: string) => ({
  functionCall: { name, args: { n: 1 }, ...(id === undefined ? {} : { id }) },
});
const response = (name: string, output: string, id?: string) => ({
  functionResponse: { name, response: { output }, ...(id === undefined ? {} : { id }) },
});
const model = (...parts: object[]) => ({ role: 'model', parts });
const user = (...parts: object[]) => ({ role: 'user', parts });

/** Pairs of call argument ids and the text of the result that was joined with them. */
function pairsOf(contents: readonly object[]): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = {};
  for (const message of parseContents(contents)) {
    for (const part of message.parts) {
      if (part.type === 'tool-call') pairs[part.id] = `${part.name}:`;
      if (part.type !== 'tool-result') continue;
      const [text] = part.content;
      pairs[part.callId] += text?.type === 'text' ? text.text : '?';
    }
  }
  return pairs;
}

describe('a Gemini conversation', () => {
  test('joins results of parallel calls of one function in order where no ids are given', () => {
    const contents = [
      user({ text: 'go' }),
      model(call('f'), call('g'), call('f')),
      user(response('f', 'first'), response('f', 'second'), response('g', 'third')),
    ];
    assert.deepEqual(pairsOf(contents), {
      call_1_0: 'f:first',
      call_1_1: 'g:third',
      call_1_2: 'f:second',
    });
    assert.deepEqual(pairsOf(contents), pairsOf(contents), 'the same in every turn');
  });

  test('joins by id where ids are given, whatever the order', () => {
    const contents = [
      model(call('f', 'a'), call('f', 'b')),
      user(response('f', 'of b', 'b'), response('f', 'of a', 'a')),
    ];
    assert.deepEqual(pairsOf(contents), { a: 'f:of a', b: 'f:of b' });
  });

  test('joins by name where a client made up an id for the response only', () => {
    const contents = [model(call('f')), user(response('f', 'x', 'f-1700000000'))];
    assert.deepEqual(pairsOf(contents), { call_0_0: 'f:x' });
  });

  test('never makes up an id that the client uses elsewhere', () => {
    const contents = [model(call('f'), call('g', 'call_0_0'))];
    assert.deepEqual(pairsOf(contents), { call_0_0_: 'f:', call_0_0: 'g:' });
  });

  test('splits a turn that mixes function responses with other parts, in order', () => {
    const messages = parseContents([
      model(call('f', 'a')),
      user(response('f', 'x', 'a'), { text: 'and now?' }),
    ]);
    assert.deepEqual(
      messages.map((message) => message.role),
      ['assistant', 'tool', 'user'],
    );
  });

  test('reads results as text, errors as errors, and anything else as JSON', () => {
    const resultOf = (held: object) => {
      const [message] = parseContents([user({ functionResponse: { name: 'f', ...held } })]);
      const [part] = message?.parts ?? [];
      assert.ok(part?.type === 'tool-result');
      return { content: part.content, isError: part.isError };
    };
    const text = (value: string) => [{ type: 'text', text: value }];
    assert.deepEqual(resultOf({ response: { result: 'ok' } }), {
      content: text('ok'),
      isError: undefined,
    });
    assert.deepEqual(resultOf({ response: { error: 'no' } }), {
      content: text('no'),
      isError: true,
    });
    assert.deepEqual(resultOf({ response: { a: 1 } }).content, text('{"a":1}'));
    assert.deepEqual(resultOf({}).content, text(''));
    const image = { inlineData: { mimeType: 'image/png', data: 'AA==' } };
    assert.deepEqual(resultOf({ response: { output: 'see' }, parts: [image] }).content, [
      { type: 'text', text: 'see' },
      { type: 'image', source: { kind: 'base64', data: 'AA==' }, mediaType: 'image/png' },
    ]);
  });

  test('joins the fragments of thoughts, so that a signature proves the whole', () => {
    const [message] = parseContents([
      model(
        { text: 'a', thought: true },
        { text: 'b', thought: true },
        { text: '', thought: true, thoughtSignature: 'c2ln' },
        { text: 'Hello' },
        { text: '', thoughtSignature: 'dGV4dA==' },
      ),
    ]);
    assert.deepEqual(message?.parts, [
      { type: 'reasoning', text: 'ab', signature: { issuer: 'gemini', value: 'c2ln' } },
      { type: 'text', text: 'Hello', signature: { issuer: 'gemini', value: 'dGV4dA==' } },
    ]);
  });

  test('refuses a function call in the user’s turn', () => {
    assert.throws(() => parseContents([user(call('f'))]), /contents\[0\]\.role/);
  });
});
