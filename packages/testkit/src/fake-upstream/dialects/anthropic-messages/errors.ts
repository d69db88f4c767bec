import type { ErrorWish, NativeError, NativeRequest, Reply } from '../contract.ts';
import { Refusal } from '../contract.ts';
import { wholeReply } from '../frames.ts';
import type { Memory } from '../memory.ts';

/** Refuses a request in Anthropic's words. */
export function refuse(message: string): never {
  throw new Refusal({ status: 400, type: 'invalid_request_error', message });
}

/** `x-api-key`, or a bearer token as the newest SDK sends. */
export function anthropicCredential(request: NativeRequest): string | undefined {
  const bearer = /^Bearer\s+(\S+)/i.exec(request.headers['authorization'] ?? '');
  return request.headers['x-api-key'] ?? bearer?.[1];
}

export function refuseAnthropicCredential(credential: string | undefined): NativeError {
  const message = credential === undefined ? 'x-api-key header is required' : 'invalid x-api-key';
  return { status: 401, type: 'authentication_error', message };
}

export function anthropicErrorBody(error: NativeError, memory?: Memory): unknown {
  if (error.body !== undefined) return error.body;
  const { type = 'api_error', message, extra } = error;
  const requestId = memory === undefined ? {} : { request_id: memory.mint('req_011C', 20) };
  return { type: 'error', error: { type, message, ...extra }, ...requestId };
}

export function renderAnthropicError(error: NativeError, memory: Memory): Reply {
  const isRetryable = error.status === 408 || error.status === 429 || error.status >= 500;
  return wholeReply(anthropicErrorBody(error, memory), {
    status: error.status,
    headers: {
      'request-id': memory.mint('req_011C', 20),
      'x-should-retry': String(isRetryable),
      ...error.headers,
    },
  });
}

/** The headers that Anthropic puts on every good answer. */
export function anthropicHeaders(memory: Memory): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { 'request-id': memory.mint('req_011C', 20) };
  for (const unit of ['requests', 'tokens', 'input-tokens', 'output-tokens']) {
    headers[`anthropic-ratelimit-${unit}-limit`] = '4000';
    headers[`anthropic-ratelimit-${unit}-remaining`] = '3999';
    headers[`anthropic-ratelimit-${unit}-reset`] = '2026-01-01T00:00:00Z';
  }
  return headers;
}

type Words = readonly [type: string, message: string];

const WORDS: Readonly<Record<number, Words>> = {
  400: ['invalid_request_error', 'Invalid request.'],
  401: ['authentication_error', 'invalid x-api-key'],
  402: ['billing_error', 'Your credit balance is too low to access the Anthropic API.'],
  403: ['permission_error', 'Your API key does not have permission to use the specified resource.'],
  404: ['not_found_error', 'model: {model}'],
  408: ['timeout_error', 'Request timed out.'],
  413: ['request_too_large', 'Request exceeds the maximum size'],
  422: ['invalid_request_error', 'Unprocessable request.'],
  429: ['rate_limit_error', 'This request would exceed your organization’s rate limit.'],
  500: ['api_error', 'Internal server error'],
  502: ['api_error', 'Bad gateway'],
  503: ['api_error', 'Service unavailable'],
  504: ['timeout_error', 'The request timed out.'],
  529: ['overloaded_error', 'Overloaded'],
};

export function describeAnthropicError(wish: ErrorWish): NativeError {
  const [type, message] = wordsOf(wish);
  const headers: Record<string, string> = {};
  if (wish.retryAfterSeconds !== undefined) headers['retry-after'] = String(wish.retryAfterSeconds);
  const isSpent = wish.variant === 'spend-limit' || wish.variant === 'insufficient-quota';
  return {
    status: wish.status,
    type,
    message: message.replace('{model}', wish.model),
    headers,
    extra: isSpent ? { details: { error_code: 'enforced_spend_limit_reached' } } : undefined,
  };
}

function wordsOf(wish: ErrorWish): Words {
  switch (wish.variant) {
    case 'context-too-long':
      return ['invalid_request_error', 'prompt is too long: 215000 tokens > 200000 maximum'];
    case 'content-filter':
      return ['invalid_request_error', 'Output blocked by content filtering policy'];
    case 'billing':
      return [
        'invalid_request_error',
        'Your credit balance is too low to access the Anthropic API.',
      ];
    case 'spend-limit':
    case 'insufficient-quota':
    case 'daily-quota':
      return ['rate_limit_error', 'You have reached your specified API usage limits.'];
    default:
      return WORDS[wish.status] ?? ['api_error', `HTTP ${wish.status}`];
  }
}
