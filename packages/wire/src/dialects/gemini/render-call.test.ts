import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatCall } from '../../call.ts';
import type { DialectId } from '../../dialect.ts';
import { DEFAULT_TRAITS, type Traits } from '../../traits.ts';
import { gemini } from './index.ts';

const user = (text: string) => ({
  role: 'user' as const,
  parts: [{ type: 'text' as const, text }],
});

function render(call: Partial<ChatCall>, traits: Partial<Traits> = {}) {
  const whole: ChatCall = {
    operation: 'chat',
    dialect: 'openai-chat',
    model: 'm',
    isStream: false,
    messages: [user('Hi')],
    sampling: {},
    extra: {},
    ...call,
  };
  return gemini.provider.renderCall(whole, 'gemini-x', { ...DEFAULT_TRAITS, ...traits });
}

const configOf = (call: Partial<ChatCall>, traits: Partial<Traits> = {}) =>
  render(call, traits).body['generationConfig'] as Record<string, unknown> | undefined;
const warned = (result: ReturnType<typeof render>) =>
  result.warnings.map(({ param, action }) => `${action} ${param}`);

describe('the address of a Gemini request', () => {
  test('names the model and whether it streams', () => {
    assert.equal(gemini.provider.path('gemini-x', false), '/models/gemini-x:generateContent');
    assert.equal(
      gemini.provider.path('models/gemini-x', true),
      '/models/gemini-x:streamGenerateContent?alt=sse',
    );
  });
});

describe('the knobs of a Gemini request', () => {
  test('a plain call is a plain body', () => {
    assert.deepEqual(render({}), {
      body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
      warnings: [],
    });
  });

  test('sampling goes under Google’s names', () => {
    const config = configOf({
      sampling: {
        temperature: 0.1,
        topP: 0.2,
        topK: 3,
        frequencyPenalty: 0.4,
        presencePenalty: 0.5,
        seed: 6,
        stop: ['a'],
        logprobs: { top: 7 },
      },
      outputTokensMax: 8,
      choiceCount: 2,
    });
    assert.deepEqual(config, {
      temperature: 0.1,
      topP: 0.2,
      topK: 3,
      frequencyPenalty: 0.4,
      presencePenalty: 0.5,
      seed: 6,
      stopSequences: ['a'],
      responseLogprobs: true,
      logprobs: 7,
      maxOutputTokens: 8,
      candidateCount: 2,
    });
  });

  test('too many stop sequences are cut with a warning, not sent into a 400', () => {
    const call = { sampling: { stop: ['a', 'b', 'c', 'd', 'e', 'f', ''] } };
    const result = render(call, { stopMax: 5 });
    assert.deepEqual(result.body['generationConfig'], {
      stopSequences: ['a', 'b', 'c', 'd', 'e'],
    });
    assert.deepEqual(warned(result), ['changed stop']);
    assert.deepEqual(warned(render(call, { stopMax: 0 })), ['dropped stop']);
  });

  test('what Gemini lacks is dropped with a warning each', () => {
    const result = render({
      sampling: { logitBias: { '1': 1 } },
      endUser: 'u',
      metadata: { a: 'b' },
      verbosity: 'low',
      promptCacheKey: 'k',
      serviceTier: 'scale',
    });
    assert.deepEqual(warned(result).sort(), [
      'dropped logit_bias',
      'dropped metadata',
      'dropped prompt_cache_key',
      'dropped service_tier',
      'dropped user',
      'dropped verbosity',
    ]);
    assert.deepEqual(Object.keys(result.body), ['contents']);
  });

  test('traits clamp, withhold and refuse', () => {
    const hot = render({ sampling: { temperature: 2 } }, { temperatureMax: 1 });
    assert.deepEqual(hot.body['generationConfig'], { temperature: 1 });
    assert.deepEqual(warned(hot), ['changed temperature']);
    const fixed = render({ sampling: { temperature: 1, seed: 1 } }, { acceptsSampling: false });
    assert.deepEqual(fixed.body['generationConfig'], { seed: 1 });
    const refused = render({ sampling: { seed: 1 } }, { refusedParams: ['seed'] });
    assert.deepEqual(warned(refused), ['dropped seed']);
    assert.equal(refused.body['generationConfig'], undefined);
  });

  test('the usual service tiers of other dialects are not sent', () => {
    for (const serviceTier of ['auto', 'default', 'standard_only'])
      assert.deepEqual(render({ serviceTier }).body['serviceTier'], undefined);
    assert.equal(render({ serviceTier: 'flex' }).body['serviceTier'], 'flex');
  });

  test('outputs besides text name text too, but for speech', () => {
    assert.deepEqual(configOf({ modalities: ['image'] }), {
      responseModalities: ['TEXT', 'IMAGE'],
    });
    assert.deepEqual(configOf({ modalities: ['audio'] }), { responseModalities: ['AUDIO'] });
  });

  test('fields of a Gemini client go back to their places, those of others do not', () => {
    const extra = {
      safetySettings: [1],
      generationConfig: { speechConfig: {}, responseModalities: ['IMAGE'] },
      toolConfig: { retrievalConfig: {} },
    };
    const call = { extra, modalities: ['image'], outputTokensMax: 5 };
    const own = render({ ...call, dialect: 'gemini' }).body;
    assert.deepEqual(own['safetySettings'], [1]);
    assert.deepEqual(own['toolConfig'], { retrievalConfig: {} });
    assert.deepEqual(own['generationConfig'], {
      maxOutputTokens: 5,
      responseModalities: ['IMAGE'],
      speechConfig: {},
    });
    const other = render({ ...call, dialect: 'anthropic-messages' });
    assert.deepEqual(Object.keys(other.body), ['contents', 'generationConfig']);
    assert.deepEqual(warned(other), [
      'dropped safetySettings',
      'dropped generationConfig',
      'dropped toolConfig',
    ]);
  });
});

describe('answer formats at Gemini', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };
  const responseFormat = { type: 'json-schema' as const, name: 'n', schema };

  test('a schema goes in the form that the deployment takes', () => {
    assert.deepEqual(configOf({ responseFormat }), {
      responseMimeType: 'application/json',
      responseSchema: { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
    });
    assert.deepEqual(configOf({ responseFormat }, { schemaForm: 'json-schema' }), {
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    });
    assert.deepEqual(configOf({ responseFormat: { type: 'json' } }), {
      responseMimeType: 'application/json',
    });
    assert.equal(configOf({ responseFormat: { type: 'text' } }), undefined);
  });

  test('beside tools, JSON is asked for in words where the model refuses both together', () => {
    const tools = [{ type: 'function' as const, name: 'f' }];
    const result = render({ responseFormat, tools });
    assert.equal(result.body['generationConfig'], undefined);
    assert.match(JSON.stringify(result.body['systemInstruction']), /JSON schema.*properties/);
    assert.deepEqual(warned(result), ['changed response_format']);
    const both = render({ responseFormat, tools }, { acceptsJsonWithTools: true });
    assert.ok('responseSchema' in (both.body['generationConfig'] as object));
  });

  test('a model without schemas is told the schema in words', () => {
    const result = render({ responseFormat }, { jsonSchema: 'prompt' });
    assert.deepEqual(result.body['generationConfig'], { responseMimeType: 'application/json' });
    assert.match(JSON.stringify(result.body['systemInstruction']), /JSON schema/);
  });
});

describe('reasoning at Gemini', () => {
  const thinking = (
    reasoning: ChatCall['reasoning'],
    traits: Partial<Traits>,
    dialect: DialectId = 'openai-chat',
  ) =>
    configOf({ ...(reasoning === undefined ? {} : { reasoning }), dialect }, traits)?.[
      'thinkingConfig'
    ];

  test('effort and budget become a budget', () => {
    const traits = { thinkingConfig: 'budget' } as const;
    assert.deepEqual(thinking({ effort: 'low' }, traits), {
      thinkingBudget: 1024,
      includeThoughts: true,
    });
    assert.deepEqual(thinking({ budgetTokens: 99_999, summary: 'none' }, traits), {
      thinkingBudget: 24_576,
      includeThoughts: false,
    });
    assert.deepEqual(thinking({ isEnabled: true }, traits), {
      thinkingBudget: -1,
      includeThoughts: true,
    });
    assert.deepEqual(thinking({ isEnabled: false }, traits), { thinkingBudget: 0 });
    assert.deepEqual(
      thinking({ effort: 'none' }, { ...traits, thinkingBudget: { min: 128, max: 32_768 } }),
      { thinkingBudget: 128 },
    );
  });

  test('effort and budget become the nearest level the model knows', () => {
    const traits = { thinkingConfig: 'level' } as const;
    assert.deepEqual(thinking({ effort: 'xhigh' }, traits), {
      thinkingLevel: 'HIGH',
      includeThoughts: true,
    });
    assert.deepEqual(thinking({ budgetTokens: 4000 }, traits), {
      thinkingLevel: 'MEDIUM',
      includeThoughts: true,
    });
    const coarse = { ...traits, thinkingLevels: ['low', 'high'] as const };
    assert.deepEqual(thinking({ effort: 'minimal' }, coarse), {
      thinkingLevel: 'LOW',
      includeThoughts: true,
    });
    assert.deepEqual(thinking({ isEnabled: false }, coarse), { thinkingLevel: 'LOW' });
  });

  test('Responses clients see thoughts only where they asked for a summary', () => {
    const traits = { thinkingConfig: 'level' } as const;
    assert.deepEqual(thinking({ effort: 'low' }, traits, 'openai-responses'), {
      thinkingLevel: 'LOW',
    });
    assert.deepEqual(thinking({ effort: 'low', summary: 'auto' }, traits, 'openai-responses'), {
      thinkingLevel: 'LOW',
      includeThoughts: true,
    });
  });

  test('a model that does not think is not asked to', () => {
    const result = render({ reasoning: { effort: 'high' } });
    assert.equal(result.body['generationConfig'], undefined);
    assert.deepEqual(warned(result), ['dropped reasoning']);
    assert.deepEqual(warned(render({ reasoning: { effort: 'none' } })), []);
  });
});

describe('tools at Gemini', () => {
  const bodyOf = (call: Partial<ChatCall>, traits: Partial<Traits> = {}) =>
    render(call, traits).body;

  test('declares functions, without parameters where there are none', () => {
    const parameters = { type: 'object', properties: { a: { type: 'string' } } };
    const call = {
      tools: [
        {
          type: 'function' as const,
          name: 'f',
          description: 'd',
          parameters,
          native: { dialect: 'anthropic-messages' as const, fields: { defer_loading: true } },
        },
        {
          type: 'function' as const,
          name: 'mcp/x',
          parameters: { type: 'object', properties: {} },
        },
      ],
    };
    assert.deepEqual(bodyOf(call)['tools'], [
      {
        functionDeclarations: [
          {
            name: 'f',
            description: 'd',
            parameters: { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
          },
          { name: 'ocha__mcp_2f_x' },
        ],
      },
    ]);
    assert.deepEqual(bodyOf(call, { schemaForm: 'json-schema' })['tools'], [
      {
        functionDeclarations: [
          { name: 'f', description: 'd', parametersJsonSchema: parameters },
          { name: 'ocha__mcp_2f_x' },
        ],
      },
    ]);
  });

  test('says which tools may or must be called', () => {
    const tools = [{ type: 'function' as const, name: 'f' }];
    const callingOf = (
      toolChoice: NonNullable<ChatCall['toolChoice']>,
      traits: Partial<Traits> = {},
    ) =>
      (bodyOf({ tools, toolChoice }, traits)['toolConfig'] as Record<string, unknown>)[
        'functionCallingConfig'
      ];
    assert.deepEqual(callingOf({ type: 'auto' }), { mode: 'AUTO' });
    assert.deepEqual(callingOf({ type: 'none' }), { mode: 'NONE' });
    assert.deepEqual(callingOf({ type: 'required' }), { mode: 'ANY' });
    assert.deepEqual(callingOf({ type: 'tool', name: 'f' }), {
      mode: 'ANY',
      allowedFunctionNames: ['f'],
    });
    assert.deepEqual(callingOf({ type: 'allowed', mode: 'auto', names: ['f'] }), {
      mode: 'VALIDATED',
      allowedFunctionNames: ['f'],
    });
    const limited = { toolChoice: { none: true, required: false, named: false } };
    assert.deepEqual(callingOf({ type: 'required' }, limited), { mode: 'AUTO' });
    assert.equal(bodyOf({ toolChoice: { type: 'required' } })['toolConfig'], undefined);
  });

  test('passes Google’s own tools on and refuses those of others by name', () => {
    const native = (dialect: DialectId) => ({
      tools: [{ type: 'native' as const, dialect, name: 'search', value: { googleSearch: {} } }],
    });
    assert.deepEqual(bodyOf(native('gemini'))['tools'], [{ googleSearch: {} }]);
    assert.throws(() => bodyOf(native('anthropic-messages')), { code: 'unsupported_feature' });
    assert.throws(() => bodyOf({ tools: [{ type: 'custom', name: 'c' }] }), {
      code: 'unsupported_feature',
    });
  });

  test('says that parallel calls cannot be switched off', () => {
    const tools = [{ type: 'function' as const, name: 'f' }];
    assert.deepEqual(warned(render({ tools, allowsParallelToolCalls: false })), [
      'dropped parallel_tool_calls',
    ]);
  });
});
