import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chatCall, render } from '../../../../test/anthropic-messages.ts';
import type { ChatCall, FunctionTool, ToolChoice } from '../../../call.ts';

const LOOK: FunctionTool = {
  type: 'function',
  name: 'look',
  parameters: { type: 'object', properties: { at: { type: 'string' } } },
};

function bodyOf(changes: Partial<ChatCall>, traits = {}) {
  return render(chatCall({ tools: [LOOK], ...changes }), traits).body;
}

function schemaOf(parameters: FunctionTool['parameters']) {
  const tool: FunctionTool = { type: 'function', name: 'look', ...(parameters && { parameters }) };
  const { body, warnings } = render(chatCall({ tools: [tool] }));
  return { schema: body.tools[0].input_schema, warnings };
}

describe('tool schemas', () => {
  test('a tool without parameters gets an empty object schema', () => {
    assert.deepEqual(schemaOf(undefined).schema, { type: 'object', properties: {} });
  });

  test('one tool with a choice at its root does not fail every call: it is folded', () => {
    const { schema, warnings } = schemaOf({
      anyOf: [
        {
          type: 'object',
          properties: { id: { type: 'string' }, deep: { type: 'boolean' } },
          required: ['id', 'deep'],
        },
        {
          type: 'object',
          properties: { name: { type: 'string' }, deep: { type: 'string' } },
          required: ['name', 'deep'],
        },
      ],
    });
    assert.equal(schema.type, 'object');
    assert.equal(schema.anyOf, undefined);
    assert.deepEqual(Object.keys(schema.properties), ['id', 'deep', 'name']);
    assert.deepEqual(schema.properties.deep, { anyOf: [{ type: 'boolean' }, { type: 'string' }] });
    assert.deepEqual(schema.required, ['deep']);
    assert.match(schema.description, /\(id, deep\) or \(name, deep\)/);
    assert.equal(warnings[0]?.param, 'tools');
  });

  test('allOf and references at the root are folded with all that they require', () => {
    const { schema } = schemaOf({
      allOf: [
        { $ref: '#/$defs/Base' },
        { properties: { b: { $ref: '#/$defs/B' } }, required: ['b'] },
      ],
      $defs: {
        Base: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
        B: { type: 'string' },
      },
    });
    assert.deepEqual(schema.required, ['a', 'b']);
    assert.deepEqual(schema.properties.b, { $ref: '#/$defs/B' });
    assert.deepEqual(schema.$defs.B, { type: 'string' });
  });

  test('a root that refers to itself ends', () => {
    assert.equal(schemaOf({ $ref: '#' }).schema.type, 'object');
    const many = { anyOf: Array.from({ length: 50 }, () => ({ $ref: '#' })) };
    assert.equal(schemaOf(many).schema.type, 'object');
  });

  test('a choice inside the object stays', () => {
    const parameters = { type: 'object', properties: { a: { oneOf: [{ type: 'string' }] } } };
    const { schema, warnings } = schemaOf(parameters);
    assert.deepEqual(schema, parameters);
    assert.deepEqual(warnings, []);
  });
});

describe('strict tools', () => {
  const strict = (parameters: FunctionTool['parameters'], traits = {}) =>
    render(
      chatCall({ tools: [{ ...LOOK, strict: true, ...(parameters && { parameters }) }] }),
      traits,
    );

  test('bounds that the API cannot enforce are described instead', () => {
    const { body, warnings } = strict({
      type: 'object',
      properties: { n: { type: 'integer', minimum: 1, description: 'how many' } },
      required: ['n'],
    });
    assert.equal(body.tools[0].strict, true);
    assert.deepEqual(body.tools[0].input_schema.properties.n, {
      type: 'integer',
      description: 'how many (minimum: 1)',
    });
    assert.equal(body.tools[0].input_schema.additionalProperties, false);
    assert.equal(warnings.length, 1);
  });

  test('maps, free objects and recursion give up strictness rather than become empty', () => {
    const schemas: FunctionTool['parameters'][] = [
      { type: 'object', properties: { m: { type: 'object', additionalProperties: true } } },
      { type: 'object', properties: { m: { type: 'object' } } },
      {
        type: 'object',
        properties: { n: { $ref: '#/$defs/N' } },
        $defs: { N: { type: 'object', properties: { next: { $ref: '#/$defs/N' } } } },
      },
    ];
    for (const schema of schemas) {
      const { body, warnings } = strict(schema);
      assert.equal(body.tools[0].strict, undefined);
      assert.deepEqual(body.tools[0].input_schema, schema);
      assert.equal(warnings[0]?.param, 'strict');
    }
  });

  test('where the model enforces nothing, strictness is dropped', () => {
    assert.equal(strict(LOOK.parameters, { jsonSchema: 'prompt' }).body.tools[0].strict, undefined);
  });
});

describe('tool choice', () => {
  const choiceOf = (toolChoice: ToolChoice, traits = {}) =>
    bodyOf({ toolChoice }, traits).tool_choice;
  const all = { none: true, required: true, named: true };

  test('is said in the words of the API', () => {
    assert.deepEqual(choiceOf({ type: 'auto' }), { type: 'auto' });
    assert.deepEqual(choiceOf({ type: 'none' }), { type: 'none' });
    assert.deepEqual(choiceOf({ type: 'required' }), { type: 'any' });
    assert.deepEqual(choiceOf({ type: 'tool', name: 'look' }), { type: 'tool', name: 'look' });
  });

  test('falls back to what the model has', () => {
    const named = { toolChoice: { ...all, named: false } };
    assert.deepEqual(choiceOf({ type: 'tool', name: 'look' }, named), { type: 'any' });
    const auto = { toolChoice: { ...all, required: false } };
    assert.deepEqual(choiceOf({ type: 'required' }, auto), { type: 'auto' });
  });

  test('none withholds the tools where the model has no such choice', () => {
    const body = bodyOf({ toolChoice: { type: 'none' } }, { toolChoice: { ...all, none: false } });
    assert.equal(body.tools, undefined);
    assert.equal(body.tool_choice, undefined);
  });

  test('allowed tools are the only ones sent', () => {
    const other: FunctionTool = { type: 'function', name: 'other' };
    const toolChoice: ToolChoice = { type: 'allowed', mode: 'required', names: ['look'] };
    const body = bodyOf({ tools: [LOOK, other], toolChoice });
    assert.deepEqual(
      body.tools.map((tool: { name: string }) => tool.name),
      ['look'],
    );
    assert.deepEqual(body.tool_choice, { type: 'any' });
  });

  test('parallel calls are forbidden inside a tool choice, made up where there is none', () => {
    assert.deepEqual(bodyOf({ allowsParallelToolCalls: false }).tool_choice, {
      type: 'auto',
      disable_parallel_tool_use: true,
    });
    const none = bodyOf({ allowsParallelToolCalls: false, toolChoice: { type: 'none' } });
    assert.deepEqual(none.tool_choice, { type: 'none' });
    const toolless = render(chatCall({ allowsParallelToolCalls: false })).body;
    assert.equal(toolless.tool_choice, undefined);
  });
});

test('tools of other dialects are refused by name, own ones go as they came', () => {
  const value = { type: 'web_search_20250305', name: 'web_search', max_uses: 2 };
  const foreign = {
    type: 'native' as const,
    dialect: 'gemini' as const,
    name: 'google_search',
    value,
  };
  assert.throws(() => bodyOf({ tools: [foreign] }), /google_search/);
  assert.throws(() => bodyOf({ tools: [{ type: 'custom', name: 'grammar' }] }), {
    code: 'unsupported_feature',
  });
  const own = { ...foreign, dialect: 'anthropic-messages' as const };
  assert.deepEqual(bodyOf({ tools: [own] }).tools, [value]);
});
