import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assemble, chunk, readChunks } from '../../../../test/chat-stream.ts';
import type { Event } from '../../../event.ts';

type Call = Record<string, unknown>;

const calls = (...list: Call[]) => chunk({ tool_calls: list });
const end = chunk({}, { finish_reason: 'tool_calls' });

function toolCalls(chunks: Record<string, unknown>[]) {
  const { events } = readChunks([...chunks, end, '[DONE]']);
  assertBalanced(events);
  const [choice] = assemble(events).choices;
  assert.equal(choice?.reason, 'tool-calls');
  return choice.parts.flatMap((part) =>
    part.type === 'tool-call' ? [{ id: part.id, name: part.name, arguments: part.arguments }] : [],
  );
}

/** Every call is started once before its input and ended once behind it. */
function assertBalanced(events: readonly Event[]): void {
  const open = new Set<number>();
  for (const event of events) {
    if (event.type === 'tool-input-start') open.add(event.block);
    if (event.type === 'tool-input-delta') assert.ok(open.has(event.block));
    if (event.type === 'tool-input-end') assert.ok(open.delete(event.block));
  }
  assert.equal(open.size, 0);
}

const WEATHER = { id: 'call_a', name: 'weather', arguments: '{"city":"Rome"}' };

/** One call in every shape that it has been seen in. */
const SHAPES: Readonly<Record<string, Record<string, unknown>[]>> = {
  'in pieces by index, as OpenAI sends it': [
    calls({
      index: 0,
      id: 'call_a',
      type: 'function',
      function: { name: 'weather', arguments: '' },
    }),
    calls({ index: 0, function: { arguments: '{"city":' } }),
    calls({ index: 0, function: { arguments: '"Rome"}' } }),
  ],
  'whole in one chunk': [
    calls({ index: 0, id: 'call_a', function: { name: 'weather', arguments: '{"city":"Rome"}' } }),
  ],
  'without any index': [
    calls({ id: 'call_a', function: { name: 'weather', arguments: '{"city":' } }),
    calls({ function: { arguments: '"Rome"}' } }),
  ],
  'without an index, the id on every delta': [
    calls({ id: 'call_a', function: { name: 'weather', arguments: '{"city":' } }),
    calls({ id: 'call_a', function: { arguments: '"Rome"}' } }),
  ],
  'with an empty id on later deltas': [
    calls({ index: 0, id: 'call_a', function: { name: 'weather', arguments: '{"city":' } }),
    calls({ index: 0, id: '', function: { name: '', arguments: '"Rome"}' } }),
  ],
  'with null for what does not change, arguments too': [
    calls({ index: 0, id: 'call_a', function: { name: 'weather', arguments: null } }),
    calls({ index: 0, id: null, type: null, function: { name: null, arguments: '{"city":' } }),
    calls({ index: 0, id: null, type: null, function: { name: null, arguments: '"Rome"}' } }),
    calls({ index: 0, id: null, function: { name: null, arguments: null } }),
  ],
  'with the id behind the name': [
    calls({ index: 0, function: { name: 'weather', arguments: '' } }),
    calls({ index: 0, id: 'call_a', function: { arguments: '{"city":"Rome"}' } }),
  ],
  'with the name behind the arguments': [
    calls({ index: 0, id: 'call_a', function: { arguments: '{"city":' } }),
    calls({ index: 0, function: { name: 'weather', arguments: '"Rome"}' } }),
  ],
  'with the type late': [
    calls({ index: 0, id: 'call_a', function: { name: 'weather', arguments: '{"city":"Rome"}' } }),
    calls({ index: 0, type: 'function', function: { arguments: '' } }),
  ],
  'with the name on every delta': [
    calls({ index: 0, id: 'call_a', function: { name: 'weather', arguments: '{"city":' } }),
    calls({ index: 0, id: 'call_a', function: { name: 'weather', arguments: '"Rome"}' } }),
  ],
  'with the arguments as an object': [
    calls({ index: 0, id: 'call_a', function: { name: 'weather', arguments: { city: 'Rome' } } }),
  ],
  'with empty deltas behind it': [
    calls({ index: 0, id: 'call_a', function: { name: 'weather', arguments: '{"city":"Rome"}' } }),
    calls({ function: { arguments: '' }, index: 0 }),
    calls({}),
  ],
  'with both forms filled, one of them empty': [
    calls({
      index: 0,
      id: 'call_a',
      type: 'function',
      custom: { name: '', input: '' },
      function: { name: 'weather', arguments: '{"city":"Rome"}' },
    }),
  ],
};

describe('a tool call', () => {
  for (const [shape, chunks] of Object.entries(SHAPES)) {
    test(`is read ${shape}`, () => {
      assert.deepEqual(toolCalls(chunks), [WEATHER]);
    });
  }

  test('without an id gets one, and its arguments are not held back for it', () => {
    const { events } = readChunks([
      calls({ index: 0, function: { name: 'weather', arguments: '{"city"' } }),
    ]);
    const start = events.find((event) => event.type === 'tool-input-start');
    assert.equal(start?.id, 'call_1');
    assert.ok(events.some((event) => event.type === 'tool-input-delta'));
  });

  test('without arguments is called with an empty object', () => {
    assert.equal(
      toolCalls([calls({ index: 0, id: 'c', function: { name: 'now' } })])[0]?.arguments,
      '{}',
    );
  });

  test('in the older form of functions is read, its id made up', () => {
    const { events } = readChunks([
      chunk({ function_call: { name: 'weather', arguments: '' } }),
      chunk({ function_call: { arguments: '{"city":"Rome"}' } }),
      chunk({}, { finish_reason: 'function_call' }),
    ]);
    const [choice] = assemble(events).choices;
    assert.deepEqual(choice?.parts, [{ ...WEATHER, type: 'tool-call', id: 'call_1' }]);
    assert.equal(choice?.reason, 'tool-calls');
  });

  test('of a custom tool keeps its free text', () => {
    const { events } = readChunks([
      calls({ index: 0, id: 'c', type: 'custom', custom: { name: 'sql', input: '' } }),
      calls({ index: 0, custom: { input: 'SELECT 1' } }),
      end,
    ]);
    const [part] = assemble(events).choices[0]?.parts ?? [];
    assert.deepEqual(part, {
      type: 'tool-call',
      id: 'c',
      name: 'sql',
      arguments: 'SELECT 1',
      kind: 'custom',
    });
  });

  test('with broken arguments is passed on as it is', () => {
    const [call] = toolCalls([
      calls({ index: 0, id: 'c', function: { name: 'f', arguments: '{"a":' } }),
    ]);
    assert.equal(call?.arguments, '{"a":');
  });
});

describe('parallel tool calls', () => {
  const whole = (name: string, rest: Call) => ({
    ...rest,
    function: { name, arguments: `{"n":"${name}"}` },
  });
  const names = (chunks: Record<string, unknown>[]) =>
    toolCalls(chunks).map((call) => `${call.name}${call.arguments}`);
  const both = ['one{"n":"one"}', 'two{"n":"two"}'];

  test('interleaved by index do not mix', () => {
    assert.deepEqual(
      names([
        calls({ index: 0, id: 'a', function: { name: 'one', arguments: '{"n"' } }),
        calls({ index: 1, id: 'b', function: { name: 'two', arguments: '{"n"' } }),
        calls(
          { index: 0, function: { arguments: ':"one"}' } },
          { index: 1, function: { arguments: ':"two"}' } },
        ),
      ]),
      both,
    );
  });

  test('without index or id are told apart by position and by being whole', () => {
    assert.deepEqual(names([calls(whole('one', {}), whole('two', {}))]), both);
    assert.deepEqual(names([calls(whole('one', {})), calls(whole('two', {}))]), both);
  });

  test('that are all numbered 0 are told apart', () => {
    const same = { index: 0 };
    assert.deepEqual(
      names([calls(whole('one', { ...same, id: 'a' })), calls(whole('two', { ...same, id: 'b' }))]),
      both,
    );
    assert.deepEqual(
      names([calls(whole('one', { ...same, id: '' })), calls(whole('two', { ...same, id: '' }))]),
      both,
    );
  });

  test('of one name with the same or no id never share one', () => {
    const ids = toolCalls([
      calls(
        whole('one', { index: 0, id: 'x' }),
        whole('one', { index: 1, id: 'x' }),
        whole('one', { index: 2 }),
      ),
    ]).map((call) => call.id);
    assert.equal(new Set(ids).size, 3);
    assert.equal(ids[0], 'x');
  });
});

describe('what comes between tool calls', () => {
  const typesOf = (chunks: Record<string, unknown>[]) => {
    const { events } = readChunks([...chunks, '[DONE]']);
    assertBalanced(events);
    return assemble(events).choices[0]?.parts.map((part) =>
      part.type === 'tool-call' ? part.arguments : part.type === 'text' ? part.text : part.type,
    );
  };

  test('text before, between and behind whole calls becomes blocks of its own', () => {
    assert.deepEqual(
      typesOf([
        chunk({ content: 'before' }),
        calls({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }),
        chunk({ content: 'between' }),
        calls({ index: 1, id: 'b', function: { name: 'f', arguments: '{"x":1}' } }),
        chunk({ content: 'behind' }),
      ]),
      ['before', '{}', 'between', '{"x":1}', 'behind'],
    );
  });

  test('text amid half a call’s arguments waits and loses neither', () => {
    assert.deepEqual(
      typesOf([
        calls({ index: 0, id: 'a', function: { name: 'f', arguments: '{"x"' } }),
        chunk({ content: 'amid' }),
        calls({ index: 0, function: { arguments: ':1}' } }),
        chunk({ content: ' and after' }),
      ]),
      ['{"x":1}', 'amid and after'],
    );
  });

  test('text amid a call that never becomes whole is told at the end', () => {
    assert.deepEqual(
      typesOf([
        calls({ index: 0, id: 'a', function: { name: 'f', arguments: '{"x"' } }),
        chunk({ content: 'amid' }),
      ]),
      ['{"x"', 'amid'],
    );
  });

  test('empty text beside the deltas of a call breaks nothing', () => {
    assert.deepEqual(
      typesOf([
        chunk({
          content: '',
          tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"x"' } }],
        }),
        chunk({ content: '', tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
      ]),
      ['{"x":1}'],
    );
  });
});

describe('the stop reason of an answer with tool calls', () => {
  const reasonOf = (word: string | null) => {
    const { events } = readChunks([
      calls({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }),
      chunk({}, { finish_reason: word }),
      '[DONE]',
    ]);
    return assemble(events).choices[0]?.reason;
  };

  test('is tool-calls where the provider says a normal stop, in the same or a later chunk', () => {
    for (const word of ['stop', 'tool_calls', 'tool_call', 'function_call', 'eos', '', null])
      assert.equal(reasonOf(word), 'tool-calls', String(word));
  });

  test('is the real one where it is not normal', () => {
    assert.equal(reasonOf('length'), 'length');
    assert.equal(reasonOf('content_filter'), 'content-filter');
    assert.equal(reasonOf('error'), 'error');
  });
});
