import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  APICallError,
  embed,
  embedMany,
  generateObject,
  generateText,
  isStepCount,
  type LanguageModel,
  type ModelMessage,
  Output,
  RetryError,
  streamObject,
  streamText,
  tool,
} from 'ai';
import { z } from 'zod';
import { DOCUMENT, IMAGE } from './media.ts';
import { EMBEDDERS, PROVIDERS } from './providers.ts';
import { type FakeDialectId, KEY, openStage } from './stage.ts';

// Warnings go to the console unless told.
(globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;

const stage = await openStage();
const baseURL = `${stage.url}/v1`;

interface Client {
  readonly name: string;
  readonly dialect: FakeDialectId;
  /** Whether the package passes URLs of images on, instead of fetching them in the application. */
  readonly passesUrls: boolean;
  /** Whether it neither shows reasoning nor sends it back. */
  readonly dropsReasoning: boolean;
  readonly model: (id: string, apiKey?: string) => LanguageModel;
}

const CLIENTS: readonly Client[] = [
  {
    name: '@ai-sdk/openai-compatible',
    dialect: 'openai-chat',
    passesUrls: false,
    dropsReasoning: false,
    model: (id, apiKey = KEY) =>
      createOpenAICompatible({
        name: 'ocha',
        baseURL,
        apiKey,
        includeUsage: true,
        supportsStructuredOutputs: true,
      })(id),
  },
  {
    name: '@ai-sdk/openai responses',
    dialect: 'openai-responses',
    passesUrls: true,
    dropsReasoning: false,
    model: (id, apiKey = KEY) => createOpenAI({ baseURL, apiKey }).responses(id),
  },
  {
    name: '@ai-sdk/openai chat',
    dialect: 'openai-chat',
    passesUrls: true,
    dropsReasoning: true,
    model: (id, apiKey = KEY) => createOpenAI({ baseURL, apiKey }).chat(id),
  },
];

const Verdict = z.object({ verdict: z.string(), score: z.number() });
const NO_RETRIES = { maxRetries: 0 };
/** Without this the Responses client sends names of stored items instead of the items of earlier turns. */
const STATELESS = { providerOptions: { openai: { store: false } } };

function createTools(asked: string[]) {
  const run = (name: string) => async (input: { city: string }) => {
    asked.push(`${name} ${JSON.stringify(input)}`);
    return `result of ${name}`;
  };
  const inputSchema = z.object({ city: z.string() });
  return {
    get_weather: tool({ description: 'The weather', inputSchema, execute: run('get_weather') }),
    get_time: tool({ description: 'The time', inputSchema, execute: run('get_time') }),
  };
}

for (const client of CLIENTS) {
  for (const row of PROVIDERS) {
    const model = client.model(row.model);

    describe(`ai with ${client.name} / ${row.name}`, () => {
      test('chat: generateText with its usage and finish reason', async () => {
        const result = await generateText({
          model,
          instructions: 'Be kind.',
          prompt: 'Good morning',
          maxOutputTokens: 50,
          ...NO_RETRIES,
        });
        assert.equal(result.text, 'You said: Good morning');
        assert.equal(result.finishReason, 'stop');
        assert.ok((result.usage.inputTokens ?? 0) > 0 && (result.usage.outputTokens ?? 0) > 0);
        stage.assertSpoke(row, client.dialect);
      });

      test('chat: a conversation of several turns keeps its order', async () => {
        const messages: ModelMessage[] = [
          { role: 'user', content: 'first' },
          { role: 'assistant', content: 'reply' },
          { role: 'user', content: 'second' },
        ];
        assert.equal((await generateText({ model, messages })).text, 'You said: second');
      });

      test('chat: the output limit is told as the finish reason', async () => {
        const prompt = 'word '.repeat(30);
        const result = await generateText({ model, prompt, maxOutputTokens: 16 });
        assert.equal(result.finishReason, 'length');
      });

      test('streaming: streamText gives deltas, usage and the finish reason', async () => {
        const result = streamText({ model, prompt: 'Good morning', ...NO_RETRIES });
        const deltas = await Array.fromAsync(result.textStream);
        assert.equal(deltas.join(''), 'You said: Good morning');
        assert.ok(deltas.length > 2, 'the answer came in one piece');
        assert.equal(await result.finishReason, 'stop');
        assert.ok(((await result.usage).outputTokens ?? 0) > 0);
        stage.assertSpoke(row, client.dialect);
      });

      test('tools: generateText makes the whole round trip', async () => {
        const asked: string[] = [];
        const result = await generateText({
          model,
          prompt: 'How is the weather?',
          tools: createTools(asked),
          stopWhen: isStepCount(3),
          ...STATELESS,
        });
        assert.equal(result.text, 'get_weather said: result of get_weather');
        assert.deepEqual(
          result.steps.map(({ finishReason }) => finishReason),
          ['tool-calls', 'stop'],
        );
        assert.deepEqual(asked, ['get_weather {"city":"example"}']);
      });

      test('tools: streamText makes the whole round trip, arguments streamed', async () => {
        const asked: string[] = [];
        const result = streamText({
          model,
          prompt: 'How is the weather?',
          tools: createTools(asked),
          stopWhen: isStepCount(3),
          ...STATELESS,
        });
        const parts = await Array.fromAsync(result.stream);
        const types = new Set(parts.map(({ type }) => type));
        for (const type of ['tool-input-start', 'tool-input-delta', 'tool-call', 'tool-result']) {
          assert.ok(types.has(type as never), `no ${type} was streamed`);
        }
        const input = parts.flatMap((part) => (part.type === 'tool-input-delta' ? part.delta : []));
        assert.deepEqual(JSON.parse(input.join('')), { city: 'example' });
        assert.equal((await result.steps).at(-1)?.text, 'get_weather said: result of get_weather');
        assert.deepEqual(asked, ['get_weather {"city":"example"}']);
      });

      test('tools: parallel calls, streamed and whole, and all of their results go back', async () => {
        const request = {
          model,
          prompt: 'parallel, please',
          stopWhen: isStepCount(3),
          ...STATELESS,
        };
        const whole = await generateText({ ...request, tools: createTools([]) });
        const streamed = streamText({ ...request, tools: createTools([]) });
        const said = 'get_weather said: result of get_weather\nget_time said: result of get_time';
        assert.equal(whole.text, said);
        await streamed.consumeStream();
        assert.equal((await streamed.steps).at(-1)?.text, said);
        assert.equal((await streamed.steps)[0]?.toolCalls.length, 2);
      });

      test('tools: a required and a named choice call, none does not', async () => {
        const ask = async (toolChoice: Parameters<typeof generateText>[0]['toolChoice']) => {
          const prompt = 'Hello, no tools please';
          const tools = createTools([]);
          const result = await generateText({
            model,
            prompt,
            tools,
            toolChoice: toolChoice as never,
          });
          return result.toolCalls.map(({ toolName }) => toolName);
        };
        assert.deepEqual(await ask('none'), []);
        assert.deepEqual(await ask('required'), ['get_weather']);
        assert.deepEqual(await ask({ type: 'tool', toolName: 'get_time' }), ['get_time']);
      });

      test('structured output: generateObject and streamObject give an object of the schema', async () => {
        const request = { model, schema: Verdict, prompt: 'Judge this' };
        const whole = await generateObject(request);
        const streamed = streamObject(request);
        await Array.fromAsync(streamed.partialObjectStream);
        for (const object of [whole.object, await streamed.object]) {
          assert.equal(object.verdict, 'You said: Judge this');
          assert.equal(typeof object.score, 'number');
        }
      });

      test('structured output: generateText with an output, beside tools', async () => {
        const result = await generateText({
          model: client.model(row.juggler),
          output: Output.object({ schema: Verdict }),
          prompt: 'Judge this, without tools',
          tools: createTools([]),
        });
        assert.equal(result.output.verdict, 'You said: Judge this, without tools');
      });

      test('images: bytes arrive as they were sent', async () => {
        const content = [
          { type: 'text' as const, text: 'What is this?' },
          {
            type: 'file' as const,
            data: Buffer.from(IMAGE.base64, 'base64'),
            mediaType: 'image/png',
          },
        ];
        const result = await generateText({ model, messages: [{ role: 'user', content }] });
        assert.match(result.text, IMAGE.seen);
      });

      if (client.passesUrls) {
        test('images: a public URL goes to who fetches it, and is never lost', async () => {
          const data = new URL(IMAGE.url);
          const content = [{ type: 'file' as const, data, mediaType: 'image/png' }];
          const messages = [{ role: 'user' as const, content }];
          const ask = generateText({ model, messages, ...NO_RETRIES });
          if (row.fetchesUrls) assert.match((await ask).text, IMAGE.seenUrl);
          else await assert.rejects(ask, { statusCode: 400 });
        });
      }

      test('files: a PDF arrives, or the request is refused', async () => {
        const content = [
          { type: 'text' as const, text: 'Read this' },
          {
            type: 'file' as const,
            data: DOCUMENT.base64,
            mediaType: DOCUMENT.mediaType,
            filename: DOCUMENT.filename,
          },
        ];
        const ask = generateText({ model, messages: [{ role: 'user', content }], ...NO_RETRIES });
        if (row.readsFiles) assert.match((await ask).text, DOCUMENT.seen);
        else await assert.rejects(ask, { statusCode: 400 });
      });

      test('reasoning: a tool round trip with a model that reasons, streamed and whole', async () => {
        const request = {
          model: client.model(client.dropsReasoning ? row.reasoner : row.demandingReasoner),
          prompt: 'How is the weather?',
          stopWhen: isStepCount(3),
          providerOptions: {
            ocha: { reasoningEffort: 'low' },
            openai: {
              reasoningEffort: 'low',
              reasoningSummary: 'auto',
              forceReasoning: true,
              store: false,
            },
          },
        };
        const whole = await generateText({ ...request, tools: createTools([]) });
        assert.equal(whole.text, 'get_weather said: result of get_weather');
        const streamed = streamText({ ...request, tools: createTools([]) });
        await streamed.consumeStream();
        const steps = await streamed.steps;
        assert.equal(steps.at(-1)?.text, 'get_weather said: result of get_weather');
        if (client.dropsReasoning || !row.showsReasoning) return;
        assert.match(whole.steps[0]?.reasoningText ?? '', /will give one/);
        assert.match(steps[0]?.reasoningText ?? '', /will give one/);
      });

      test('errors: typed, with status, body and retry headers', async () => {
        const failureOf = async (failing: LanguageModel): Promise<APICallError> => {
          let found: unknown;
          await assert.rejects(
            generateText({ model: failing, prompt: 'hi', ...NO_RETRIES }),
            (error) => {
              found = error;
              return true;
            },
          );
          assert.ok(APICallError.isInstance(found), String(found));
          return found;
        };
        assert.equal((await failureOf(client.model(row.model, 'sk-wrong'))).statusCode, 401);
        const unknown = await failureOf(client.model('nobody-serves-this'));
        assert.equal(unknown.statusCode, 404);
        assert.match(unknown.message, /nobody-serves-this/);
        assert.equal(unknown.isRetryable, false);
        stage.always({ kind: 'status', status: 429, retryAfterSeconds: 60 });
        const limited = await failureOf(model);
        assert.equal(limited.statusCode, 429);
        assert.equal(limited.isRetryable, true);
        assert.equal(limited.responseHeaders?.['retry-after'], '60');
        await stage.down(async () => {
          const down = await failureOf(model);
          assert.equal(down.statusCode, 503);
          assert.equal(down.isRetryable, true);
        });
      });

      test('errors: a stream cut after content is an error part, and no finish', async () => {
        stage.script({ kind: 'cut', at: { afterContentFrames: 2 }, how: 'reset' });
        const errors: unknown[] = [];
        const onError = ({ error }: { error: unknown }) => void errors.push(error);
        const result = streamText({ model, prompt: 'Good morning', onError, ...NO_RETRIES });
        const parts = await Array.fromAsync(result.stream);
        assert.ok(parts.some(({ type }) => type === 'text-delta'));
        assert.ok(parts.some(({ type }) => type === 'error'));
        const finish = parts.find((part) => part.type === 'finish');
        assert.notEqual(finish?.finishReason, 'stop');
        assert.match(JSON.stringify(errors), /stream_interrupted|stream broke/);
      });

      test('aborts: a stream left in the middle reaches the provider at once', async () => {
        stage.always({ kind: 'endless', everyMs: 5 });
        const controller = new AbortController();
        const result = streamText({ model, prompt: 'hi', abortSignal: controller.signal });
        for await (const _delta of result.textStream) controller.abort();
        await stage.assertAborted();
      });

      test('aborts: a request given up before its answer reaches the provider at once', async () => {
        stage.always({ kind: 'stall', at: 'before-headers' });
        const controller = new AbortController();
        const ask = generateText({ model, prompt: 'hi', abortSignal: controller.signal });
        const refused = assert.rejects(ask, { name: 'AbortError' });
        await stage.reached();
        controller.abort();
        await refused;
        await stage.assertAborted();
      });
    });
  }

  test(`ai with ${client.name} / errors: the client's own retry meets the recovered provider`, async () => {
    // Two attempts are the gateway's own.
    stage.script({ kind: 'status', status: 503 }, { kind: 'status', status: 503 });
    const result = await generateText({
      model: client.model('openai/gpt-4.1-mini'),
      prompt: 'Good morning',
      maxRetries: 1,
    });
    assert.equal(result.text, 'You said: Good morning');
    assert.equal(stage.requests.length, 3);
  });
}

for (const { name, embedder, embeddingsDialect } of EMBEDDERS) {
  const clients = {
    '@ai-sdk/openai-compatible': createOpenAICompatible({ name: 'ocha', baseURL, apiKey: KEY }),
    '@ai-sdk/openai': createOpenAI({ baseURL, apiKey: KEY }),
  };
  for (const [client, provider] of Object.entries(clients)) {
    test(`ai with ${client} / ${name} / embeddings: embed and embedMany`, async () => {
      const model = provider.embeddingModel(embedder);
      const { embeddings, usage } = await embedMany({ model, values: ['a', 'b', 'a'] });
      assert.equal(embeddings.length, 3);
      assert.deepEqual(embeddings[0], embeddings[2]);
      assert.notDeepEqual(embeddings[0], embeddings[1]);
      assert.ok(usage.tokens > 0);
      assert.deepEqual((await embed({ model, value: 'a' })).embedding, embeddings[0]);
      assert.equal(stage.last().dialect, embeddingsDialect);
    });
  }
}

test('ai / errors: items that the Responses client takes for stored are refused with what to do', async () => {
  const model = createOpenAI({ baseURL, apiKey: KEY }).responses('anthropic/claude-sonnet-4-5');
  const tools = createTools([]);
  const ask = generateText({ model, prompt: 'hi', tools, stopWhen: isStepCount(3) });
  await assert.rejects(ask, { statusCode: 400, message: /item_reference.*`store: false`/ });
});

test('ai / errors: an exhausted retry names its attempts', async () => {
  stage.always({ kind: 'status', status: 503 });
  const [client] = CLIENTS;
  const model = client?.model('openai/gpt-4.1-mini') as LanguageModel;
  await assert.rejects(generateText({ model, prompt: 'hi', maxRetries: 1 }), (error) => {
    assert.ok(RetryError.isInstance(error));
    assert.equal(error.errors.length, 2);
    return true;
  });
});
