import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type RawAnswer, sendRaw } from '../raw-client.ts';
import { openFakeUpstream } from './fake-upstream.ts';
import { isObject, type JsonObject, listOf, objectOf, textOf } from './json.ts';

const SPECS = join(import.meta.dirname, '../../../../../shared/specs');
const skip = existsSync(SPECS)
  ? false
  : "SKIPPED: the providers' specifications (../shared/specs beside the checkout) are absent";

const upstream = await openFakeUpstream();
after(() => upstream.close());

function readSpec(name: string): JsonObject {
  return JSON.parse(gunzipSync(readFileSync(join(SPECS, name))).toString()) as JsonObject;
}

/** Just enough of JSON Schema to hold an answer against a specification: the first thing that does not fit. */
function findMisfit(value: unknown, schema: JsonObject, place: Place): string | undefined {
  const reference = textOf(schema['$ref']);
  if (reference !== '') return findMisfit(value, place.resolve(reference), place);
  if (value === null && schema['nullable'] === true) return undefined;
  for (const part of listOf(schema['allOf'])) {
    const misfit = findMisfit(value, objectOf(part), { ...place, isOpen: true });
    if (misfit !== undefined) return misfit;
  }
  const branches = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])].map(objectOf);
  if (branches.length > 0) {
    const misfits = branches.map((branch) => findMisfit(value, branch, place));
    if (!misfits.includes(undefined)) return `${place.path}: ${misfits.join(' | ')}`;
  }
  const allowed = listOf(schema['enum']);
  if (allowed.length > 0 && !allowed.includes(value)) {
    return `${place.path} is ${JSON.stringify(value)}, not one of ${JSON.stringify(allowed)}`;
  }
  const types = [schema['type'] ?? []].flat().map(textOf);
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) {
    return `${place.path} is ${JSON.stringify(value)}, not ${types}`;
  }
  if (Array.isArray(value)) return misfitOfItems(value, objectOf(schema['items']), place);
  return isObject(value) ? misfitOfFields(value, schema, place) : undefined;
}

interface Place {
  readonly path: string;
  /** Whether fields without a place in the schema pass. */
  readonly isOpen: boolean;
  readonly resolve: (reference: string) => JsonObject;
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'any':
      return true;
    default:
      return typeof value === type;
  }
}

function misfitOfItems(
  values: readonly unknown[],
  schema: JsonObject,
  place: Place,
): string | undefined {
  for (const [index, item] of values.entries()) {
    const misfit = findMisfit(item, schema, { ...place, path: `${place.path}[${index}]` });
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

function misfitOfFields(value: JsonObject, schema: JsonObject, place: Place): string | undefined {
  const missing = listOf(schema['required']).find((name) => !(textOf(name) in value));
  if (missing !== undefined) return `${place.path}.${String(missing)} is missing`;
  const properties = objectOf(schema['properties']);
  for (const [name, field] of Object.entries(value)) {
    const path = `${place.path}.${name}`;
    if (name in properties) {
      const misfit = findMisfit(field, objectOf(properties[name]), { ...place, path });
      if (misfit !== undefined) return misfit;
    } else if (!place.isOpen && Object.keys(properties).length > 0) {
      return `${path} is not in the specification`;
    }
  }
  return undefined;
}

const HEADERS = { authorization: 'Bearer key' };
const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } } };
const CHAT_TOOLS = [{ type: 'function', function: { name: 'f', parameters: PARAMETERS } }];
const ask = (path: string, body: object): Promise<RawAnswer> =>
  sendRaw({ url: upstream.url + path, headers: HEADERS, body });

describe('answers of the fake against the official specifications', { skip }, () => {
  const openai = skip === false ? readSpec('openai.openapi.json.gz') : {};
  const schemas = objectOf(objectOf(openai['components'])['schemas']);
  const holdOpenai = (value: unknown, name: string): void => {
    const resolve = (reference: string): JsonObject =>
      objectOf(schemas[reference.split('/').at(-1) ?? '']);
    const place = { path: name, isOpen: false, resolve };
    assert.equal(findMisfit(value, objectOf(schemas[name]), place), undefined);
  };

  test('the check itself finds what does not fit', () => {
    assert.throws(() => holdOpenai({ id: 1 }, 'CreateChatCompletionResponse'), /is missing/);
    const list = { object: 'list', data: [{ id: 7, object: 'model', created: 1, owned_by: 'x' }] };
    assert.throws(() => holdOpenai(list, 'ListModelsResponse'), /data\[0\]\.id is 7/);
  });

  for (const [name, more] of [
    ['text', {}],
    ['tools', { tools: CHAT_TOOLS }],
    ['reasoning', { model: 'gpt-5' }],
    ['several choices with log-probabilities', { n: 2, logprobs: true }],
  ] as const) {
    test(`chat completions with ${name}, whole and streamed`, async () => {
      const body = { model: 'gpt-4.1', messages: [{ role: 'user', content: 'hello' }], ...more };
      const path = '/v1/chat/completions';
      holdOpenai((await ask(path, body)).json(), 'CreateChatCompletionResponse');
      const streamed = await ask(path, {
        ...body,
        stream: true,
        stream_options: { include_usage: true },
      });
      for (const { data } of streamed.frames().slice(0, -1)) {
        const { usage, ...chunk } = objectOf(JSON.parse(data));
        // The specification's words say that usage is null until the last chunk; its types do not.
        const told = usage === null ? chunk : { ...chunk, usage };
        holdOpenai(told, 'CreateChatCompletionStreamResponse');
      }
    });
  }

  for (const [name, more] of [
    ['text', {}],
    ['tools', { tools: [{ type: 'function', name: 'f', strict: false, parameters: PARAMETERS }] }],
    ['reasoning', { model: 'gpt-5', reasoning: { effort: 'low', summary: 'auto' } }],
  ] as const) {
    test(`responses with ${name}, whole and event by event`, async () => {
      const body = { model: 'gpt-4.1', input: 'hello', ...more };
      const whole = (await ask('/v1/responses', body)).json();
      const response = objectOf(schemas['Response']);
      const required = listOf(response['allOf']).flatMap((part) =>
        listOf(objectOf(part)['required']),
      );
      for (const field of required) assert.ok(textOf(field) in objectOf(whole), textOf(field));
      for (const item of listOf(objectOf(whole)['output'])) holdOpenai(item, itemSchema(item));
      holdOpenai(objectOf(whole)['usage'], 'ResponseUsage');
      const streamed = await ask('/v1/responses', { ...body, stream: true });
      for (const { data } of streamed.frames()) {
        const event = objectOf(JSON.parse(data));
        const { obfuscation: _padding, ...bare } = event;
        assert.equal(misfitOfEvent(bare, schemas), undefined, data);
      }
    });
  }

  test('embeddings and the list of models', async () => {
    const embeddings = await ask('/v1/embeddings', { model: 'm', input: ['a', 'b'] });
    holdOpenai(embeddings.json(), 'CreateEmbeddingResponse');
    const models = await sendRaw({ url: `${upstream.url}/v1/models` });
    holdOpenai(models.json(), 'ListModelsResponse');
  });

  test('generateContent, embeddings and models of Google', async () => {
    const google = readSpec('google.generativelanguage.discovery.json.gz');
    const resolve = (name: string): JsonObject => objectOf(objectOf(google['schemas'])[name]);
    const hold = (value: unknown, name: string): void => {
      const place = { path: name, isOpen: false, resolve };
      assert.equal(findMisfit(value, resolve(name), place), undefined);
    };
    const base = '/v1beta/models/gemini-3-pro';
    const contents = [{ parts: [{ text: 'hello' }] }];
    const thinkingConfig = { includeThoughts: true };
    const tools = [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: PARAMETERS }] }];
    for (const more of [{}, { tools }, { generationConfig: { thinkingConfig } }]) {
      const body = { contents, ...more };
      hold((await ask(`${base}:generateContent`, body)).json(), 'GenerateContentResponse');
      const streamed = await ask(`${base}:streamGenerateContent?alt=sse`, body);
      for (const { data } of streamed.frames()) hold(JSON.parse(data), 'GenerateContentResponse');
    }
    upstream.script([{ kind: 'blocked', how: 'refusal' }, { kind: 'blocked' }]);
    for (let count = 0; count < 2; count += 1) {
      const blocked = await ask(`${base}:generateContent`, { contents });
      hold(blocked.json(), 'GenerateContentResponse');
    }
    const embedded = await ask(`${base}:embedContent`, { content: contents[0] });
    hold(embedded.json(), 'EmbedContentResponse');
    hold((await sendRaw({ url: `${upstream.url}/v1beta/models` })).json(), 'ListModelsResponse');
  });
});

function itemSchema(item: unknown): string {
  switch (objectOf(item)['type']) {
    case 'reasoning':
      return 'ReasoningItem';
    case 'function_call':
      return 'FunctionToolCall';
    default:
      return 'OutputMessage';
  }
}

/** Events are found by their type; only their own fields are held, items and responses are held apart. */
function misfitOfEvent(event: JsonObject, schemas: JsonObject): string | undefined {
  // The realtime interface has events of the same types and another shape.
  const candidates = Object.entries(schemas)
    .filter(([name]) => /^Response.*Event$/.test(name))
    .map(([, schema]) => objectOf(schema));
  const found = candidates.find((schema) => {
    const type = objectOf(objectOf(schema['properties'])['type']);
    return listOf(type['enum']).includes(event['type']);
  });
  if (found === undefined) return `${String(event['type'])} is not in the specification`;
  const known = new Set(Object.keys(objectOf(found['properties'])));
  const missing = listOf(found['required']).find((name) => !(textOf(name) in event));
  if (missing !== undefined) return `${String(event['type'])}.${String(missing)} is missing`;
  const unknown = Object.keys(event).find((name) => !known.has(name));
  return unknown === undefined ? undefined : `${String(event['type'])}.${unknown} is unknown`;
}
