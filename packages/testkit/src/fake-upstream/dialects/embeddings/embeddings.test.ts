import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type RawAnswer, sendRaw } from '../../../raw-client.ts';
import { openFakeUpstream } from '../../fake-upstream.ts';

const upstream = await openFakeUpstream();
after(() => upstream.close());

const headers = { authorization: 'Bearer key' };
const openai = (body: object): Promise<RawAnswer> =>
  sendRaw({ url: `${upstream.url}/v1/embeddings`, headers, body: { model: 'm', ...body } });
const google = (verb: string, body: object): Promise<RawAnswer> =>
  sendRaw({ url: `${upstream.url}/v1beta/models/m:${verb}`, headers, body });

interface OpenaiBody {
  readonly data: readonly { readonly index: number; readonly embedding: number[] | string }[];
}

describe('fake embeddings', () => {
  test('gives the same unit vector for the same text, as floats and as base64', async () => {
    const floats = (await openai({ input: ['a', 'b', 'a'], dimensions: 8 })).json() as OpenaiBody;
    const [first, second, third] = floats.data.map(({ embedding }) => embedding as number[]);
    assert.deepEqual(first, third);
    assert.notDeepEqual(first, second);
    assert.ok(Math.abs(Math.hypot(...(first ?? [])) - 1) < 1e-6);
    const coded = (
      await openai({ input: 'a', dimensions: 8, encoding_format: 'base64' })
    ).json() as OpenaiBody;
    const bytes = Buffer.from(String(coded.data[0]?.embedding), 'base64');
    const read = Array.from({ length: 8 }, (_, index) => bytes.readFloatLE(index * 4));
    assert.deepEqual(read, first);
  });

  test('embeds the same text alike at Google, alone and in a batch', async () => {
    const content = { parts: [{ text: 'a' }] };
    const one = await google('embedContent', { content, outputDimensionality: 8 });
    const item = { model: 'models/m', content, outputDimensionality: 8 };
    const batch = await google('batchEmbedContents', { requests: [item, item] });
    const { embedding } = one.json() as { embedding: { values: number[] } };
    const { embeddings } = batch.json() as { embeddings: unknown[] };
    assert.deepEqual(embeddings, [embedding, embedding]);
    const other = (await openai({ input: 'a', dimensions: 8 })).json() as OpenaiBody;
    assert.deepEqual(other.data[0]?.embedding, embedding.values);
  });

  test('refuses empty inputs, bad sizes and a batch whose model is not the path', async () => {
    for (const body of [{ input: '' }, { input: [] }, { input: 'a', dimensions: -1 }, {}]) {
      assert.equal((await openai(body)).status, 400);
    }
    assert.equal((await google('embedContent', { content: { parts: [] } })).status, 400);
    const requests = [{ model: 'models/x', content: { parts: [{ text: 'a' }] } }];
    assert.match((await google('batchEmbedContents', { requests })).text, /match the path/);
  });
});
