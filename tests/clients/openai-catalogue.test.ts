import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { EMBEDDERS, PROVIDERS } from './providers.ts';
import { KEY, openStage } from './stage.ts';

const stage = await openStage();
const client = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: KEY, maxRetries: 0 });

for (const { name, embedder: model, embeddingsDialect } of EMBEDDERS) {
  describe(`openai embeddings / ${name}`, () => {
    test('embeddings: one vector a text, equal for equal texts', async () => {
      const { data, usage } = await client.embeddings.create({ model, input: ['a', 'b', 'a'] });
      assert.deepEqual(
        data.map(({ index }) => index),
        [0, 1, 2],
      );
      assert.deepEqual(data[0]?.embedding, data[2]?.embedding);
      assert.notDeepEqual(data[0]?.embedding, data[1]?.embedding);
      assert.ok(usage.prompt_tokens > 0);
      assert.equal(stage.last().dialect, embeddingsDialect);
    });

    test('embeddings: base64, which the client asks for by itself, gives the same numbers as floats', async () => {
      const coded = await client.embeddings.create({ model, input: 'a' });
      const floats = await client.embeddings.create({
        model,
        input: 'a',
        encoding_format: 'float',
      });
      assert.deepEqual(coded.data[0]?.embedding, floats.data[0]?.embedding);
      assert.ok(floats.data[0]?.embedding.every(Number.isFinite));
    });

    test('embeddings: dimensions are honoured', async () => {
      const { data } = await client.embeddings.create({ model, input: 'a', dimensions: 8 });
      assert.equal(data[0]?.embedding.length, 8);
    });

    test('embeddings: errors are typed', async () => {
      await assert.rejects(client.embeddings.create({ model, input: [] }), OpenAI.BadRequestError);
      await stage.down(async () => {
        await assert.rejects(client.embeddings.create({ model, input: 'a' }), {
          status: 503,
        });
      });
    });
  });
}

describe('openai embeddings / anthropic', () => {
  test('embeddings: a provider that makes none is a BadRequestError', async () => {
    const [, anthropic] = PROVIDERS;
    const ask = client.embeddings.create({ model: anthropic?.model ?? '', input: 'a' });
    await assert.rejects(ask, (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError);
      assert.equal(error.code, 'unsupported_feature');
      return true;
    });
  });
});

describe('openai models', () => {
  test('models: the list holds models of every provider that has a table', async () => {
    const ids = (await Array.fromAsync(client.models.list())).map(({ id }) => id);
    assert.ok(ids.includes('openai/gpt-4.1-mini'));
    assert.ok(ids.includes('anthropic/claude-sonnet-4-5'));
    assert.ok(ids.includes('google-ai-studio/gemini-2.5-flash'));
  });

  test('models: one model by its name, slash included; an unknown one is a NotFoundError', async () => {
    const model = await client.models.retrieve('anthropic/claude-sonnet-4-5');
    assert.equal(model.id, 'anthropic/claude-sonnet-4-5');
    assert.equal(model.object, 'model');
    await assert.rejects(client.models.retrieve('nobody'), OpenAI.NotFoundError);
  });

  test('models: an unknown key is an AuthenticationError', async () => {
    await assert.rejects(
      client.withOptions({ apiKey: 'sk-wrong' }).models.list(),
      OpenAI.AuthenticationError,
    );
  });
});
