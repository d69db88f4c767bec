import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { answers } from '../test/answers.ts';
import type { Answer } from './answer.ts';
import { answerToEvents, createAnswerAssembler } from './assemble.ts';
import type { Event } from './event.ts';

function assemble(events: Iterable<Event>): Answer {
  const assembler = createAnswerAssembler();
  for (const event of events) assembler.push(event);
  return assembler.answer();
}

describe('answers and events', () => {
  test('an answer told as events and gathered again is the same answer', () => {
    fc.assert(
      fc.property(answers(), (answer) => {
        assert.deepEqual(assemble(answerToEvents(answer)), answer);
      }),
    );
  });

  test('the events of an answer keep the order that renderers rely on', () => {
    fc.assert(
      fc.property(answers(), (answer) => {
        const types = [...answerToEvents(answer)].map((event) => event.type);
        assert.equal(types[0], 'message-start');
        assert.equal(types.at(-1), 'message-end');
        assert.equal(types.filter((type) => type === 'message-end').length, 1);
        const firstEnd = types.indexOf('choice-end');
        const lastBlock = types.findLastIndex(
          (type) => /-(start|delta|end)$/.test(type) && !/^(choice|message)/.test(type),
        );
        if (firstEnd !== -1) assert.ok(firstEnd > lastBlock);
      }),
    );
  });

  test('deltas of parallel tool calls do not mix', () => {
    const at = (block: number) => ({ choice: 0, block });
    const answer = assemble([
      { type: 'message-start', id: 'a', model: 'm' },
      { type: 'tool-input-start', id: 'c1', name: 'one', ...at(0) },
      { type: 'tool-input-start', id: 'c2', name: 'two', ...at(1) },
      { type: 'tool-input-delta', text: '{"a"', ...at(0) },
      { type: 'tool-input-delta', text: '{"b"', ...at(1) },
      { type: 'tool-input-delta', text: ':1}', ...at(0) },
      { type: 'tool-input-delta', text: ':2}', ...at(1) },
      { type: 'tool-input-end', ...at(0) },
      { type: 'tool-input-end', ...at(1) },
      { type: 'choice-end', choice: 0, reason: 'tool-calls' },
    ]);
    assert.deepEqual(
      answer.choices[0]?.parts.map((part) => part.type === 'tool-call' && part.arguments),
      ['{"a":1}', '{"b":2}'],
    );
  });

  test('a bare call gets an object, the last usage wins, a cut answer is readable', () => {
    const answer = assemble([
      { type: 'message-start', id: 'a', model: 'm' },
      { type: 'usage', usage: { inputTokens: 1, outputTokens: 1 } },
      { type: 'tool-input-start', id: 'c1', name: 'one', choice: 0, block: 0 },
      { type: 'tool-input-end', choice: 0, block: 0 },
      { type: 'text-start', choice: 0, block: 1 },
      { type: 'text-delta', text: 'half', choice: 0, block: 1 },
      { type: 'usage', usage: { inputTokens: 1, outputTokens: 5 } },
    ]);
    const [choice] = answer.choices;
    assert.deepEqual(choice?.parts, [
      { type: 'tool-call', id: 'c1', name: 'one', arguments: '{}' },
      { type: 'text', text: 'half' },
    ]);
    assert.equal(choice?.reason, 'other');
    assert.equal(answer.usage?.outputTokens, 5);
  });
});
