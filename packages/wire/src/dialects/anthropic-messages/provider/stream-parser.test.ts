import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseContext, parseStream } from '../../../../test/anthropic-messages.ts';
import { createAnswerAssembler } from '../../../assemble.ts';
import type { Event } from '../../../event.ts';
import { anthropicMessages } from '../index.ts';

const START = {
  type: 'message_start',
  message: { id: 'msg_1', model: 'claude', usage: { input_tokens: 10, output_tokens: 1 } },
};
const begin = (index: number, content_block: object) => ({
  type: 'content_block_start',
  index,
  content_block,
});
const delta = (index: number, type: string, fields: object) => ({
  type: 'content_block_delta',
  index,
  delta: { type, ...fields },
});
const text = (index: number, value: string) => delta(index, 'text_delta', { text: value });
const json = (index: number, value: string) =>
  delta(index, 'input_json_delta', { partial_json: value });
const stop = (index: number) => ({ type: 'content_block_stop', index });
const tool = (index: number, id: string, input: unknown = {}) =>
  begin(index, { type: 'tool_use', id, name: 'look', input });
const end = (stop_reason: string, usage: object = { output_tokens: 5 }) => ({
  type: 'message_delta',
  delta: { stop_reason, stop_sequence: null },
  usage,
});
const STOP = { type: 'message_stop' };

const typesOf = (events: readonly Event[]) => events.map((event) => event.type);
function answerOf(events: readonly Event[]) {
  const assembler = createAnswerAssembler();
  for (const event of events) assembler.push(event);
  return assembler.answer();
}

describe('a whole stream', () => {
  const frames = [
    START,
    { type: 'ping' },
    begin(0, { type: 'thinking', thinking: '', signature: '' }),
    delta(0, 'thinking_delta', { thinking: 'hm' }),
    delta(0, 'signature_delta', { signature: 'sig' }),
    stop(0),
    begin(1, { type: 'text', text: '' }),
    { type: 'ping' },
    text(1, 'hello'),
    stop(1),
    tool(2, 'a'),
    json(2, ''),
    json(2, '{"x":'),
    json(2, '1}'),
    stop(2),
    end('tool_use'),
    STOP,
  ];

  test('gives events in canonical order and ends once', () => {
    const { events, isComplete } = parseStream(frames);
    assert.deepEqual(typesOf(events), [
      'message-start',
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
      'text-end',
      'tool-input-start',
      'tool-input-delta',
      'tool-input-delta',
      'tool-input-end',
      'choice-end',
      'usage',
      'message-end',
    ]);
    assert.equal(isComplete, true);
  });

  test('reads the same without event lines, and with markers of other dialects', () => {
    const parser = anthropicMessages.provider.createStreamParser(parseContext());
    const events = frames.flatMap((data) =>
      parser.push({ event: undefined, data: JSON.stringify(data) }),
    );
    events.push(...parser.push({ event: undefined, data: '[DONE]' }));
    events.push(...parser.push({ event: 'message_stop', data: '{"type":"message_stop"}' }));
    assert.deepEqual([...events, ...parser.end()], parseStream(frames).events);
  });

  test('block numbers do not follow the tool numbers: text and thinking count too', () => {
    const { events } = parseStream(frames);
    const start = events.find((event) => event.type === 'tool-input-start');
    assert.equal(start?.block, 2);
  });

  test('thinking whose text was withheld keeps its signature', () => {
    const { events } = parseStream([
      START,
      begin(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, 'signature_delta', { signature: 'sig' }),
      stop(0),
      begin(1, { type: 'redacted_thinking', data: 'blob' }),
      stop(1),
      end('end_turn'),
      STOP,
    ]);
    assert.deepEqual(answerOf(events).choices[0]?.parts, [
      { type: 'reasoning', text: '', signature: { issuer: 'anthropic-messages', value: 'sig' } },
      {
        type: 'reasoning',
        text: '',
        isRedacted: true,
        signature: { issuer: 'anthropic-messages', value: 'blob' },
      },
    ]);
  });

  test('server tools come out whole, citations at the end of their text', () => {
    const citation = { type: 'web_search_result_location', url: 'https://a.example', title: 'A' };
    const { events } = parseStream([
      START,
      begin(0, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
      json(0, '{"query":"x"}'),
      stop(0),
      begin(1, { type: 'text', text: '', citations: [] }),
      delta(1, 'citations_delta', { citation }),
      text(1, 'cited'),
      stop(1),
      end('pause_turn'),
      STOP,
    ]);
    const choice = answerOf(events).choices[0];
    assert.equal(choice?.reason, 'pause');
    assert.deepEqual(choice?.parts[0], {
      type: 'native',
      dialect: 'anthropic-messages',
      name: 'server_tool_use',
      value: { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'x' } },
    });
    const [annotation] = (choice?.parts[1]?.type === 'text' && choice.parts[1].annotations) || [];
    assert.deepEqual(
      [annotation?.url, annotation?.start, annotation?.end],
      ['https://a.example', 0, 5],
    );
  });
});

describe('servers that do it their own way', () => {
  test('a whole input in the block start, with no delta', () => {
    const { events } = parseStream([START, tool(0, 'a', { x: 1 }), stop(0), end('tool_use'), STOP]);
    const part = answerOf(events).choices[0]?.parts[0];
    assert.equal(part?.type === 'tool-call' && part.arguments, '{"x":1}');
  });

  test('parallel calls whose deltas interleave', () => {
    const { events } = parseStream([
      START,
      tool(0, 'a'),
      tool(1, 'b'),
      json(1, '{"y":2}'),
      json(0, '{"x":1}'),
      stop(0),
      stop(1),
      end('tool_use'),
      STOP,
    ]);
    const calls = answerOf(events).choices[0]?.parts.map(
      (part) => part.type === 'tool-call' && [part.id, part.arguments],
    );
    assert.deepEqual(calls, [
      ['a', '{"x":1}'],
      ['b', '{"y":2}'],
    ]);
  });

  test('no block starts, no block stops, no message start', () => {
    const { events } = parseStream([
      delta(0, 'thinking_delta', { thinking: 'hm' }),
      text(1, 'hello'),
      end('end_turn'),
      STOP,
    ]);
    assert.deepEqual(typesOf(events), [
      'message-start',
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
      'text-end',
      'choice-end',
      'usage',
      'message-end',
    ]);
  });

  test('a tool call behind an ordinary end is still a tool call to run', () => {
    const { events } = parseStream([START, tool(0, 'a'), stop(0), end('end_turn'), STOP]);
    assert.equal(answerOf(events).choices[0]?.reason, 'tool-calls');
  });

  test('a tool call that was cut at the limit ends as length', () => {
    const { events } = parseStream([START, tool(0, 'a'), json(0, '{"x'), end('max_tokens'), STOP]);
    assert.equal(answerOf(events).choices[0]?.reason, 'length');
  });

  test('a missing id is minted', () => {
    const { events } = parseStream([
      START,
      begin(0, { type: 'tool_use', name: 'look' }),
      stop(0),
      end('tool_use'),
      STOP,
    ]);
    const part = answerOf(events).choices[0]?.parts[0];
    assert.equal(part?.type === 'tool-call' && part.id, 'toolu_1');
  });
});

describe('usage', () => {
  const usageOf = (first: object, last: object) =>
    answerOf(
      parseStream([
        { type: 'message_start', message: { id: 'm', model: 'c', usage: first } },
        end('end_turn', last),
        STOP,
      ]).events,
    ).usage;

  test('is set, never added: the last event repeats what the first said', () => {
    const counts = {
      input_tokens: 10,
      cache_read_input_tokens: 90,
      cache_creation_input_tokens: 5,
    };
    const split = { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 3 };
    assert.deepEqual(
      usageOf(
        { ...counts, cache_creation: split, output_tokens: 1 },
        { ...counts, output_tokens: 7, output_tokens_details: { thinking_tokens: 4 } },
      ),
      {
        inputTokens: 105,
        outputTokens: 7,
        cacheReadTokens: 90,
        cacheWriteTokens: 5,
        cacheWriteLongTokens: 3,
        reasoningTokens: 4,
      },
    );
  });

  test('of a clone that counts the cache into the input at first is the split of the end', () => {
    assert.deepEqual(
      usageOf(
        { input_tokens: 1000, output_tokens: 0 },
        { input_tokens: 200, cache_read_input_tokens: 800, output_tokens: 9 },
      ),
      { inputTokens: 1000, outputTokens: 9, cacheReadTokens: 800 },
    );
  });

  test('of a clone that ends on zeros keeps the input of the start', () => {
    assert.equal(
      usageOf({ input_tokens: 50, output_tokens: 0 }, { input_tokens: 0, output_tokens: 9 })
        ?.inputTokens,
      50,
    );
  });

  test('counts compaction, which the sums leave out', () => {
    const iterations = [
      { type: 'compaction', input_tokens: 100, output_tokens: 20 },
      { type: 'message', input_tokens: 10, output_tokens: 5 },
    ];
    const usage = usageOf({ input_tokens: 10 }, { output_tokens: 5, iterations });
    assert.deepEqual(usage, { inputTokens: 110, outputTokens: 25 });
  });
});

describe('streams that do not end well', () => {
  test('a cut stream never looks whole', () => {
    const { events, isComplete } = parseStream([START, begin(0, { type: 'text' }), text(0, 'hel')]);
    assert.equal(isComplete, false);
    assert.deepEqual(typesOf(events), ['message-start', 'text-start', 'text-delta']);
  });

  test('a stop reason without the terminal event is a whole answer', () => {
    const { events, isComplete } = parseStream([START, text(0, 'hi'), end('end_turn')]);
    assert.equal(isComplete, true);
    assert.equal(events.at(-1)?.type, 'message-end');
  });

  test('an error after 200 is one error event, and nothing follows it', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const { events, isComplete } = parseStream([START, text(0, 'hi'), error, error, STOP]);
    const last = events.at(-1);
    assert.equal(last?.type === 'error' && last.error.status, 529);
    assert.equal(events.filter((event) => event.type === 'error').length, 1);
    assert.equal(isComplete, false);
  });

  test('errors in other shapes are errors as well', () => {
    const bare = parseStream([{ error: { message: 'boom', code: 500 } }], { hasEventLines: false });
    assert.equal(bare.events.at(-1)?.type, 'error');
    const parser = anthropicMessages.provider.createStreamParser(parseContext());
    const [plain] = parser.push({ event: 'error', data: 'upstream is gone' });
    assert.equal(plain?.type === 'error' && plain.error.message, 'upstream is gone');
  });

  test('bytes that are no JSON throw a WireError', () => {
    const parser = anthropicMessages.provider.createStreamParser(parseContext());
    assert.throws(() => parser.push({ event: undefined, data: '<html>' }), { name: 'WireError' });
  });
});
