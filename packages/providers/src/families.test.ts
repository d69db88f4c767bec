import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Traits } from '@ocha/wire';
import { MODELS } from './models.ts';
import { findProvider } from './registry.ts';
import { capabilitiesOf, traitsOf } from './traits.ts';

function traits(id: string, model: string): Traits {
  const provider = findProvider(id);
  assert.ok(provider !== undefined, id);
  return traitsOf(provider, model);
}

/** Asserts some traits of several models. */
function expect(id: string, models: readonly string[], expected: Partial<Traits>): void {
  for (const model of models) {
    const actual: Readonly<Record<string, unknown>> = { ...traits(id, model) };
    for (const [name, value] of Object.entries(expected))
      assert.deepEqual(actual[name], value, `${id}/${model} ${name}`);
  }
}

describe('OpenAI models', () => {
  const reasoning = { acceptsSampling: false, outputTokensField: 'max_completion_tokens' } as const;

  test('that reason refuse sampling and max_tokens', () => {
    expect(
      'openai',
      ['o1', 'o3', 'o4-mini', 'gpt-5', 'gpt-5-mini-2025-08-07', 'gpt-5.2', 'gpt-6-sol'],
      {
        ...reasoning,
        acceptsBothOutputTokensFields: false,
      },
    );
    expect('github-models', ['openai/o3', 'openai/gpt-5'], reasoning);
  });

  test('refuse stop from o3 to 5.4', () => {
    expect('openai', ['o3', 'o3-2025-04-16', 'o4-mini', 'gpt-5', 'gpt-5.4-mini'], { stopMax: 0 });
    expect('openai', ['o1', 'o3-mini', 'gpt-5.5', 'gpt-5.6-terra', 'gpt-6.1-sol', 'gpt-4o'], {
      stopMax: 4,
    });
  });

  test('that do not reason take sampling and no effort', () => {
    expect('openai', ['gpt-4o', 'gpt-4.1-mini', 'ft:gpt-4o-mini:acme', 'gpt-5-chat-latest'], {
      acceptsSampling: true,
      reasoningControl: 'none',
    });
  });

  test('have no effort beside tools on chat from 5.4 on', () => {
    const openai = findProvider('openai');
    assert.ok(openai?.adaptRequest !== undefined);
    const tools = [{ type: 'function', function: { name: 'f' } }];
    const adapt = (model: string, body: Record<string, unknown>) =>
      openai.adaptRequest?.(body, {
        dialect: 'openai-chat',
        model,
        traits: traits('openai', model),
      });
    const body = { tools, reasoning_effort: 'low' };
    assert.deepEqual(adapt('gpt-5.4-mini', body), { tools });
    assert.deepEqual(adapt('gpt-6-sol', body), { tools });
    assert.equal(adapt('gpt-5.1', body), body);
    const plain = { reasoning_effort: 'low' };
    assert.equal(adapt('gpt-5.4-mini', plain), plain);
  });
});

describe('Claude models', () => {
  test('of the newest kind think adaptively, and refuse sampling and prefill', () => {
    expect(
      'anthropic',
      [
        'claude-opus-4-8',
        'claude-opus-5',
        'claude-opus-5-5',
        'claude-sonnet-5-5',
        'claude-haiku-5-5',
        'claude-fable-5',
        'claude-fable-5-2',
        'claude-unheard-of-9',
      ],
      {
        thinking: 'adaptive',
        acceptsSampling: false,
        prefill: 'refused',
        midSystem: true,
        temperatureMax: 1,
      },
    );
  });

  test('of 4.7 and 5 take no system turn in the middle', () => {
    expect('anthropic', ['claude-opus-4-7', 'claude-sonnet-5', 'claude-sonnet-5-20260630'], {
      thinking: 'adaptive',
      acceptsSampling: false,
      midSystem: false,
    });
  });

  test('of 4.6 think adaptively and still take a temperature', () => {
    expect('anthropic', ['claude-opus-4-6', 'claude-sonnet-4-6'], {
      thinking: 'adaptive',
      acceptsSampling: true,
      acceptsTemperatureWithTopP: false,
      prefill: 'refused',
    });
  });

  test('of 4.5 and before think by budget and are continued', () => {
    const budget = {
      thinking: 'budget',
      prefill: 'native',
      acceptsSampling: true,
      midSystem: false,
    } as const;
    expect(
      'anthropic',
      ['claude-opus-4-5', 'claude-haiku-4-5-20251001', 'claude-sonnet-4-5-20250929'],
      {
        ...budget,
        outputTokensDefault: 64_000,
        acceptsTemperatureWithTopP: false,
        jsonSchema: 'native',
      },
    );
    expect('anthropic', ['claude-opus-4-1-20250805'], {
      ...budget,
      outputTokensDefault: 32_000,
      acceptsTemperatureWithTopP: false,
    });
    expect('anthropic', ['claude-opus-4-20250514', 'claude-opus-4-0'], {
      ...budget,
      outputTokensDefault: 32_000,
      acceptsTemperatureWithTopP: true,
    });
    expect('anthropic', ['claude-sonnet-4-20250514', 'claude-3-7-sonnet-20250219'], {
      ...budget,
      outputTokensDefault: 64_000,
    });
  });

  test('of the third generation do not think', () => {
    expect('anthropic', ['claude-3-5-sonnet-20241022', 'claude-3-5-haiku-latest'], {
      thinking: 'none',
      outputTokensDefault: 8192,
    });
    expect('anthropic', ['claude-3-haiku-20240307', 'claude-3-opus-20240229'], {
      thinking: 'none',
      outputTokensDefault: 4096,
    });
  });

  test('are known by their names at aggregators too', () => {
    expect('openrouter', ['anthropic/claude-opus-4.7'], {
      thinking: 'adaptive',
      acceptsSampling: false,
    });
    expect('openrouter', ['anthropic/claude-sonnet-4.5'], {
      thinking: 'budget',
      acceptsSampling: true,
    });
  });
});

describe('Gemini models', () => {
  test('steer their thinking by budget, by level, or not at all', () => {
    expect('google-ai-studio', ['gemini-2.5-flash'], {
      thinkingConfig: 'budget',
      needsThoughtSignature: false,
    });
    expect(
      'google-ai-studio',
      ['gemini-3-flash-preview', 'gemini-3.5-flash', 'gemini-pro-latest', 'gemini-4-argon'],
      {
        thinkingConfig: 'level',
        needsThoughtSignature: true,
      },
    );
    expect('google-ai-studio', ['gemini-2.0-flash'], {
      thinkingConfig: 'none',
      needsThoughtSignature: false,
    });
    expect('google-ai-studio', ['gemini-2.5-pro', 'gemini-3.5-flash'], {
      stopMax: 5,
      mediaUrls: 'inline',
    });
  });
});

describe('other models', () => {
  test('of xAI refuse what reasoning models refuse, unless they do not reason', () => {
    expect('xai', ['grok-4', 'grok-4-0709', 'grok-code-fast-1'], {
      stopMax: 0,
      reasoningControl: 'none',
      usageIncludesReasoning: false,
    });
    expect('xai', ['grok-4.3', 'grok-4.7', 'grok-3-mini'], {
      stopMax: 0,
      reasoningControl: 'reasoning_effort',
    });
    expect('xai', ['grok-3', 'grok-4.20-0309-non-reasoning'], { stopMax: 4, refusedParams: [] });
  });

  test('of Moonshot fix their temperature since K2.5, and cannot be forced before', () => {
    expect('moonshot', ['kimi-k2.6'], { acceptsSampling: false, reasoningControl: 'thinking' });
    expect('moonshot', ['kimi-k3'], {
      acceptsSampling: false,
      reasoningControl: 'reasoning_effort',
    });
    expect('moonshot', ['kimi-k2-0905-preview', 'moonshot-v1-8k'], { acceptsSampling: true });
    assert.equal(traits('moonshot', 'kimi-k2-0905-preview').toolChoice.required, false);
    assert.equal(traits('moonshot', 'kimi-k2.6').toolChoice.required, true);
  });

  test('of Z.ai have degrees of effort since 5.2', () => {
    expect('zai', ['glm-4.6', 'glm-4.5v', 'glm-5', 'glm-5-turbo'], {
      refusedParams: ['store', 'reasoning_effort'],
    });
    expect('zai', ['glm-5.2', 'glm-5.3-flash'], { refusedParams: ['store'] });
  });

  test('of Mistral have an effort only where they reason', () => {
    expect('mistral', ['mistral-medium-latest', 'mistral-small-2603', 'magistral-medium-latest'], {
      reasoningControl: 'reasoning_effort',
    });
    expect('mistral', ['mistral-large-latest', 'codestral-latest'], {
      reasoningControl: 'none',
      toolCallIds: 'short',
    });
  });
});

test('capabilities agree with the table of models', () => {
  const wrong: string[] = [];
  for (const facts of MODELS) {
    const provider = findProvider(facts.provider);
    assert.ok(provider !== undefined, facts.provider);
    const can = capabilitiesOf(provider, facts.model);
    const name = `${facts.provider}/${facts.model}`;
    // What is offered by mistake costs an attempt; what is withheld by mistake is never served.
    if (facts.tools && !can.tools) wrong.push(`${name} has tools`);
    if (facts.inputs.includes('image') && !can.images) wrong.push(`${name} reads images`);
  }
  assert.deepEqual(wrong, []);
});
