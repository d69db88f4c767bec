import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { chunk, readChunks, traitsWith } from '../../../../test/chat-stream.ts';
import { type FrameKind, type StreamWatch, WireError } from '../../../dialect.ts';
import { openaiChat } from '../index.ts';

const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const stop = chunk({}, { finish_reason: 'stop' });
const usageChunk = { ...chunk({}), choices: [], usage };
const text = (content: string, choice = {}, top = {}) => chunk({ content }, choice, top);

function watched(
  frames: readonly (Record<string, unknown> | string)[],
  hidesUsage = false,
): { readonly watch: StreamWatch; readonly kinds: FrameKind[] } {
  const watch = openaiChat.provider.createStreamWatch({ hidesUsage, traits: traitsWith() });
  const kinds = frames.map((frame) =>
    watch.observe({
      event: undefined,
      data: typeof frame === 'string' ? frame : JSON.stringify(frame),
    }),
  );
  return { watch, kinds };
}

describe('the watcher of a passing stream', () => {
  test('holds what comes before content, and knows the end', () => {
    const { watch, kinds } = watched([
      { ...chunk({}), choices: [], prompt_filter_results: [] },
      chunk({ role: 'assistant', content: '', refusal: null }),
      text('Hel'),
      text('lo'),
      stop,
      usageChunk,
      '[DONE]',
    ]);
    assert.deepEqual(kinds, [
      'lifecycle',
      'lifecycle',
      'content',
      'content',
      'lifecycle',
      'lifecycle',
      'end',
    ]);
    assert.deepEqual(watch.usage, { inputTokens: 10, outputTokens: 5 });
    assert.deepEqual([watch.reason, watch.model, watch.isComplete], ['stop', 'm', true]);
    assert.equal(watch.closing(), '');
  });

  test('takes every form of content for the commit point', () => {
    const forms = [
      { reasoning_content: 'x' },
      { reasoning: 'x' },
      { reasoning_details: [{ type: 'reasoning.text', text: 'x' }] },
      { refusal: 'no' },
      { content: [{ type: 'thinking', thinking: [] }] },
      { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '' } }] },
      { function_call: { name: 'f', arguments: '' } },
      { audio: { id: 'a', data: 'AAAA' } },
      { images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } }] },
    ];
    for (const delta of forms)
      assert.deepEqual(watched([chunk(delta)]).kinds, ['content'], JSON.stringify(delta));
    const nothing = [
      { role: 'assistant' },
      { content: '' },
      { content: null, tool_calls: [] },
      { audio: { id: '' } },
    ];
    for (const delta of nothing)
      assert.deepEqual(watched([chunk(delta)]).kinds, ['lifecycle'], JSON.stringify(delta));
  });

  test('drops the usage chunk that only we asked for, and no other', () => {
    const onStop = { ...stop, usage };
    const filters = { ...chunk({}), choices: [], prompt_filter_results: [] };
    const { watch, kinds } = watched([filters, text('x'), onStop, usageChunk, '[DONE]'], true);
    assert.deepEqual(kinds, ['lifecycle', 'content', 'lifecycle', 'drop', 'end']);
    assert.equal(watch.usage?.inputTokens, 10);
  });

  test('closes a whole stream that lacks its end mark, but not one that was cut', () => {
    assert.equal(watched([text('x'), stop]).watch.closing(), 'data: [DONE]\n\n');
    const cut = watched([text('x'), text('y')]).watch;
    assert.equal(cut.closing(), '');
    assert.equal(cut.isComplete, false);
  });

  test('does not take one choice’s reason for the end of all', () => {
    const frames = [text('x'), text('y'), text('z', { index: 1 }), text('y'), stop];
    assert.equal(watched(frames).watch.isComplete, false);
    const late = [text('x'), text('y'), text('y'), text('z', { index: 1 }), stop];
    assert.equal(watched(late).watch.isComplete, false);
    const ended = chunk({}, { index: 1, finish_reason: 'stop' });
    assert.equal(watched([...late, ended]).watch.isComplete, true);
  });

  test('sees tool calls behind a normal stop', () => {
    const call = chunk({
      tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }],
    });
    assert.equal(watched([call, stop, '[DONE]']).watch.reason, 'tool-calls');
    assert.equal(watched([text('x'), text('y'), text('z'), call, stop]).watch.reason, 'tool-calls');
  });

  test('stops at an error, wherever it stands', () => {
    const error = { error: { message: 'boom', type: 'server_error' } };
    for (const before of [[], [text('a'), text('b')]]) {
      for (const frame of [
        error,
        { ...text('c'), ...error },
        { ...error, ...text('c') },
        { object: 'error', message: 'boom' },
        { choices: null, base_resp: { status_code: 1002, status_msg: 'boom' } },
        { ...text('c'), base_resp: { status_code: 1002, status_msg: 'boom' } },
        chunk({ content: 'c' }, { finish_reason: 'error', error: { message: 'boom' } }),
      ]) {
        const { watch, kinds } = watched([...before, frame]);
        assert.equal(kinds.at(-1), 'error', JSON.stringify(frame));
        assert.equal(watch.error?.message, 'boom');
        assert.equal(watch.isComplete, false);
        assert.equal(watch.closing(), '');
      }
    }
  });

  test('sees `event: error` even where its data looks like content', () => {
    const watch = openaiChat.provider.createStreamWatch({
      hidesUsage: false,
      traits: traitsWith(),
    });
    for (const content of ['a', 'b', 'c'])
      watch.observe({ event: undefined, data: JSON.stringify(text(content)) });
    const kind = watch.observe({ event: 'error', data: JSON.stringify(text('d')) });
    assert.equal(kind, 'error');
  });

  test('keeps an error behind the end from clients, who would throw the answer away', () => {
    const late = { ...chunk({ content: '' }), error: { message: 'Token limit reached' }, usage };
    const { watch, kinds } = watched([text('x', { finish_reason: 'length' }), late, '[DONE]']);
    assert.deepEqual(kinds, ['content', 'drop', 'end']);
    assert.equal(watch.error, undefined);
    assert.equal(watch.usage?.outputTokens, 5);
  });

  test('refuses rubbish before content and lets it pass behind', () => {
    assert.throws(() => watched(['<html>']), WireError);
    assert.deepEqual(watched([text('x'), '<html>']).kinds, ['content', 'content']);
  });

  test('content that looks like structure hides nothing', () => {
    const nasty = [
      '"',
      '\\',
      '\\"',
      '"}]',
      '","finish_reason":"stop"',
      '"error":{',
      '\\\\"usage":{',
      '\u2028\n',
    ];
    for (const content of nasty) {
      const { watch, kinds } = watched([
        text('x'),
        text(content),
        text(content),
        text(`a${content}`),
      ]);
      assert.deepEqual(kinds, ['content', 'content', 'content', 'content'], content);
      assert.equal(watch.reason, undefined);
      const seen = watched([
        text('x'),
        text(content),
        text(content, { finish_reason: 'length' }, { usage }),
      ]);
      assert.equal(seen.watch.reason, 'length', content);
      assert.equal(seen.watch.usage?.inputTokens, 10, content);
    }
  });

  test('misses nothing that the parser sees, whatever the stream', () => {
    const delta = fc.oneof(
      fc.string({ unit: 'binary' }).map((content) => ({ content })),
      fc.string().map((reasoning) => ({ reasoning_content: reasoning, content: null })),
      fc.string().map((part) => ({
        tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: part } }],
      })),
    );
    const frame = fc.record({
      delta,
      index: fc.constantFrom(0, 0, 0, 1),
      finish_reason: fc.constantFrom(null, null, null, null, 'stop', 'length'),
      usage: fc.constantFrom(undefined, undefined, null, usage, { ...usage, completion_tokens: 9 }),
      isFirst: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), (frames) => {
        const chunks = frames.map(
          ({ delta: fields, index, finish_reason, usage: counts, isFirst }) => {
            const rest = counts === undefined ? {} : { usage: counts };
            const entry = chunk(fields, { index, finish_reason });
            return isFirst ? { ...rest, ...entry } : { ...entry, ...rest };
          },
        );
        const { watch } = watched(chunks);
        const { parser, events } = readChunks(chunks);
        assert.equal(watch.isComplete, parser.isComplete);
        const last = events.findLast((event) => event.type === 'usage');
        if (parser.isComplete) assert.deepEqual(watch.usage, last?.usage);
        const end = events.find((event) => event.type === 'choice-end');
        const isAlone = frames.every(({ index }) => index === 0);
        if (isAlone && end !== undefined) assert.equal(watch.reason, end.reason);
      }),
    );
  });
});
