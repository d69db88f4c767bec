import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_TRAITS, type Traits, type Warning } from '@ocha/wire';
import { adaptToTraits } from './adapt-request.ts';
import type { Body } from './body-edit.ts';

const HELLO = [{ role: 'user', content: 'hello' }];

function adapt(body: Body, traits: Partial<Traits> = {}, warnings: Warning[] = []): Body {
  return adaptToTraits(body, {
    dialect: 'openai-chat',
    model: 'm',
    traits: { ...DEFAULT_TRAITS, ...traits },
    warn: (warning) => warnings.push(warning),
  });
}

/** Asserts the result, that a second time changes nothing, and that the input was left alone. */
function check(body: Body, traits: Partial<Traits>, expected: Body): readonly Warning[] {
  const before = structuredClone(body);
  const warnings: Warning[] = [];
  const adapted = adapt(body, traits, warnings);
  assert.deepEqual(adapted, expected);
  assert.deepEqual(body, before, 'the input must not change');
  assert.equal(adapt(adapted, traits), adapted, 'a second time changes nothing');
  return warnings;
}

describe('a chat body', () => {
  test('that fits is the same object', () => {
    const body = { model: 'm', messages: HELLO, temperature: 0.5, max_tokens: 10, stop: ['a'] };
    assert.equal(adapt(body), body);
  });

  test('has its output limit under the name the model knows', () => {
    check({ max_completion_tokens: 5 }, {}, { max_tokens: 5 });
    check(
      { max_tokens: 5 },
      { outputTokensField: 'max_completion_tokens' },
      { max_completion_tokens: 5 },
    );
    check({ max_tokens: 5, max_completion_tokens: 7 }, {}, { max_tokens: 5 });
  });

  test('is not edited for the name where both are known', () => {
    const body = { max_completion_tokens: 5 };
    assert.equal(adapt(body, { acceptsBothOutputTokensFields: true }), body);
    check(
      { max_tokens: 5, max_completion_tokens: 7 },
      { acceptsBothOutputTokensFields: true },
      { max_tokens: 5 },
    );
  });

  test('loses sampling at models that refuse it, silently where it said nothing', () => {
    const warnings = check(
      { temperature: 0.2, top_p: 1, presence_penalty: 0, frequency_penalty: 1, seed: 3 },
      { acceptsSampling: false },
      { seed: 3 },
    );
    assert.deepEqual(
      warnings.map(({ param }) => param),
      ['temperature', 'frequency_penalty'],
    );
  });

  test('has its temperature clamped', () => {
    const warnings = check({ temperature: 1.7 }, { temperatureMax: 1 }, { temperature: 1 });
    assert.equal(warnings[0]?.action, 'changed');
  });

  test('loses top_p beside temperature where they exclude each other', () => {
    const traits = { acceptsTemperatureWithTopP: false };
    check({ temperature: 1, top_p: 0.9 }, traits, { temperature: 1 });
    check({ top_p: 0.9 }, traits, { top_p: 0.9 });
  });

  test('has as many stop sequences as are taken', () => {
    check({ stop: ['a', 'b', 'c'] }, { stopMax: 2 }, { stop: ['a', 'b'] });
    check({ stop: 'a' }, { stopMax: 0 }, {});
    assert.deepEqual(check({ stop: null }, { stopMax: 0 }, {}), []);
  });

  test('has its seed under the right name, or not at all', () => {
    check({ seed: 7 }, { seedField: 'random_seed' }, { random_seed: 7 });
    check({ seed: 7 }, { seedField: 'none' }, {});
  });

  test('loses refused parameters, with a warning each', () => {
    const warnings = check(
      { logprobs: true, user: null, n: 1 },
      { refusedParams: ['logprobs', 'user'] },
      { n: 1 },
    );
    assert.deepEqual(
      warnings.map(({ param }) => param),
      ['logprobs'],
    );
  });

  test('has no strict tools where those are refused', () => {
    const named = { type: 'function', function: { name: 'f', strict: true } };
    const loose = { type: 'function', function: { name: 'f' } };
    check({ tools: [named, loose] }, { refusedParams: ['strict'] }, { tools: [loose, loose] });
  });

  test('does not ask for usage where the option is refused', () => {
    check({ stream_options: { include_usage: true } }, { streamUsage: false }, {});
  });
});

describe('effort', () => {
  const cases: readonly (readonly [Traits['reasoningControl'], Body, Body])[] = [
    ['reasoning_effort', { reasoning_effort: 'low' }, { reasoning_effort: 'low' }],
    ['reasoning', { reasoning_effort: 'low' }, { reasoning: { effort: 'low' } }],
    ['reasoning', { reasoning_effort: 'none' }, { reasoning: { enabled: false } }],
    [
      'thinking',
      { reasoning_effort: 'high' },
      { reasoning_effort: 'high', thinking: { type: 'enabled' } },
    ],
    ['thinking', { reasoning_effort: 'none' }, { thinking: { type: 'disabled' } }],
    ['enable_thinking', { reasoning_effort: 'high' }, { enable_thinking: true }],
    ['enable_thinking', { reasoning_effort: 'none' }, { enable_thinking: false }],
    ['none', { reasoning_effort: 'high' }, {}],
    // What the client said in the provider's own words wins.
    [
      'reasoning',
      { reasoning_effort: 'low', reasoning: { effort: 'high' } },
      { reasoning: { effort: 'high' } },
    ],
  ];
  for (const [reasoningControl, body, expected] of cases) {
    test(`${JSON.stringify(body)} at ${reasoningControl}`, () => {
      check(body, { reasoningControl }, expected);
    });
  }

  test('is dropped beside the switch where the model knows no degrees', () => {
    check(
      { reasoning_effort: 'high' },
      { reasoningControl: 'thinking', refusedParams: ['reasoning_effort'] },
      { thinking: { type: 'enabled' } },
    );
  });
});

describe('tool choice', () => {
  const tools = [{ type: 'function', function: { name: 'f' } }];
  const named = { type: 'function', function: { name: 'f' } };
  const nothing = { none: false, required: false, named: false };

  test('says `any` where that is the word', () => {
    check(
      { tools, tool_choice: 'required' },
      { toolChoiceRequiredWord: 'any' },
      { tools, tool_choice: 'any' },
    );
  });

  test('falls back to what exists, and says so', () => {
    assert.equal(
      check(
        { tools, tool_choice: 'required' },
        { toolChoice: nothing },
        { tools, tool_choice: 'auto' },
      ).length,
      1,
    );
    assert.equal(
      check({ tools, tool_choice: named }, { toolChoice: nothing }, { tools, tool_choice: 'auto' })
        .length,
      1,
    );
    check(
      { tools, tool_choice: named },
      { toolChoice: { ...nothing, required: true } },
      { tools, tool_choice: 'required' },
    );
  });

  test('`none` becomes no tools where it does not exist', () => {
    check({ tools, tool_choice: 'none', parallel_tool_calls: true }, { toolChoice: nothing }, {});
  });
});

describe('a JSON schema where the provider knows none', () => {
  const response_format = {
    type: 'json_schema',
    json_schema: { name: 'x', schema: { type: 'object' } },
  };

  test('becomes an instruction of its own', () => {
    const adapted = adapt({ messages: HELLO, response_format }, { jsonSchema: 'prompt' });
    assert.deepEqual(adapted['response_format'], { type: 'json_object' });
    const messages = adapted['messages'] as { role: string; content: string }[];
    assert.equal(messages.length, 2);
    assert.equal(messages[0]?.role, 'system');
    assert.match(messages[0]?.content ?? '', /JSON.*\n\{"type":"object"\}$/s);
    assert.equal(adapt(adapted, { jsonSchema: 'prompt' }), adapted);
  });

  test('joins the instructions there are', () => {
    for (const content of ['be brief', [{ type: 'text', text: 'be brief' }]]) {
      const messages = [{ role: 'system', content }, ...HELLO];
      const adapted = adapt({ messages, response_format }, { jsonSchema: 'prompt' });
      assert.equal((adapted['messages'] as unknown[]).length, 2);
      assert.match(JSON.stringify(adapted['messages']), /be brief.*JSON Schema/);
    }
  });

  test('passes where it is known', () => {
    const body = { messages: HELLO, response_format };
    assert.equal(adapt(body), body);
  });
});
