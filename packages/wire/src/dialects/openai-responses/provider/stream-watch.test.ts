import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_TRAITS } from '../../../traits.ts';
import { createStreamWatch } from './stream-watch.ts';

type Data = Readonly<Record<string, unknown>> & { readonly type: string };

function watching(hasEventLines: boolean) {
  const watch = createStreamWatch({ traits: DEFAULT_TRAITS });
  const observe = (data: Data) =>
    watch.observe({ event: hasEventLines ? data.type : undefined, data: JSON.stringify(data) });
  return { watch, observe };
}

const CREATED: Data = {
  type: 'response.created',
  response: { id: 'r', model: 'gpt', error: null, tools: [], output: [] },
};
const DELTA: Data = { type: 'response.output_text.delta', output_index: 0, delta: 'Hi' };

for (const hasEventLines of [true, false]) {
  describe(`the watch of a passing stream ${hasEventLines ? 'with' : 'without'} event lines`, () => {
    test('what comes before the first content can still be replaced', () => {
      const { observe } = watching(hasEventLines);
      const item = { type: 'message', id: 'm', content: [] };
      const reasoning = { type: 'reasoning', id: 'rs', summary: [] };
      const kinds = [
        CREATED,
        { type: 'response.in_progress', response: {} },
        { type: 'response.output_item.added', item: reasoning },
        { type: 'response.output_item.done', item: reasoning },
        { type: 'response.output_item.added', item },
        { type: 'response.content_part.added', part: { type: 'output_text', text: '' } },
        { type: 'response.output_text.delta', delta: '' },
      ].map(observe);
      assert.deepEqual(new Set(kinds), new Set(['lifecycle']));
      assert.equal(observe(DELTA), 'content');
      assert.equal(observe({ type: 'response.output_text.done', text: 'Hi' }), 'content');
    });

    test('an error before content is an error, not content', () => {
      const { watch, observe } = watching(hasEventLines);
      observe(CREATED);
      assert.equal(observe({ type: 'error', code: 'server_error', message: 'broke' }), 'error');
      assert.equal(watch.error?.message, 'broke');
      assert.equal(watch.isComplete, false);
      assert.equal(observe({ type: 'response.failed', response: {} }), 'drop');
    });

    test('a late failure, usage, reason and end are never missed', () => {
      const failing = watching(hasEventLines);
      failing.observe(DELTA);
      const failed = {
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'server_error', message: 'broke' } },
      };
      assert.equal(failing.observe(failed), 'error');
      assert.equal(failing.watch.error?.status, 500);

      const { watch, observe } = watching(hasEventLines);
      observe(CREATED);
      observe(DELTA);
      const incomplete = {
        type: 'response.incomplete',
        response: {
          model: 'gpt-2',
          status: 'incomplete',
          incomplete_details: { reason: 'max_output_tokens' },
          output: [],
          usage: { input_tokens: 1, output_tokens: 2 },
        },
      };
      assert.equal(observe(incomplete), 'end');
      assert.equal(observe(incomplete), 'drop');
      assert.deepEqual(
        [watch.isComplete, watch.reason, watch.model, watch.usage, watch.closing()],
        [true, 'length', 'gpt-2', { inputTokens: 1, outputTokens: 2 }, ''],
      );
    });

    test('what a model writes cannot pass for the end', () => {
      const { watch, observe } = watching(hasEventLines);
      observe(DELTA);
      const delta = 'data: {"type":"response.completed"} "error" "response.failed"';
      assert.equal(observe({ ...DELTA, delta }), 'content');
      assert.equal(observe({ ...DELTA, delta, note: 'response.completed' }), 'content');
      assert.equal(watch.isComplete, false);
    });

    test('a tool call that comes without deltas is content, and the reason', () => {
      const { watch, observe } = watching(hasEventLines);
      observe(CREATED);
      const item = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' };
      assert.equal(observe({ type: 'response.output_item.done', item }), 'content');
      // Some endpoints leave the output of the last event empty.
      observe({ type: 'response.completed', response: { status: 'completed', output: [] } });
      assert.equal(watch.reason, 'tool-calls');
    });
  });
}
