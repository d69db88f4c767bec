import assert from 'node:assert/strict';
import type { Loose } from './meaning.ts';

const STOP_REASONS = [
  'end_turn',
  'tool_use',
  'max_tokens',
  'stop_sequence',
  'pause_turn',
  'refusal',
  'model_context_window_exceeded',
];

/** What the stock clients need of a message. */
export function grammarOfMessage(message: Loose): void {
  assertHead(message);
  assert.ok(STOP_REASONS.includes(message.stop_reason), message.stop_reason);
  assert.ok(Number.isInteger(message.usage.input_tokens + message.usage.output_tokens));
  for (const block of message.content) assertBlock(block);
}

const DELTAS: Readonly<Record<string, string>> = {
  text_delta: 'text',
  citations_delta: 'text',
  thinking_delta: 'thinking',
  signature_delta: 'thinking',
};

/** The order that the dialect prescribes: one block after the other, numbered from zero. */
export function grammarOfMessageStream(events: readonly Loose[]): void {
  const types = events.map(({ type }) => type);
  assert.equal(types[0], 'message_start');
  assertHead(events[0].message);
  assert.deepEqual(types.slice(-2), ['message_delta', 'message_stop']);
  let open: Loose;
  let count = 0;
  for (const event of events.slice(1, -2)) {
    switch (event.type) {
      case 'content_block_start':
        assert.equal(open, undefined, 'blocks do not interleave');
        assert.equal(event.index, count);
        open = event.content_block;
        count += 1;
        break;
      case 'content_block_delta':
        assert.equal(event.index, count - 1);
        if (event.delta.type === 'input_json_delta')
          assert.match(open.type, /_tool_use$|^tool_use$/);
        else assert.equal(open.type, DELTAS[event.delta.type]);
        break;
      case 'content_block_stop':
        assert.equal(event.index, count - 1);
        assert.ok(open !== undefined);
        open = undefined;
        break;
      default:
        assert.fail(`${event.type} has no place here`);
    }
  }
  assert.equal(open, undefined, 'every block is closed');
  const { delta, usage } = events.at(-2);
  assert.ok(STOP_REASONS.includes(delta.stop_reason), delta.stop_reason);
  assert.ok(Number.isInteger(usage.output_tokens));
}

function assertHead(message: Loose): void {
  assert.equal(message.type, 'message');
  assert.equal(message.role, 'assistant');
  assert.ok(message.id !== '' && message.model !== '');
  assert.ok(Array.isArray(message.content));
}

function assertBlock(block: Loose): void {
  if (block.type === 'text') assert.notEqual(block.text, '', 'an empty text cannot be replayed');
  if (block.type === 'thinking') assert.equal(typeof block.signature, 'string');
  if (block.type !== 'tool_use') return;
  assert.equal(typeof block.input, 'object');
  assert.ok(block.id !== '' && block.name !== '');
}
