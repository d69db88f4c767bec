import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MODELS } from './models.ts';
import { PROVIDERS } from './registry.ts';

test('every model belongs to a provider, and is listed once', () => {
  const seen = new Set<string>();
  for (const { provider, model } of MODELS) {
    assert.ok(Object.hasOwn(PROVIDERS, provider), provider);
    const id = `${provider}/${model}`;
    assert.ok(!seen.has(id), id);
    seen.add(id);
  }
});

test('facts are plausible', () => {
  const kinds = ['text', 'image', 'audio', 'video', 'file'];
  for (const facts of MODELS) {
    const name = `${facts.provider}/${facts.model}`;
    assert.match(facts.model, /^[\w@./:~-]+$/, name);
    assert.ok(facts.inputs.length > 0 && facts.inputs.every((kind) => kinds.includes(kind)), name);
    if (facts.contextTokens !== undefined)
      assert.ok(facts.contextTokens >= 512 && facts.contextTokens <= 10_000_000, name);
    if (facts.isEmbedding) assert.ok(!facts.tools && facts.outputTokensMax === undefined, name);
  }
});

test('embedding models are only listed where embeddings are made', () => {
  for (const { provider, model, isEmbedding } of MODELS) {
    const dialects = PROVIDERS[provider]?.dialects ?? [];
    if (isEmbedding)
      assert.ok(
        dialects.some((id) => id.endsWith('-embeddings')),
        `${provider}/${model}`,
      );
  }
});

test('well-known names are known', () => {
  const known = new Set(MODELS.map(({ provider, model }) => `${provider}/${model}`));
  for (const id of [
    'openai/gpt-5',
    'openai/gpt-4o-mini',
    'openai/text-embedding-3-small',
    'anthropic/claude-opus-4-5',
    'anthropic/claude-sonnet-4-5',
    'google-ai-studio/gemini-2.5-flash',
    'google-ai-studio/gemini-embedding-001',
    'mistral/mistral-large-latest',
    'groq/llama-3.3-70b-versatile',
    'deepseek/deepseek-chat',
    'sim/echo',
  ]) {
    assert.ok(known.has(id), id);
  }
});
