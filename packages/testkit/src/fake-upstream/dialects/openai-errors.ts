import type { ErrorWish, NativeError, NativeRequest, Reply } from './contract.ts';
import { Refusal } from './contract.ts';
import { wholeReply } from './frames.ts';
import type { Memory } from './memory.ts';

/** Refuses a request in OpenAI's words. */
export function refuse(
  message: string,
  details: { readonly param?: string; readonly code?: string; readonly status?: number } = {},
): never {
  throw new Refusal({
    status: details.status ?? 400,
    message,
    type: 'invalid_request_error',
    param: details.param ?? null,
    code: details.code ?? null,
  });
}

/** `Authorization: Bearer …`, or Azure's `api-key`. */
export function openaiCredential(request: NativeRequest): string | undefined {
  const bearer = /^Bearer\s+(\S+)/i.exec(request.headers['authorization'] ?? '');
  return bearer?.[1] ?? request.headers['api-key'];
}

export function refuseOpenaiCredential(credential: string | undefined): NativeError {
  const message =
    credential === undefined
      ? "You didn't provide an API key. You need to provide your API key in an Authorization header."
      : `Incorrect API key provided: ${credential.slice(0, 3)}***. You can find your API key in your account.`;
  const code = credential === undefined ? null : 'invalid_api_key';
  return { status: 401, message, type: 'invalid_request_error', code, param: null };
}

/** The error object of every OpenAI endpoint. */
export function openaiErrorBody(error: NativeError): unknown {
  return (
    error.body ?? {
      error: {
        message: error.message,
        type: error.type ?? 'invalid_request_error',
        param: error.param ?? null,
        code: error.code ?? null,
        ...error.extra,
      },
    }
  );
}

export function renderOpenaiError(error: NativeError, memory: Memory): Reply {
  return wholeReply(openaiErrorBody(error), {
    status: error.status,
    headers: { ...openaiHeaders(memory), ...error.headers },
    indent: 2,
  });
}

/** The headers that OpenAI puts on every answer. */
export function openaiHeaders(memory: Memory): Readonly<Record<string, string>> {
  return {
    'x-request-id': memory.mint('req_', 32, 'hex'),
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': '9999',
    'x-ratelimit-reset-requests': '6ms',
    'x-ratelimit-limit-tokens': '2000000',
    'x-ratelimit-remaining-tokens': '1999000',
    'x-ratelimit-reset-tokens': '30ms',
  };
}

interface Words {
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
}

/** OpenAI's words by status; 402 is DeepSeek's and 529 a relayed one, since OpenAI itself sends neither. */
const WORDS: Readonly<Record<number, Words>> = {
  400: { type: 'invalid_request_error', code: null, message: 'Invalid request.' },
  401: {
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: 'Incorrect API key provided: sk-***.',
  },
  402: { type: 'unknown_error', code: 'invalid_request_error', message: 'Insufficient Balance' },
  403: {
    type: 'request_forbidden',
    code: 'unsupported_country_region_territory',
    message: 'Country, region, or territory not supported',
  },
  404: {
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: 'The model `{model}` does not exist or you do not have access to it.',
  },
  408: { type: 'timeout_error', code: 'request_timeout', message: 'Request timed out.' },
  413: {
    type: 'invalid_request_error',
    code: 'request_too_large',
    message: 'Request body is too large.',
  },
  422: { type: 'invalid_request_error', code: null, message: 'Unprocessable entity.' },
  429: {
    type: 'requests',
    code: 'rate_limit_exceeded',
    message:
      'Rate limit reached for {model} on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s.',
  },
  500: {
    type: 'server_error',
    code: null,
    message: 'The server had an error while processing your request.',
  },
  502: { type: 'server_error', code: null, message: 'Bad gateway.' },
  503: {
    type: 'service_unavailable_error',
    code: null,
    message: 'The engine is currently overloaded, please try again later.',
  },
  504: { type: 'server_error', code: null, message: 'The upstream took too long to answer.' },
  529: { type: 'overloaded_error', code: '529', message: 'Overloaded' },
};

export function describeOpenaiError(wish: ErrorWish): NativeError {
  const words = wordsOf(wish);
  const headers: Record<string, string> = {};
  if (wish.retryAfterSeconds !== undefined) headers['retry-after'] = String(wish.retryAfterSeconds);
  if (wish.status === 401) headers['www-authenticate'] = 'Bearer realm="OpenAI API"';
  if (wish.status === 429) headers['x-ratelimit-remaining-requests'] = '0';
  const message = words.message.replace('{model}', wish.model);
  return { status: wish.status, ...words, message, param: null, headers };
}

function wordsOf(wish: ErrorWish): Words {
  switch (wish.variant) {
    case 'insufficient-quota':
    case 'daily-quota':
    case 'spend-limit':
      return {
        type: 'insufficient_quota',
        code: 'insufficient_quota',
        message: 'You exceeded your current quota, please check your plan and billing details.',
      };
    case 'billing':
      return {
        type: 'billing_error',
        code: 'billing_hard_limit_reached',
        message: 'Billing hard limit has been reached.',
      };
    case 'context-too-long':
      return {
        type: 'invalid_request_error',
        code: 'context_length_exceeded',
        message:
          "This model's maximum context length is 128000 tokens. However, your messages resulted in 150000 tokens.",
      };
    case 'content-filter':
      return {
        type: 'invalid_request_error',
        code: 'content_filter',
        message: 'The response was filtered due to the prompt triggering the content policy.',
      };
    default:
      return (
        WORDS[wish.status] ?? { type: 'server_error', code: null, message: `HTTP ${wish.status}` }
      );
  }
}
