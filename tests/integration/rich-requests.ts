/** Requests that use much of what their dialect has, so that a mutation somewhere in them reaches much of the code. */
import type { Body } from './client-dialects.ts';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const IMAGE_URL = `data:image/png;base64,${PIXEL}`;
const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string', description: 'a city' }, days: { type: 'integer' } },
  required: ['city', 'days'],
  additionalProperties: false,
};

/** What tools of the wild look like. */
const TOOL_SCHEMA = {
  type: 'object',
  properties: {
    city: { type: 'string', minLength: 1, pattern: '^[A-Z]' },
    when: { type: ['string', 'null'], format: 'date-time' },
    kind: { enum: ['a', 'b'], default: 'a' },
    where: { anyOf: [{ type: 'string' }, { type: 'integer', minimum: 0 }], title: 'Where' },
    stops: { type: 'array', items: { $ref: '#/$defs/stop' }, maxItems: 4 },
    extra: { type: 'object', additionalProperties: { type: 'number' } },
  },
  required: ['city'],
  $defs: { stop: { type: 'object', properties: { next: { $ref: '#/$defs/stop' } } } },
};

/** Google takes no `additionalProperties`. */
const { additionalProperties: _closed, ...OPEN_SCHEMA } = SCHEMA;

/** By the id of the client's dialect. */
export const RICH_REQUESTS: Readonly<Record<string, readonly Body[]>> = {
  'openai-chat': [
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
        {
          role: 'user',
          name: 'ann',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: IMAGE_URL, detail: 'low' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'call_1',
              type: 'function',
              function: { name: 'weather', arguments: '{"city":"Bern"}' },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: '{"degrees":21}' },
        { role: 'assistant', content: 'Warm.', reasoning_content: 'hm', refusal: null },
        { role: 'user', content: 'Thanks' },
      ],
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'tells',
            parameters: TOOL_SCHEMA,
            strict: false,
          },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'weather' } },
      parallel_tool_calls: false,
      response_format: { type: 'json_schema', json_schema: { name: 'out', schema: SCHEMA } },
      temperature: 0.5,
      top_p: 0.9,
      max_tokens: 50,
      stop: ['END'],
      seed: 7,
      n: 1,
      presence_penalty: 0.1,
      logit_bias: { '50256': -10 },
      user: 'somebody',
      metadata: { tag: 'x' },
    },
    {
      messages: [
        {
          role: 'user',
          content: [{ type: 'file', file: { file_data: IMAGE_URL, filename: 'a.png' } }],
        },
      ],
      functions: [{ name: 'weather', parameters: TOOL_SCHEMA }],
      function_call: 'auto',
      max_completion_tokens: 10,
      reasoning_effort: 'low',
      logprobs: true,
      top_logprobs: 2,
    },
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Listen' },
            { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
          ],
        },
        {
          role: 'assistant',
          content: 'hm',
          reasoning_details: [{ type: 'reasoning.text', text: 'a' }],
        },
        { role: 'user', content: 'Well?' },
      ],
      stream: true,
      stream_options: { include_usage: true },
    },
  ],
  'openai-responses': [
    {
      instructions: 'Be brief.',
      input: [
        { role: 'user', content: 'Hello' },
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is this?' },
            { type: 'input_image', image_url: IMAGE_URL, detail: 'low' },
          ],
        },
        { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"Bern"}' },
        { type: 'function_call_output', call_id: 'call_1', output: '{"degrees":21}' },
        {
          type: 'message',
          role: 'assistant',
          id: 'msg_1',
          status: 'completed',
          content: [{ type: 'output_text', text: 'Warm.', annotations: [] }],
        },
        { role: 'user', content: 'Thanks' },
      ],
      tools: [{ type: 'function', name: 'weather', parameters: SCHEMA, strict: true }],
      tool_choice: { type: 'function', name: 'weather' },
      text: { format: { type: 'json_schema', name: 'out', schema: SCHEMA }, verbosity: 'low' },
      temperature: 0.5,
      top_p: 0.9,
      max_output_tokens: 50,
      parallel_tool_calls: true,
      store: false,
      metadata: { tag: 'x' },
      truncation: 'disabled',
      user: 'somebody',
    },
    {
      input: [
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }] },
        { role: 'user', content: 'Hello' },
      ],
      reasoning: { effort: 'low', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
    },
  ],
  'anthropic-messages': [
    {
      max_tokens: 4000,
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
            {
              type: 'document',
              source: { type: 'text', media_type: 'text/plain', data: 'words' },
              title: 'a',
            },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'Let me see.' },
            { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Bern' } },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'toolu_1',
              content: [{ type: 'text', text: '21' }],
              is_error: false,
            },
            { type: 'text', text: 'Thanks' },
          ],
        },
      ],
      tools: [{ name: 'weather', description: 'tells', input_schema: TOOL_SCHEMA }],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      stop_sequences: ['END'],
      metadata: { user_id: 'somebody' },
      service_tier: 'auto',
    },
    {
      max_tokens: 4000,
      thinking: { type: 'enabled', budget_tokens: 1024 },
      messages: [
        { role: 'user', content: 'Hello' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 'c2ln' },
            { type: 'redacted_thinking', data: 'ZGF0YQ==' },
            { type: 'text', text: 'Hello.' },
          ],
        },
        { role: 'user', content: 'Well?' },
      ],
    },
    {
      max_tokens: 10,
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'Hello' }],
      temperature: 0.5,
      top_k: 5,
      output_config: { format: { type: 'json_schema', schema: SCHEMA } },
    },
  ],
  gemini: [
    {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'What is this?' },
            { inlineData: { mimeType: 'image/png', data: PIXEL } },
          ],
        },
        { role: 'model', parts: [{ functionCall: { name: 'weather', args: { city: 'Bern' } } }] },
        {
          role: 'user',
          parts: [{ functionResponse: { name: 'weather', response: { degrees: 21 } } }],
        },
        { role: 'model', parts: [{ text: 'hm', thought: true }, { text: 'Warm.' }] },
        { role: 'user', parts: [{ text: 'Thanks' }] },
      ],
      tools: [
        {
          functionDeclarations: [
            { name: 'weather', description: 'tells', parameters: OPEN_SCHEMA },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['weather'] } },
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      generationConfig: {
        temperature: 0.5,
        topP: 0.9,
        topK: 5,
        maxOutputTokens: 50,
        stopSequences: ['END'],
        candidateCount: 1,
        seed: 7,
        thinkingConfig: { thinkingBudget: 100, includeThoughts: true },
      },
    },
    {
      contents: [{ parts: [{ text: 'Hello' }] }],
      generationConfig: { responseMimeType: 'application/json', responseSchema: OPEN_SCHEMA },
    },
  ],
  'openai-embeddings': [
    { input: ['one', 'two'], dimensions: 8, encoding_format: 'base64', user: 'somebody' },
    { input: [[1, 2, 3]], encoding_format: 'float' },
  ],
  'gemini-embeddings': [
    {
      content: { parts: [{ text: 'one' }] },
      taskType: 'RETRIEVAL_QUERY',
      title: 'a',
      outputDimensionality: 8,
    },
  ],
};
