import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DEFAULT_TRAITS, DIALECT_IDS, type DialectId } from '@ocha/wire';
import fc from 'fast-check';
import { MODELS } from './models.ts';
import type { Provider } from './provider.ts';
import { findProvider, PROVIDERS } from './registry.ts';
import { capabilitiesOf, traitsOf } from './traits.ts';

const FOLDERS = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .filter((entry) => existsSync(join(import.meta.dirname, entry.name, 'index.ts')))
  .map((entry) => entry.name);

test('the registry lists the folders, and nothing else', () => {
  assert.deepEqual(Object.keys(PROVIDERS).sort(), FOLDERS.sort());
});

test('inherited words are no providers', () => {
  for (const id of ['constructor', 'toString', '__proto__', 'nobody', ''])
    assert.equal(findProvider(id), undefined);
});

test('a variable switches one provider on', () => {
  const owner = new Map<string, string>();
  for (const provider of Object.values(PROVIDERS)) {
    for (const name of [...provider.env.apiKey, ...provider.env.baseUrl]) {
      assert.equal(owner.get(name), undefined, `${name} is claimed twice`);
      owner.set(name, provider.id);
    }
  }
});

/** A model of the table, or any name where the provider has none of its own. */
function modelsOf(provider: Provider): readonly string[] {
  const models = MODELS.filter((facts) => facts.provider === provider.id).map(({ model }) => model);
  return models.length > 0 ? models : ['some-model'];
}

for (const provider of Object.values(PROVIDERS)) {
  describe(`${provider.id}:`, () => {
    test('is what its folder is called', () => {
      assert.equal(PROVIDERS[provider.id], provider);
      assert.match(provider.id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      assert.ok(provider.name.length > 1);
      if (provider.simulate === undefined)
        assert.equal(new URL(provider.docsUrl).protocol, 'https:');
    });

    test('has an address that is safe to send a key to', () => {
      const { baseUrl, isLocal } = provider;
      if (baseUrl === undefined) return;
      const url = new URL(baseUrl);
      assert.equal(url.protocol, isLocal ? 'http:' : 'https:');
      assert.ok(!baseUrl.endsWith('/'));
      assert.equal(url.search + url.hash + url.username, '');
    });

    test('says how its credential travels', () => {
      const { auth, env } = provider;
      for (const name of [...env.apiKey, ...env.baseUrl]) assert.match(name, /^[A-Z][A-Z0-9_]*$/);
      if (auth.kind === 'header') assert.match(auth.name, /^[a-z][a-z0-9-]*$/);
      if (auth.kind === 'bearer' || auth.kind === 'header') assert.ok(env.apiKey.length > 0);
      const names = [...Object.keys(provider.headers), ...provider.requestIdHeaders];
      for (const name of names) assert.match(name, /^[a-z][a-z0-9-]*$/);
    });

    test('speaks known dialects, and at least one to chat in', () => {
      const { dialects, irregularAnswers, paths } = provider;
      assert.equal(new Set(dialects).size, dialects.length);
      for (const id of dialects) assert.ok(DIALECT_IDS.includes(id), id);
      for (const id of irregularAnswers) assert.ok(dialects.includes(id), id);
      for (const [id, path] of Object.entries(paths)) {
        assert.ok(dialects.includes(id as DialectId), id);
        assert.match(path, /^\//);
      }
      const first = dialects[0];
      assert.ok(first !== undefined && !first.endsWith('-embeddings'));
      const makesEmbeddings = dialects.some((id) => id.endsWith('-embeddings'));
      assert.equal(provider.capabilities.embeddings, makesEmbeddings);
    });

    test('has complete traits and capabilities for every model', () => {
      for (const model of [...modelsOf(provider), 'unheard-of']) {
        const traits = traitsOf(provider, model);
        assert.deepEqual(Object.keys(traits).sort(), Object.keys(DEFAULT_TRAITS).sort());
        assert.ok(
          traits.outputTokensDefault > 0 && traits.temperatureMax > 0 && traits.stopMax >= 0,
        );
        for (const value of Object.values(capabilitiesOf(provider, model)))
          assert.equal(typeof value, 'boolean');
      }
    });

    test('has rules that keep no state', () => {
      for (const { match } of provider.models) assert.ok(!match.global && !match.sticky);
    });

    test('adapts requests without touching them, and once is enough', () => {
      checkAdaptation(provider);
    });
  });
}

/** Bodies with the fields that traits are about, in every dialect's words; the rest is noise. */
const BODY: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    messages: fc.array(
      fc.record(
        {
          role: fc.constantFrom('system', 'developer', 'user', 'assistant', 'tool'),
          content: fc.oneof(
            fc.string(),
            fc.constant(null),
            fc.constant([{ type: 'text', text: 'a' }]),
          ),
          reasoning_content: fc.string(),
          reasoning: fc.string(),
          reasoning_details: fc.constant([{ type: 'reasoning.text', format: 'gemini' }]),
          tool_calls: fc.array(fc.record({ id: fc.string(), extra_content: fc.constant({}) }), {
            maxLength: 2,
          }),
          tool_call_id: fc.string(),
        },
        { requiredKeys: ['role'] },
      ),
      { maxLength: 5 },
    ),
    max_tokens: fc.nat(),
    max_completion_tokens: fc.nat(),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    top_p: fc.double({ min: 0, max: 1, noNaN: true }),
    top_k: fc.nat(),
    presence_penalty: fc.constantFrom(0, 1),
    stop: fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 8 }), fc.constant(null)),
    seed: fc.nat(),
    reasoning_effort: fc.constantFrom('none', 'low', 'high', null),
    tools: fc.constant([{ type: 'function', function: { name: 'f' } }]),
    tool_choice: fc.oneof(
      fc.constantFrom('auto', 'none', 'required'),
      fc.constant({ type: 'function' }),
    ),
    response_format: fc.constantFrom(
      { type: 'json_object' },
      { type: 'json_schema', json_schema: { schema: {} } },
    ),
    stream_options: fc.constant({ include_usage: true }),
    thinking: fc.constantFrom({ type: 'enabled', budget_tokens: 2048 }, { type: 'adaptive' }),
    generationConfig: fc.record({
      stopSequences: fc.array(fc.string()),
      thinkingConfig: fc.constant({ thinkingLevel: 'low' }),
    }),
    dimensions: fc.nat(),
    user: fc.string(),
    logprobs: fc.boolean(),
    store: fc.boolean(),
    unknown: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

function checkAdaptation(provider: Provider): void {
  const { adaptRequest } = provider;
  assert.ok(adaptRequest !== undefined);
  fc.assert(
    fc.property(
      BODY,
      fc.constantFrom(...provider.dialects),
      fc.constantFrom(...modelsOf(provider)),
      (generated, dialect, model) => {
        const text = JSON.stringify(generated);
        const body = JSON.parse(text) as Record<string, unknown>;
        const before = JSON.parse(text) as unknown;
        const context = { dialect, model, traits: traitsOf(provider, model) };
        const once = adaptRequest(body, context);
        assert.deepEqual(body, before);
        assert.equal(adaptRequest(once, context), once);
        if (Object.hasOwn(body, 'unknown')) assert.equal(once['unknown'], body['unknown']);
      },
    ),
    { numRuns: 100 },
  );
}
