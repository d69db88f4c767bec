import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chatCall, render, says } from '../../../../test/anthropic-messages.ts';
import type { ChatCall, JsonSchema } from '../../../call.ts';
import type { TextPart } from '../../../part.ts';

const sampled = (sampling: ChatCall['sampling'], traits = {}) =>
  render(chatCall({ sampling }), traits);

describe('limits and sampling', () => {
  test('the output limit is always sent', () => {
    assert.equal(render(chatCall(), { outputTokensDefault: 8192 }).body.max_tokens, 8192);
    assert.equal(render(chatCall({ outputTokensMax: 7 })).body.max_tokens, 7);
  });

  test('temperature is clamped to what the model takes', () => {
    const { body, warnings } = sampled({ temperature: 1.7 }, { temperatureMax: 1 });
    assert.equal(body.temperature, 1);
    assert.equal(warnings[0]?.action, 'changed');
  });

  test('temperature and top_p are not sent together to models that refuse both', () => {
    const { body } = sampled(
      { temperature: 0.5, topP: 0.9 },
      { acceptsTemperatureWithTopP: false },
    );
    assert.deepEqual([body.temperature, body.top_p], [0.5, undefined]);
    const alone = sampled({ topP: 0.9 }, { acceptsTemperatureWithTopP: false }).body;
    assert.equal(alone.top_p, 0.9);
  });

  test('models that refuse sampling get none, and the client is told', () => {
    const { body, warnings } = sampled({ temperature: 0, topK: 3 }, { acceptsSampling: false });
    assert.deepEqual([body.temperature, body.top_k], [undefined, undefined]);
    assert.equal(warnings.length, 2);
  });

  test('stop sequences of white space alone are dropped, the others kept', () => {
    assert.deepEqual(sampled({ stop: ['\n\n', 'END', ''] }).body.stop_sequences, ['END']);
    assert.equal(sampled({ stop: [' '] }).body.stop_sequences, undefined);
    assert.deepEqual(sampled({ stop: ['a', 'b'] }, { stopMax: 1 }).body.stop_sequences, ['a']);
  });

  test('what the API has no word for becomes warnings', () => {
    const call = chatCall({
      sampling: { seed: 1, frequencyPenalty: 0.5, presencePenalty: 0, logprobs: {} },
      metadata: { a: 'b' },
      promptCacheKey: 'k',
      verbosity: 'low',
      extra: { store: true },
    });
    const { body, warnings } = render(call);
    const names = warnings.map((warning) => warning.param).sort();
    assert.deepEqual(names, [
      'frequency_penalty',
      'logprobs',
      'metadata',
      'prompt_cache_key',
      'seed',
      'store',
      'verbosity',
    ]);
    assert.deepEqual(Object.keys(body).sort(), ['max_tokens', 'messages', 'model']);
  });

  test('parameters that the model refuses are taken out', () => {
    const { body, warnings } = render(chatCall({ endUser: 'u' }), { refusedParams: ['metadata'] });
    assert.equal(body.metadata, undefined);
    assert.equal(warnings[0]?.param, 'metadata');
  });

  test('the end user and the service tier are translated', () => {
    const { body } = render(chatCall({ endUser: 'u-1', serviceTier: 'default', isStream: true }));
    assert.deepEqual(body.metadata, { user_id: 'u-1' });
    assert.equal(body.service_tier, 'standard_only');
    assert.equal(body.stream, true);
    assert.equal(render(chatCall({ serviceTier: 'flex' })).body.service_tier, undefined);
  });

  test('unknown fields go back only to their own dialect, betas to the header', () => {
    const extra = { context_management: { edits: [] }, betas: ['x'], output_config: { n: 1 } };
    const own = render(
      chatCall({ dialect: 'anthropic-messages', extra, reasoning: { effort: 'low' } }),
      { thinking: 'adaptive' },
    );
    assert.deepEqual(own.body.context_management, { edits: [] });
    assert.deepEqual(own.body.output_config, { n: 1, effort: 'low' });
    assert.equal(own.body.betas, undefined);
  });
});

describe('answers in JSON', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: { n: { type: 'number', minimum: 0 } },
    required: ['n'],
  };
  const formatted = (jsonSchema: JsonSchema, traits = {}) =>
    render(
      chatCall({
        messages: [says('system', 'be'), says('user', 'hi')],
        responseFormat: { type: 'json-schema', name: 'n', schema: jsonSchema },
      }),
      traits,
    );

  test('a schema is enforced natively, with its bounds in words', () => {
    const { body } = formatted(schema);
    assert.deepEqual(body.output_config.format.schema, {
      type: 'object',
      properties: { n: { type: 'number', description: '(minimum: 0)' } },
      required: ['n'],
      additionalProperties: false,
    });
    assert.equal(body.system, 'be');
    assert.equal(body.tools, undefined);
  });

  test('what the answer is for stands in the schema, as there is no field for it', () => {
    const { body } = render(
      chatCall({
        responseFormat: { type: 'json-schema', name: 'n', schema, description: 'one number' },
      }),
    );
    assert.equal(body.output_config.format.schema.description, 'one number');
  });

  test('a schema that cannot be enforced, or a model that cannot, is asked in the prompt', () => {
    const open: JsonSchema = { type: 'object', additionalProperties: { type: 'string' } };
    for (const { body, warnings } of [
      formatted(open),
      formatted(schema, { jsonSchema: 'prompt' }),
    ]) {
      assert.equal(body.output_config, undefined);
      assert.match(body.system[1].text, /JSON Schema/);
      assert.equal(body.messages.at(-1).role, 'user');
      assert.equal(warnings[0]?.param, 'response_format');
    }
  });

  test('plain JSON is asked in the prompt', () => {
    const { body } = render(chatCall({ responseFormat: { type: 'json' } }));
    assert.match(body.system, /JSON/);
  });
});

describe('cache breakpoints', () => {
  const text = (name: string, ttl?: '5m' | '1h'): TextPart => ({
    type: 'text',
    text: name,
    cache: ttl === undefined ? {} : { ttl },
  });
  const cached = (system: TextPart[], user: TextPart[], extra = {}) =>
    render(
      chatCall({
        dialect: 'anthropic-messages',
        extra,
        messages: [
          { role: 'system', parts: system },
          { role: 'user', parts: user },
        ],
      }),
    );

  test('at most four go out: the oldest of the conversation give way', () => {
    const user = ['a', 'b', 'c', 'd'].map((name) => text(name));
    const { body, warnings } = cached([text('s')], user);
    const marks = body.messages[0].content.map((block: object) => 'cache_control' in block);
    assert.deepEqual(marks, [false, true, true, true]);
    assert.ok(body.system[0].cache_control);
    assert.equal(warnings[0]?.param, 'cache_control');
  });

  test('automatic caching of the whole request takes one of the four', () => {
    const user = ['a', 'b', 'c', 'd'].map((name) => text(name));
    const { body } = cached([], user, { cache_control: { type: 'ephemeral' } });
    const marks = body.messages[0].content.filter((block: object) => 'cache_control' in block);
    assert.equal(marks.length, 3);
  });

  test('an hour never follows five minutes', () => {
    const { body } = cached([text('s', '1h'), text('t', '5m')], [text('u', '1h')]);
    assert.equal(body.system[0].cache_control.ttl, '1h');
    assert.equal(body.messages[0].content[0].cache_control.ttl, '5m');
  });
});
