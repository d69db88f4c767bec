import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_TRAITS } from '../../../traits.ts';
import { anthropicMessages } from '../index.ts';

const START = {
  type: 'message_start',
  message: { id: 'm', model: 'claude', usage: { input_tokens: 10, output_tokens: 1 } },
};
const BLOCK = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
const say = (text: string) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
});
const end = (stop_reason: string) => ({
  type: 'message_delta',
  delta: { stop_reason },
  usage: { output_tokens: 9 },
});

function watchOf(frames: readonly unknown[], hasEventLines = true) {
  const watch = anthropicMessages.provider.createStreamWatch({
    hidesUsage: true,
    traits: DEFAULT_TRAITS,
  });
  const kinds = frames.map((frame) => {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
    const type = typeof frame === 'string' ? undefined : (frame as { type?: string }).type;
    return watch.observe({ event: hasEventLines ? type : undefined, data });
  });
  return { watch, kinds };
}

describe('the watch of the fast lane', () => {
  test('finds first content, usage, reason and end, with and without event lines', () => {
    const frames = [START, { type: 'ping' }, BLOCK, say('a'), say('b'), end('end_turn')];
    for (const hasEventLines of [true, false]) {
      const { watch, kinds } = watchOf([...frames, { type: 'message_stop' }], hasEventLines);
      const head = ['lifecycle', 'lifecycle', 'lifecycle', 'content', 'content'];
      assert.deepEqual(kinds.slice(0, 5), head);
      assert.equal(kinds.at(-1), 'end');
      assert.deepEqual(watch.usage, { inputTokens: 10, outputTokens: 9 });
      assert.equal(watch.reason, 'stop');
      assert.equal(watch.model, 'claude');
      assert.equal(watch.isComplete, true);
      assert.equal(watch.closing(), '');
    }
  });

  test('is not fooled by content that quotes the words of the protocol', () => {
    const quoted = JSON.stringify(end('max_tokens'));
    const frames = [START, BLOCK, say('a'), say(quoted), say('error'), say('message_delta')];
    for (const hasEventLines of [true, false]) {
      const { watch, kinds } = watchOf(frames, hasEventLines);
      assert.deepEqual(kinds.slice(2), ['content', 'content', 'content', 'content']);
      assert.equal(watch.reason, undefined);
      assert.equal(watch.isComplete, false);
      assert.equal(watch.error, undefined);
    }
  });

  test('never misses an error, early or late, in whatever shape', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'busy' } };
    for (const frames of [
      [START, error],
      [START, BLOCK, say('a'), error],
      [START, BLOCK, say('a'), { error: { message: 'busy', code: 529 } }],
    ]) {
      for (const hasEventLines of [true, false]) {
        const { watch, kinds } = watchOf(frames, hasEventLines);
        assert.equal(kinds.at(-1), 'error');
        assert.equal(watch.error?.message, 'busy');
        assert.equal(watch.isComplete, false);
      }
    }
    const watch = anthropicMessages.provider.createStreamWatch({
      hidesUsage: false,
      traits: DEFAULT_TRAITS,
    });
    assert.equal(watch.observe({ event: 'error', data: 'gone' }), 'error');
  });

  test('a tool call counts as content and makes an ordinary end a tool-calls end', () => {
    const call = {
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'tool_use', id: 'a', name: 'look', input: {} },
    };
    const { watch, kinds } = watchOf([START, BLOCK, say('a'), call, end('end_turn')]);
    assert.equal(kinds[3], 'content');
    assert.equal(watch.reason, 'tool-calls');
  });

  test('keeps markers of other dialects from the client and adds the end that is missing', () => {
    const { watch, kinds } = watchOf([START, BLOCK, say('a'), end('end_turn'), '[DONE]']);
    assert.equal(kinds.at(-1), 'drop');
    assert.equal(watch.closing(), 'event: message_stop\ndata: {"type":"message_stop"}\n\n');
  });

  test('adds nothing to a stream that was cut', () => {
    const { watch } = watchOf([START, BLOCK, say('a')]);
    assert.equal(watch.isComplete, false);
    assert.equal(watch.closing(), '');
  });
});
