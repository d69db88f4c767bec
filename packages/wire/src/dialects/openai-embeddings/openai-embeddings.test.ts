import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOchaError } from '@ocha/kernel';
import fc from 'fast-check';
import { bodyBytes, CORPUS_ABSENT, loadRecords } from '../../../test/corpus.ts';
import type { EmbeddingsCall } from '../../call.ts';
import { WireError } from '../../dialect.ts';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { openaiEmbeddings } from './index.ts';
import { toBase64, toNumbers } from './vector.ts';

const { client, provider } = openaiEmbeddings;
const parse = (rest: Record<string, unknown>): EmbeddingsCall =>
  client.parseCall({ model: 'm', ...rest }, {});
const render = (call: EmbeddingsCall, refusedParams: readonly string[] = []) =>
  provider.renderCall(call, 'served', { ...DEFAULT_TRAITS, refusedParams });

describe('an embeddings request', () => {
  test('goes on as it came, one input or many, unknown fields too', () => {
    for (const input of ['one', ['one'], ['one', 'two'], [1, 2, 3], [[1, 2], [3]]]) {
      const call = parse({
        input,
        dimensions: 256,
        encoding_format: 'float',
        user: 'u',
        input_type: 'query',
        truncate: 'END',
      });
      assert.deepEqual(render(call), {
        body: {
          model: 'served',
          input,
          dimensions: 256,
          encoding_format: 'float',
          user: 'u',
          input_type: 'query',
          truncate: 'END',
        },
        warnings: [],
      });
    }
  });

  test('of another wire leaves behind what means something else here, with a word', () => {
    const call: EmbeddingsCall = {
      ...parse({ input: 'x' }),
      dialect: 'gemini-embeddings',
      taskType: 'RETRIEVAL_QUERY',
      extra: { title: 't' },
    };
    const { body, warnings } = render(call);
    assert.deepEqual(body, { model: 'served', input: 'x' });
    assert.deepEqual(
      warnings.map(({ param }) => param),
      ['taskType', 'title'],
    );
  });

  test('drops what the model refuses, and says so', () => {
    const { body, warnings } = render(parse({ input: 'x', dimensions: 8 }), ['dimensions', 'user']);
    assert.deepEqual(body, { model: 'served', input: 'x' });
    assert.deepEqual(
      warnings.map(({ param }) => param),
      ['dimensions'],
    );
  });

  test('that is wrong is refused by field', () => {
    const wrong: readonly [unknown, string | undefined][] = [
      [null, undefined],
      [{ input: 'x' }, 'model'],
      [{ model: 'm' }, 'input'],
      [{ model: 'm', input: [] }, 'input'],
      [{ model: 'm', input: ['x', {}] }, 'input[1]'],
      [{ model: 'm', input: [1.5] }, 'input[0]'],
      [{ model: 'm', input: 'x', dimensions: 0 }, 'dimensions'],
      [{ model: 'm', input: 'x', encoding_format: 'int8' }, 'encoding_format'],
    ];
    for (const [body, param] of wrong) {
      assert.throws(
        () => client.parseCall(body, {}),
        (error) =>
          isOchaError(error) && error.code === 'invalid_request' && error.details.param === param,
      );
    }
  });

  test('with token numbers can only be served on this wire', () => {
    assert.equal(
      client.inspect({ model: 'm', input: [1, 2] }, {}).needs.nativeOnly,
      'token inputs',
    );
    assert.equal(client.inspect({ model: 'm', input: [[1]] }, {}).needs.nativeOnly, 'token inputs');
    assert.equal(client.inspect({ model: 'm', input: 'x' }, {}).needs.nativeOnly, undefined);
  });
});

describe('an embeddings answer', () => {
  const body = {
    object: 'list',
    model: 'm',
    data: [
      { index: 1, embedding: [3, 4] },
      { index: 0, embedding: [1, 2] },
    ],
    usage: { prompt_tokens: 5, total_tokens: 5 },
  };

  test('is in the order of the inputs', () => {
    assert.deepEqual(provider.parseAnswer(body), {
      model: 'm',
      vectors: [
        [1, 2],
        [3, 4],
      ],
      usage: { inputTokens: 5, outputTokens: 0 },
    });
    assert.deepEqual(provider.readAnswer(body), {
      usage: { inputTokens: 5, outputTokens: 0 },
      model: 'm',
      isEmpty: false,
    });
  });

  test('comes in the encoding asked for, whatever the provider sent', () => {
    const floats = { model: 'm', vectors: [[0.5, -1]] };
    const base64 = { model: 'm', vectors: [toBase64([0.5, -1])] };
    const embeddingOf = (answer: typeof floats | typeof base64, encoding?: string) => {
      const call = parse({
        input: 'x',
        ...(encoding === undefined ? {} : { encoding_format: encoding }),
      });
      const rendered = client.renderAnswer(answer, call, {}) as { data: { embedding: unknown }[] };
      return rendered.data[0]?.embedding;
    };
    for (const answer of [floats, base64]) {
      assert.deepEqual(embeddingOf(answer), [0.5, -1]);
      assert.deepEqual(embeddingOf(answer, 'float'), [0.5, -1]);
      assert.equal(embeddingOf(answer, 'base64'), 'AAAAPwAAgL8=');
    }
  });

  test('has every field that SDKs rely on', () => {
    const call = parse({ input: ['a', 'b'] });
    assert.deepEqual(client.renderAnswer(provider.parseAnswer(body), call, {}), {
      object: 'list',
      model: 'm',
      data: [
        { object: 'embedding', index: 0, embedding: [1, 2] },
        { object: 'embedding', index: 1, embedding: [3, 4] },
      ],
      usage: { prompt_tokens: 5, total_tokens: 5 },
    });
  });

  test('that is none is refused by name', () => {
    for (const wrong of [
      null,
      {},
      { data: null },
      { data: [1] },
      { data: [{ embedding: ['x'] }] },
      { data: [{}] },
    ])
      assert.throws(() => provider.parseAnswer(wrong), WireError);
    assert.equal(provider.readAnswer({ data: [] }).isEmpty, true);
    assert.equal(provider.readAnswer({ error: { message: 'no' } }).error?.message, 'no');
  });

  test('keeps its numbers through base64', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true })), (vector) => {
        assert.deepEqual(toNumbers(toBase64(vector)), vector);
      }),
    );
  });
});

describe('recorded embeddings', () => {
  const records = loadRecords(['embeddings']);

  test('are read', { skip: records === undefined ? CORPUS_ABSENT : false }, (t) => {
    // Cohere's and Gemini's own endpoints speak other formats.
    const ours = (records ?? []).filter(({ request }) => request.url?.endsWith('/v1/embeddings'));
    for (const record of ours) {
      const body: unknown = JSON.parse(Buffer.from(bodyBytes(record)).toString('utf8'));
      if (record.response.status === 200) {
        const answer = provider.parseAnswer(body);
        const inputs = (record.request.body as { input: unknown[] }).input;
        assert.equal(answer.vectors.length, inputs.length, record.id);
        assert.ok((answer.usage?.inputTokens ?? 0) > 0, record.id);
      } else {
        assert.ok(provider.parseError(body) !== undefined, record.id);
      }
    }
    assert.equal(ours.length, 3);
    t.diagnostic(`${ours.length} of ${records?.length} are of this wire, all read`);
  });
});
