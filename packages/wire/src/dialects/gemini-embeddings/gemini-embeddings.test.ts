import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bodyBytes, CORPUS_ABSENT, loadRecords } from '../../../test/corpus.ts';
import type { EmbeddingsCall } from '../../call.ts';
import { WireError } from '../../dialect.ts';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { geminiEmbeddings } from './index.ts';

const { client, provider } = geminiEmbeddings;
const content = (text: string) => ({ parts: [{ text }] });
const BATCH = { model: 'e', isBatch: true };
const SINGLE = { model: 'e' };

function parse(body: object, path: typeof SINGLE): EmbeddingsCall {
  client.inspect(body, path);
  return client.parseCall(body, path);
}

const base: EmbeddingsCall = {
  operation: 'embeddings',
  dialect: 'openai-embeddings',
  model: 'e',
  inputs: ['a', 'b'],
  isSingle: false,
  extra: {},
};

describe('reading a Gemini embeddings request', () => {
  test('one content is one input', () => {
    const call = parse(
      { content: content('a'), taskType: 'RETRIEVAL_QUERY', output_dimensionality: 64, title: 'T' },
      SINGLE,
    );
    assert.deepEqual(call, {
      operation: 'embeddings',
      dialect: 'gemini-embeddings',
      model: 'e',
      inputs: ['a'],
      isSingle: true,
      dimensions: 64,
      taskType: 'RETRIEVAL_QUERY',
      extra: { title: 'T' },
    });
    assert.deepEqual(parse({ content: 'a' }, SINGLE).inputs, ['a']);
  });

  test('a batch is a list of inputs that agree in everything else', () => {
    const one = (text: string, dimensions: number) => ({
      model: 'models/e',
      content: content(text),
      embedContentConfig: { outputDimensionality: dimensions, autoTruncate: true },
    });
    const call = parse({ requests: [one('a', 8), one('b', 8)] }, BATCH);
    assert.deepEqual(call.inputs, ['a', 'b']);
    assert.equal(call.dimensions, 8);
    assert.deepEqual(call.extra, { embedContentConfig: { autoTruncate: true } });
    assert.throws(() => parse({ requests: [one('a', 8), one('b', 9)] }, BATCH), {
      code: 'invalid_request',
    });
  });

  test('names the field of every mistake', () => {
    assert.throws(() => parse({}, SINGLE), /`content`/);
    assert.throws(() => parse({ content: { parts: [7] } }, SINGLE), /`content\.parts\[0\]`/);
    assert.throws(() => parse({ requests: [] }, BATCH), /`requests`/);
    assert.throws(() => parse({ requests: [{ content: 7 }] }, BATCH), /`requests\[0\]\.content`/);
    assert.throws(() => parse({ content: { parts: [] } }, SINGLE), /`content\.parts`/);
  });

  test('media can only be embedded where they came from', () => {
    const body = { content: { parts: [{ inlineData: { mimeType: 'image/png', data: '' } }] } };
    assert.equal(client.inspect(body, SINGLE).needs.nativeOnly, 'embedding of media');
    assert.throws(() => client.parseCall(body, SINGLE), { code: 'unsupported_feature' });
  });
});

describe('asking Gemini for embeddings', () => {
  test('every input is an entry of one batch', () => {
    assert.equal(provider.path('models/e'), '/models/e:batchEmbedContents');
    const call = { ...base, dimensions: 8, taskType: 'search_query', endUser: 'u' };
    const { body, warnings } = provider.renderCall(call, 'e', DEFAULT_TRAITS);
    const settings = { taskType: 'RETRIEVAL_QUERY', outputDimensionality: 8 };
    assert.deepEqual(body, {
      requests: [
        { model: 'models/e', content: content('a'), ...settings },
        { model: 'models/e', content: content('b'), ...settings },
      ],
    });
    assert.deepEqual(
      warnings.map((warning) => warning.param),
      ['user'],
    );
  });

  test('tokens are refused, unknown task types dropped with a warning', () => {
    assert.throws(
      () => provider.renderCall({ ...base, inputs: ['a', [1, 2]] }, 'e', DEFAULT_TRAITS),
      { code: 'unsupported_feature' },
    );
    const odd = provider.renderCall({ ...base, taskType: 'x' }, 'e', DEFAULT_TRAITS);
    assert.equal(odd.warnings[0]?.action, 'dropped');
  });

  test('fields of a Gemini client go on', () => {
    const body = { content: content('a'), title: 'T' };
    const call = client.parseCall(body, SINGLE);
    assert.deepEqual(provider.renderCall(call, 'e', DEFAULT_TRAITS).body, {
      requests: [{ model: 'models/e', ...body }],
    });
  });
});

describe('embeddings of Gemini', () => {
  test('are read from both forms of answers', () => {
    assert.deepEqual(
      provider.parseAnswer({
        embeddings: [{ values: [1, 2] }, { values: [3, 4] }],
        usageMetadata: { promptTokenCount: 5 },
      }),
      {
        model: '',
        vectors: [
          [1, 2],
          [3, 4],
        ],
        usage: { inputTokens: 5, outputTokens: 0 },
      },
    );
    assert.deepEqual(provider.parseAnswer({ embedding: { values: [1] } }).vectors, [[1]]);
    for (const body of [null, {}, { embeddings: [{ values: ['x'] }] }])
      assert.throws(() => provider.parseAnswer(body), WireError);
  });

  test('are written in the form that was asked for, numbers always', () => {
    const bytes = Buffer.alloc(8);
    bytes.writeFloatLE(0.5, 0);
    bytes.writeFloatLE(-2, 4);
    const answer = {
      model: 'e',
      vectors: [[1, 2], bytes.toString('base64')],
      usage: { inputTokens: 3, outputTokens: 0 },
    };
    const usageMetadata = { promptTokenCount: 3 };
    assert.deepEqual(client.renderAnswer(answer, base, BATCH), {
      embeddings: [{ values: [1, 2] }, { values: [0.5, -2] }],
      usageMetadata,
    });
    assert.deepEqual(client.renderAnswer(answer, base, SINGLE), {
      embedding: { values: [1, 2] },
      usageMetadata,
    });
  });

  test('tell the fast lane their usage and errors', () => {
    const facts = provider.readAnswer({
      embeddings: [{ values: [1] }],
      usageMetadata: { promptTokenCount: 5 },
    });
    assert.deepEqual(facts, { usage: { inputTokens: 5, outputTokens: 0 }, isEmpty: false });
    assert.equal(provider.readAnswer({ error: { code: 404, message: 'no' } }).error?.status, 404);
  });

  test('recorded ones are read', (t) => {
    const records = loadRecords(['embeddings']);
    if (records === undefined) return t.skip(CORPUS_ABSENT);
    const own = records.filter((record) => record.provider.startsWith('google'));
    for (const record of own) {
      const body = JSON.parse(Buffer.from(bodyBytes(record)).toString('utf8'));
      const answer = provider.parseAnswer(body);
      assert.equal(answer.vectors.length, body.embeddings.length);
      assert.equal(answer.usage?.inputTokens, body.usageMetadata.promptTokenCount);
    }
    assert.ok(own.length > 0);
    t.diagnostic(`${own.length} of ${own.length} recorded embeddings answers`);
  });
});
