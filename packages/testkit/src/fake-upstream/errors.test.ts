import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type RawAnswer, sendRaw } from '../raw-client.ts';
import { openFakeUpstream } from './fake-upstream.ts';
import type { Script } from './faults/script.ts';

const upstream = await openFakeUpstream();
after(() => upstream.close());

const STATUSES = [400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504, 529];
const PATHS = {
  openai: '/v1/chat/completions',
  responses: '/v1/responses',
  embeddings: '/v1/embeddings',
  anthropic: '/v1/messages',
  gemini: '/v1beta/models/m:generateContent',
} as const;

interface ErrorBody {
  readonly type?: string;
  readonly request_id?: string;
  readonly error: {
    readonly message: string;
    readonly type?: string;
    readonly code?: string | number | null;
    readonly status?: string;
    readonly details?: unknown;
  };
}

async function provoke(path: string, script: Script): Promise<RawAnswer & { body: ErrorBody }> {
  upstream.script([script]);
  const answer = await sendRaw({ url: upstream.url + path, body: { model: 'm' } });
  return { ...answer, body: answer.json() as ErrorBody };
}

describe("errors in the providers' own shapes", () => {
  for (const status of STATUSES) {
    test(`has words for ${status} in every dialect`, async () => {
      for (const path of [PATHS.openai, PATHS.responses, PATHS.embeddings]) {
        const { body, status: sent } = await provoke(path, { kind: 'status', status });
        assert.equal(sent, status);
        assert.deepEqual(Object.keys(body.error), ['message', 'type', 'param', 'code']);
      }
      const anthropic = await provoke(PATHS.anthropic, { kind: 'status', status });
      assert.equal(anthropic.status, status);
      assert.equal(anthropic.body.type, 'error');
      assert.match(anthropic.body.error.type ?? '', /_(error|large)$/);
      assert.match(anthropic.body.request_id ?? '', /^req_/);
      const gemini = await provoke(PATHS.gemini, { kind: 'status', status });
      // Google has no 401 for keys: a wrong one is a 400.
      assert.equal(gemini.body.error.code, status === 401 ? 400 : status);
      assert.match(gemini.body.error.status ?? '', /^[A-Z_]+$/);
    });
  }

  test('says when to come back in the way of each provider', async () => {
    const script: Script = { kind: 'status', status: 429, retryAfterSeconds: 34 };
    assert.equal((await provoke(PATHS.openai, script)).headers['retry-after'], '34');
    const anthropic = await provoke(PATHS.anthropic, script);
    assert.equal(anthropic.headers['retry-after'], '34');
    assert.equal(anthropic.headers['x-should-retry'], 'true');
    const gemini = await provoke(PATHS.gemini, script);
    assert.equal(gemini.headers['retry-after'], undefined);
    assert.match(JSON.stringify(gemini.body.error.details), /"retryDelay":"34s"/);
    assert.match(gemini.text, /PerMinute/);
    const none = await provoke(PATHS.openai, { kind: 'status', status: 429 });
    assert.equal(none.headers['retry-after'], undefined);
  });

  test('tells a used-up quota from a rate limit', async () => {
    const script: Script = { kind: 'status', status: 429, variant: 'insufficient-quota' };
    assert.equal((await provoke(PATHS.openai, script)).body.error.code, 'insufficient_quota');
    assert.match((await provoke(PATHS.anthropic, script)).text, /enforced_spend_limit_reached/);
    assert.match((await provoke(PATHS.gemini, script)).text, /PerDay/);
  });

  test('has words for a context that is too long', async () => {
    const script: Script = { kind: 'status', status: 400, variant: 'context-too-long' };
    const openai = await provoke(PATHS.openai, script);
    assert.equal(openai.body.error.code, 'context_length_exceeded');
    assert.match((await provoke(PATHS.anthropic, script)).body.error.message, /too long/);
    assert.match((await provoke(PATHS.gemini, script)).body.error.message, /token count/);
  });

  test('takes any body and any headers instead', async () => {
    const headers = { 'x-extra': 'yes' };
    const flat = await provoke(PATHS.openai, {
      kind: 'status',
      status: 418,
      headers,
      body: { detail: 'no tea' },
    });
    assert.deepEqual(
      [flat.status, flat.headers['x-extra'], flat.body],
      [418, 'yes', { detail: 'no tea' }],
    );
    upstream.script([{ kind: 'status', status: 502, body: 'Bad gateway' }]);
    const text = await sendRaw({ url: upstream.url + PATHS.openai, body: {} });
    assert.equal(text.text, 'Bad gateway');
    assert.match(String(text.headers['content-type']), /text\/plain/);
  });

  test('hides an error under a 200', async () => {
    const { status, body } = await provoke(PATHS.anthropic, { kind: 'error-in-200', status: 529 });
    assert.deepEqual([status, body.error.type], [200, 'overloaded_error']);
  });

  test('writes errors into streams in the form of each dialect', async () => {
    const broken = async (
      path: string,
      form: 'native' | 'openrouter' | 'groq' | 'response-failed',
    ) => {
      upstream.script([{ kind: 'error-in-stream', form }]);
      const isGemini = path.startsWith('/v1beta');
      const body = isGemini
        ? { contents: [{ parts: [{ text: 'x' }] }] }
        : {
            model: 'm',
            max_tokens: path === PATHS.responses ? undefined : 50,
            messages: path === PATHS.responses ? undefined : [{ role: 'user', content: 'x' }],
            input: path === PATHS.responses ? 'x' : undefined,
            stream: true,
          };
      const url = upstream.url + (isGemini ? path.replace('generate', 'streamGenerate') : path);
      const headers = { authorization: 'Bearer k', 'anthropic-version': '2023-06-01' };
      return await sendRaw({ url, headers, body });
    };
    const last = (answer: RawAnswer): string => {
      const frame = answer.frames().at(-1);
      return `${frame?.event ?? ''} ${frame?.data}`;
    };
    assert.match(
      last(await broken(PATHS.openai, 'native')),
      /^ \{"error":\{"message":"Overloaded"/,
    );
    assert.match(last(await broken(PATHS.openai, 'groq')), /^error \{"error"/);
    assert.match(last(await broken(PATHS.openai, 'openrouter')), /"finish_reason":"error"/);
    assert.match(last(await broken(PATHS.anthropic, 'native')), /^error \{"type":"error"/);
    assert.match(last(await broken(PATHS.responses, 'native')), /^error \{"type":"error"/);
    assert.match(last(await broken(PATHS.responses, 'response-failed')), /^response.failed/);
    const gemini = await broken(`${PATHS.gemini}?alt=sse`, 'native');
    assert.match(last(gemini), /"status":"UNAVAILABLE"/);
    const array = await broken(PATHS.gemini, 'native');
    assert.match(JSON.stringify(array.json()), /"status":"UNAVAILABLE"/);
  });
});
