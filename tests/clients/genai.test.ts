import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type CallableTool,
  type Content,
  type FunctionCall,
  FunctionCallingConfigMode,
  type FunctionDeclaration,
  type GenerateContentResponse,
  GoogleGenAI,
  type Part,
  Type,
} from '@google/genai';
import { z } from 'zod';
import { DOCUMENT, IMAGE } from './media.ts';
import { EMBEDDERS, PROVIDERS } from './providers.ts';
import { KEY, openStage } from './stage.ts';

const stage = await openStage();
const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: stage.url } });

const WEATHER: FunctionDeclaration = {
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: {
    type: Type.OBJECT,
    properties: {
      city: { type: Type.STRING },
      unit: { type: Type.STRING, enum: ['celsius', 'fahrenheit'] },
    },
    required: ['city', 'unit'],
  },
};
const TIME: FunctionDeclaration = {
  name: 'get_time',
  parametersJsonSchema: { type: 'object', properties: { zone: { type: 'string' } } },
};
const TOOLS = [{ functionDeclarations: [WEATHER, TIME] }];
const ARGUMENTS = { city: 'example', unit: 'celsius' };
const Verdict = z.object({ verdict: z.string(), score: z.number() });

const user = (...parts: Part[]): Content => ({ role: 'user', parts });

function resultOf({ id, name }: FunctionCall): Part {
  return {
    functionResponse: {
      ...(id === undefined ? {} : { id }),
      name: name ?? '',
      response: { output: `result of ${name}` },
    },
  };
}

/** What a stream said, put together as an application would. */
async function gather(stream: AsyncGenerator<GenerateContentResponse>) {
  const chunks = await Array.fromAsync(stream);
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
  const textOf = (isThought: boolean) =>
    parts
      .filter((part) => (part.thought ?? false) === isThought)
      .map((part) => part.text ?? '')
      .join('');
  return {
    chunks,
    parts,
    text: textOf(false),
    thought: textOf(true),
    calls: chunks.flatMap((chunk) => chunk.functionCalls ?? []),
    finish: chunks.flatMap((chunk) => chunk.candidates?.[0]?.finishReason ?? []),
    usage: chunks.at(-1)?.usageMetadata,
  };
}

for (const row of PROVIDERS) {
  const { model, reasoner, demandingReasoner } = row;

  describe(`genai / ${row.name}`, () => {
    test('chat: a whole answer with its usage and finish reason', async () => {
      const response = await client.models.generateContent({
        model,
        contents: 'Good morning',
        config: { systemInstruction: 'Be kind.', temperature: 0.5, maxOutputTokens: 50 },
      });
      assert.equal(response.text, 'You said: Good morning');
      assert.equal(response.candidates?.[0]?.finishReason, 'STOP');
      assert.equal(response.candidates?.[0]?.content?.role, 'model');
      const usage = response.usageMetadata;
      assert.ok((usage?.promptTokenCount ?? 0) > 0 && (usage?.candidatesTokenCount ?? 0) > 0);
      assert.ok(response.sdkHttpResponse?.headers?.['x-request-id']?.startsWith('req'));
      stage.assertSpoke(row, 'gemini');
    });

    test('chat: the output limit and a stop sequence are honoured', async () => {
      const cut = await client.models.generateContent({
        model,
        contents: 'word '.repeat(30),
        config: { maxOutputTokens: 16 },
      });
      assert.equal(cut.candidates?.[0]?.finishReason, 'MAX_TOKENS');
      const stopped = await client.models.generateContent({
        model,
        contents: 'left STOP right',
        config: { stopSequences: ['STOP'] },
      });
      assert.equal(stopped.text?.trim(), 'You said: left');
    });

    test('chat: the chats helper keeps the history, streamed and whole', async () => {
      const chat = client.chats.create({ model });
      assert.equal((await chat.sendMessage({ message: 'first' })).text, 'You said: first');
      const streamed = await gather(await chat.sendMessageStream({ message: 'second' }));
      assert.equal(streamed.text, 'You said: second');
      assert.equal((await chat.sendMessage({ message: 'third' })).text, 'You said: third');
      const turns = chat.getHistory().map(({ role }) => role);
      assert.deepEqual(turns.filter((role) => role === 'user').length, 3);
      assert.match(JSON.stringify(stage.last().body), /first.*You said: first.*second.*third/s);
    });

    test('streaming: chunks with one finish reason, and usage in the last', async () => {
      const request = { model, contents: 'Good morning' };
      const got = await gather(await client.models.generateContentStream(request));
      assert.equal(got.text, 'You said: Good morning');
      assert.ok(got.chunks.length > 2, 'the answer came in one piece');
      assert.deepEqual(got.finish, ['STOP']);
      assert.ok((got.usage?.candidatesTokenCount ?? 0) > 0);
      assert.equal(new Set(got.chunks.map(({ responseId }) => responseId)).size, 1);
      stage.assertSpoke(row, 'gemini');
    });

    test('tools: a call with its arguments, streamed and whole', async () => {
      const request = { model, contents: 'How is the weather?', config: { tools: TOOLS } };
      const whole = await client.models.generateContent(request);
      const streamed = await gather(await client.models.generateContentStream(request));
      for (const calls of [whole.functionCalls, streamed.calls]) {
        assert.equal(calls?.length, 1);
        assert.equal(calls?.[0]?.name, 'get_weather');
        assert.deepEqual(calls?.[0]?.args, ARGUMENTS);
      }
      assert.deepEqual(streamed.finish, ['STOP']);
      stage.assertSpoke(row, 'gemini');
    });

    test('tools: ANY and allowed names call, NONE does not', async () => {
      const ask = async (mode: FunctionCallingConfigMode, allowedFunctionNames?: string[]) => {
        const functionCallingConfig = {
          mode,
          ...(allowedFunctionNames === undefined ? {} : { allowedFunctionNames }),
        };
        const response = await client.models.generateContent({
          model,
          contents: 'Hello, no tools please',
          config: { tools: TOOLS, toolConfig: { functionCallingConfig } },
        });
        return (response.functionCalls ?? []).map(({ name }) => name);
      };
      assert.deepEqual(await ask(FunctionCallingConfigMode.NONE), []);
      assert.deepEqual(await ask(FunctionCallingConfigMode.ANY), ['get_weather']);
      assert.deepEqual(await ask(FunctionCallingConfigMode.ANY, ['get_time']), ['get_time']);
    });

    test('tools: parallel calls, streamed and whole, and all of their results go back', async () => {
      const config = { tools: TOOLS };
      const asked = user({ text: 'parallel, please' });
      const whole = await client.models.generateContent({ model, contents: [asked], config });
      const streamed = await gather(
        await client.models.generateContentStream({ model, contents: [asked], config }),
      );
      const answers = [whole.candidates?.[0]?.content?.parts ?? [], streamed.parts];
      for (const parts of answers) {
        const calls = parts.flatMap(({ functionCall }) => functionCall ?? []);
        assert.deepEqual(
          calls.map(({ name }) => name),
          ['get_weather', 'get_time'],
        );
        const answer = await client.models.generateContent({
          model,
          contents: [asked, { role: 'model', parts }, user(...calls.map(resultOf))],
          config,
        });
        assert.equal(
          answer.text,
          'get_weather said: result of get_weather\nget_time said: result of get_time',
        );
      }
    });

    test('tools: automatic function calling makes the whole round trip', async () => {
      const asked: unknown[] = [];
      const callable: CallableTool = {
        tool: async () => ({ functionDeclarations: [WEATHER] }),
        callTool: async (calls) => {
          asked.push(...calls.map(({ args }) => args));
          return calls.map(resultOf);
        },
      };
      const request = { model, contents: 'How is the weather?', config: { tools: [callable] } };
      const whole = await client.models.generateContent(request);
      assert.equal(whole.text, 'get_weather said: result of get_weather');
      const streamed = await gather(await client.models.generateContentStream(request));
      assert.equal(streamed.text.split('\n').at(-1)?.includes('get_weather said:'), true);
      assert.deepEqual(asked, [ARGUMENTS, ARGUMENTS]);
    });

    test('structured output: a JSON schema and an OpenAPI schema give an object', async () => {
      const responseSchema = {
        type: Type.OBJECT,
        properties: { verdict: { type: Type.STRING }, score: { type: Type.NUMBER } },
        required: ['verdict', 'score'],
      };
      const responseJsonSchema = z.toJSONSchema(Verdict);
      for (const schema of [{ responseSchema }, { responseJsonSchema }]) {
        const request = {
          model,
          contents: 'Judge this',
          config: { responseMimeType: 'application/json', ...schema },
        };
        const whole = await client.models.generateContent(request);
        const streamed = await gather(await client.models.generateContentStream(request));
        for (const text of [whole.text, streamed.text]) {
          assert.equal(Verdict.parse(JSON.parse(text ?? '')).verdict, 'You said: Judge this');
        }
      }
    });

    test('images: inline data arrives byte for byte', async () => {
      const inlineData = { data: IMAGE.base64, mimeType: IMAGE.mediaType };
      const contents = [user({ text: 'What is this?' }, { inlineData })];
      const response = await client.models.generateContent({ model, contents });
      assert.match(response.text ?? '', IMAGE.seen);
    });

    test('images: a public URL goes to who fetches it, and is never lost', async () => {
      const fileData = { fileUri: IMAGE.url, mimeType: IMAGE.mediaType };
      const ask = client.models.generateContent({ model, contents: [user({ fileData })] });
      if (row.fetchesUrls) assert.match((await ask).text ?? '', IMAGE.seenUrl);
      else await assert.rejects(ask, { name: 'ApiError', status: 400 });
    });

    test('files: a PDF arrives, or the request is refused', async () => {
      const inlineData = { data: DOCUMENT.base64, mimeType: DOCUMENT.mediaType };
      const contents = [user({ inlineData }, { text: 'Read this' })];
      const ask = client.models.generateContent({ model, contents });
      if (row.readsFiles) assert.match((await ask).text ?? '', /I see a file/);
      else await assert.rejects(ask, { name: 'ApiError', status: 400 });
    });

    test('reasoning: thoughts are asked for, and shown where the provider shows them', async () => {
      const request = {
        model: reasoner,
        contents: 'Think',
        config: { thinkingConfig: { includeThoughts: true, thinkingBudget: 2000 } },
      };
      const whole = await client.models.generateContent(request);
      assert.equal(whole.text, 'You said: Think');
      const parts = whole.candidates?.[0]?.content?.parts ?? [];
      const thought = parts.map((part) => (part.thought === true ? part.text : '')).join('');
      assert.equal(/will give one/.test(thought), row.showsReasoning);
      assert.equal((whole.usageMetadata?.thoughtsTokenCount ?? 0) > 0, row.countsReasoning);
      const streamed = await gather(await client.models.generateContentStream(request));
      assert.equal(streamed.text, 'You said: Think');
      assert.equal(/will give one/.test(streamed.thought), row.showsReasoning);
    });

    test('reasoning: a tool round trip with every part sent back', async () => {
      const config = { tools: TOOLS, thinkingConfig: { includeThoughts: true } };
      const asked = user({ text: 'How is the weather?' });
      const request = { model: demandingReasoner, contents: [asked], config };
      const whole = await client.models.generateContent(request);
      const streamed = await gather(await client.models.generateContentStream(request));
      for (const parts of [whole.candidates?.[0]?.content?.parts ?? [], streamed.parts]) {
        const calls = parts.flatMap(({ functionCall }) => functionCall ?? []);
        const answer = await client.models.generateContent({
          ...request,
          contents: [asked, { role: 'model', parts }, user(...calls.map(resultOf))],
        });
        assert.equal(answer.text, 'get_weather said: result of get_weather');
      }
    });
  });
}

for (const { name, embedder: model, embeddingsDialect } of EMBEDDERS) {
  test(`genai / ${name} / embeddings: one vector a text, of the size asked for`, async () => {
    const request = { model, contents: ['a', 'b', 'a'], config: { outputDimensionality: 8 } };
    const { embeddings = [] } = await client.models.embedContent(request);
    assert.deepEqual(
      embeddings.map(({ values }) => values?.length),
      [8, 8, 8],
    );
    assert.deepEqual(embeddings[0], embeddings[2]);
    assert.notDeepEqual(embeddings[0], embeddings[1]);
    const single = await client.models.embedContent({ ...request, contents: 'a' });
    assert.deepEqual(single.embeddings?.[0]?.values, embeddings[0]?.values);
    assert.equal(stage.last().dialect, embeddingsDialect);
  });
}

describe('genai models', () => {
  test('models: the list pages, and one is found by its name', async () => {
    const names = (await Array.fromAsync(await client.models.list())).map(({ name }) => name);
    assert.ok(names.includes('models/google-ai-studio/gemini-2.5-flash'));
    assert.ok(names.includes('models/openai/gpt-4.1-mini'));
    const model = await client.models.get({ model: 'openai/gpt-4.1-mini' });
    assert.equal(model.name, 'models/openai/gpt-4.1-mini');
    await assert.rejects(client.models.get({ model: 'nobody' }), { name: 'ApiError', status: 404 });
  });
});
