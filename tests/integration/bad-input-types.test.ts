import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type BadInputGateway, openBadInputGateway } from './bad-input-gateway.ts';
import { type Body, clientDialect } from './client-dialects.ts';

/** What is laid over a good request, and the field that the error must name. Undefined takes a field away. */
type Case = readonly [changes: Body, param: string | RegExp];

const user = (content: unknown) => ({ messages: [{ role: 'user', content }] });
const item = (part: unknown) => ({ input: [{ role: 'user', content: [part] }] });
const parts = (...list: unknown[]) => ({ contents: [{ role: 'user', parts: list }] });

/** Shapes that the first look at a request refuses, by the dialect of the client. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  'openai-chat': [
    [{ model: undefined }, 'model'],
    [{ model: null }, 'model'],
    [{ model: 5 }, 'model'],
    [{ model: ['openai/gpt-4.1-mini'] }, 'model'],
    [{ model: '' }, 'model'],
    [{ messages: undefined }, 'messages'],
    [{ messages: 'hi' }, 'messages'],
    [{ messages: {} }, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: ['hi'] }, 'messages[0]'],
    [{ messages: [null] }, 'messages[0]'],
    [{ messages: [{ content: 'hi' }] }, 'messages[0].role'],
    [{ messages: [{ role: 'constructor', content: 'hi' }] }, 'messages[0].role'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content'],
    [user(5), 'messages[0].content'],
    [user({ text: 'hi' }), 'messages[0].content'],
    [user(['hi']), 'messages[0].content[0]'],
    [user([{ text: 'hi' }]), 'messages[0].content[0]'],
    [user([{ type: 'text', text: 5 }]), 'messages[0].content[0].text'],
    [user([{ type: 'image_url', image_url: {} }]), 'messages[0].content[0].image_url.url'],
    [{ messages: [{ role: 'tool', tool_call_id: 5, content: 'x' }] }, 'messages[0].tool_call_id'],
    [{ messages: [{ role: 'assistant', tool_calls: 'x' }] }, 'messages[0].tool_calls'],
    [{ messages: [{ role: 'assistant', tool_calls: [{}] }] }, 'messages[0].tool_calls[0]'],
    [{ stream: 'yes' }, 'stream'],
    [{ stream: 1 }, 'stream'],
    [{ stream_options: 'usage', stream: true }, 'stream_options'],
    [{ tools: {} }, 'tools'],
    [{ tools: ['x'] }, 'tools[0]'],
    [{ tools: [{ type: 'function' }] }, 'tools[0].function.name'],
    [{ response_format: 'json' }, 'response_format'],
  ],
  'openai-responses': [
    [{ model: undefined }, 'model'],
    [{ model: {} }, 'model'],
    [{ input: undefined }, 'input'],
    [{ input: 5 }, 'input'],
    [{ input: ['hi'] }, 'input[0]'],
    [{ input: [{}] }, 'input[0].type'],
    [{ input: [{ role: 'constructor', content: 'hi' }] }, 'input[0].role'],
    [{ input: [{ role: 'user', content: 5 }] }, 'input[0].content'],
    [item('hi'), 'input[0].content[0]'],
    [item({ type: { toString: 1 } }), 'input[0].content[0]'],
    [{ input: [{ type: 'function_call', name: 'f' }] }, 'input[0].call_id'],
    [{ input: [{ type: 'function_call', call_id: 'c' }] }, 'input[0].name'],
    [{ input: [{ type: 'function_call_output', output: 'x' }] }, 'input[0].call_id'],
    [{ stream: 'yes' }, 'stream'],
    [{ tools: 'x' }, 'tools'],
    [{ tools: [{ type: 'function' }] }, 'tools[0].name'],
    [{ tools: [{ type: {} }] }, 'tools[0]'],
  ],
  'anthropic-messages': [
    [{ model: undefined }, 'model'],
    [{ model: true }, 'model'],
    [{ max_tokens: undefined }, 'max_tokens'],
    [{ max_tokens: '100' }, 'max_tokens'],
    [{ max_tokens: -1 }, 'max_tokens'],
    [{ max_tokens: 1.5 }, 'max_tokens'],
    [{ max_tokens: 1e300 }, 'max_tokens'],
    [{ messages: undefined }, 'messages'],
    [{ messages: 'hi' }, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: [5] }, 'messages[0]'],
    [{ messages: [{ role: 'tool', content: 'x' }] }, 'messages[0].role'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content'],
    [user([{ type: 5 }]), 'messages[0].content[0].type'],
    [user([{ type: 'text' }]), 'messages[0].content[0].text'],
    [user([{ type: 'image' }]), 'messages[0].content[0].source'],
    [user([{ type: 'image', source: { type: 'constructor' } }]), /source\.type$/],
    [user([{ type: 'image', source: { type: 'url', url: 5 } }]), /source\.url$/],
    [user([{ type: 'tool_result' }]), 'messages[0].content[0].tool_use_id'],
    [{ system: 5 }, 'system'],
    [{ system: [{ type: 'image' }] }, 'system[0]'],
    [{ stream: 'yes' }, 'stream'],
    [{ tools: 'x' }, 'tools'],
    [{ tools: [{ input_schema: {} }] }, 'tools[0].name'],
  ],
  gemini: [
    [{ contents: undefined }, 'contents'],
    [{ contents: [] }, 'contents'],
    [{ contents: 5 }, 'contents[0]'],
    [{ contents: [{ role: 'constructor', parts: [{ text: 'hi' }] }] }, 'contents[0].role'],
    [parts(5), 'contents[0].parts[0]'],
    [parts({}), 'contents[0].parts[0]'],
    [parts({ text: 5 }), 'contents[0].parts[0].text'],
    [parts({ inlineData: 'x' }), 'contents[0].parts[0].inlineData'],
    [parts({ inlineData: { data: 'x' } }), 'contents[0].parts[0].inlineData.mimeType'],
    [parts({ fileData: {} }), 'contents[0].parts[0].fileData.fileUri'],
    [parts({ functionCall: {} }), 'contents[0].parts[0].functionCall.name'],
    [{ systemInstruction: 5 }, 'systemInstruction'],
    [{ generationConfig: 'hot' }, 'generationConfig'],
    [{ generationConfig: { thinkingConfig: 5 } }, 'generationConfig.thinkingConfig'],
    [{ tools: [5] }, 'tools[0]'],
    [{ tools: [{ functionDeclarations: [{}] }] }, 'tools[0].functionDeclarations[0]'],
  ],
  'openai-embeddings': [
    [{ model: undefined }, 'model'],
    [{ model: 5 }, 'model'],
    [{ input: undefined }, 'input'],
    [{ input: {} }, 'input'],
    [{ input: [] }, 'input'],
    [{ input: [{}] }, 'input[0]'],
    [{ input: [[]] }, 'input[0]'],
    [{ input: ['a', 1.5] }, 'input[1]'],
  ],
  'gemini-embeddings': [
    [{ content: undefined }, 'content'],
    [{ content: 5 }, 'content'],
    [{ content: { parts: [5] } }, 'content.parts[0]'],
    [{ content: { parts: [{}] } }, 'content.parts[0]'],
  ],
};

for (const [id, cases] of Object.entries(CASES)) {
  describe(`wrong types in ${id}`, () => {
    const dialect = clientDialect(id);
    let gateway: BadInputGateway;
    before(async () => {
      gateway = await openBadInputGateway();
    });
    after(() => gateway[Symbol.asyncDispose]());

    for (const lane of ['own', 'translated'] as const) {
      for (const [changes, param] of cases) {
        const shown = JSON.stringify(changes, (_, value) => value ?? null);
        test(`${shown} is refused and ${param} is named (${lane} dialect)`, async () => {
          const model = gateway.model(dialect, lane);
          const body = { ...dialect.body(model), ...changes };
          const { error } = await gateway.assertRefuses(dialect, {
            path: dialect.path(model),
            body,
            status: 400,
            code: 'invalid_request',
          });
          if (typeof param === 'string') assert.equal(error.param, param);
          else assert.match(error.param ?? '', param);
        });
      }
    }
  });
}
