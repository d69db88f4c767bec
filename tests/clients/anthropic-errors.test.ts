import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { PROVIDERS } from './providers.ts';
import { KEY, openStage } from './stage.ts';

const stage = await openStage();
const options = { baseURL: stage.url, apiKey: KEY, maxRetries: 0 };
const client = new Anthropic(options);

for (const row of PROVIDERS) {
  const request = {
    model: row.model,
    max_tokens: 100,
    messages: [{ role: 'user' as const, content: 'Good morning' }],
  };
  const ask = (using = client) => using.messages.create(request);

  describe(`anthropic / ${row.name}`, () => {
    test('errors: an unknown key is an AuthenticationError', async () => {
      await assert.rejects(ask(new Anthropic({ ...options, apiKey: 'sk-wrong' })), (error) => {
        assert.ok(error instanceof Anthropic.AuthenticationError);
        assert.equal(error.type, 'authentication_error');
        assert.ok(error.requestID?.startsWith('req'));
        return true;
      });
      assert.equal(stage.requests.length, 0);
    });

    test('errors: an unknown model is a NotFoundError', async () => {
      const asked = client.messages.create({ ...request, model: 'nobody-serves-this' });
      await assert.rejects(asked, (error) => {
        assert.ok(error instanceof Anthropic.NotFoundError);
        assert.equal(error.type, 'not_found_error');
        return true;
      });
    });

    test('errors: a malformed request is a BadRequestError that names the field', async () => {
      const asked = client.messages.create({ ...request, messages: [{ role: 'wizard' }] as never });
      await assert.rejects(asked, (error) => {
        assert.ok(error instanceof Anthropic.BadRequestError);
        assert.equal(error.type, 'invalid_request_error');
        assert.match(error.message, /role/);
        return true;
      });
    });

    test('errors: a request that is too long is a BadRequestError', async () => {
      stage.script({ kind: 'status', status: 400, variant: 'context-too-long' });
      await assert.rejects(ask(), Anthropic.BadRequestError);
    });

    test('errors: a rate limit is a RateLimitError with the hint of the provider', async () => {
      stage.always({ kind: 'status', status: 429, retryAfterSeconds: 60 });
      await assert.rejects(ask(), (error) => {
        assert.ok(error instanceof Anthropic.RateLimitError);
        assert.equal(error.type, 'rate_limit_error');
        assert.equal(error.headers?.get('retry-after'), '60');
        assert.equal(error.headers?.get('x-should-retry'), 'true');
        return true;
      });
    });

    test('errors: a provider that is down is a server error that may be retried', async () => {
      await stage.down(async () => {
        await assert.rejects(ask(), (error) => {
          assert.ok(error instanceof Anthropic.InternalServerError);
          assert.equal(error.status, 503);
          assert.equal(error.type, 'overloaded_error');
          assert.equal(error.headers?.get('x-should-retry'), 'true');
          assert.ok(Number(error.headers?.get('retry-after-ms')) > 0);
          return true;
        });
      });
    });

    test("errors: our credential refused by the provider is never the client's 401", async () => {
      stage.always({ kind: 'status', status: 401 });
      await assert.rejects(ask(), { status: 503 });
    });

    test('errors: a stream cut after content throws, and never ends as if it were whole', async () => {
      stage.script({ kind: 'cut', at: { afterContentFrames: 2 }, how: 'reset' });
      const stream = client.messages.stream(request);
      const types: string[] = [];
      stream.on('streamEvent', ({ type }) => void types.push(type));
      await assert.rejects(stream.finalMessage(), (error) => {
        assert.ok(error instanceof Anthropic.APIError);
        assert.match(error.message, /stream broke/);
        return true;
      });
      assert.ok(types.includes('content_block_delta'));
      assert.ok(!types.includes('message_stop'));
    });

    test('errors: an error inside the stream throws', async () => {
      stage.script({ kind: 'error-in-stream', afterContentFrames: 1 });
      await assert.rejects(client.messages.stream(request).finalMessage(), Anthropic.APIError);
    });

    test('aborts: a stream left in the middle reaches the provider at once', async () => {
      stage.always({ kind: 'endless', everyMs: 5 });
      const stream = await client.messages.create({ ...request, stream: true });
      for await (const event of stream) if (event.type === 'content_block_delta') break;
      await stage.assertAborted();
      const helper = client.messages.stream(request);
      await new Promise<void>((resolve) => helper.once('text', () => resolve()));
      helper.abort();
      await assert.rejects(helper.done(), Anthropic.APIUserAbortError);
      await stage.assertAborted();
    });

    test('aborts: a request given up before its answer reaches the provider at once', async () => {
      stage.always({ kind: 'stall', at: 'before-headers' });
      const controller = new AbortController();
      const refused = assert.rejects(
        client.messages.create(request, { signal: controller.signal }),
        Anthropic.APIUserAbortError,
      );
      await stage.reached();
      controller.abort();
      await refused;
      await stage.assertAborted();
    });

    test("aborts: the client's timeout reaches the provider", async () => {
      stage.always({ kind: 'stall', at: 'before-headers' });
      await assert.rejects(
        client.messages.create(request, { timeout: 100 }),
        Anthropic.APIConnectionTimeoutError,
      );
      await stage.assertAborted();
      assert.equal(stage.requests.length, 1);
    });
  });
}

test("anthropic / errors: the client's own retry meets the recovered provider", async () => {
  // Two attempts are the gateway's own.
  stage.script({ kind: 'status', status: 503 }, { kind: 'status', status: 503 });
  const message = await client.messages.create(
    {
      model: 'anthropic/claude-sonnet-4-5',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'Good morning' }],
    },
    { maxRetries: 1 },
  );
  assert.equal(message.stop_reason, 'end_turn');
  assert.equal(stage.requests.length, 3);
});
