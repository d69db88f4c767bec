import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  parseStream,
  renderContext,
  renderStream,
  type Wire,
} from '../../../../test/anthropic-messages.ts';
import { createAnswerAssembler } from '../../../assemble.ts';
import type { Event } from '../../../event.ts';
import { anthropicMessages } from '../index.ts';

const START: Event = { type: 'message-start', id: 'x', model: 'm' };
const at = (block: number) => ({ choice: 0, block });
const textStart = (block: number): Event => ({ type: 'text-start', ...at(block) });
const textDelta = (block: number, text: string): Event => ({
  type: 'text-delta',
  text,
  ...at(block),
});
const textEnd = (block: number): Event => ({ type: 'text-end', ...at(block) });
const toolStart = (block: number, id: string): Event => ({
  type: 'tool-input-start',
  id,
  name: 'look',
  ...at(block),
});
const toolDelta = (block: number, text: string): Event => ({
  type: 'tool-input-delta',
  text,
  ...at(block),
});
const toolEnd = (block: number): Event => ({ type: 'tool-input-end', ...at(block) });
const END: Event[] = [
  { type: 'choice-end', choice: 0, reason: 'stop' },
  {
    type: 'usage',
    usage: { inputTokens: 100, outputTokens: 7, cacheReadTokens: 60, cacheWriteTokens: 30 },
  },
  { type: 'message-end' },
];

/** The order of a stream in short: `start`, `block 0 text`, `text_delta`, `stop` … */
const outline = (frames: readonly Wire[]) =>
  frames.map((frame) => {
    if (frame.type === 'content_block_start') return `${frame.index} ${frame.content_block.type}`;
    return frame.delta?.type ?? frame.type;
  });

describe('a stream for clients of the Messages API', () => {
  test('has every frame in order, with stop reason and usage in the last delta', () => {
    const frames = renderStream([START, textStart(0), textDelta(0, 'hi'), textEnd(0), ...END]);
    assert.deepEqual(outline(frames), [
      'message_start',
      '0 text',
      'text_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    const last = frames.at(-2);
    assert.deepEqual(last.delta, { stop_reason: 'end_turn', stop_sequence: null });
    assert.equal(last.usage.input_tokens, 10);
    assert.equal(last.usage.cache_read_input_tokens, 60);
    assert.equal(last.usage.cache_creation_input_tokens, 30);
    assert.equal(last.usage.output_tokens, 7);
  });

  test('begins with a message even where the provider sent no head', () => {
    const frames = renderStream([textStart(0), textDelta(0, 'hi')]);
    assert.equal(frames[0].message.id, 'msg_1');
    assert.equal(frames[0].message.model, 'smart');
  });

  test('closes text that another block interrupts, and opens it again when it goes on', () => {
    const frames = renderStream([
      START,
      textStart(0),
      textDelta(0, 'a'),
      toolStart(1, 't'),
      toolDelta(1, '{}'),
      toolEnd(1),
      textDelta(0, 'b'),
      textEnd(0),
      ...END,
    ]);
    assert.deepEqual(outline(frames).slice(1, -2), [
      '0 text',
      'text_delta',
      'content_block_stop',
      '1 tool_use',
      'input_json_delta',
      'content_block_stop',
      '2 text',
      'text_delta',
      'content_block_stop',
    ]);
  });

  test('makes parallel tool inputs wait for each other', () => {
    const frames = renderStream([
      START,
      toolStart(0, 'a'),
      toolDelta(0, '{"x"'),
      toolStart(1, 'b'),
      toolDelta(1, '{"y":2}'),
      toolEnd(1),
      toolDelta(0, ':1}'),
      ...END,
    ]);
    const inputs: Record<string, string> = {};
    for (const frame of frames.filter((item) => item.delta?.partial_json !== undefined))
      inputs[frame.index] = (inputs[frame.index] ?? '') + frame.delta.partial_json;
    assert.deepEqual(inputs, { 0: '{"x":1}', 1: '{"y":2}' });
    assert.deepEqual(outline(frames).slice(1, -2), [
      '0 tool_use',
      'input_json_delta',
      'input_json_delta',
      'content_block_stop',
      '1 tool_use',
      'input_json_delta',
      'content_block_stop',
    ]);
  });

  test('carries signatures of other issuers, and withheld and redacted reasoning', () => {
    const frames = renderStream([
      START,
      { type: 'reasoning-start', ...at(0) },
      {
        type: 'reasoning-end',
        signature: { issuer: 'openai-responses', value: 'enc' },
        ...at(0),
      },
      { type: 'reasoning-start', ...at(1) },
      {
        type: 'reasoning-end',
        isRedacted: true,
        signature: { issuer: 'anthropic-messages', value: 'blob' },
        ...at(1),
      },
      ...END,
    ]);
    assert.deepEqual(outline(frames).slice(1, -2), [
      '0 thinking',
      'signature_delta',
      'content_block_stop',
      '1 redacted_thinking',
      'content_block_stop',
    ]);
    assert.match(frames[2].delta.signature, /^ocha\./);
    assert.equal(frames[4].content_block.data, 'blob');
  });

  test("brings a tool call's signature back with the next request", () => {
    const start = toolStart(0, 'a') as Extract<Event, { type: 'tool-input-start' }>;
    const signature = { issuer: 'gemini' as const, value: 'sig' };
    for (const events of [
      [{ ...start, signature }, toolEnd(0)],
      [start, { ...toolEnd(0), signature } as Event],
    ]) {
      const frames = renderStream([START, ...events, ...END]);
      const carrier = frames.find((frame) => frame.delta?.type === 'signature_delta').delta;
      const content = [
        { type: 'thinking', thinking: '', signature: carrier.signature },
        { type: 'tool_use', id: 'a', name: 'look', input: {} },
      ];
      const messages = [
        { role: 'user', content: 'x' },
        { role: 'assistant', content },
      ];
      const call = anthropicMessages.client.parseCall({ model: 'm', max_tokens: 1, messages }, {});
      const parts = call.messages[1]?.parts ?? [];
      assert.equal(parts.length, 1);
      assert.deepEqual(parts[0]?.type === 'tool-call' && parts[0].signature, signature);
    }
  });

  test('turns free text of custom tools into JSON, and empty blocks into nothing', () => {
    const frames = renderStream([
      START,
      textStart(0),
      textEnd(0),
      { ...toolStart(1, 'a'), kind: 'custom' } as Event,
      toolDelta(1, 'say "'),
      toolDelta(1, 'hi"'),
      toolEnd(1),
      ...END,
    ]);
    assert.deepEqual(outline(frames).slice(1, -2), [
      '0 tool_use',
      'input_json_delta',
      'content_block_stop',
    ]);
    assert.deepEqual(JSON.parse(frames[2].delta.partial_json), { input: 'say "hi"' });
  });

  test('ends on a typed error that says our code', () => {
    const renderer = anthropicMessages.client.createStreamRenderer(renderContext());
    const text = renderer.fail({
      status: 503,
      code: 'stream_interrupted',
      message: 'cut',
      requestId: 'req_1',
    });
    assert.ok(text.startsWith('event: error\ndata: '));
    assert.deepEqual(JSON.parse(text.slice(text.indexOf('{'))), {
      type: 'error',
      error: { type: 'overloaded_error', message: 'cut', code: 'stream_interrupted' },
      request_id: 'req_1',
    });
    assert.equal(renderer.push({ type: 'message-end' }), '', 'nothing follows the error');
  });

  test('says nothing of citations of no text: an empty block could not be sent back', () => {
    const annotations = [{ type: 'url', url: 'https://a.example' }];
    const ended = { ...textEnd(0), annotations } as Event;
    assert.deepEqual(outline(renderStream([START, textStart(0), ended, ...END])).slice(1, -2), []);
  });
});

// --- whatever the order of events, nothing interleaves and nothing is lost

const eventLists = fc
  .array(
    fc.record({
      block: fc.integer({ min: 0, max: 4 }),
      text: fc.string({ minLength: 1, maxLength: 5 }),
    }),
    { maxLength: 40 },
  )
  .map((steps): Event[] => {
    const seen = new Set<number>();
    const events: Event[] = [START];
    for (const { block, text } of steps) {
      const isTool = block % 2 === 1;
      if (!seen.has(block)) events.push(isTool ? toolStart(block, `t${block}`) : textStart(block));
      seen.add(block);
      events.push(isTool ? toolDelta(block, text) : textDelta(block, text));
    }
    return [...events, ...END];
  });

test('blocks never interleave and no text is lost, whatever the order of events', () => {
  fc.assert(
    fc.property(eventLists, (events) => {
      const frames = renderStream(events);
      let open = -1;
      for (const frame of frames) {
        if (frame.type === 'content_block_start') {
          assert.equal(open, -1);
          open = frame.index;
        } else if (frame.type === 'content_block_delta') assert.equal(frame.index, open);
        else if (frame.type === 'content_block_stop') open = -1;
      }
      assert.equal(open, -1);
      const { events: again } = parseStream(frames);
      assert.deepEqual(textsOf(again), textsOf(events));
    }),
  );
});

function textsOf(events: readonly Event[]): unknown {
  const assembler = createAnswerAssembler();
  for (const event of events) assembler.push(event);
  const parts = assembler.answer().choices[0]?.parts ?? [];
  const calls = parts
    .filter((part) => part.type === 'tool-call')
    .map((part) => [part.id, part.arguments]);
  const characters = parts
    .flatMap((part) => (part.type === 'text' ? [...part.text] : []))
    .sort()
    .join('');
  return { calls: calls.sort(), characters };
}
