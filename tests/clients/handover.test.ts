import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources';
import type { ResponseInput } from 'openai/resources/responses/responses';
import { PROVIDERS } from './providers.ts';
import { KEY, openStage } from './stage.ts';

const stage = await openStage();
const openai = new OpenAI({ baseURL: `${stage.url}/v1`, apiKey: KEY, maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: stage.url, apiKey: KEY, maxRetries: 0 });
const genai = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: stage.url } });

const NAME = 'get_weather';
const PARAMETERS = { type: 'object' as const, properties: { city: { type: 'string' } } };
const QUESTION = 'How is the weather?';

/** One model reasons and calls a tool; the other is given all of that, and the tool's result. Gives what it says. */
type Handover = (from: string, to: string, isStream: boolean) => Promise<string | null | undefined>;

async function handOverChat(from: string, to: string, isStream: boolean) {
  const tools = [{ type: 'function' as const, function: { name: NAME, parameters: PARAMETERS } }];
  const asked: ChatCompletionMessageParam = { role: 'user', content: QUESTION };
  const request = { tools, reasoning_effort: 'low' as const, messages: [asked], model: from };
  const completion = isStream
    ? await openai.chat.completions.stream(request).finalChatCompletion()
    : await openai.chat.completions.create(request);
  const message = completion.choices[0]?.message as ChatCompletionMessageParam;
  const results = (completion.choices[0]?.message.tool_calls ?? []).map(({ id }) => ({
    role: 'tool' as const,
    tool_call_id: id,
    content: 'sunny',
  }));
  const messages = [asked, message, ...results];
  const answer = await openai.chat.completions.create({ ...request, model: to, messages });
  return answer.choices[0]?.message.content;
}

async function handOverResponses(from: string, to: string, isStream: boolean) {
  const tools = [{ type: 'function' as const, name: NAME, parameters: PARAMETERS, strict: false }];
  const asked: ResponseInput = [{ role: 'user', content: QUESTION }];
  const request = {
    tools,
    store: false,
    include: ['reasoning.encrypted_content' as const],
    reasoning: { effort: 'low' as const },
    model: from,
    input: asked,
  };
  const { output } = isStream
    ? await openai.responses.stream(request).finalResponse()
    : await openai.responses.create(request);
  const results: ResponseInput = output.flatMap((item) =>
    item.type === 'function_call'
      ? [{ type: 'function_call_output', call_id: item.call_id, output: 'sunny' }]
      : [],
  );
  const input = [...asked, ...(output as ResponseInput), ...results];
  return (await openai.responses.create({ ...request, model: to, input })).output_text;
}

async function handOverMessages(from: string, to: string, isStream: boolean) {
  const asked: Anthropic.MessageParam = { role: 'user', content: QUESTION };
  const request = {
    tools: [{ name: NAME, input_schema: PARAMETERS }],
    max_tokens: 3000,
    thinking: { type: 'enabled' as const, budget_tokens: 2000 },
    model: from,
    messages: [asked],
  };
  const message = isStream
    ? await anthropic.messages.stream(request).finalMessage()
    : await anthropic.messages.create(request);
  const results = message.content.flatMap((block) =>
    block.type === 'tool_use'
      ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'sunny' }]
      : [],
  );
  const messages = [asked, message, { role: 'user' as const, content: results }];
  const answer = await anthropic.messages.create({ ...request, model: to, messages });
  return answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

async function handOverGemini(from: string, to: string, isStream: boolean) {
  const tools = [{ functionDeclarations: [{ name: NAME, parametersJsonSchema: PARAMETERS }] }];
  const config = { tools, thinkingConfig: { includeThoughts: true } };
  const asked = { role: 'user', parts: [{ text: QUESTION }] };
  const request = { model: from, contents: [asked], config };
  const chunks = isStream
    ? await Array.fromAsync(await genai.models.generateContentStream(request))
    : [await genai.models.generateContent(request)];
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
  const results = parts.flatMap(({ functionCall: call }) =>
    call === undefined
      ? []
      : [{ functionResponse: { ...call, args: undefined, response: { output: 'sunny' } } }],
  );
  const contents = [asked, { role: 'model', parts }, { role: 'user', parts: results }];
  const clean = JSON.parse(JSON.stringify(contents)) as typeof contents;
  return (await genai.models.generateContent({ ...request, model: to, contents: clean })).text;
}

const CLIENTS: Readonly<Record<string, Handover>> = {
  'openai chat': handOverChat,
  'openai responses': handOverResponses,
  anthropic: handOverMessages,
  genai: handOverGemini,
};

for (const [client, handOver] of Object.entries(CLIENTS)) {
  for (const from of PROVIDERS) {
    describe(`${client} / ${from.name}`, () => {
      for (const to of PROVIDERS) {
        for (const isStream of [false, true]) {
          const manner = isStream ? 'streamed' : 'whole';
          test(`handover: ${to.name} goes on from its reasoning and call (${manner})`, async () => {
            const said = await handOver(from.demandingReasoner, to.reasoner, isStream);
            assert.equal(said, 'get_weather said: sunny');
          });
        }
      }
    });
  }
}
