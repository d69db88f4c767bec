import { answer, type Case, page, runCases } from '../test/classify-cases.ts';

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'rate limits and quotas': [
    [
      '429',
      'openai',
      answer(429, {
        type: 'rate_limit_error',
        message: 'Rate limit reached for gpt-5 on tokens per min (TPM): Limit 30000',
      }),
      'rate_limited deployment',
    ],
    ['429 without a body', 'openai', answer(429, undefined), 'rate_limited deployment'],
    [
      'insufficient_quota',
      'openai',
      answer(429, { code: 'insufficient_quota', isQuota: true }),
      'quota credential',
    ],
    [
      'exceeded_current_quota_error',
      'moonshot',
      answer(429, { type: 'exceeded_current_quota_error' }),
      'quota credential',
    ],
    [
      'spend limit in the details',
      'anthropic',
      answer(
        429,
        { type: 'rate_limit_error', message: 'limit' },
        { text: '{"error":{"details":{"error_code":"enforced_spend_limit_reached"}}}' },
      ),
      'quota credential',
    ],
    [
      'credit balance with 400',
      'anthropic',
      answer(400, {
        type: 'invalid_request_error',
        message: 'Your credit balance is too low to access the Anthropic API.',
      }),
      'quota credential',
    ],
    [
      'per-day quota',
      'google-ai-studio',
      answer(429, { type: 'RESOURCE_EXHAUSTED', isQuota: true }),
      'quota deployment',
    ],
    [
      'per-minute quota that speaks of billing',
      'google-ai-studio',
      answer(429, {
        type: 'RESOURCE_EXHAUSTED',
        message: 'You exceeded your current quota, please check your plan and billing details.',
      }),
      'rate_limited deployment',
    ],
    ['402', 'deepseek', answer(402, { message: 'Insufficient Balance' }), 'quota credential'],
    ['402 as a page', 'nvidia-nim', page(402), 'quota credential'],
    [
      'monthly credits',
      'huggingface',
      answer(402, { message: 'You have exceeded your monthly included credits' }),
      'quota credential',
    ],
    [
      'credits with 403',
      'xai',
      answer(403, {
        message: 'Your team has used all available credits or reached its monthly spending limit.',
      }),
      'quota credential',
    ],
    [
      'arrearage with 400',
      'dashscope',
      answer(400, { code: 'Arrearage', message: 'Access denied' }),
      'quota credential',
    ],
    [
      'used-up free tier',
      'dashscope',
      answer(403, { code: 'AllocationQuota.FreeTierOnly', message: 'x' }),
      'quota deployment',
    ],
    [
      'suspended account',
      'fireworks',
      answer(412, { message: 'Account is not in good standing' }),
      'quota credential',
    ],
    ['412 elsewhere', 'openai', answer(412, { message: 'precondition' }), 'bad_request call'],
    ['balance code', 'zai', answer(429, { code: '1113', message: 'x' }), 'quota credential'],
    ['rate code', 'zai', answer(429, { code: '1302', message: 'x' }), 'rate_limited deployment'],
    [
      'request over the tokens a minute',
      'groq',
      answer(413, {
        code: 'rate_limit_exceeded',
        message:
          'Request too large for model on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce your message size',
      }),
      'rate_limited deployment',
    ],
  ],
  capacity: [
    [
      '529',
      'anthropic',
      answer(529, { type: 'overloaded_error', message: 'Overloaded' }),
      'overloaded deployment',
    ],
    ['flex capacity', 'groq', answer(498, { message: 'capacity' }), 'overloaded deployment'],
    [
      'engine overloaded with 429',
      'moonshot',
      answer(429, { type: 'engine_overloaded_error' }),
      'overloaded deployment',
    ],
    [
      'queue with 429',
      'cerebras',
      answer(429, { code: 'queue_exceeded' }),
      'overloaded deployment',
    ],
    [
      'tier capacity with 429',
      'mistral',
      answer(429, { code: '3505', message: 'Service tier capacity exceeded for this model.' }),
      'overloaded deployment',
    ],
    [
      '503 that says so',
      'google-ai-studio',
      answer(503, {
        type: 'UNAVAILABLE',
        message: 'The model is overloaded. Please try again later.',
      }),
      'overloaded deployment',
    ],
    [
      '503 while loading',
      'llamacpp',
      answer(503, { message: 'Loading model' }),
      'overloaded deployment',
    ],
    ['503 that says nothing', 'openai', answer(503, { message: 'x' }), 'unavailable deployment'],
  ],
  'server errors': [
    [
      '500',
      'openai',
      answer(500, { type: 'server_error', message: 'The server had an error' }),
      'unavailable deployment',
    ],
    ['502 page', 'openai', page(502), 'unavailable deployment'],
    ['504', 'google-ai-studio', answer(504, { type: 'DEADLINE_EXCEEDED' }), 'timeout deployment'],
    ['408', 'openrouter', answer(408, { message: 'timed out' }), 'timeout deployment'],
    ['409', 'openai', answer(409, { message: 'conflict' }), 'unavailable deployment'],
    ['424', 'openai-compatible', answer(424, { message: 'dependency' }), 'unavailable deployment'],
    [
      'redirect',
      'openai',
      answer(302, undefined, { headers: { location: 'https://x.test' } }),
      'unavailable deployment',
    ],
  ],
  credentials: [
    ['401', 'openai', answer(401, { code: 'invalid_api_key' }), 'auth credential'],
    ['401 without a body', 'groq', answer(401, undefined), 'auth credential'],
    [
      '403',
      'anthropic',
      answer(403, { type: 'permission_error', message: 'no' }),
      'auth credential',
    ],
    ['403 page of a firewall', 'openai', page(403), 'unavailable provider'],
    [
      'wrong key with 400',
      'google-ai-studio',
      answer(400, {
        type: 'INVALID_ARGUMENT',
        message: 'API key not valid. Please pass a valid API key.',
      }),
      'auth credential',
    ],
    [
      'wrong key only in the details',
      'google-ai-studio',
      answer(
        400,
        { type: 'INVALID_ARGUMENT', message: 'x' },
        { text: '{"reason":"API_KEY_INVALID"}' },
      ),
      'auth credential',
    ],
    [
      'wrong key with 400 and flat',
      'xai',
      answer(400, {
        code: 'Client specified an invalid argument',
        message: 'Incorrect API key provided: xa***yz.',
      }),
      'auth credential',
    ],
    [
      'a country',
      'google-ai-studio',
      answer(400, {
        type: 'FAILED_PRECONDITION',
        message: 'User location is not supported for the API use.',
      }),
      'auth provider',
    ],
  ],
};

runCases(CASES);
