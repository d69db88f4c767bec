import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { PROVIDERS } from './providers.ts';
import { KEY, openStage } from './stage.ts';

const stage = await openStage();
const options = { baseURL: `${stage.url}/v1`, apiKey: KEY, maxRetries: 0 };
const client = new OpenAI(options);

for (const row of PROVIDERS) {
  const { model } = row;
  const request = { model, messages: [{ role: 'user' as const, content: 'Good morning' }] };
  const ask = (using = client) => using.chat.completions.create(request);

  describe(`openai chat / ${row.name}`, () => {
    test('errors: an unknown key is an AuthenticationError', async () => {
      await assert.rejects(ask(new OpenAI({ ...options, apiKey: 'sk-wrong' })), (error) => {
        assert.ok(error instanceof OpenAI.AuthenticationError);
        assert.equal(error.status, 401);
        assert.equal(error.code, 'key_unknown');
        assert.equal(error.type, 'authentication_error');
        assert.ok(error.requestID?.startsWith('req'));
        return true;
      });
      assert.equal(stage.requests.length, 0);
    });

    test('errors: an unknown model is a NotFoundError', async () => {
      await assert.rejects(
        client.chat.completions.create({ ...request, model: 'nobody-serves-this' }),
        (error) => {
          assert.ok(error instanceof OpenAI.NotFoundError);
          assert.equal(error.code, 'model_unknown');
          assert.equal(error.param, 'model');
          return true;
        },
      );
    });

    test("errors: a model that its provider does not know is a NotFoundError with the provider's words", async () => {
      stage.script({ kind: 'status', status: 404 });
      await assert.rejects(ask(), (error) => {
        assert.ok(error instanceof OpenAI.NotFoundError);
        assert.equal(error.code, 'model_unknown');
        return true;
      });
    });

    test('errors: a malformed request is a BadRequestError that names the field', async () => {
      await assert.rejects(
        client.chat.completions.create({ ...request, messages: [{ role: 'wizard' }] as never }),
        (error) => {
          assert.ok(error instanceof OpenAI.BadRequestError);
          assert.match(`${error.param} ${error.message}`, /role/);
          return true;
        },
      );
    });

    test('errors: a request that is too long is a BadRequestError with its code', async () => {
      stage.script({ kind: 'status', status: 400, variant: 'context-too-long' });
      await assert.rejects(ask(), (error) => {
        assert.ok(error instanceof OpenAI.BadRequestError);
        assert.match(error.code ?? '', /^context_/);
        return true;
      });
    });

    test('errors: a rate limit is a RateLimitError with the hint of the provider', async () => {
      stage.always({ kind: 'status', status: 429, retryAfterSeconds: 60 });
      await assert.rejects(ask(), (error) => {
        assert.ok(error instanceof OpenAI.RateLimitError);
        assert.equal(error.code, 'rate_limited');
        assert.equal(error.headers?.get('retry-after'), '60');
        assert.equal(error.headers?.get('retry-after-ms'), '60000');
        assert.equal(error.headers?.get('x-should-retry'), 'true');
        return true;
      });
    });

    test('errors: a provider that is down is an InternalServerError that may be retried', async () => {
      await stage.down(async () => {
        await assert.rejects(ask(), (error) => {
          assert.ok(error instanceof OpenAI.InternalServerError);
          assert.equal(error.status, 503);
          assert.equal(error.headers?.get('x-should-retry'), 'true');
          assert.ok(Number(error.headers?.get('retry-after-ms')) > 0);
          return true;
        });
      });
    });

    test("errors: our credential refused by the provider is never the client's 401", async () => {
      stage.always({ kind: 'status', status: 401 });
      await assert.rejects(ask(), (error) => {
        assert.ok(error instanceof OpenAI.InternalServerError);
        assert.equal(error.status, 503);
        return true;
      });
    });

    test('errors: a stream cut after content throws, and never ends as if it were whole', async () => {
      stage.script({ kind: 'cut', at: { afterContentFrames: 2 }, how: 'reset' });
      const stream = await client.chat.completions.create({ ...request, stream: true });
      let text = '';
      await assert.rejects(
        async () => {
          for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
        },
        (error) => {
          assert.ok(error instanceof OpenAI.APIError);
          assert.equal(error.code, 'stream_interrupted');
          return true;
        },
      );
      assert.ok(text.length > 0 && 'You said: Good morning'.startsWith(text));
    });

    test('errors: an error inside the stream throws', async () => {
      stage.script({ kind: 'error-in-stream', afterContentFrames: 1 });
      const stream = client.chat.completions.stream(request);
      await assert.rejects(stream.finalChatCompletion(), (error) => {
        assert.ok(error instanceof OpenAI.OpenAIError);
        return true;
      });
    });

    test('aborts: a stream left in the middle reaches the provider at once', async () => {
      stage.always({ kind: 'endless', everyMs: 5 });
      const controller = new AbortController();
      const stream = await client.chat.completions.create(
        { ...request, stream: true },
        { signal: controller.signal },
      );
      for await (const _chunk of stream) break;
      await stage.assertAborted();
      const helper = client.chat.completions.stream(request);
      await new Promise<void>((resolve) => helper.once('content', () => resolve()));
      helper.abort();
      await assert.rejects(helper.done(), OpenAI.APIUserAbortError);
      await stage.assertAborted();
      assert.equal(controller.signal.aborted, false);
    });

    test('aborts: a request given up before its answer reaches the provider at once', async () => {
      stage.always({ kind: 'stall', at: 'before-headers' });
      for (const stream of [false, true]) {
        const controller = new AbortController();
        const reply = client.chat.completions.create(
          { ...request, stream },
          { signal: controller.signal },
        );
        const refused = assert.rejects(reply, OpenAI.APIUserAbortError);
        await stage.reached(stream ? 2 : 1);
        controller.abort();
        await refused;
        await stage.assertAborted();
      }
    });

    test("aborts: the client's timeout reaches the provider and is not retried there", async () => {
      stage.always({ kind: 'stall', at: 'before-headers' });
      await assert.rejects(
        client.chat.completions.create(request, { timeout: 100 }),
        OpenAI.APIConnectionTimeoutError,
      );
      await stage.assertAborted();
      assert.equal(stage.requests.length, 1);
    });
  });
}

test("openai chat / errors: the client's own retry meets the recovered provider", async () => {
  // Two attempts are the gateway's own.
  stage.script({ kind: 'status', status: 503 }, { kind: 'status', status: 503 });
  const completion = await client.chat.completions.create(
    { model: 'openai/gpt-4.1-mini', messages: [{ role: 'user', content: 'Good morning' }] },
    { maxRetries: 1 },
  );
  assert.equal(completion.choices[0]?.message.content, 'You said: Good morning');
  assert.equal(stage.requests.length, 3);
});
