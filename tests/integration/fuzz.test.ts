import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FakeUpstream } from '@ocha/testkit';
import { openFakeUpstream } from '@ocha/testkit';
import fc from 'fast-check';
import { CHAT_DIALECTS, CLIENT_DIALECTS, type ClientDialect } from './client-dialects.ts';
import { type Harness, openHarness, TEST_KEY, untilIdle } from './harness.ts';
import { mutate, mutations } from './mutations.ts';
import { RICH_REQUESTS } from './rich-requests.ts';

/** More of them find more; so many find what is easy to find, on every run. The seed repeats a run. */
const RUNS = Number(process.env['OCHA_FUZZ_RUNS'] ?? 2_000);
const SEED = Number(process.env['OCHA_FUZZ_SEED'] ?? 20_260_731);
/** An answer that has not come by then never will. */
const PATIENCE_MS = 5_000;

const CHAT_MODELS = [
  'openai/gpt-4.1-mini',
  'anthropic/claude-sonnet-4-5',
  'google-ai-studio/gemini-2.5-flash',
  'openai/gpt-5-mini',
  'mistral/mistral-small-latest',
];
const EMBEDDINGS_MODELS = [
  'openai/text-embedding-3-small',
  'google-ai-studio/gemini-embedding-001',
];

/** Where a request of a dialect goes, streamed or not. */
function pathOf(dialect: ClientDialect, model: string, isStream: boolean): string {
  const path = dialect.path(model);
  if (dialect.id !== 'gemini' || !isStream) return path;
  return path.replace(':generateContent', ':streamGenerateContent?alt=sse');
}

describe('mutated requests', () => {
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
${provider('mistral', '/v1')}
`);
  });
  after(async () => {
    await harness[Symbol.asyncDispose]();
    await upstream.close();
  });

  const ask = async (path: string, body: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(harness.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: response.status, text: await response.text() };
  };

  for (const dialect of CLIENT_DIALECTS) {
    const isChat = CHAT_DIALECTS.includes(dialect);
    const share = RUNS / (isChat ? 5 : 10);
    test(`of ${dialect.id} are answered, and never with a 5xx`, async (t) => {
      harness.log.clear();
      const requests = RICH_REQUESTS[dialect.id] ?? [];
      const models = isChat ? CHAT_MODELS : EMBEDDINGS_MODELS;
      const statuses = new Map<number, number>();
      const property = fc.asyncProperty(
        fc.constantFrom(...requests),
        fc.constantFrom(...models),
        isChat ? fc.boolean() : fc.constant(false),
        mutations,
        async (request, model, isStream, changes) => {
          const streamed = isStream && dialect.id !== 'gemini' ? { stream: true } : {};
          const named = dialect.path('a') === dialect.path('b') ? { model } : {};
          const body = mutate({ ...named, ...streamed, ...request }, changes);
          const { status, text } = await ask(
            pathOf(dialect, model, isStream),
            JSON.stringify(body),
          );
          // The fake upstream's own defects come with the place in its source; they are none of the gateway's.
          fc.pre(!text.includes('/fake-upstream/'));
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          const shown = `${status} ${text.slice(0, 300)} to ${JSON.stringify(body).slice(0, 2_000)}`;
          assert.ok(status === 200 || (status >= 400 && status < 500), shown);
          // A stream that has begun tells of its failure inside.
          assert.doesNotMatch(text, /"code":"(?:internal|stream_interrupted)"/, shown);
        },
      );
      await fc.assert(property, { numRuns: Math.ceil(share), seed: SEED, endOnFailure: false });
      t.diagnostic(`statuses: ${JSON.stringify([...statuses])}`);
      // Neither all refused, nor all taken: else the mutations would have tested nothing.
      assert.ok((statuses.get(200) ?? 0) > 0 && statuses.size > 1, JSON.stringify([...statuses]));
      const defects = harness.log
        .of('request')
        .filter(({ fields }) => fields['code'] === 'internal');
      assert.deepEqual(defects, []);
      assert.equal(Reflect.get({}, 'isPolluted'), undefined);
    });
  }

  test('leave the gateway as it was', async () => {
    const name = 'openai/gpt-4.1-mini';
    for (const dialect of CHAT_DIALECTS) {
      const reply = await harness.post(dialect.path(name), dialect.body(name));
      assert.equal(reply.status, 200, reply.text);
    }
    await untilIdle(harness);
  });
});
