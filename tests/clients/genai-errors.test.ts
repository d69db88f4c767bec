import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApiError, GoogleGenAI } from '@google/genai';
import { PROVIDERS } from './providers.ts';
import { KEY, openStage } from './stage.ts';

const stage = await openStage();
const httpOptions = { baseUrl: stage.url };
const client = new GoogleGenAI({ apiKey: KEY, httpOptions });

/** The error object that this client keeps as text in its message. */
interface Told {
  readonly code: number;
  readonly message: string;
  readonly status: string;
  readonly details: readonly { readonly reason?: string }[];
}

/** Asserts that `ask` fails as the client's own error class, and gives what the error says. */
async function failureOf(ask: Promise<unknown>, status: number): Promise<Told> {
  let told: Told | undefined;
  await assert.rejects(ask, (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.status, status);
    told = (JSON.parse(error.message) as { error: Told }).error;
    assert.equal(told.code, status);
    return true;
  });
  assert.ok(told !== undefined);
  return told;
}

for (const row of PROVIDERS) {
  const request = { model: row.model, contents: 'Good morning' };
  const ask = () => client.models.generateContent(request);

  describe(`genai / ${row.name}`, () => {
    test('errors: an unknown key is UNAUTHENTICATED', async () => {
      const stranger = new GoogleGenAI({ apiKey: 'sk-wrong', httpOptions });
      const told = await failureOf(stranger.models.generateContent(request), 401);
      assert.equal(told.status, 'UNAUTHENTICATED');
      assert.equal(told.details[0]?.reason, 'key_unknown');
    });

    test('errors: an unknown model is NOT_FOUND, streamed and whole', async () => {
      const unknown = { ...request, model: 'nobody-serves-this' };
      const told = await failureOf(client.models.generateContent(unknown), 404);
      assert.equal(told.status, 'NOT_FOUND');
      await failureOf(client.models.generateContentStream(unknown), 404);
    });

    test('errors: a malformed request is INVALID_ARGUMENT and names the field', async () => {
      const contents = [{ role: 'wizard', parts: [{ text: 'x' }] }];
      const told = await failureOf(client.models.generateContent({ ...request, contents }), 400);
      assert.equal(told.status, 'INVALID_ARGUMENT');
      assert.match(told.message, /role/);
    });

    test('errors: a rate limit is RESOURCE_EXHAUSTED', async () => {
      stage.always({ kind: 'status', status: 429, retryAfterSeconds: 60 });
      assert.equal((await failureOf(ask(), 429)).status, 'RESOURCE_EXHAUSTED');
    });

    test('errors: a provider that is down is UNAVAILABLE', async () => {
      await stage.down(async () => {
        assert.equal((await failureOf(ask(), 503)).status, 'UNAVAILABLE');
      });
    });

    test("errors: our credential refused by the provider is never the client's 401", async () => {
      stage.always({ kind: 'status', status: 401 });
      await failureOf(ask(), 503);
    });

    test('errors: a stream cut after content throws, and never ends as if it were whole', async () => {
      stage.script({ kind: 'cut', at: { afterContentFrames: 2 }, how: 'reset' });
      const stream = await client.models.generateContentStream(request);
      let text = '';
      let isFinished = false;
      await assert.rejects(async () => {
        for await (const chunk of stream) {
          text += chunk.text ?? '';
          isFinished ||= chunk.candidates?.[0]?.finishReason !== undefined;
        }
      }, ApiError);
      assert.ok(text.length > 0 && !isFinished);
    });

    test('errors: an error inside the stream throws', async () => {
      stage.script({ kind: 'error-in-stream', afterContentFrames: 1 });
      const stream = await client.models.generateContentStream(request);
      await assert.rejects(Array.fromAsync(stream), ApiError);
    });

    test('aborts: a stream left in the middle reaches the provider at once', async () => {
      stage.always({ kind: 'endless', everyMs: 5 });
      const controller = new AbortController();
      const stream = await client.models.generateContentStream({
        ...request,
        config: { abortSignal: controller.signal },
      });
      await assert.rejects(async () => {
        for await (const _chunk of stream) controller.abort();
      });
      await stage.assertAborted();
    });

    test('aborts: a request given up before its answer reaches the provider at once', async () => {
      stage.always({ kind: 'stall', at: 'before-headers' });
      const controller = new AbortController();
      const config = { abortSignal: controller.signal };
      const refused = assert.rejects(client.models.generateContent({ ...request, config }));
      await stage.reached();
      controller.abort();
      await refused;
      await stage.assertAborted();
    });

    test("aborts: the client's timeout reaches the provider", async () => {
      stage.always({ kind: 'stall', at: 'before-headers' });
      const config = { httpOptions: { timeout: 100 } };
      await assert.rejects(client.models.generateContent({ ...request, config }));
      await stage.assertAborted();
      assert.equal(stage.requests.length, 1);
    });
  });
}

test("genai / errors: the client's own retry meets the recovered provider", async () => {
  // Two attempts are the gateway's own.
  stage.script({ kind: 'status', status: 503 }, { kind: 'status', status: 503 });
  const retryOptions = { attempts: 2 };
  const retrying = new GoogleGenAI({
    apiKey: KEY,
    httpOptions: { ...httpOptions, retryOptions },
  });
  const response = await retrying.models.generateContent({
    model: 'google-ai-studio/gemini-2.5-flash',
    contents: 'Good morning',
  });
  assert.equal(response.text, 'You said: Good morning');
  assert.equal(stage.requests.length, 3);
});
