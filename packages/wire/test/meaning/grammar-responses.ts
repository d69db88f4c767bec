import assert from 'node:assert/strict';
import type { Loose } from './meaning.ts';
import { readResponse, readResponseEvents } from './read-responses.ts';

/** What the stock clients need of a response object. */
export function grammarOfResponse(response: Loose): void {
  assert.equal(response.object, 'response');
  assert.match(response.id, /^resp_?/);
  assert.ok(['completed', 'incomplete', 'failed'].includes(response.status));
  const { input_tokens: input, output_tokens: output } = response.usage;
  assert.equal(response.usage.total_tokens, input + output);
  const ids = response.output.map((item: Loose) => item.id).filter(Boolean);
  assert.equal(new Set(ids).size, ids.length, 'item ids are unique');
  for (const item of response.output) assertItem(item);
}

/** The order of a stream: items open, grow and are done; the last event tells the whole once more. */
export function grammarOfResponseStream(events: readonly Loose[]): void {
  const ids: string[] = [];
  const done: Loose[] = [];
  for (const [position, event] of events.entries()) {
    assert.equal(event.sequence_number, position, 'events are numbered without gaps');
    const { output_index: at } = event;
    if (event.type === 'response.output_item.added') {
      assert.equal(at, ids.length, 'items are numbered without gaps');
      ids.push(event.item.id);
    } else if (event.type === 'response.output_item.done') {
      assert.equal(event.item.id, ids[at], 'the id of an item stays');
      done[at] = event.item;
    } else if (event.item_id !== undefined) {
      assert.equal(event.item_id, ids[at], 'events name their item');
      assert.equal(done[at], undefined, 'nothing is said of an item that is done');
    }
  }
  const [created, second] = events;
  assert.deepEqual([created.type, second.type], ['response.created', 'response.in_progress']);
  const last = events.at(-1);
  assert.equal(last.type, `response.${last.response.status}`);
  assert.deepEqual(last.response.output, done, 'the whole output is told once more');
  grammarOfResponse(last.response);
  assert.deepEqual(readResponse(last.response), readResponseEvents(events), 'as it was streamed');
}

function assertItem(item: Loose): void {
  if (item.type === 'message') {
    assert.equal(item.role, 'assistant');
    for (const part of item.content)
      if (part.type === 'output_text') assert.ok(Array.isArray(part.annotations));
  }
  if (item.type === 'function_call') {
    assert.ok(item.call_id !== '' && item.name !== '');
    assert.equal(typeof item.arguments, 'string');
  }
  if (item.type === 'reasoning') assert.ok(Array.isArray(item.summary));
}
