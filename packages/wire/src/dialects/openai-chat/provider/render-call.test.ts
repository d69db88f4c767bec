import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOchaError } from '@ocha/kernel';
import { callWith, render } from '../../../../test/chat-call.ts';
import { parseContext } from '../../../../test/chat-stream.ts';
import type { ChatCall, Tool } from '../../../call.ts';
import type { Traits } from '../../../traits.ts';
import { openaiChat } from '../index.ts';

const TOOLS: readonly Tool[] = [
  { type: 'function', name: 'f', description: 'd', parameters: { type: 'object' } },
  { type: 'function', name: 'g' },
];

/** What of the body a call with these fields adds to the plainest one. */
function fieldsOf(call: Partial<ChatCall>, traits: Partial<Traits> = {}): Record<string, unknown> {
  const { messages: _messages, model: _model, ...fields } = render(call, traits).body;
  return fields;
}

const warned = (call: Partial<ChatCall>, traits: Partial<Traits> = {}): string[] =>
  render(call, traits).warnings.map(({ param, action }) => `${param} ${action}`);

describe('a request to a provider', () => {
  test('asks for the model by its own name and adds nothing that was not said', () => {
    assert.deepEqual(render({}).body, {
      model: 'served',
      messages: [{ role: 'user', content: 'hi' }],
    });
  });

  test('asks for usage in every stream, whatever the client asked', () => {
    assert.deepEqual(fieldsOf({ isStream: true }), {
      stream: true,
      stream_options: { include_usage: true },
    });
    assert.deepEqual(fieldsOf({ isStream: true }, { streamUsage: false }), { stream: true });
    const own: Partial<ChatCall> = {
      isStream: true,
      dialect: 'openai-chat',
      extra: { stream_options: { include_obfuscation: false } },
    };
    assert.deepEqual(fieldsOf(own), {
      stream: true,
      stream_options: { include_obfuscation: false, include_usage: true },
    });
  });

  test('keeps the unknown fields of a client of this wire, and warns of those of another', () => {
    const extra = {
      store: true,
      prediction: {},
      functions: [{ name: 'f' }],
      function_call: 'auto',
    };
    assert.deepEqual(fieldsOf({ dialect: 'openai-chat', extra }), { store: true, prediction: {} });
    assert.deepEqual(fieldsOf({ extra: { container: 'c' } }), {});
    assert.deepEqual(warned({ extra: { container: 'c' } }), ['container dropped']);
  });

  test('drops what the model refuses, and says so', () => {
    const refusedParams = ['parallel_tool_calls', 'strict', 'n', 'store'];
    const call: Partial<ChatCall> = {
      dialect: 'openai-chat',
      tools: [{ type: 'function', name: 'f', strict: true }],
      allowsParallelToolCalls: false,
      choiceCount: 2,
      extra: { store: true },
    };
    assert.deepEqual(fieldsOf(call, { refusedParams }), {
      tools: [{ type: 'function', function: { name: 'f' } }],
    });
    assert.deepEqual(warned(call, { refusedParams }).sort(), [
      'n dropped',
      'parallel_tool_calls dropped',
      'store dropped',
      'tools[0].strict dropped',
    ]);
  });
});

describe('sampling', () => {
  const sampling = { temperature: 1.5, topP: 0.5, frequencyPenalty: 0.1, presencePenalty: 0 };

  test('goes under the names of the provider', () => {
    const call: Partial<ChatCall> = {
      outputTokensMax: 9,
      sampling: { seed: 7, stop: ['a'], logprobs: { top: 2 }, logitBias: { 1: 2 } },
    };
    assert.deepEqual(fieldsOf(call), {
      seed: 7,
      stop: ['a'],
      logit_bias: { 1: 2 },
      logprobs: true,
      top_logprobs: 2,
      max_tokens: 9,
    });
    const traits = {
      outputTokensField: 'max_completion_tokens',
      seedField: 'random_seed',
    } as const;
    const named = fieldsOf(call, traits);
    assert.deepEqual([named['max_completion_tokens'], named['random_seed']], [9, 7]);
    assert.equal('seed' in named || 'max_tokens' in named, false);
    assert.deepEqual(warned(call, { seedField: 'none' }), ['seed dropped']);
  });

  test('is clamped, halved or dropped as the model demands, and never silently', () => {
    assert.equal(fieldsOf({ sampling }, { temperatureMax: 1 })['temperature'], 1);
    assert.deepEqual(warned({ sampling }, { temperatureMax: 1 }), ['temperature changed']);
    assert.equal('top_p' in fieldsOf({ sampling }, { acceptsTemperatureWithTopP: false }), false);
    assert.deepEqual(warned({ sampling }, { acceptsTemperatureWithTopP: false }), [
      'top_p dropped',
    ]);
    assert.deepEqual(fieldsOf({ sampling }, { acceptsSampling: false }), {});
    assert.deepEqual(warned({ sampling }, { acceptsSampling: false }), [
      'temperature dropped',
      'top_p dropped',
      'frequency_penalty dropped',
    ]);
  });

  test('of the default kind is dropped without a word by models that take none', () => {
    const neutral = { temperature: 1, topP: 1, frequencyPenalty: 0, presencePenalty: 0 };
    assert.deepEqual(warned({ sampling: neutral }, { acceptsSampling: false }), []);
  });

  test('keeps top_k for clients of this wire only: OpenAI refuses it', () => {
    assert.deepEqual(warned({ sampling: { topK: 4 } }), ['top_k dropped']);
    assert.deepEqual(fieldsOf({ dialect: 'openai-chat', sampling: { topK: 4 } }), { top_k: 4 });
  });

  test('cuts stop sequences to what is taken', () => {
    const stop = ['a', 'b', 'c'];
    assert.deepEqual(fieldsOf({ sampling: { stop } }, { stopMax: 2 })['stop'], ['a', 'b']);
    assert.deepEqual(warned({ sampling: { stop } }, { stopMax: 2 }), ['stop changed']);
    assert.deepEqual(warned({ sampling: { stop } }, { stopMax: 0 }), ['stop dropped']);
    assert.deepEqual(fieldsOf({ sampling: { stop: [] } }), {});
  });
});

describe('tools and their choice', () => {
  const withChoice = (
    toolChoice: ChatCall['toolChoice'],
    traits: Partial<Traits> = {},
    rest = {},
  ) => {
    const fields = fieldsOf(
      { tools: TOOLS, ...(toolChoice === undefined ? {} : { toolChoice }), ...rest },
      traits,
    );
    const names = ((fields['tools'] ?? []) as { function: { name: string } }[]).map(
      (tool) => tool.function.name,
    );
    return [fields['tool_choice'], names];
  };
  const all = ['f', 'g'];
  const none = { none: false, required: false, named: false };

  test('without parameters still have a schema', () => {
    assert.deepEqual(fieldsOf({ tools: TOOLS })['tools'], [
      {
        type: 'function',
        function: { name: 'f', description: 'd', parameters: { type: 'object' } },
      },
      { type: 'function', function: { name: 'g', parameters: { type: 'object', properties: {} } } },
    ]);
  });

  test('are said in the provider’s words', () => {
    assert.deepEqual(withChoice({ type: 'auto' }), ['auto', all]);
    assert.deepEqual(withChoice({ type: 'required' }), ['required', all]);
    assert.deepEqual(withChoice({ type: 'required' }, { toolChoiceRequiredWord: 'any' }), [
      'any',
      all,
    ]);
    assert.deepEqual(withChoice({ type: 'tool', name: 'g' }), [
      { type: 'function', function: { name: 'g' } },
      all,
    ]);
  });

  test('are narrowed where the provider has no word for the choice', () => {
    assert.deepEqual(withChoice({ type: 'none' }, { toolChoice: none }), [undefined, []]);
    assert.deepEqual(withChoice({ type: 'required' }, { toolChoice: none }), ['auto', all]);
    assert.deepEqual(
      withChoice({ type: 'tool', name: 'g' }, { toolChoice: { ...none, required: true } }),
      ['required', ['g']],
    );
    assert.deepEqual(withChoice({ type: 'tool', name: 'g' }, { toolChoice: none }), ['auto', all]);
    assert.deepEqual(withChoice({ type: 'allowed', mode: 'required', names: ['g'] }), [
      'required',
      ['g'],
    ]);
  });

  test('that are allowed go on as they are for a client of this wire', () => {
    const [choice, names] = withChoice(
      { type: 'allowed', mode: 'auto', names: ['g'] },
      {},
      { dialect: 'openai-chat' },
    );
    const tool = { type: 'function', function: { name: 'g' } };
    assert.deepEqual(choice, {
      type: 'allowed_tools',
      allowed_tools: { mode: 'auto', tools: [tool] },
    });
    assert.deepEqual(names, all);
  });

  test('are not chosen from where there are none', () => {
    assert.deepEqual(
      fieldsOf({ toolChoice: { type: 'required' }, allowsParallelToolCalls: false }),
      {},
    );
  });

  test('of another wire’s provider are refused by name, never dropped', () => {
    const native: Tool = {
      type: 'native',
      dialect: 'anthropic-messages',
      name: 'web_search',
      value: {},
    };
    assert.throws(
      () => render({ tools: [...TOOLS, native] }),
      (error) =>
        isOchaError(error) &&
        error.code === 'unsupported_feature' &&
        error.details.param === 'tools[2]',
    );
    const own: Tool = { ...native, dialect: 'openai-chat', value: { type: 'web_search' } };
    assert.deepEqual(fieldsOf({ tools: [own] })['tools'], [{ type: 'web_search' }]);
  });

  test('with a choice at the root of a schema do not fail the whole request', () => {
    const form = (name: string) => ({
      type: 'object',
      properties: { [name]: { type: 'string' } },
      required: [name],
    });
    const parameters = { anyOf: [form('a'), form('b')] };
    const tools: readonly Tool[] = [{ type: 'function', name: 'f', parameters }];
    const { body, warnings } = render({ tools });
    const [tool] = body['tools'] as { function: { parameters: Record<string, unknown> } }[];
    assert.equal(tool?.function.parameters['type'], 'object');
    assert.equal('anyOf' in (tool?.function.parameters ?? {}), false);
    assert.deepEqual(
      warnings.map(({ param }) => param),
      ['tools[0].parameters'],
    );
    const own = fieldsOf({ tools, dialect: 'openai-chat' })['tools'] as {
      function: { parameters: unknown };
    }[];
    assert.equal(own[0]?.function.parameters, parameters);
  });

  test('with names of other letters come back under their own', () => {
    const tools: readonly Tool[] = [{ type: 'function', name: 'mcp.files:read' }];
    const [tool] = fieldsOf({ tools })['tools'] as { function: { name: string } }[];
    const call = { id: 'a', function: { name: tool?.function.name, arguments: '{}' } };
    const body = { choices: [{ message: { tool_calls: [call] }, finish_reason: 'tool_calls' }] };
    const [part] = openaiChat.provider.parseAnswer(body, parseContext()).choices[0]?.parts ?? [];
    assert.equal(part?.type === 'tool-call' && part.name, 'mcp.files:read');
  });
});

describe('the form of the answer', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };
  const responseFormat = { type: 'json-schema', name: 'my answer', schema, strict: true } as const;

  test('is a schema where the provider knows schemas', () => {
    assert.deepEqual(fieldsOf({ responseFormat })['response_format'], {
      type: 'json_schema',
      json_schema: { name: 'my_answer', schema, strict: true },
    });
  });

  test('is an instruction where it does not, and that is said', () => {
    const { body, warnings } = render({ responseFormat }, { jsonSchema: 'prompt' });
    assert.deepEqual(body['response_format'], { type: 'json_object' });
    const [first] = body['messages'] as { role: string; content: string }[];
    assert.equal(first?.role, 'system');
    assert.ok(first?.content.includes(JSON.stringify(schema)));
    assert.deepEqual(
      warnings.map(({ param, action }) => [param, action]),
      [['response_format', 'changed']],
    );
  });

  test('JSON is spoken of in the prompt, as OpenAI demands, once', () => {
    const json = { responseFormat: { type: 'json' } } as const;
    const system = { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] } as const;
    const messages = [system, ...callWith().messages];
    const [first] = render({ ...json, messages }).body['messages'] as { content: string }[];
    assert.equal(first?.content, 'Be kind.\n\nAnswer with one JSON object.');
    const spoken = [{ role: 'user', parts: [{ type: 'text', text: 'in json' }] }] as const;
    assert.deepEqual(render({ ...json, messages: spoken }).body['messages'], [
      { role: 'user', content: 'in json' },
    ]);
  });
});

describe('reasoning', () => {
  const of = (
    reasoning: ChatCall['reasoning'],
    reasoningControl: Traits['reasoningControl'],
    rest: Partial<ChatCall> = {},
  ) =>
    fieldsOf({ ...(reasoning === undefined ? {} : { reasoning }), ...rest }, { reasoningControl });

  test('is asked for in each provider’s way', () => {
    assert.deepEqual(of({ effort: 'low' }, 'reasoning_effort'), { reasoning_effort: 'low' });
    assert.deepEqual(of({ effort: 'low' }, 'reasoning'), { reasoning: { effort: 'low' } });
    assert.deepEqual(of({ budgetTokens: 2000 }, 'reasoning'), { reasoning: { max_tokens: 2000 } });
    assert.deepEqual(of({ effort: 'low' }, 'thinking'), {
      thinking: { type: 'enabled' },
      reasoning_effort: 'low',
    });
    assert.deepEqual(of({ budgetTokens: 9 }, 'enable_thinking'), {
      enable_thinking: true,
      thinking_budget: 9,
    });
    assert.deepEqual(of({ effort: 'low' }, 'none'), {});
    assert.deepEqual(warned({ reasoning: { effort: 'low' } }, { reasoningControl: 'none' }), [
      'reasoning dropped',
    ]);
  });

  test('is switched off in each provider’s way', () => {
    const off = { isEnabled: false };
    assert.deepEqual(of(off, 'reasoning_effort'), {});
    assert.deepEqual(warned({ reasoning: off }, { reasoningControl: 'reasoning_effort' }), [
      'reasoning dropped',
    ]);
    assert.deepEqual(of({ effort: 'none' }, 'reasoning_effort'), { reasoning_effort: 'none' });
    assert.deepEqual(of(off, 'reasoning'), { reasoning: { enabled: false } });
    assert.deepEqual(of(off, 'thinking'), { thinking: { type: 'disabled' } });
    assert.deepEqual(of(off, 'enable_thinking'), { enable_thinking: false });
    assert.deepEqual(warned({ reasoning: off }, { reasoningControl: 'none' }), []);
  });

  test('given as a budget becomes an effort, and words of other wires the nearest here', () => {
    const efforts = [1024, 8000, 32_000].map((budgetTokens) =>
      of({ budgetTokens }, 'reasoning_effort'),
    );
    assert.deepEqual(
      efforts.map((fields) => fields['reasoning_effort']),
      ['low', 'medium', 'high'],
    );
    assert.deepEqual(of({ effort: 'max' }, 'reasoning_effort'), { reasoning_effort: 'high' });
    assert.deepEqual(of({ effort: 'max' }, 'reasoning_effort', { dialect: 'openai-chat' }), {
      reasoning_effort: 'max',
    });
    assert.deepEqual(of({ isEnabled: true }, 'reasoning_effort'), {});
  });
});

describe('labels', () => {
  test('of a client of this wire go on as they are', () => {
    const call: Partial<ChatCall> = {
      dialect: 'openai-chat',
      endUser: 'u',
      metadata: { k: 'v' },
      serviceTier: 'flex',
      promptCacheKey: 'p',
      verbosity: 'low',
      modalities: ['text'],
    };
    assert.deepEqual(fieldsOf(call), {
      user: 'u',
      metadata: { k: 'v' },
      service_tier: 'flex',
      prompt_cache_key: 'p',
      verbosity: 'low',
      modalities: ['text'],
    });
    assert.deepEqual(
      fieldsOf({ dialect: 'openai-chat', endUser: 'u', extra: { safety_identifier: 'u' } }),
      {
        safety_identifier: 'u',
      },
    );
  });

  test('that mean something else here are dropped with a word', () => {
    const call: Partial<ChatCall> = {
      endUser: 'u',
      metadata: { k: 'v' },
      serviceTier: 'standard_only',
    };
    assert.deepEqual(fieldsOf(call), { user: 'u' });
    assert.deepEqual(warned(call), ['metadata dropped', 'service_tier dropped']);
  });
});
