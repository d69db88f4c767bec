import assert from 'node:assert/strict';
import { type FakeUpstream, openFakeUpstream } from '@ocha/testkit';
import type { ClientDialect, ClientError } from './client-dialects.ts';
import { type Harness, openHarness, type Reply, TEST_KEY } from './harness.ts';

export const NARROW_KEY = 'sk-ocha-a-key-for-embeddings-only';
export const BODY_BYTES_MAX = 200_000;

/** A gateway before one provider of every dialect, with small limits, and the means to say that nothing was harmed. */
export interface BadInputGateway extends AsyncDisposable {
  readonly harness: Harness;
  readonly upstream: FakeUpstream;
  /** The model that a dialect's good request asks for: answered in the fast lane, or through the hub (`translated`). */
  model(dialect: ClientDialect, lane?: 'own' | 'translated'): string;
  /** A good request on the same gateway is answered. */
  assertServes(dialect: ClientDialect): Promise<void>;
  /**
   * Sends what is bad and asserts all that must hold: the status and code, the dialect's own error shape, no request
   * upstream, no defect logged; and that a good request is answered afterwards.
   */
  assertRefuses(dialect: ClientDialect, bad: BadRequest): Promise<Refusal>;
}

export interface BadRequest {
  readonly body: unknown;
  readonly status: number;
  readonly code: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface Refusal {
  readonly reply: Reply;
  readonly error: ClientError;
}

const OWN: Readonly<Record<string, string>> = {
  'openai-chat': 'openai/gpt-4.1-mini',
  'openai-responses': 'openai/gpt-4.1-mini',
  'anthropic-messages': 'anthropic/claude-sonnet-4-5',
  gemini: 'google-ai-studio/gemini-2.5-flash',
  'openai-embeddings': 'openai/text-embedding-3-small',
  'gemini-embeddings': 'google-ai-studio/gemini-embedding-001',
};

const TRANSLATED: Readonly<Record<string, string>> = {
  'openai-chat': 'anthropic/claude-sonnet-4-5',
  'openai-responses': 'google-ai-studio/gemini-2.5-flash',
  'anthropic-messages': 'openai/gpt-4.1-mini',
  gemini: 'openai/gpt-4.1-mini',
  'openai-embeddings': 'google-ai-studio/gemini-embedding-001',
  'gemini-embeddings': 'openai/text-embedding-3-small',
};

/** Opens one. */
export async function openBadInputGateway(): Promise<BadInputGateway> {
  const upstream = await openFakeUpstream();
  const provider = (name: string, base: string) =>
    `  ${name}: { apiKey: key, baseUrl: "${upstream.url}${base}", allowPrivateAddress: true }`;
  const harness = await openHarness(`
gateway: { bodyBytesMax: ${BODY_BYTES_MAX} }
keys:
  - { name: test, key: ${TEST_KEY} }
  - { name: narrow, key: ${NARROW_KEY}, models: ["*/no-such-*"] }
providers:
${provider('openai', '/v1')}
${provider('anthropic', '/v1')}
${provider('google-ai-studio', '/v1beta')}
`);
  const model = (dialect: ClientDialect, lane: 'own' | 'translated' = 'own'): string =>
    (lane === 'own' ? OWN : TRANSLATED)[dialect.id] ?? '';
  const assertServes = async (dialect: ClientDialect): Promise<void> => {
    const name = model(dialect);
    const reply = await harness.post(dialect.path(name), dialect.body(name));
    assert.equal(reply.status, 200, reply.text);
  };
  return {
    harness,
    upstream,
    model,
    assertServes,
    async assertRefuses(dialect, bad) {
      const seen = upstream.counters.requests;
      const path = bad.path ?? dialect.path(model(dialect));
      const reply = await harness.post(path, bad.body, bad.headers);
      assert.equal(reply.status, bad.status, reply.text.slice(0, 500));
      const error = dialect.readError(reply);
      assert.equal(error.code, bad.code, reply.text.slice(0, 500));
      assert.equal(upstream.counters.requests, seen, 'the upstream was asked');
      assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
      assert.match(reply.headers.get('x-request-id') ?? '', /^req_/);
      assert.equal(reply.headers.get('x-should-retry'), 'false');
      assert.equal(harness.log.of('request', 'error').length, 0);
      await assertServes(dialect);
      return { reply, error };
    },
    async [Symbol.asyncDispose]() {
      await harness[Symbol.asyncDispose]();
      await upstream.close();
    },
  };
}
