import assert from 'node:assert/strict';
import type { Loose } from './meaning.ts';

const FINISH_REASONS = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call', 'error'];

/** What the stock clients need of a `chat.completion`. */
export function grammarOfChat(body: Loose): void {
  assert.equal(body.object, 'chat.completion');
  assertHead(body);
  for (const { index, message, finish_reason: reason } of body.choices) {
    assert.equal(typeof index, 'number');
    assert.equal(message.role, 'assistant');
    assert.ok(message.content === null || typeof message.content === 'string');
    assert.ok(FINISH_REASONS.includes(reason), reason);
    for (const call of message.tool_calls ?? []) assertCall(call);
  }
  if (body.usage !== undefined) assertTotal(body.usage);
}

/** The same of the chunks of a stream, and their order. */
export function grammarOfChatStream(chunks: readonly Loose[]): void {
  const choices = new Map<number, { calls: number; isOver: boolean }>();
  let hasUsage = false;
  for (const chunk of chunks) {
    assert.equal(chunk.object, 'chat.completion.chunk');
    assertHead(chunk);
    assert.equal(chunk.id, chunks[0].id, 'the id stays');
    assert.equal(hasUsage, false, 'usage comes last');
    if (chunk.choices.length === 0) {
      assertTotal(chunk.usage);
      hasUsage = true;
    }
    for (const choice of chunk.choices) takeChoice(choices, choice);
  }
  for (const { isOver } of choices.values()) assert.ok(isOver, 'every choice says why it ended');
}

function takeChoice(choices: Map<number, { calls: number; isOver: boolean }>, choice: Loose): void {
  const known = choices.get(choice.index);
  assert.equal(choice.delta.role, known === undefined ? 'assistant' : undefined);
  const state = known ?? { calls: 0, isOver: false };
  choices.set(choice.index, state);
  assert.equal(state.isOver, false, 'nothing is said behind the finish reason');
  for (const call of choice.delta.tool_calls ?? []) {
    assert.ok(call.index <= state.calls, 'tool calls are numbered from zero without gaps');
    if (call.index < state.calls) continue;
    assertCall(call);
    state.calls += 1;
  }
  if (choice.finish_reason === null) return;
  assert.ok(FINISH_REASONS.includes(choice.finish_reason), choice.finish_reason);
  state.isOver = true;
}

function assertHead({ id, created, model }: Loose): void {
  assert.ok(typeof id === 'string' && id !== '');
  assert.ok(Number.isInteger(created));
  assert.ok(typeof model === 'string' && model !== '');
}

function assertCall(call: Loose): void {
  const body = call[call.type];
  assert.ok(typeof call.id === 'string' && call.id !== '', 'a call has an id');
  assert.ok(typeof body.name === 'string' && body.name !== '', 'a call has a name');
  assert.equal(typeof (body.arguments ?? body.input), 'string');
}

function assertTotal(usage: Loose): void {
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
}
