import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ADAPTIVE, BUDGET, chatCall, render, says } from '../../../../test/anthropic-messages.ts';
import type { ChatCall, Message, Reasoning } from '../../../call.ts';
import type { Part } from '../../../part.ts';

function thinkingOf(reasoning: Reasoning, changes: Partial<ChatCall> = {}, traits = BUDGET) {
  const { body, warnings } = render(chatCall({ reasoning, ...changes }), traits);
  return { thinking: body.thinking, effort: body.output_config?.effort, body, warnings };
}

const SIGNED: Part = {
  type: 'reasoning',
  text: 'plan',
  signature: { issuer: 'anthropic-messages', value: 's' },
};
const loop = (...first: Part[]): readonly Message[] => [
  says('user', 'go'),
  {
    role: 'assistant',
    parts: [...first, { type: 'tool-call', id: 'a', name: 'look', arguments: '{}' }],
  },
  { role: 'tool', parts: [{ type: 'tool-result', callId: 'a', content: [] }] },
];

describe('effort and budget', () => {
  test('effort becomes a budget below the output limit, and never under 1024', () => {
    assert.deepEqual(thinkingOf({ effort: 'high' }).thinking, {
      type: 'enabled',
      budget_tokens: 16_384,
    });
    const tight = thinkingOf({ effort: 'high' }, { outputTokensMax: 4000 });
    assert.equal(tight.thinking.budget_tokens, 3200);
    assert.equal(tight.body.max_tokens, 4000);
    const tightest = thinkingOf({ effort: 'high' }, { outputTokensMax: 1025 });
    assert.equal(tightest.thinking.budget_tokens, 1024);
  });

  test('an output limit with no room for thinking switches it off with a warning', () => {
    const { thinking, warnings } = thinkingOf({ effort: 'low' }, { outputTokensMax: 500 });
    assert.deepEqual(thinking, { type: 'disabled' });
    assert.match(warnings[0]?.reason ?? '', /output tokens/);
  });

  test('a budget is clamped for foreign clients and left alone for own ones', () => {
    assert.equal(thinkingOf({ budgetTokens: 100 }).thinking.budget_tokens, 1024);
    const own = thinkingOf(
      { isEnabled: true, budgetTokens: 50_000 },
      { dialect: 'anthropic-messages', outputTokensMax: 4000 },
    );
    assert.equal(own.thinking.budget_tokens, 50_000);
  });

  test('adaptive models are steered by effort, also where the client gave a budget', () => {
    const effort = thinkingOf({ effort: 'minimal' }, {}, ADAPTIVE);
    assert.deepEqual([effort.thinking, effort.effort], [{ type: 'adaptive' }, 'low']);
    const budget = thinkingOf({ budgetTokens: 8000 }, {}, ADAPTIVE);
    assert.deepEqual([budget.thinking, budget.effort], [{ type: 'adaptive' }, 'medium']);
    assert.equal(thinkingOf({ effort: 'xhigh' }, {}, ADAPTIVE).effort, 'max');
  });

  test('effort none and a disabled config switch thinking off', () => {
    assert.deepEqual(thinkingOf({ effort: 'none' }).thinking, { type: 'disabled' });
    assert.deepEqual(thinkingOf({ isEnabled: false }, {}, ADAPTIVE).thinking, { type: 'disabled' });
  });

  test('an own client that sends effort alone does not ask for thinking', () => {
    const own = { dialect: 'anthropic-messages' as const };
    const { thinking, effort } = thinkingOf({ effort: 'xhigh' }, own, ADAPTIVE);
    assert.deepEqual([thinking, effort], [undefined, 'xhigh']);
    const lost = thinkingOf({ effort: 'low' }, own, BUDGET);
    assert.deepEqual([lost.effort, lost.warnings.length], [undefined, 1]);
  });

  test('a model that does not reason is not asked to', () => {
    const { thinking, warnings } = thinkingOf({ effort: 'high' }, {}, { thinking: 'none' });
    assert.equal(thinking, undefined);
    assert.equal(warnings[0]?.action, 'dropped');
  });

  test('whether the reasoning is shown follows the summary that was asked for', () => {
    assert.equal(thinkingOf({ effort: 'low', summary: 'none' }).thinking.display, 'omitted');
    assert.equal(thinkingOf({ effort: 'low', summary: 'auto' }).thinking.display, 'summarized');
  });
});

describe('conflicts switch thinking off instead of failing the call', () => {
  test('a forced tool choice', () => {
    const forced: Partial<ChatCall> = {
      tools: [{ type: 'function', name: 'look' }],
      toolChoice: { type: 'required' },
    };
    for (const traits of [BUDGET, ADAPTIVE]) {
      const { thinking, body, warnings } = thinkingOf({ effort: 'high' }, forced, traits);
      assert.deepEqual(thinking, { type: 'disabled' });
      assert.deepEqual(body.tool_choice, { type: 'any' });
      assert.equal(warnings.length, 1);
    }
  });

  test('tool calls in the open loop that carry no signed thinking', () => {
    const unsigned = thinkingOf({ effort: 'high' }, { messages: loop() });
    assert.deepEqual(unsigned.thinking, { type: 'disabled' });
    const signed = thinkingOf({ effort: 'high' }, { messages: loop(SIGNED) });
    assert.equal(signed.thinking.type, 'enabled');
    assert.equal(signed.body.messages[1].content[0].type, 'thinking');
  });

  test('a loop that has ended does not matter, nor does any loop to an adaptive model', () => {
    const ended = [...loop(), says('assistant', 'done'), says('user', 'more')];
    assert.equal(thinkingOf({ effort: 'high' }, { messages: ended }).thinking.type, 'enabled');
    const adaptive = thinkingOf({ effort: 'high' }, { messages: loop() }, ADAPTIVE);
    assert.equal(adaptive.thinking.type, 'adaptive');
  });

  test('later steps of a loop need no thinking of their own', () => {
    const messages = [...loop(SIGNED), ...loop().slice(1)];
    assert.equal(thinkingOf({ effort: 'high' }, { messages }).thinking.type, 'enabled');
  });

  test('a begun answer', () => {
    const messages = [says('user', 'a'), says('assistant', 'b')];
    assert.deepEqual(thinkingOf({ effort: 'high' }, { messages }).thinking, { type: 'disabled' });
  });
});

test('thinking keeps only the sampling that it allows', () => {
  const { body, warnings } = thinkingOf(
    { effort: 'low' },
    { sampling: { temperature: 0.2, topP: 0.5, topK: 4 } },
  );
  assert.deepEqual([body.temperature, body.top_p, body.top_k], [undefined, undefined, undefined]);
  assert.deepEqual(
    warnings.map((warning) => warning.param),
    ['temperature', 'top_p', 'top_k'],
  );
  const mild = thinkingOf({ effort: 'low' }, { sampling: { temperature: 1, topP: 0.97 } }).body;
  assert.deepEqual([mild.temperature, mild.top_p], [1, 0.97]);
});
