import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { z } from 'zod';
import { DOCUMENT, IMAGE } from './media.ts';
import { PROVIDERS } from './providers.ts';
import { KEY, openStage } from './stage.ts';

const stage = await openStage();
const client = new Anthropic({ baseURL: stage.url, apiKey: KEY, maxRetries: 0 });

const WEATHER: Anthropic.Tool = {
  name: 'get_weather',
  description: 'The weather in a city',
  input_schema: {
    type: 'object',
    properties: {
      city: { type: 'string' },
      unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
    },
    required: ['city', 'unit'],
  },
};
const TIME: Anthropic.Tool = { name: 'get_time', input_schema: { type: 'object' } };
const INPUT = { city: 'example', unit: 'celsius' };
const Verdict = z.object({ verdict: z.string(), score: z.number() });

const user = (content: Anthropic.MessageParam['content']): Anthropic.MessageParam => ({
  role: 'user',
  content,
});

function textOf({ content }: Pick<Anthropic.Message, 'content'>): string {
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
}

function callsOf({ content }: Pick<Anthropic.Message, 'content'>): Anthropic.ToolUseBlock[] {
  return content.filter((block) => block.type === 'tool_use');
}

function resultsOf(message: Anthropic.Message): Anthropic.MessageParam {
  return user(
    callsOf(message).map(({ id, name }) => ({
      type: 'tool_result',
      tool_use_id: id,
      content: [{ type: 'text', text: `result of ${name}` }],
    })),
  );
}

for (const row of PROVIDERS) {
  const { model, reasoner, demandingReasoner } = row;
  const base = { model, max_tokens: 200 };

  describe(`anthropic / ${row.name}`, () => {
    test('chat: a whole answer with its usage and stop reason', async () => {
      const message = await client.messages.create({
        ...base,
        system: 'Be kind.',
        messages: [user('Good morning')],
      });
      assert.equal(textOf(message), 'You said: Good morning');
      assert.equal(message.type, 'message');
      assert.equal(message.role, 'assistant');
      assert.equal(message.stop_reason, 'end_turn');
      assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0);
      assert.ok(message._request_id?.startsWith('req'));
      stage.assertSpoke(row, 'anthropic-messages');
    });

    test('chat: a conversation of several turns keeps its order', async () => {
      const message = await client.messages.create({
        ...base,
        system: [{ type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } }],
        messages: [
          user('first'),
          { role: 'assistant', content: [{ type: 'text', text: 'reply' }] },
          user([{ type: 'text', text: 'second' }]),
        ],
      });
      assert.equal(textOf(message), 'You said: second');
    });

    test('chat: the output limit is honoured, and a stop sequence', async () => {
      const messages = [user('one two three four five six')];
      const cut = await client.messages.create({ ...base, messages, max_tokens: 3 });
      assert.equal(cut.stop_reason, 'max_tokens');
      const stopped = await client.messages.create({
        ...base,
        messages: [user('left STOP right')],
        stop_sequences: ['STOP'],
      });
      assert.equal(textOf(stopped).trim(), 'You said: left');
      assert.match(stopped.stop_reason ?? '', /^(stop_sequence|end_turn)$/);
    });

    test('streaming: events in the order of the dialect, with usage', async () => {
      const stream = await client.messages.create({
        ...base,
        messages: [user('Good morning')],
        stream: true,
      });
      const events = await Array.fromAsync(stream);
      const types = events.map(({ type }) => type).filter((type) => String(type) !== 'ping');
      assert.deepEqual(types.slice(0, 2), ['message_start', 'content_block_start']);
      assert.deepEqual(types.slice(-3), ['content_block_stop', 'message_delta', 'message_stop']);
      const text = events.map((event) =>
        event.type === 'content_block_delta' && event.delta.type === 'text_delta'
          ? event.delta.text
          : '',
      );
      assert.equal(text.join(''), 'You said: Good morning');
      const delta = events.find((event) => event.type === 'message_delta');
      assert.ok((delta?.usage.output_tokens ?? 0) > 0);
      stage.assertSpoke(row, 'anthropic-messages');
    });

    test('streaming: the stream helper ends with the final message', async () => {
      const stream = client.messages.stream({ ...base, messages: [user('Good morning')] });
      const deltas: string[] = [];
      stream.on('text', (delta) => void deltas.push(delta));
      const message = await stream.finalMessage();
      assert.equal(await stream.finalText(), 'You said: Good morning');
      assert.equal(deltas.join(''), 'You said: Good morning');
      assert.equal(message.stop_reason, 'end_turn');
      assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0);
      assert.ok(stream.request_id?.startsWith('req'));
    });

    test('tools: a call with its input', async () => {
      const messages = [user('How is the weather?')];
      const message = await client.messages.create({ ...base, messages, tools: [WEATHER] });
      assert.equal(message.stop_reason, 'tool_use');
      const [call, ...others] = callsOf(message);
      assert.equal(others.length, 0);
      assert.equal(call?.name, 'get_weather');
      assert.deepEqual(call?.input, INPUT);
      stage.assertSpoke(row, 'anthropic-messages');
    });

    test('tools: any and named choices call, none does not', async () => {
      const ask = async (tool_choice: Anthropic.ToolChoice) => {
        const messages = [user('Hello, no tools please')];
        const tools = [WEATHER, TIME];
        const message = await client.messages.create({ ...base, messages, tools, tool_choice });
        return callsOf(message).map(({ name }) => name);
      };
      assert.deepEqual(await ask({ type: 'none' }), []);
      assert.deepEqual(await ask({ type: 'any' }), ['get_weather']);
      assert.deepEqual(await ask({ type: 'tool', name: 'get_time' }), ['get_time']);
    });

    test('tools: the input streams as JSON', async () => {
      const messages = [user('How is the weather?')];
      const stream = client.messages.stream({ ...base, messages, tools: [WEATHER] });
      let json = '';
      stream.on('inputJson', (piece) => {
        json += piece;
      });
      const message = await stream.finalMessage();
      assert.deepEqual(JSON.parse(json), INPUT);
      assert.deepEqual(callsOf(message)[0]?.input, INPUT);
      assert.equal(message.stop_reason, 'tool_use');
    });

    test('tools: parallel calls, streamed and whole, and all of their results go back', async () => {
      const request = { ...base, messages: [user('parallel, please')], tools: [WEATHER, TIME] };
      const whole = await client.messages.create(request);
      const streamed = await client.messages.stream(request).finalMessage();
      for (const message of [whole, streamed]) {
        const calls = callsOf(message);
        assert.deepEqual(
          calls.map(({ name }) => name),
          ['get_weather', 'get_time'],
        );
        assert.equal(new Set(calls.map(({ id }) => id)).size, 2);
        const answer = await client.messages.create({
          ...request,
          messages: [...request.messages, message, resultsOf(message)],
        });
        assert.equal(
          textOf(answer),
          'get_weather said: result of get_weather\nget_time said: result of get_time',
        );
      }
    });

    test('tools: a result that is an error, and one that is an image, reach the model', async () => {
      const request = { ...base, messages: [user('How is the weather?')], tools: [WEATHER] };
      const message = await client.messages.create(request);
      const tool_use_id = callsOf(message)[0]?.id ?? '';
      const answerTo = async (
        result: Omit<Anthropic.ToolResultBlockParam, 'tool_use_id' | 'type'>,
      ) => {
        const block = { type: 'tool_result' as const, tool_use_id, ...result };
        const messages = [...request.messages, message, user([block])];
        await client.messages.create({ ...request, messages });
        return JSON.stringify(stage.last().body);
      };
      assert.match(await answerTo({ content: 'no such city', is_error: true }), /no such city/);
      const { base64: data, mediaType: media_type } = IMAGE;
      const source = { type: 'base64' as const, data, media_type };
      assert.ok((await answerTo({ content: [{ type: 'image', source }] })).includes(data));
    });

    test('tools: toolRunner makes the whole round trip, streamed and whole', async () => {
      const asked: string[] = [];
      const weather = betaZodTool({
        name: 'get_weather',
        description: 'The weather in a city',
        inputSchema: z.object({ city: z.string() }),
        run: ({ city }) => {
          asked.push(city);
          return `sunny in ${city}`;
        },
      });
      const request = { ...base, messages: [user('How is the weather?')], tools: [weather] };
      const whole = await client.beta.messages.toolRunner(request as never).runUntilDone();
      assert.equal(textOf(whole as never), 'get_weather said: sunny in example');
      const streaming = client.beta.messages.toolRunner({ ...request, stream: true } as never);
      assert.equal(
        textOf((await streaming.runUntilDone()) as never),
        'get_weather said: sunny in example',
      );
      assert.deepEqual(asked, ['example', 'example']);
    });

    test('structured output: parse gives an object of the schema, streamed and whole', async () => {
      const request = {
        ...base,
        messages: [user('Judge this')],
        output_config: { format: zodOutputFormat(Verdict) },
      };
      const whole = await client.messages.parse(request);
      const streamed = await client.messages.stream(request).finalMessage();
      for (const { parsed_output: parsed } of [whole, streamed]) {
        assert.equal(parsed?.verdict, 'You said: Judge this');
        assert.equal(typeof parsed?.score, 'number');
      }
    });

    test('images: base64 arrives byte for byte', async () => {
      const { base64: data, mediaType: media_type } = IMAGE;
      const message = await client.messages.create({
        ...base,
        messages: [
          user([
            { type: 'image', source: { type: 'base64', media_type, data } },
            { type: 'text', text: 'What is this?' },
          ]),
        ],
      });
      assert.match(textOf(message), IMAGE.seen);
    });

    test('images: a public URL goes to who fetches it, and is never lost', async () => {
      const source = { type: 'url' as const, url: IMAGE.url };
      const messages = [user([{ type: 'image', source }])];
      const ask = client.messages.create({ ...base, messages });
      if (row.fetchesUrls) assert.match(textOf(await ask), IMAGE.seenUrl);
      else await assert.rejects(ask, Anthropic.BadRequestError);
    });

    test('files: a PDF arrives, or the request is refused', async () => {
      const { base64: data, filename: title } = DOCUMENT;
      const source = { type: 'base64' as const, media_type: 'application/pdf' as const, data };
      const messages = [
        user([
          { type: 'document', source, title },
          { type: 'text', text: 'Read this' },
        ]),
      ];
      const ask = client.messages.create({ ...base, messages });
      if (row.readsFiles) assert.match(textOf(await ask), DOCUMENT.seen);
      else await assert.rejects(ask, Anthropic.BadRequestError);
    });

    test('reasoning: thinking is asked for, and shown where the provider shows it', async () => {
      const request = {
        model: reasoner,
        max_tokens: 3000,
        thinking: { type: 'enabled' as const, budget_tokens: 2000 },
        messages: [user('Think')],
      };
      const whole = await client.messages.create(request);
      const stream = client.messages.stream(request);
      let thought = '';
      stream.on('thinking', (delta) => {
        thought += delta;
      });
      const streamed = await stream.finalMessage();
      for (const message of [whole, streamed]) {
        assert.equal(textOf(message), 'You said: Think');
        const blocks = message.content.filter((block) => block.type === 'thinking');
        const text = blocks.map((block) => block.thinking).join('');
        assert.equal(/will give one/.test(text), row.showsReasoning);
        for (const { signature } of blocks) assert.equal(typeof signature, 'string');
      }
      assert.equal(/will give one/.test(thought), row.showsReasoning);
    });

    test('reasoning: a tool round trip with every block sent back', async () => {
      const request = {
        model: demandingReasoner,
        max_tokens: 3000,
        thinking: { type: 'enabled' as const, budget_tokens: 2000 },
        messages: [user('How is the weather?')],
        tools: [WEATHER],
      };
      const whole = await client.messages.create(request);
      const streamed = await client.messages.stream(request).finalMessage();
      for (const message of [whole, streamed]) {
        const answer = await client.messages.create({
          ...request,
          messages: [...request.messages, message, resultsOf(message)],
        });
        assert.equal(textOf(answer), 'get_weather said: result of get_weather');
      }
    });
  });
}

describe('anthropic models', () => {
  test('models: the list pages in the shape of the dialect', async () => {
    const models = await Array.fromAsync(client.models.list());
    const found = models.find(({ id }) => id === 'anthropic/claude-sonnet-4-5');
    assert.equal(found?.type, 'model');
    assert.ok(models.some(({ id }) => id === 'openai/gpt-4.1-mini'));
  });

  test('models: one by its name; an unknown one is a NotFoundError', async () => {
    const model = await client.models.retrieve('openai/gpt-4.1-mini');
    assert.equal(model.id, 'openai/gpt-4.1-mini');
    await assert.rejects(client.models.retrieve('nobody'), Anthropic.NotFoundError);
  });
});
