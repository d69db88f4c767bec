import { answer, type Case, page, runCases } from '../test/classify-cases.ts';

const CASES: Readonly<Record<string, readonly Case[]>> = {
  models: [
    [
      '404',
      'openai',
      answer(404, {
        code: 'model_not_found',
        message: 'The model `gpt-9` does not exist or you do not have access to it.',
      }),
      'model_gone deployment',
    ],
    [
      '404 by type',
      'anthropic',
      answer(404, { type: 'not_found_error', message: 'model: claude-9' }),
      'model_gone deployment',
    ],
    [
      'retired',
      'xai',
      answer(404, {
        code: 'Some requested entity was not found',
        message:
          'The model grok-beta was deprecated on 2025-09-15 and is no longer accessible via the API.',
      }),
      'model_gone deployment',
    ],
    [
      '400',
      'deepseek',
      answer(400, { code: 'invalid_request_error', message: 'Model Not Exist' }),
      'model_gone deployment',
    ],
    [
      'decommissioned',
      'groq',
      answer(400, { code: 'model_decommissioned', message: 'x' }),
      'model_gone deployment',
    ],
    [
      'invalid id',
      'openrouter',
      answer(400, { code: '400', message: 'foo/bar is not a valid model ID' }),
      'model_gone deployment',
    ],
    [
      'by code',
      'mistral',
      answer(400, { code: '1500', type: 'invalid_model', message: 'Invalid model: foo' }),
      'model_gone deployment',
    ],
    [
      'not granted',
      'openai-compatible',
      answer(403, { message: "You don't have access to the model with the specified model ID." }),
      'model_gone deployment',
    ],
    ['410', 'together', answer(410, { message: 'gone' }), 'model_gone deployment'],
    [
      'unknown path',
      'openai',
      answer(404, { message: 'Invalid URL (POST /v1/chat/completion)' }),
      'unparseable deployment',
    ],
    [
      'unknown path of FastAPI',
      'vllm',
      answer(404, { message: 'Not Found' }),
      'unparseable deployment',
    ],
    ['unknown path as a page', 'vllm', page(404), 'unparseable deployment'],
    ['405', 'openai', answer(405, { message: 'Method not allowed' }), 'unparseable deployment'],
    [
      'an earlier answer',
      'openai',
      answer(404, {
        code: 'previous_response_not_found',
        message: "Previous response with id 'resp_1' not found.",
      }),
      'bad_request call',
    ],
    [
      'a parameter the model lacks',
      'openai',
      answer(400, {
        code: 'unsupported_parameter',
        message: "Unsupported parameter: 'stop' is not supported with this model.",
        param: 'stop',
      }),
      'bad_request call',
    ],
    [
      'a role the model lacks',
      'anthropic',
      answer(400, {
        type: 'invalid_request_error',
        message: "role 'system' is not supported on this model",
      }),
      'bad_request call',
    ],
  ],
  'the request': [
    ['400', 'openai', answer(400, { message: 'bad' }), 'bad_request call'],
    [
      '422',
      'mistral',
      answer(422, { message: 'Extra inputs are not permitted' }),
      'bad_request call',
    ],
    [
      '413',
      'anthropic',
      answer(413, { type: 'request_too_large', message: 'Request exceeds the maximum size' }),
      'bad_request call',
    ],
    ['413 page', 'anthropic', page(413), 'bad_request call'],
    ['plain text', 'openai', answer(400, undefined, { text: 'bad header' }), 'bad_request call'],
    [
      'too many output tokens',
      'openai',
      answer(400, {
        message:
          'max_tokens is too large: 100000. This model supports at most 16384 completion tokens.',
      }),
      'bad_request call',
    ],
  ],
  'context length': [
    ['OpenAI', 'openai', answer(400, { code: 'context_length_exceeded' }), 'context_too_long call'],
    [
      'vLLM',
      'vllm',
      answer(400, {
        message:
          "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
      }),
      'context_too_long call',
    ],
    [
      'Anthropic',
      'anthropic',
      answer(400, { message: 'prompt is too long: 210000 tokens > 200000 maximum' }),
      'context_too_long call',
    ],
    [
      'Anthropic with output',
      'anthropic',
      answer(400, {
        message: 'input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000',
      }),
      'context_too_long call',
    ],
    [
      'llama.cpp',
      'llamacpp',
      answer(400, { type: 'exceed_context_size_error', message: 'x' }),
      'context_too_long call',
    ],
    [
      'Cohere',
      'openai-compatible',
      answer(400, { type: 'TOO_MANY_TOKENS', message: 'x' }),
      'context_too_long call',
    ],
    [
      'Google',
      'google-ai-studio',
      answer(400, {
        message:
          'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      }),
      'context_too_long call',
    ],
    [
      'Qwen',
      'dashscope',
      answer(400, { message: 'Range of input length should be [1, 30720]' }),
      'context_too_long call',
    ],
    [
      'Mistral',
      'mistral',
      answer(400, {
        code: '3051',
        message:
          'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      }),
      'context_too_long call',
    ],
    ['Z.ai', 'zai', answer(400, { code: '1261', message: 'x' }), 'context_too_long call'],
  ],
  'content filters': [
    [
      'Azure',
      'openai-compatible',
      answer(400, {
        code: 'content_filter',
        message:
          'The response was filtered due to the prompt triggering content management policy.',
      }),
      'content_filtered call',
    ],
    [
      'OpenAI',
      'openai',
      answer(400, { code: 'content_policy_violation', message: 'x' }),
      'content_filtered call',
    ],
    [
      'Qwen',
      'dashscope',
      answer(400, {
        code: 'data_inspection_failed',
        message: 'Input text data may contain inappropriate content.',
      }),
      'content_filtered call',
    ],
    [
      'DeepSeek',
      'deepseek',
      answer(400, { message: 'Content Exists Risk' }),
      'content_filtered call',
    ],
    [
      'xAI with 403',
      'xai',
      answer(403, { message: 'Content violates usage guidelines.' }),
      'content_filtered call',
    ],
    [
      'OpenRouter with 403',
      'openrouter',
      answer(403, { message: 'Your input was flagged for "violence".' }),
      'content_filtered call',
    ],
    ['Z.ai', 'zai', answer(400, { code: '1301', message: 'x' }), 'content_filtered call'],
  ],
  'errors inside a 200': [
    [
      'overloaded event',
      'anthropic',
      answer(200, { type: 'overloaded_error', message: 'Overloaded' }),
      'overloaded deployment',
    ],
    [
      'api_error event',
      'anthropic',
      answer(200, { type: 'api_error', message: 'x' }),
      'unavailable deployment',
    ],
    [
      'numeric code',
      'openrouter',
      answer(200, { code: '502', message: 'x' }),
      'unavailable deployment',
    ],
    [
      'numeric rate limit',
      'openrouter',
      answer(200, { code: '429', message: 'x' }),
      'rate_limited deployment',
    ],
    [
      'status of the body',
      'google-ai-studio',
      answer(200, { status: 503, message: 'x' }),
      'unavailable deployment',
    ],
    [
      'an error without a kind',
      'openai-compatible',
      answer(200, { message: 'something broke' }),
      'unavailable deployment',
    ],
    ['a page', 'openai', page(200), 'unparseable deployment'],
    [
      'half a body',
      'openai',
      answer(200, undefined, { text: '{"id":"chatcmpl-1","choi' }),
      'unparseable deployment',
    ],
    ['nothing', 'openai', answer(200, undefined), 'unparseable deployment'],
  ],
};

runCases(CASES);
