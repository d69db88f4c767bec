import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  AIMessage,
  type AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type UsageMetadata,
} from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { concat } from '@langchain/core/utils/stream';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { z } from 'zod';
import { DOCUMENT, IMAGE } from './media.ts';
import { EMBEDDERS, PROVIDERS } from './providers.ts';
import { type FakeDialectId, KEY, openStage } from './stage.ts';

const stage = await openStage();
const configuration = { baseURL: `${stage.url}/v1` };

const CLIENTS: readonly { name: string; dialect: FakeDialectId; useResponsesApi: boolean }[] = [
  { name: 'langchain chat', dialect: 'openai-chat', useResponsesApi: false },
  { name: 'langchain responses', dialect: 'openai-responses', useResponsesApi: true },
];

const Verdict = z.object({ verdict: z.string(), score: z.number() });
const WEATHER = tool(({ city }) => `sunny in ${city}`, {
  name: 'get_weather',
  description: 'The weather in a city',
  schema: z.object({ city: z.string() }),
});
const TIME = tool(({ city }) => `noon in ${city}`, {
  name: 'get_time',
  description: 'The time in a city',
  schema: z.object({ city: z.string() }),
});
const TOOLS = { get_weather: WEATHER, get_time: TIME };

/** Runs the calls of a message as an agent would. */
function runCalls(message: AIMessage): Promise<ToolMessage[]> {
  return Promise.all(
    (message.tool_calls ?? []).map(async (call) => {
      const content = await TOOLS[call.name as keyof typeof TOOLS].invoke(call.args as never);
      return new ToolMessage({ content, tool_call_id: call.id ?? '', name: call.name });
    }),
  );
}

function usageOf(message: AIMessage | AIMessageChunk): UsageMetadata | undefined {
  return message.usage_metadata;
}

async function gather(stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> {
  const [first, ...others] = await Array.fromAsync(stream);
  assert.ok(first !== undefined, 'the stream was empty');
  return others.reduce((whole, chunk) => concat(whole, chunk), first);
}

for (const { name, dialect, useResponsesApi } of CLIENTS) {
  for (const row of PROVIDERS) {
    const options = { apiKey: KEY, configuration, useResponsesApi, maxRetries: 0 };
    const stateless = useResponsesApi ? { zdrEnabled: true } : {};
    const model = new ChatOpenAI({ ...options, ...stateless, model: row.model });

    describe(`${name} / ${row.name}`, () => {
      test('chat: a whole answer with its usage and finish reason', async () => {
        const messages = [new SystemMessage('Be kind.'), new HumanMessage('Good morning')];
        const answer = await model.invoke(messages);
        assert.equal(answer.text, 'You said: Good morning');
        const usage = usageOf(answer);
        assert.ok((usage?.input_tokens ?? 0) > 0 && (usage?.output_tokens ?? 0) > 0);
        const { finish_reason: reason, status } = answer.response_metadata;
        assert.ok(reason === 'stop' || status === 'completed');
        stage.assertSpoke(row, dialect);
      });

      test('chat: a conversation of several turns keeps its order', async () => {
        const answer = await model.invoke([
          new HumanMessage('first'),
          new AIMessage('reply'),
          new HumanMessage('second'),
        ]);
        assert.equal(answer.text, 'You said: second');
      });

      test('streaming: chunks that add up to the message, with usage', async () => {
        const chunks = await Array.fromAsync(await model.stream('Good morning'));
        assert.equal(chunks.map(({ text }) => text).join(''), 'You said: Good morning');
        assert.ok(chunks.length > 3, 'the answer came in one piece');
        const usage = chunks.flatMap((chunk) => usageOf(chunk) ?? []);
        assert.ok((usage.at(-1)?.output_tokens ?? 0) > 0);
        stage.assertSpoke(row, dialect);
      });

      test('tools: bindTools gives calls, streamed and whole', async () => {
        const bound = model.bindTools([WEATHER, TIME]);
        const whole = await bound.invoke('How is the weather?');
        const streamed = await gather(await bound.stream('How is the weather?'));
        for (const { tool_calls: calls } of [whole, streamed]) {
          assert.deepEqual(
            calls?.map((call) => [call.name, call.args]),
            [['get_weather', { city: 'example' }]],
          );
        }
      });

      test('tools: a required and a named choice call, none does not', async () => {
        const ask = async (tool_choice: string) => {
          const bound = model.bindTools([WEATHER, TIME], { tool_choice });
          const answer = await bound.invoke('Hello, no tools please');
          return answer.tool_calls?.map((call) => call.name);
        };
        assert.deepEqual(await ask('get_time'), ['get_time']);
        // Over Responses this client sends no other choice than a name.
        if (useResponsesApi) return;
        assert.deepEqual(await ask('none'), []);
        assert.deepEqual(await ask('required'), ['get_weather']);
      });

      test('tools: parallel calls, streamed and whole, and all of their results go back', async () => {
        const bound = model.bindTools([WEATHER, TIME]);
        const asked: BaseMessage[] = [new HumanMessage('parallel, please')];
        const whole = await bound.invoke(asked);
        const streamed = await gather(await bound.stream(asked));
        for (const message of [whole, streamed]) {
          const answer = await bound.invoke([...asked, message, ...(await runCalls(message))]);
          assert.equal(
            answer.text,
            'get_weather said: sunny in example\nget_time said: noon in example',
          );
        }
      });

      test('structured output: by schema, by function calling and as JSON', async () => {
        for (const method of ['jsonSchema', 'functionCalling'] as const) {
          const structured = model.withStructuredOutput(Verdict, { method, name: 'verdict' });
          const verdict = await structured.invoke('Judge this');
          assert.equal(typeof verdict.verdict, 'string', method);
          assert.equal(typeof verdict.score, 'number', method);
        }
      });

      test('images: a data URL arrives byte for byte', async () => {
        const content = [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: IMAGE.dataUrl } },
        ];
        const answer = await model.invoke([new HumanMessage({ content })]);
        assert.match(answer.text, IMAGE.seen);
      });

      test('images: a public URL goes to who fetches it, and is never lost', async () => {
        const content = [{ type: 'image_url', image_url: { url: IMAGE.url } }];
        const ask = model.invoke([new HumanMessage({ content })]);
        if (row.fetchesUrls) assert.match((await ask).text, IMAGE.seenUrl);
        else await assert.rejects(ask, { status: 400 });
      });

      test('files: a PDF arrives, or the request is refused', async () => {
        const content = [
          { type: 'text', text: 'Read this' },
          {
            type: 'file',
            source_type: 'base64',
            mime_type: DOCUMENT.mediaType,
            data: DOCUMENT.base64,
            metadata: { filename: DOCUMENT.filename },
          },
        ];
        const ask = model.invoke([new HumanMessage({ content } as never)]);
        if (row.readsFiles) assert.match((await ask).text, DOCUMENT.seen);
        else await assert.rejects(ask, { status: 400 });
      });

      test('reasoning: a tool round trip with a model that reasons', async () => {
        const reasoner = new ChatOpenAI({
          ...options,
          ...stateless,
          model: row.reasoner,
          reasoning: { effort: 'low' },
        });
        const include = useResponsesApi ? ['reasoning.encrypted_content' as const] : undefined;
        const bound = reasoner.bindTools([WEATHER], include === undefined ? {} : { include });
        const asked: BaseMessage[] = [new HumanMessage('How is the weather?')];
        const whole = await bound.invoke(asked);
        const streamed = await gather(await bound.stream(asked));
        for (const message of [whole, streamed]) {
          const answer = await bound.invoke([...asked, message, ...(await runCalls(message))]);
          assert.equal(answer.text, 'get_weather said: sunny in example');
        }
      });

      test('errors: typed by status, code and name', async () => {
        const failing = (changes: object) =>
          new ChatOpenAI({ ...options, model: row.model, ...changes }).invoke('hi');
        await assert.rejects(failing({ apiKey: 'sk-wrong' }), { status: 401, code: 'key_unknown' });
        await assert.rejects(failing({ model: 'nobody-serves-this' }), {
          status: 404,
          code: 'model_unknown',
        });
        stage.always({ kind: 'status', status: 429, retryAfterSeconds: 60 });
        await assert.rejects(failing({}), (error: { status: number; headers: Headers }) => {
          assert.equal(error.status, 429);
          assert.equal(error.headers.get('retry-after'), '60');
          return true;
        });
        await stage.down(async () => {
          await assert.rejects(failing({}), { status: 503, code: 'all_attempts_failed' });
        });
      });

      test('errors: a stream cut after content throws', async () => {
        stage.script({ kind: 'cut', at: { afterContentFrames: 2 }, how: 'reset' });
        let text = '';
        await assert.rejects(async () => {
          for await (const chunk of await model.stream('Good morning')) text += chunk.text;
        });
        assert.ok(text.length > 0);
      });

      test('aborts: a stream and a call given up reach the provider at once', async () => {
        stage.always({ kind: 'endless', everyMs: 5 });
        const controller = new AbortController();
        await assert.rejects(async () => {
          const stream = await model.stream('hi', { signal: controller.signal });
          for await (const _chunk of stream) controller.abort();
        });
        await stage.assertAborted();
        stage.always({ kind: 'stall', at: 'before-headers' });
        const other = new AbortController();
        const refused = assert.rejects(model.invoke('hi', { signal: other.signal }));
        await stage.reached(2);
        other.abort();
        await refused;
        await stage.assertAborted();
      });
    });
  }
}

for (const { name, embedder: model, embeddingsDialect } of EMBEDDERS) {
  test(`langchain / ${name} / embeddings: documents and a query`, async () => {
    const embeddings = new OpenAIEmbeddings({ apiKey: KEY, configuration, model, dimensions: 8 });
    const vectors = await embeddings.embedDocuments(['a', 'b', 'a']);
    assert.deepEqual(
      vectors.map(({ length }) => length),
      [8, 8, 8],
    );
    assert.deepEqual(vectors[0], vectors[2]);
    assert.notDeepEqual(vectors[0], vectors[1]);
    assert.deepEqual(await embeddings.embedQuery('a'), vectors[0]);
    assert.equal(stage.last().dialect, embeddingsDialect);
  });
}
