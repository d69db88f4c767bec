import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod';
import type {
  FunctionTool,
  Response,
  ResponseFunctionToolCall,
  ResponseInput,
  ResponseStreamEvent,
  ToolChoiceFunction,
  ToolChoiceOptions,
} from 'openai/resources/responses/responses';
import { z } from 'zod';
import { DOCUMENT, IMAGE } from './media.ts';
import { PROVIDERS } from './providers.ts';
import { KEY, openStage } from './stage.ts';

const stage = await openStage();
const client = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: KEY, maxRetries: 0 });

const WEATHER: FunctionTool = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city',
  strict: true,
  parameters: {
    type: 'object',
    properties: {
      city: { type: 'string' },
      unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
    },
    required: ['city', 'unit'],
    additionalProperties: false,
  },
};
const TIME: FunctionTool = {
  type: 'function',
  name: 'get_time',
  strict: false,
  parameters: { type: 'object', properties: {} },
};
const ARGUMENTS = { city: 'example', unit: 'celsius' };
const Verdict = z.object({ verdict: z.string(), score: z.number() });

function callsOf({ output }: Pick<Response, 'output'>): ResponseFunctionToolCall[] {
  return output.filter((item) => item.type === 'function_call');
}

function resultsOf(response: Pick<Response, 'output'>): ResponseInput {
  return callsOf(response).map(({ call_id, name }) => ({
    type: 'function_call_output',
    call_id,
    output: `result of ${name}`,
  }));
}

for (const row of PROVIDERS) {
  const { model, reasoner, demandingReasoner } = row;

  describe(`openai responses / ${row.name}`, () => {
    test('chat: a whole answer with its usage and status', async () => {
      const response = await client.responses.create({
        model,
        instructions: 'Be kind.',
        input: 'Good morning',
        max_output_tokens: 50,
      });
      assert.equal(response.output_text, 'You said: Good morning');
      assert.equal(response.status, 'completed');
      assert.equal(response.object, 'response');
      assert.ok(response.usage !== undefined && response.usage.output_tokens > 0);
      assert.equal(
        response.usage.total_tokens,
        response.usage.input_tokens + response.usage.output_tokens,
      );
      stage.assertSpoke(row, 'openai-responses');
    });

    test('chat: a conversation whose output items are sent back as they came', async () => {
      const first = await client.responses.create({ model, input: 'first', store: false });
      const second = await client.responses.create({
        model,
        store: false,
        input: [
          { role: 'user', content: 'first' },
          ...(first.output as ResponseInput),
          { role: 'user', content: [{ type: 'input_text', text: 'second' }] },
        ],
      });
      assert.equal(second.output_text, 'You said: second');
    });

    test('chat: the output limit makes the response incomplete', async () => {
      const response = await client.responses.create({
        model,
        input: 'word '.repeat(30),
        max_output_tokens: 16,
      });
      assert.equal(response.status, 'incomplete');
      assert.equal(response.incomplete_details?.reason, 'max_output_tokens');
    });

    test('streaming: events in order, numbered, under stable ids', async () => {
      const stream = await client.responses.create({ model, input: 'Good morning', stream: true });
      const events: ResponseStreamEvent[] = await Array.fromAsync(stream);
      const types = events.map(({ type }) => type);
      assert.deepEqual(types.slice(0, 4), [
        'response.created',
        'response.in_progress',
        'response.output_item.added',
        'response.content_part.added',
      ]);
      assert.deepEqual(types.slice(-4), [
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        'response.completed',
      ]);
      const numbers = events.map((event) => event.sequence_number);
      assert.deepEqual(
        numbers,
        numbers.map((_, index) => index + (numbers[0] ?? 0)),
      );
      const deltas = events.filter((event) => event.type === 'response.output_text.delta');
      assert.equal(deltas.map(({ delta }) => delta).join(''), 'You said: Good morning');
      const added = events.find((event) => event.type === 'response.output_item.added');
      assert.deepEqual([...new Set(deltas.map(({ item_id }) => item_id))], [added?.item.id]);
      const last = events.at(-1);
      assert.ok(
        last?.type === 'response.completed' && (last.response.usage?.output_tokens ?? 0) > 0,
      );
      stage.assertSpoke(row, 'openai-responses');
    });

    test('streaming: the stream helper ends with the final response', async () => {
      const stream = client.responses.stream({ model, input: 'Good morning' });
      const deltas: string[] = [];
      stream.on('response.output_text.delta', ({ delta }) => void deltas.push(delta));
      const response = await stream.finalResponse();
      assert.equal(response.output_text, 'You said: Good morning');
      assert.equal(deltas.join(''), 'You said: Good morning');
      assert.equal(response.status, 'completed');
    });

    test('tools: a call with its arguments', async () => {
      const response = await client.responses.create({
        model,
        input: 'How is the weather?',
        tools: [WEATHER],
      });
      const [call, ...others] = callsOf(response);
      assert.equal(others.length, 0);
      assert.equal(call?.name, 'get_weather');
      assert.equal(call?.status, 'completed');
      assert.deepEqual(JSON.parse(call?.arguments ?? ''), ARGUMENTS);
      stage.assertSpoke(row, 'openai-responses');
    });

    test('tools: required and named choices call, none does not', async () => {
      const ask = async (tool_choice: ToolChoiceOptions | ToolChoiceFunction) => {
        const input = 'Hello, no tools please';
        const request = { model, input, tools: [WEATHER, TIME], tool_choice };
        return callsOf(await client.responses.create(request)).map(({ name }) => name);
      };
      assert.deepEqual(await ask('none'), []);
      assert.deepEqual(await ask('required'), ['get_weather']);
      assert.deepEqual(await ask({ type: 'function', name: 'get_time' }), ['get_time']);
    });

    test('tools: arguments stream into the item they belong to', async () => {
      const stream = client.responses.stream({
        model,
        input: 'How is the weather?',
        tools: [WEATHER],
      });
      let streamed = '';
      stream.on('response.function_call_arguments.delta', ({ delta }) => {
        streamed += delta;
      });
      const response = await stream.finalResponse();
      assert.deepEqual(JSON.parse(streamed), ARGUMENTS);
      assert.deepEqual(JSON.parse(callsOf(response)[0]?.arguments ?? ''), ARGUMENTS);
    });

    test('tools: parallel calls, streamed and whole, and all of their results go back', async () => {
      const request = { model, tools: [WEATHER, TIME], store: false };
      const asked: ResponseInput = [{ role: 'user', content: 'parallel, please' }];
      const whole = await client.responses.create({ ...request, input: asked });
      const streamed = await client.responses.stream({ ...request, input: asked }).finalResponse();
      for (const response of [whole, streamed]) {
        const calls = callsOf(response);
        assert.deepEqual(
          calls.map(({ name }) => name),
          ['get_weather', 'get_time'],
        );
        assert.equal(new Set(calls.map(({ call_id }) => call_id)).size, 2);
        const answer = await client.responses.create({
          ...request,
          input: [...asked, ...(response.output as ResponseInput), ...resultsOf(response)],
        });
        assert.equal(
          answer.output_text,
          'get_weather said: result of get_weather\nget_time said: result of get_time',
        );
      }
    });

    test('structured output: parse gives an object of the schema, streamed and whole', async () => {
      const request = {
        model,
        input: 'Judge this',
        text: { format: zodTextFormat(Verdict, 'verdict') },
      };
      const whole = await client.responses.parse(request);
      const streamed = await client.responses.stream(request).finalResponse();
      for (const { output_parsed: parsed } of [whole, streamed]) {
        assert.equal(parsed?.verdict, 'You said: Judge this');
        assert.equal(typeof parsed?.score, 'number');
      }
    });

    test('structured output: parse reads the arguments of a tool', async () => {
      const response = await client.responses.parse({
        model,
        input: 'Judge this',
        tools: [zodResponsesFunction({ name: 'judge', parameters: Verdict })],
      });
      const parsed = response.output.flatMap((item) =>
        item.type === 'function_call' ? [item.parsed_arguments] : [],
      );
      assert.deepEqual(parsed, [{ verdict: 'example', score: 0.5 }]);
    });

    test('images: a data URL arrives byte for byte', async () => {
      const response = await client.responses.create({
        model,
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'What is this?' },
              { type: 'input_image', image_url: IMAGE.dataUrl, detail: 'auto' },
            ],
          },
        ],
      });
      assert.match(response.output_text, IMAGE.seen);
    });

    test('images: a public URL goes to who fetches it, and is never lost', async () => {
      const ask = client.responses.create({
        model,
        input: [
          {
            role: 'user',
            content: [{ type: 'input_image', image_url: IMAGE.url, detail: 'auto' }],
          },
        ],
      });
      if (row.fetchesUrls) assert.match((await ask).output_text, IMAGE.seenUrl);
      else await assert.rejects(ask, { status: 400, code: 'media_unavailable' });
    });

    test('files: a PDF arrives, or the request is refused', async () => {
      const ask = client.responses.create({
        model,
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'Read this' },
              { type: 'input_file', filename: DOCUMENT.filename, file_data: DOCUMENT.dataUrl },
            ],
          },
        ],
      });
      if (row.readsFiles) assert.match((await ask).output_text, DOCUMENT.seen);
      else await assert.rejects(ask, { status: 400, code: 'unsupported_feature' });
    });

    test('reasoning: asked for, and its summary shown where the provider shows it', async () => {
      const request = {
        model: reasoner,
        input: 'Think',
        reasoning: { effort: 'high' as const, summary: 'auto' as const },
      };
      const whole = await client.responses.create(request);
      const streamed = await client.responses.stream(request).finalResponse();
      for (const response of [whole, streamed]) {
        assert.equal(response.output_text, 'You said: Think');
        const text = (response.output as Response['output'])
          .flatMap((item) => (item.type === 'reasoning' ? item.summary : []))
          .map((part) => part.text)
          .join('');
        assert.match(text, /will give one/);
        const counted = response.usage?.output_tokens_details.reasoning_tokens ?? 0;
        assert.equal(counted > 0, row.countsReasoning);
      }
    });

    test('reasoning: a stateless tool round trip with every item sent back', async () => {
      const request = {
        model: demandingReasoner,
        tools: [WEATHER],
        store: false,
        include: ['reasoning.encrypted_content' as const],
        reasoning: { effort: 'low' as const },
      };
      const asked: ResponseInput = [{ role: 'user', content: 'How is the weather?' }];
      const whole = await client.responses.create({ ...request, input: asked });
      const streamed = await client.responses.stream({ ...request, input: asked }).finalResponse();
      for (const response of [whole, streamed]) {
        const answer = await client.responses.create({
          ...request,
          input: [...asked, ...(response.output as ResponseInput), ...resultsOf(response)],
        });
        assert.equal(answer.output_text, 'get_weather said: result of get_weather');
      }
    });

    test('errors: typed classes, codes and retry headers', async () => {
      const ask = (using = client, asked = model) =>
        using.responses.create({ model: asked, input: 'Good morning' });
      const stranger = client.withOptions({ apiKey: 'sk-wrong' });
      await assert.rejects(ask(stranger), OpenAI.AuthenticationError);
      await assert.rejects(ask(client, 'nobody-serves-this'), OpenAI.NotFoundError);
      await assert.rejects(
        client.responses.create({ model, input: [{ role: 'wizard', content: 'x' }] as never }),
        OpenAI.BadRequestError,
      );
      stage.always({ kind: 'status', status: 429, retryAfterSeconds: 60 });
      await assert.rejects(ask(), (error) => {
        assert.ok(error instanceof OpenAI.RateLimitError);
        assert.equal(error.headers?.get('retry-after'), '60');
        return true;
      });
      await stage.down(async () => {
        await assert.rejects(ask(), (error) => {
          assert.ok(error instanceof OpenAI.InternalServerError);
          assert.equal(error.status, 503);
          assert.equal(error.headers?.get('x-should-retry'), 'true');
          return true;
        });
      });
    });

    test('errors: what a stored response would need is refused where nothing is stored', async () => {
      const ask = client.responses.create({
        model,
        input: 'and then?',
        previous_response_id: 'resp_of_nobody',
      });
      await assert.rejects(ask, (error) => {
        assert.ok(error instanceof OpenAI.BadRequestError);
        assert.match(error.message, /previous_response|Previous response/);
        return true;
      });
    });

    test('errors: a stream cut after content fails, and never completes', async () => {
      stage.script({ kind: 'cut', at: { afterContentFrames: 2 }, how: 'reset' });
      const stream = client.responses.stream({ model, input: 'Good morning' });
      const types: string[] = [];
      stream.on('event', ({ type }) => void types.push(type));
      await assert.rejects(stream.finalResponse(), OpenAI.OpenAIError);
      assert.ok(types.includes('response.output_text.delta'));
      assert.ok(!types.includes('response.completed'));
    });

    test('aborts: a stream left in the middle reaches the provider at once', async () => {
      stage.always({ kind: 'endless', everyMs: 5 });
      const stream = client.responses.stream({ model, input: 'Good morning' });
      await new Promise<void>((resolve) => {
        stream.on('response.output_text.delta', () => resolve());
      });
      stream.abort();
      await assert.rejects(stream.done(), OpenAI.APIUserAbortError);
      await stage.assertAborted();
    });

    test('aborts: a request given up before its answer reaches the provider at once', async () => {
      stage.always({ kind: 'stall', at: 'before-headers' });
      const controller = new AbortController();
      const { signal } = controller;
      const reply = client.responses.create({ model, input: 'Good morning' }, { signal });
      const refused = assert.rejects(reply, OpenAI.APIUserAbortError);
      await stage.reached();
      controller.abort();
      await refused;
      await stage.assertAborted();
    });
  });
}
