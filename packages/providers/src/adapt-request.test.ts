import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_TRAITS, type DialectId, type Traits, type Warning } from '@ocha/wire';
import { adaptToTraits } from './adapt-request.ts';
import type { Body } from './body-edit.ts';

function check(
  dialect: DialectId,
  body: Body,
  traits: Partial<Traits>,
  expected: Body,
): readonly Warning[] {
  const before = structuredClone(body);
  const warnings: Warning[] = [];
  const context = { dialect, model: 'm', traits: { ...DEFAULT_TRAITS, ...traits } };
  const adapted = adaptToTraits(body, { ...context, warn: (warning) => warnings.push(warning) });
  assert.deepEqual(adapted, expected);
  assert.deepEqual(body, before, 'the input must not change');
  assert.equal(adaptToTraits(adapted, context), adapted, 'a second time changes nothing');
  if (warnings.length === 0 && JSON.stringify(body) === JSON.stringify(expected))
    assert.equal(adapted, body, 'an untouched body is the same object');
  return warnings;
}

describe('a Messages body', () => {
  const checkBody = (body: Body, traits: Partial<Traits>, expected: Body) =>
    check('anthropic-messages', body, traits, expected);

  test('that fits is the same object', () => {
    const body = {
      max_tokens: 10,
      thinking: { type: 'enabled', budget_tokens: 2048 },
      system: 'x',
    };
    checkBody(body, { thinking: 'budget' }, body);
    const adaptive = { max_tokens: 10, thinking: { type: 'adaptive' } };
    checkBody(adaptive, { thinking: 'adaptive' }, adaptive);
  });

  test('loses sampling at models that refuse it', () => {
    checkBody({ temperature: 0.3, top_k: 5, top_p: 1 }, { acceptsSampling: false }, {});
  });

  test('loses top_p beside temperature where they exclude each other', () => {
    checkBody(
      { temperature: 1, top_p: 0.9 },
      { acceptsTemperatureWithTopP: false },
      { temperature: 1 },
    );
  });

  test('trades its budget for an effort at adaptive models', () => {
    const thinking = { type: 'enabled', budget_tokens: 2048 };
    checkBody(
      { thinking },
      { thinking: 'adaptive' },
      {
        thinking: { type: 'adaptive' },
        output_config: { effort: 'low' },
      },
    );
    checkBody(
      { thinking, output_config: { effort: 'max' } },
      { thinking: 'adaptive' },
      {
        thinking: { type: 'adaptive' },
        output_config: { effort: 'max' },
      },
    );
  });

  test('gets a budget below max_tokens at models that need one', () => {
    const thinking = { type: 'adaptive' };
    checkBody(
      { max_tokens: 8000, thinking },
      { thinking: 'budget' },
      {
        max_tokens: 8000,
        thinking: { type: 'enabled', budget_tokens: 4000 },
      },
    );
    checkBody({ max_tokens: 1500, thinking }, { thinking: 'budget' }, { max_tokens: 1500 });
  });

  test('does not ask for thinking where there is none', () => {
    assert.equal(checkBody({ thinking: { type: 'enabled' } }, { thinking: 'none' }, {}).length, 1);
    assert.equal(checkBody({ thinking: { type: 'disabled' } }, { thinking: 'none' }, {}).length, 0);
  });
});

describe('a Responses body', () => {
  test('loses sampling and refused parameters', () => {
    check(
      'openai-responses',
      { input: 'x', temperature: 0.1, user: 'u', reasoning: { effort: 'low' } },
      { acceptsSampling: false, refusedParams: ['user'] },
      { input: 'x', reasoning: { effort: 'low' } },
    );
  });

  test('does not ask for reasoning where there is none', () => {
    check(
      'openai-responses',
      { input: 'x', reasoning: {} },
      { reasoningControl: 'none' },
      { input: 'x' },
    );
  });
});

describe('a generateContent body', () => {
  const checkBody = (config: Body, traits: Partial<Traits>, expected: Body) =>
    check('gemini', { contents: [], generationConfig: config }, traits, {
      contents: [],
      generationConfig: expected,
    });

  test('that fits is the same object', () => {
    const config = { temperature: 1, thinkingConfig: { thinkingLevel: 'low' } };
    checkBody(config, { thinkingConfig: 'level' }, config);
  });

  test('turns levels into budgets at models that know only those', () => {
    checkBody(
      { thinkingConfig: { thinkingLevel: 'LOW', includeThoughts: true } },
      { thinkingConfig: 'budget' },
      {
        thinkingConfig: { thinkingBudget: 1024, includeThoughts: true },
      },
    );
  });

  test('has as many stop sequences as are taken', () => {
    const stopSequences = ['1', '2', '3', '4', '5', '6'];
    checkBody(
      { stopSequences },
      { stopMax: 5, thinkingConfig: 'level' },
      {
        stopSequences: stopSequences.slice(0, 5),
      },
    );
  });

  test('does not ask for thinking where there is none', () => {
    checkBody({ thinkingConfig: {} }, { thinkingConfig: 'none' }, {});
  });
});
