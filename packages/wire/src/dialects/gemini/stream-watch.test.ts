import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { gemini } from './index.ts';

const usageMetadata = (count: number) => ({ promptTokenCount: 5, candidatesTokenCount: count });
const chunk = (parts: readonly object[], more: object = {}, top: object = {}) =>
  JSON.stringify({
    candidates: [{ content: { parts }, ...more }],
    modelVersion: 'gemini-x',
    ...top,
  });

function watch(...data: readonly string[]) {
  const watcher = gemini.provider.createStreamWatch({ hidesUsage: false, traits: DEFAULT_TRAITS });
  const kinds = data.map((text) => watcher.observe({ event: undefined, data: text }));
  return { watcher, kinds };
}

describe('watching a Gemini stream that passes through', () => {
  test('finds the first content, the newest usage and the end', () => {
    const { watcher, kinds } = watch(
      JSON.stringify({ usageMetadata: { trafficType: 'ON_DEMAND' }, modelVersion: 'gemini-x' }),
      chunk([{ text: '' }]),
      chunk([{ text: 'a' }], {}, { usageMetadata: usageMetadata(1) }),
      chunk([{ text: 'b' }], {}, { usageMetadata: usageMetadata(2) }),
      chunk([{ text: '' }], { finishReason: 'STOP' }, { usageMetadata: usageMetadata(3) }),
    );
    assert.deepEqual(kinds, ['lifecycle', 'lifecycle', 'content', 'content', 'end']);
    assert.deepEqual(watcher.usage, { inputTokens: 5, outputTokens: 3 });
    assert.equal(watcher.reason, 'stop');
    assert.equal(watcher.model, 'gemini-x');
    assert.ok(watcher.isComplete);
    assert.equal(watcher.closing(), '');
  });

  test('tells usage of a stream that was cut', () => {
    const { watcher } = watch(
      chunk([{ text: 'a' }]),
      chunk([{ text: 'b' }], {}, { usageMetadata: usageMetadata(7) }),
    );
    assert.deepEqual(watcher.usage, { inputTokens: 5, outputTokens: 7 });
    assert.ok(!watcher.isComplete);
  });

  test('text that speaks of the marks is not mistaken for them', () => {
    const { watcher, kinds } = watch(
      chunk([{ text: 'a' }]),
      chunk([{ text: 'the "error" and the "finishReason": "STOP"' }]),
    );
    assert.deepEqual(kinds, ['content', 'content']);
    assert.equal(watcher.error, undefined);
    assert.ok(!watcher.isComplete);
  });

  test('sees tool calls, errors, blocks and further candidates after content', () => {
    const called = watch(
      chunk([{ text: 'a' }]),
      chunk([{ functionCall: { name: 'f' } }]),
      chunk([], { finishReason: 'STOP' }),
    );
    assert.equal(called.watcher.reason, 'tool-calls');
    const failed = watch(
      chunk([{ text: 'a' }], { finishReason: 'STOP' }),
      '{"error": {"code": 503, "message": "x", "status": "UNAVAILABLE"}}',
    );
    assert.deepEqual(failed.kinds, ['content', 'error']);
    assert.equal(failed.watcher.error?.status, 503);
    assert.ok(!failed.watcher.isComplete);
    const blocked = watch('{"promptFeedback":{"blockReason":"SAFETY"}}');
    assert.deepEqual(blocked.kinds, ['end']);
    assert.equal(blocked.watcher.reason, 'content-filter');
    const several = watch(
      chunk([{ text: 'a' }], { index: 0 }),
      chunk([{ text: 'b' }], { index: 1 }),
      chunk([], { index: 0, finishReason: 'STOP' }),
    );
    assert.ok(!several.watcher.isComplete, 'the second candidate still goes on');
  });

  test('an answer in one frame is content and complete', () => {
    const { watcher, kinds } = watch(chunk([{ text: 'a' }], { finishReason: 'MAX_TOKENS' }));
    assert.deepEqual(kinds, ['content']);
    assert.ok(watcher.isComplete);
    assert.equal(watcher.reason, 'length');
  });
});
