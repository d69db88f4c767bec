import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type FakeUpstream, openFakeUpstream } from '@ocha/testkit';
import { type Body, CHAT_DIALECTS, clientDialect } from './client-dialects.ts';
import { type Harness, openHarness } from './harness.ts';

const MANY = 100_000;
const MODELS = [
  'openai/gpt-4.1-mini',
  'anthropic/claude-sonnet-4-5',
  'google-ai-studio/gemini-2.5-flash',
];

/** Something that is far too many, by the dialect of the client. */
const CROWDS: Readonly<Record<string, (text: string) => readonly Body[]>> = {
  'openai-chat': (text) => [
    { messages: many({ role: 'user', content: text }) },
    { messages: [{ role: 'user', content: many({ type: 'text', text }) }] },
    { tools: many({ type: 'function', function: { name: 'f' } }) },
    { metadata: Object.fromEntries(many(0).map((_, index) => [`k${index}`, text])) },
    { stop: many(text) },
  ],
  'openai-responses': (text) => [
    { input: many({ role: 'user', content: text }) },
    { input: many({ type: 'function_call_output', call_id: 'c', output: text }) },
    { tools: many({ type: 'function', name: 'f' }) },
  ],
  'anthropic-messages': (text) => [
    { messages: many({ role: 'user', content: text }) },
    { system: many({ type: 'text', text }) },
    { tools: many({ name: 'f', input_schema: {} }) },
  ],
  gemini: (text) => [
    { contents: many({ role: 'user', parts: [{ text }] }) },
    { contents: [{ role: 'user', parts: many({ text }) }] },
    { tools: [{ functionDeclarations: many({ name: 'f' }) }] },
  ],
};

const many = <Value>(value: Value): Value[] => new Array<Value>(MANY).fill(value);

describe('odd values', () => {
  let upstream: FakeUpstream;
  let harness: Harness;
  before(async () => {
    upstream = await openFakeUpstream();
    const provider = (name: string, base: string) =>
      `  ${name}: { apiKey: key, baseUrl: "${upstream.url}${base}", allowPrivateAddress: true }`;
    harness = await openHarness(`
providers:
${provider('openai', '/v1')}
${provider('anthropic', '/v1')}
${provider('google-ai-studio', '/v1beta')}
`);
  });
  after(async () => {
    await harness[Symbol.asyncDispose]();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  const chat = clientDialect('openai-chat');
  const post = (body: Body | string) => harness.post(chat.path(''), body);
  /** What the provider got, as it came. */
  const seen = (): string => Buffer.from(upstream.requests.at(-1)?.bodyBytes ?? []).toString();

  for (const dialect of CHAT_DIALECTS) {
    test(`a hundred thousand of anything in ${dialect.id} are served or refused`, async () => {
      for (const [index, crowd] of (CROWDS[dialect.id]?.('a') ?? []).entries()) {
        const model = MODELS[index % MODELS.length] ?? '';
        const reply = await harness.post(dialect.path(model), { ...dialect.body(model), ...crowd });
        assert.ok(reply.status < 500, `${Object.keys(crowd)}: ${reply.text.slice(0, 300)}`);
      }
    });
  }

  test('numbers beyond what a double holds reach a provider of the same dialect unchanged', async () => {
    const body = JSON.stringify({ ...chat.body('openai/gpt-4.1-mini'), seed: 0 });
    await post(body.replace('"seed":0', '"seed":18446744073709551615'));
    assert.match(seen(), /"seed":18446744073709551615/);
  });

  test('numbers out of range are refused where a field has one, and never reach a provider as null', async () => {
    for (const model of MODELS) {
      const body = JSON.stringify({ ...chat.body(model), temperature: 0, seed: 0, max_tokens: 0 });
      const reply = await post(body.replaceAll(/"(temperature|seed|max_tokens)":0/g, '"$1":1e999'));
      assert.equal(reply.status, 400, reply.text);
      assert.doesNotMatch(seen(), /:null/);
    }
  });

  test('halves of surrogate pairs and NULs reach a provider as valid JSON', async () => {
    for (const model of MODELS) {
      const text = 'a\\ud800b\\udfffc\\u0000d';
      const body = JSON.stringify(chat.body(model)).replace('Good morning', text);
      const reply = await post(body);
      assert.equal(reply.status, 200, reply.text);
      assert.equal(JSON.parse(seen()) !== undefined, true);
      assert.match(seen(), /\\ud800|\ufffd/i);
    }
  });

  test('of two fields of one name the last one counts, for us and for the provider', async () => {
    const messages = '"messages":[{"role":"user","content":"Good morning"}]';
    for (const names of [
      '"model":"openai/no-such-model","model":"openai/gpt-4.1-mini"',
      '"mod\\u0065l":"openai/gpt-4.1-mini"',
      '"model":"openai/no-such-model","mod\\u0065l":"openai/gpt-4.1-mini"',
    ]) {
      const reply = await post(`{${names},${messages}}`);
      assert.equal(reply.status, 200, reply.text);
      assert.equal(JSON.parse(seen()).model, 'gpt-4.1-mini');
    }
  });

  test('keys of a prototype in arguments, schemas and metadata are keys like any other', async () => {
    const evil =
      '{"__proto__":{"isPolluted":true},"constructor":{"prototype":{"isPolluted":true}}}';
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: evil } };
    for (const model of MODELS) {
      const body = JSON.stringify({
        ...chat.body(model),
        messages: [
          { role: 'user', content: 'Good morning' },
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: 'c', content: evil },
        ],
        tools: [
          {
            type: 'function',
            function: { name: 'f', parameters: { type: 'object', properties: 0 } },
          },
        ],
      }).replace('"properties":0', `"properties":${evil.replaceAll('true', '{}')}`);
      const reply = await post(body);
      assert.ok(reply.status < 500, reply.text);
      assert.equal(Reflect.get({}, 'isPolluted'), undefined);
      if (reply.status === 200) assert.match(seen(), /__proto__/);
    }
  });

  test('arguments and results that nest too deep travel as text', async () => {
    const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: deep } };
    for (const model of MODELS) {
      const reply = await post({
        ...chat.body(model),
        messages: [
          { role: 'user', content: 'Good morning' },
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: 'c', content: deep },
        ],
      });
      assert.equal(reply.status, 200, reply.text.slice(0, 300));
    }
  });

  test('model names of any script are served, and named in ASCII headers', async () => {
    const reply = await post(chat.body('openai/modèle-モデル'));
    assert.equal(reply.status, 200, reply.text);
    assert.equal(
      decodeURIComponent(reply.headers.get('x-ocha-deployment') ?? ''),
      'openai/modèle-モデル',
    );
  });
});
