import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assemble, chunk, partsOfStream, readChunks } from '../../../../test/chat-stream.ts';
import { WireError } from '../../../dialect.ts';
import type { Event } from '../../../event.ts';

const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const typesOf = (events: readonly Event[]): string[] => events.map((event) => event.type);
const stop = chunk({}, { finish_reason: 'stop' });

describe('reading a stream of chunks', () => {
  test('tells a plain answer in canonical order', () => {
    const { events, parser } = readChunks([
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Hel' }),
      chunk({ content: 'lo' }),
      stop,
      { ...chunk({}), choices: [], usage },
      '[DONE]',
    ]);
    assert.deepEqual(typesOf(events), [
      'message-start',
      'text-start',
      'text-delta',
      'text-delta',
      'text-end',
      'choice-end',
      'usage',
      'message-end',
    ]);
    assert.equal(parser.isComplete, true);
  });

  test('takes a stream without [DONE] for whole when the reason was given', () => {
    const { events, parser } = readChunks([chunk({ content: 'x' }), stop]);
    assert.equal(typesOf(events).at(-1), 'message-end');
    assert.equal(parser.isComplete, true);
  });

  test('a stream cut before its reason never ends cleanly', () => {
    const { events, parser } = readChunks([chunk({ content: 'x' }, {}, { usage })]);
    assert.deepEqual(typesOf(events), ['message-start', 'text-start', 'text-delta']);
    assert.equal(parser.isComplete, false);
  });

  test('with several choices, one reason does not make the answer whole', () => {
    const { parser } = readChunks([
      chunk({ content: 'x' }),
      chunk({ content: 'y' }, { index: 1 }),
      stop,
    ]);
    assert.equal(parser.isComplete, false);
  });

  test('several choices keep their own blocks and end together', () => {
    const { events } = readChunks([
      chunk({ content: 'a' }),
      chunk({ content: 'b' }, { index: 1 }),
      chunk({ content: 'c' }),
      chunk({}, { index: 1, finish_reason: 'length' }),
      stop,
      '[DONE]',
    ]);
    const answer = assemble(events);
    assert.deepEqual(
      answer.choices.map((choice) => [choice.index, choice.parts, choice.reason]),
      [
        [0, [{ type: 'text', text: 'ac' }], 'stop'],
        [1, [{ type: 'text', text: 'b' }], 'length'],
      ],
    );
  });

  test('a second end mark or terminal chunk gives no second end', () => {
    const { events } = readChunks([chunk({ content: 'x' }), stop, stop, '[DONE]', '[DONE]', stop]);
    assert.equal(typesOf(events).filter((type) => type === 'message-end').length, 1);
    assert.equal(typesOf(events).filter((type) => type === 'choice-end').length, 1);
  });

  test('a plain stop behind the real reason does not hide it', () => {
    const { events } = readChunks([chunk({ content: 'x' }, { finish_reason: 'length' }), stop]);
    assert.equal(assemble(events).choices[0]?.reason, 'length');
  });

  test('an empty reason on every chunk is no reason', () => {
    const { parser } = readChunks([chunk({ content: 'x' }, { finish_reason: '' })]);
    assert.equal(parser.isComplete, false);
  });

  test('chunks with empty choices may come at any time, and the first has no name yet', () => {
    const { events } = readChunks([
      { id: '', model: '', choices: [], prompt_filter_results: [] },
      chunk({ content: 'x' }),
      { ...chunk({}), choices: [] },
      stop,
      '[DONE]',
    ]);
    const [start] = events;
    assert.ok(start?.type === 'message-start');
    assert.equal(start.id, 'chatcmpl-1');
    assert.equal(start.model, 'm');
  });

  test('an answer without an id gets one, and one id only', () => {
    const { events } = readChunks([
      chunk({ content: 'x' }, {}, { id: '' }),
      chunk({ content: 'y' }, { finish_reason: 'stop' }, { id: 'later' }),
    ]);
    const starts = events.filter((event) => event.type === 'message-start');
    assert.deepEqual(
      starts.map((event) => event.id),
      ['chatcmpl_1'],
    );
  });

  test('numbers sent as text are read, and choices without an index', () => {
    const { events } = readChunks([
      { ...chunk({}), created: '1715361795', choices: [{ delta: { content: 'x' } }] },
      { choices: [{ delta: {}, finish_reason: 'stop' }] },
    ]);
    const answer = assemble(events);
    assert.equal(answer.createdAt, 1_715_361_795);
    assert.equal(answer.choices.length, 1);
  });

  test('a whole message where a stream was asked for is read', () => {
    const { events } = readChunks([
      {
        id: '1',
        model: 'm',
        choices: [{ index: 0, message: { content: 'all' }, finish_reason: 'stop' }],
      },
    ]);
    assert.deepEqual(assemble(events).choices[0]?.parts, [{ type: 'text', text: 'all' }]);
  });

  test('a message beside the delta is not told twice', () => {
    const parts = partsOfStream([
      chunk({ content: 'ab' }, { message: { content: 'ab' } }),
      chunk({ content: 'c' }, { message: { content: 'abc' } }),
      { choices: [{ index: 0, message: { content: 'abc' }, finish_reason: 'stop' }] },
    ]);
    assert.deepEqual(parts, [{ type: 'text', text: 'abc' }]);
  });

  test('what is no JSON is refused by name, and an empty frame is nothing', () => {
    assert.throws(() => readChunks(['{"id":']), WireError);
    assert.throws(() => readChunks(['true']), WireError);
    assert.deepEqual(readChunks(['']).events, []);
  });

  test('objects that are not chunks are passed over', () => {
    const { events } = readChunks([{ type: 'ping' }, chunk({ content: 'x' }), stop]);
    assert.equal(typesOf(events).includes('error'), false);
  });
});

describe('usage in a stream', () => {
  const last = (chunks: Record<string, unknown>[]) =>
    assemble(readChunks([...chunks, '[DONE]']).events).usage;

  test('that is told in every chunk is cumulative: the last counts, nothing is added', () => {
    const of = (completion: number) => ({
      usage: { prompt_tokens: 10, completion_tokens: completion, total_tokens: 10 + completion },
    });
    const found = last([
      chunk({ content: 'a' }, {}, of(1)),
      chunk({ content: 'b' }, {}, of(2)),
      stop,
    ]);
    assert.equal(found?.outputTokens, 2);
  });

  test('that comes twice (x_groq) counts once', () => {
    const found = last([
      chunk({ content: 'a' }),
      chunk({}, { finish_reason: 'stop' }, { x_groq: { usage }, usage }),
      { ...chunk({}), choices: [], usage },
    ]);
    assert.deepEqual(found, { inputTokens: 10, outputTokens: 5 });
  });

  test('is found in x_groq and inside a choice, and null does not erase it', () => {
    assert.equal(
      last([chunk({ content: 'a' }), chunk({}, {}, { x_groq: { usage } })])?.inputTokens,
      10,
    );
    const inChoice = chunk({}, { finish_reason: 'stop', usage });
    assert.equal(last([inChoice, chunk({}, {}, { usage: null })])?.inputTokens, 10);
  });
});

describe('errors inside a stream', () => {
  const outcome = (frames: (Record<string, unknown> | string)[]) => {
    const { events, parser } = readChunks(frames);
    const errors = events.filter((event) => event.type === 'error');
    assert.ok(errors.length <= 1);
    return { error: errors[0]?.error, events, parser };
  };

  test('after 200 are told once and never followed by a clean end', () => {
    const { error, events, parser } = outcome([
      chunk({ content: 'x' }),
      { error: { message: 'overloaded', type: 'server_error' } },
      { error: { message: 'overloaded', type: 'server_error' } },
      stop,
      '[DONE]',
    ]);
    assert.equal(error?.message, 'overloaded');
    assert.equal(typesOf(events).at(-1), 'error');
    assert.equal(parser.isComplete, false);
  });

  test('of OpenRouter come with choices and the reason `error`', () => {
    const failed = chunk({ content: '' }, { finish_reason: 'error' });
    const { error } = outcome([
      chunk({ content: 'x' }),
      { ...failed, error: { code: 502, message: 'down' } },
      '[DONE]',
    ]);
    assert.deepEqual([error?.status, error?.message], [502, 'down']);
  });

  test('may stand inside a choice', () => {
    const { error } = outcome([chunk({}, { finish_reason: 'error', error: { message: 'inner' } })]);
    assert.equal(error?.message, 'inner');
  });

  test('behind the reason `error` still count', () => {
    const { error } = outcome([
      chunk({ content: 'x' }, { finish_reason: 'error' }),
      { error: { message: 'why' } },
    ]);
    assert.equal(error?.message, 'why');
  });

  test('a reason `error` without any object is a failed choice', () => {
    const { events } = outcome([chunk({ content: 'x' }, { finish_reason: 'error' }), '[DONE]']);
    assert.equal(assemble(events).choices[0]?.reason, 'error');
  });

  test('behind the reason of every choice do not unmake a whole answer', () => {
    const { error, events, parser } = outcome([
      chunk({ content: 'x' }, { finish_reason: 'length' }),
      { ...chunk({ content: '' }), error: { code: 400, message: 'Token limit reached' }, usage },
      '[DONE]',
    ]);
    assert.equal(error, undefined);
    assert.equal(parser.isComplete, true);
    assert.equal(assemble(events).usage?.outputTokens, 5);
  });

  test('in flat shapes, where a chunk should be, are seen', () => {
    const bodies: Record<string, unknown>[] = [
      { object: 'error', message: 'flat', type: 'x', code: 500 },
      { code: 'c', error: 'flat' },
      { id: '1', message: 'flat' },
      { detail: 'flat' },
      { choices: null, base_resp: { status_code: 1002, status_msg: 'flat' } },
      { success: false, errors: [{ code: 1, message: 'flat' }] },
    ];
    for (const body of bodies)
      assert.equal(outcome([body]).error?.message, 'flat', JSON.stringify(body));
    assert.equal(
      outcome([JSON.stringify([{ error: { message: 'flat', code: 503 } }])]).error?.status,
      503,
    );
  });
});
