import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import type { ChatCompletionMessageParam, ChatCompletionTool } from 'openai/resources';
import { z } from 'zod';
import { DOCUMENT, IMAGE } from './media.ts';
import { PROVIDERS } from './providers.ts';
import { KEY, openStage } from './stage.ts';

const stage = await openStage();
const client = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: KEY, maxRetries: 0 });

const WEATHER: ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: {
      type: 'object',
      properties: {
        city: { type: 'string' },
        unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
      },
      required: ['city', 'unit'],
      additionalProperties: false,
    },
  },
};
const TIME: ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'get_time',
    parameters: { type: 'object', properties: { zone: { type: 'string' } } },
  },
};
const ARGUMENTS = { city: 'example', unit: 'celsius' };
const Verdict = z.object({ verdict: z.string(), score: z.number() });

const user = (text: string): ChatCompletionMessageParam => ({ role: 'user', content: text });

for (const row of PROVIDERS) {
  const { model, reasoner, demandingReasoner } = row;

  describe(`openai chat / ${row.name}`, () => {
    test('chat: a whole answer with its usage and stop reason', async () => {
      const { data, response, request_id } = await client.chat.completions
        .create({
          model,
          messages: [{ role: 'system', content: 'Be kind.' }, user('Good morning')],
          max_tokens: 50,
          temperature: 0.5,
        })
        .withResponse();
      const [choice] = data.choices;
      assert.equal(choice?.message.content, 'You said: Good morning');
      assert.equal(choice?.message.role, 'assistant');
      assert.equal(choice?.finish_reason, 'stop');
      assert.equal(data.object, 'chat.completion');
      assert.ok((data.usage?.prompt_tokens ?? 0) > 0 && (data.usage?.completion_tokens ?? 0) > 0);
      assert.equal(
        data.usage?.total_tokens,
        (data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0),
      );
      assert.ok(request_id?.startsWith('req'));
      assert.equal(response.headers.get('x-ocha-deployment'), model);
      stage.assertSpoke(row, 'openai-chat');
    });

    test('chat: a conversation of several turns keeps its order', async () => {
      const completion = await client.chat.completions.create({
        model,
        messages: [
          user('first'),
          { role: 'assistant', content: 'reply' },
          { role: 'user', content: [{ type: 'text', text: 'second' }] },
        ],
      });
      assert.equal(completion.choices[0]?.message.content, 'You said: second');
    });

    test('chat: the output limit and a stop sequence are honoured', async () => {
      const cut = await client.chat.completions.create({
        model,
        messages: [user('one two three four five six')],
        max_completion_tokens: 3,
      });
      assert.equal(cut.choices[0]?.finish_reason, 'length');
      const stopped = await client.chat.completions.create({
        model,
        messages: [user('left STOP right')],
        stop: ['STOP'],
      });
      assert.equal(stopped.choices[0]?.message.content?.trim(), 'You said: left');
      assert.equal(stopped.choices[0]?.finish_reason, 'stop');
    });

    test('streaming: deltas under one id, a stop reason, and usage when it was asked for', async () => {
      const stream = await client.chat.completions.create({
        model,
        messages: [user('Good morning, dear gateway')],
        stream: true,
        stream_options: { include_usage: true },
      });
      const chunks = await Array.fromAsync(stream);
      const deltas = chunks.map((chunk) => chunk.choices[0]?.delta);
      assert.equal(deltas[0]?.role, 'assistant');
      assert.equal(
        deltas.map((delta) => delta?.content ?? '').join(''),
        'You said: Good morning, dear gateway',
      );
      assert.ok(chunks.length > 4, 'the answer came in one piece');
      assert.equal(new Set(chunks.map(({ id }) => id)).size, 1);
      assert.equal(chunks.flatMap((chunk) => chunk.choices[0]?.finish_reason ?? []).join(), 'stop');
      const usages = chunks.flatMap(({ usage }) => usage ?? []);
      assert.equal(usages.length, 1);
      assert.ok((usages[0]?.completion_tokens ?? 0) > 0);
      assert.deepEqual(chunks.at(-1)?.choices, []);
      stage.assertSpoke(row, 'openai-chat');
    });

    test('streaming: no usage chunk when none was asked for', async () => {
      const stream = await client.chat.completions.create({
        model,
        messages: [user('hi')],
        stream: true,
      });
      const chunks = await Array.fromAsync(stream);
      assert.ok(chunks.every((chunk) => chunk.choices.length === 1 && !chunk.usage));
    });

    test('streaming: the stream helper ends with the final completion', async () => {
      const runner = client.chat.completions.stream({
        model,
        messages: [user('Good morning')],
        stream_options: { include_usage: true },
      });
      const deltas: string[] = [];
      runner.on('content', (delta) => void deltas.push(delta));
      const completion = await runner.finalChatCompletion();
      assert.equal(completion.choices[0]?.message.content, 'You said: Good morning');
      assert.equal(deltas.join(''), 'You said: Good morning');
      assert.ok(((await runner.totalUsage()).completion_tokens ?? 0) > 0);
    });

    test('tools: a call with its arguments', async () => {
      const completion = await client.chat.completions.create({
        model,
        messages: [user('How is the weather?')],
        tools: [WEATHER],
        tool_choice: 'auto',
      });
      const [choice] = completion.choices;
      const [call] = choice?.message.tool_calls ?? [];
      assert.equal(choice?.finish_reason, 'tool_calls');
      assert.ok(call?.type === 'function');
      assert.equal(call.function.name, 'get_weather');
      assert.deepEqual(JSON.parse(call.function.arguments), ARGUMENTS);
      assert.ok(call.id.length > 0);
      stage.assertSpoke(row, 'openai-chat');
    });

    test('tools: required and named choices call, none does not', async () => {
      const ask = async (tool_choice: OpenAI.ChatCompletionToolChoiceOption) => {
        const { choices } = await client.chat.completions.create({
          model,
          messages: [user('Hello, no tools please')],
          tools: [WEATHER, TIME],
          tool_choice,
        });
        return (choices[0]?.message.tool_calls ?? []).map(
          (call) => call.type === 'function' && call.function.name,
        );
      };
      assert.deepEqual(await ask('none'), []);
      assert.deepEqual(await ask('required'), ['get_weather']);
      assert.deepEqual(await ask({ type: 'function', function: { name: 'get_time' } }), [
        'get_time',
      ]);
    });

    test('tools: arguments stream into a call of the same id', async () => {
      const stream = client.chat.completions.stream({
        model,
        messages: [user('How is the weather?')],
        tools: [WEATHER],
      });
      const pieces: string[] = [];
      stream.on('tool_calls.function.arguments.delta', (event) => {
        pieces.push(event.arguments_delta);
        assert.equal(event.name, 'get_weather');
      });
      const completion = await stream.finalChatCompletion();
      const [call] = completion.choices[0]?.message.tool_calls ?? [];
      assert.ok(call?.type === 'function');
      assert.deepEqual(JSON.parse(call.function.arguments), ARGUMENTS);
      assert.deepEqual(JSON.parse(pieces.join('')), ARGUMENTS);
      assert.equal(completion.choices[0]?.finish_reason, 'tool_calls');
    });

    test('tools: parallel calls, streamed and whole, and all of their results go back', async () => {
      const request = { model, messages: [user('parallel, please')], tools: [WEATHER, TIME] };
      const streamed = await client.chat.completions.stream(request).finalChatCompletion();
      const whole = await client.chat.completions.create(request);
      for (const { choices } of [streamed, whole]) {
        const calls = choices[0]?.message.tool_calls ?? [];
        const functions = calls.filter((call) => call.type === 'function');
        assert.deepEqual(
          functions.map((call) => call.function.name),
          ['get_weather', 'get_time'],
        );
        assert.equal(new Set(calls.map(({ id }) => id)).size, 2);
        const answer = await client.chat.completions.create({
          ...request,
          messages: [
            ...request.messages,
            choices[0]?.message as ChatCompletionMessageParam,
            ...functions.map(({ id, function: { name } }) => ({
              role: 'tool' as const,
              tool_call_id: id,
              content: `result of ${name}`,
            })),
          ],
        });
        assert.equal(
          answer.choices[0]?.message.content,
          'get_weather said: result of get_weather\nget_time said: result of get_time',
        );
      }
    });

    test('tools: runTools makes the whole round trip, streamed and whole', async () => {
      const asked: unknown[] = [];
      const tools = [
        {
          ...WEATHER,
          function: {
            ...WEATHER.function,
            parse: (text: string) => JSON.parse(text) as { city: string },
            function: ({ city }: { city: string }) => {
              asked.push(city);
              return `sunny in ${city}`;
            },
          },
        },
      ] as never;
      const messages = [user('How is the weather?')];
      const whole = client.chat.completions.runTools({ model, messages, tools });
      assert.equal(await whole.finalContent(), 'get_weather said: sunny in example');
      const streamed = client.chat.completions.runTools({ model, messages, tools, stream: true });
      assert.equal(await streamed.finalContent(), 'get_weather said: sunny in example');
      assert.deepEqual(asked, ['example', 'example']);
    });

    test('structured output: parse gives an object of the schema, streamed and whole', async () => {
      const request = {
        model,
        messages: [user('Judge this')],
        response_format: zodResponseFormat(Verdict, 'verdict'),
      };
      const whole = await client.chat.completions.parse(request);
      const streamed = await client.chat.completions.stream(request).finalChatCompletion();
      for (const { choices } of [whole, streamed]) {
        assert.equal(choices[0]?.message.parsed?.verdict, 'You said: Judge this');
        assert.equal(typeof choices[0]?.message.parsed?.score, 'number');
        assert.equal(choices[0]?.finish_reason, 'stop');
      }
    });

    test('structured output: json_object gives JSON', async () => {
      const completion = await client.chat.completions.create({
        model,
        messages: [user('Answer as JSON')],
        response_format: { type: 'json_object' },
      });
      if (row.hasJsonMode) JSON.parse(completion.choices[0]?.message.content ?? '');
      else assert.match(JSON.stringify(stage.last().body), /"system":.*JSON/);
      assert.equal(completion.choices[0]?.finish_reason, 'stop');
    });

    test('images: a data URL arrives byte for byte', async () => {
      const completion = await client.chat.completions.create({
        model,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image_url', image_url: { url: IMAGE.dataUrl } },
            ],
          },
        ],
      });
      assert.match(completion.choices[0]?.message.content ?? '', IMAGE.seen);
    });

    test('images: a public URL goes to who fetches it, and is never lost', async () => {
      const ask = client.chat.completions.create({
        model,
        messages: [
          { role: 'user', content: [{ type: 'image_url', image_url: { url: IMAGE.url } }] },
        ],
      });
      if (row.fetchesUrls) {
        assert.match((await ask).choices[0]?.message.content ?? '', IMAGE.seenUrl);
        return;
      }
      await assert.rejects(ask, (error) => {
        assert.ok(error instanceof OpenAI.BadRequestError);
        assert.equal(error.code, 'media_unavailable');
        return true;
      });
    });

    test('files: a PDF arrives, or the request is refused', async () => {
      const ask = client.chat.completions.create({
        model,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Read this' },
              { type: 'file', file: { filename: DOCUMENT.filename, file_data: DOCUMENT.dataUrl } },
            ],
          },
        ],
      });
      if (row.readsFiles) {
        assert.match((await ask).choices[0]?.message.content ?? '', DOCUMENT.seen);
        return;
      }
      await assert.rejects(ask, (error) => {
        assert.ok(error instanceof OpenAI.BadRequestError);
        assert.equal(error.code, 'unsupported_feature');
        return true;
      });
    });

    test('reasoning: effort is asked for, and shown where the provider shows it', async () => {
      const request = {
        model: reasoner,
        messages: [user('Think')],
        reasoning_effort: 'high' as const,
      };
      const completion = await client.chat.completions.create(request);
      const message = completion.choices[0]?.message as {
        content: string;
        reasoning_content?: string;
      };
      assert.equal(message.content, 'You said: Think');
      const counted = completion.usage?.completion_tokens_details?.reasoning_tokens ?? 0;
      assert.equal(counted > 0, row.countsReasoning);
      assert.equal(/will give one/.test(message.reasoning_content ?? ''), row.showsReasoning);
      const chunks = await Array.fromAsync(
        await client.chat.completions.create({ ...request, stream: true }),
      );
      const deltas = chunks.map(
        (chunk) =>
          (chunk.choices[0]?.delta ?? {}) as { content?: string; reasoning_content?: string },
      );
      assert.equal(deltas.map(({ content }) => content ?? '').join(''), 'You said: Think');
      const thought = deltas.map((delta) => delta.reasoning_content ?? '').join('');
      assert.equal(/will give one/.test(thought), row.showsReasoning);
    });

    test('reasoning: a tool round trip with the message sent back as it came', async () => {
      const request = {
        model: demandingReasoner,
        messages: [user('How is the weather?')],
        tools: [WEATHER],
        reasoning_effort: 'low' as const,
      };
      for (const completion of [
        await client.chat.completions.create(request),
        await client.chat.completions.stream(request).finalChatCompletion(),
      ]) {
        const message = completion.choices[0]?.message;
        const [call] = message?.tool_calls ?? [];
        const answer = await client.chat.completions.create({
          ...request,
          messages: [
            ...request.messages,
            message as ChatCompletionMessageParam,
            { role: 'tool', tool_call_id: call?.id ?? '', content: 'sunny' },
          ],
        });
        assert.equal(answer.choices[0]?.message.content, 'get_weather said: sunny');
      }
    });
  });
}
