import type { Failure } from '@ocha/kernel';
import { failureOf, messageOf, wordsOf } from './failure.ts';
import {
  CAPACITY_WORDS,
  CONTEXT_CODES,
  CONTEXT_WORDS,
  FILTER_WORDS,
  KEY_WORDS,
  MODEL_CODES,
  MODEL_WORDS,
  PATH_WORDS,
  PLACE_WORDS,
  QUOTA_WORDS,
  REFERENCE_WORDS,
} from './failure-words.ts';
import type { Provider, ProviderResponse } from './provider.ts';

/**
 * Tells what a provider did to us. Total: anything that is not understood is `unparseable` or
 * `unavailable`, nothing
 * throws. The provider's own `classify` is asked first; it only knows what the shared table would
 * see wrong.
 */
export function classifyResponse(provider: Provider, response: ProviderResponse): Failure {
  return provider.classify?.(response) ?? classifyShared(response);
}

/**
 * The shared table alone, for providers that nest another provider's error. Causes that the body
 * names come before what the status alone would say.
 */
export function classifyShared(response: ProviderResponse): Failure {
  const status = statusOf(response);
  if (response.status >= 300 && response.status < 400) {
    return failureOf(response, {
      kind: 'unavailable',
      scope: 'deployment',
      message: `The provider redirects (HTTP ${response.status}), which is never followed.`,
    });
  }
  if (isUnreadable(response)) return classifyUnreadable(response);
  const words = wordsOf(response);
  return (
    classifyQuota(response, status, words) ??
    classifyRequest(response, status, words) ??
    classifyCredential(response, status, words) ??
    classifyByStatus(response, status, words)
  );
}

// --- which status the answer stands for

const STATUS_BY_TYPE: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  invalid_argument: 400,
  failed_precondition: 400,
  bad_request: 400,
  authentication_error: 401,
  unauthenticated: 401,
  invalid_api_key: 401,
  billing_error: 402,
  insufficient_quota: 402,
  permission_error: 403,
  permission_denied: 403,
  not_found_error: 404,
  not_found: 404,
  model_not_found: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  resource_exhausted: 429,
  too_many_requests: 429,
  api_error: 500,
  server_error: 500,
  internal: 500,
  internal_server_error: 500,
  unavailable: 503,
  service_unavailable: 503,
  timeout_error: 504,
  deadline_exceeded: 504,
  overloaded_error: 529,
};

/**
 * The HTTP status, or for an error inside a 200 the one that its body stands for; 0 where that
 * cannot be told.
 */
function statusOf(response: ProviderResponse): number {
  if (response.status >= 300) return response.status;
  const { error } = response;
  if (error === undefined) return 0;
  if (error.status !== undefined && error.status >= 400) return error.status;
  const number = Number(error.code);
  if (Number.isInteger(number) && number >= 400 && number < 600) return number;
  return byType(error.code) ?? byType(error.type) ?? 0;
}

function byType(name: string | undefined): number | undefined {
  const key = name?.toLowerCase();
  return key !== undefined && Object.hasOwn(STATUS_BY_TYPE, key) ? STATUS_BY_TYPE[key] : undefined;
}

// --- answers without a readable body: pages of CDNs and proxies, cut bodies, plain text

function isUnreadable(response: ProviderResponse): boolean {
  return response.error === undefined && (typeof response.body !== 'object' || !response.body);
}

function classifyUnreadable(response: ProviderResponse): Failure {
  const { status, text } = response;
  const isPage = /^\s*</.test(text.slice(0, 200));
  // Kept from plain-text bodies: a short sentence is the provider's own; a page never is.
  const message = isPage
    ? `The provider answered HTTP ${status} with a page instead of JSON.`
    : text;
  const make = (kind: Failure['kind'], scope: Failure['scope']): Failure =>
    failureOf(response, { kind, scope, message });
  if (status === 429) return make('rate_limited', 'deployment');
  if (status === 529) return make('overloaded', 'deployment');
  if (status === 402) return make('quota', 'credential');
  if (status === 401) return make('auth', 'credential');
  // A page with 403 is a firewall's or a country block, not an answer about the credential.
  if (status === 403) return isPage ? make('unavailable', 'provider') : make('auth', 'credential');
  if (status === 408 || status === 504 || status === 524) return make('timeout', 'deployment');
  if (status === 413) return make('bad_request', 'call');
  if (status >= 500) return make('unavailable', 'deployment');
  if (status >= 400 && !isPage && status !== 404 && status !== 405 && text.trim() !== '')
    return classifyRequest(response, status, wordsOf(response)) ?? make('bad_request', 'call');
  return make('unparseable', 'deployment');
}

// --- money

function classifyQuota(
  response: ProviderResponse,
  status: number,
  words: string,
): Failure | undefined {
  if (status >= 500) return undefined;
  if (status === 402 || QUOTA_WORDS.test(words) || hasSpendLimit(response))
    return failureOf(response, { kind: 'quota', scope: 'credential' });
  // Per day and model at Google: other models of the same credential may still answer.
  return response.error?.isQuota === true
    ? failureOf(response, { kind: 'quota', scope: 'deployment' })
    : undefined;
}

/**
 * Anthropic puts the spend limit into `error.details`, which no error shape of ours has a place
 * for.
 */
function hasSpendLimit(response: ProviderResponse): boolean {
  return response.status === 429 && response.text.includes('enforced_spend_limit_reached');
}

// --- the request itself

const FILTER_STATUS = new Set([0, 400, 403, 422, 451]);

const CONTEXT_STATUS = new Set([0, 400, 413, 422, 500]);

const MODEL_STATUS = new Set([0, 400, 403, 404, 410, 422]);

function classifyRequest(
  response: ProviderResponse,
  status: number,
  words: string,
): Failure | undefined {
  if (FILTER_STATUS.has(status) && FILTER_WORDS.test(words))
    return failureOf(response, { kind: 'content_filtered', scope: 'call' });
  // Groq answers 413 where a request alone is over the tokens a minute: another deployment can take
  // it.
  if (status === 413 && /rate_limit_exceeded|tokens per minute/.test(words))
    return failureOf(response, { kind: 'rate_limited', scope: 'deployment' });
  if (CONTEXT_CODES.test(words) || (CONTEXT_STATUS.has(status) && CONTEXT_WORDS.test(words)))
    return failureOf(response, { kind: 'context_too_long', scope: 'call' });
  if (status === 404 && REFERENCE_WORDS.test(words))
    return failureOf(response, { kind: 'bad_request', scope: 'call' });
  if (MODEL_STATUS.has(status) && (MODEL_CODES.test(words) || MODEL_WORDS.test(words)))
    return failureOf(response, { kind: 'model_gone', scope: 'deployment' });
  return undefined;
}

// --- the credential

function classifyCredential(
  response: ProviderResponse,
  status: number,
  words: string,
): Failure | undefined {
  if ((status === 400 || status === 403) && PLACE_WORDS.test(words))
    return failureOf(response, { kind: 'auth', scope: 'provider' });
  if (status === 401 || status === 403)
    return failureOf(response, { kind: 'auth', scope: 'credential' });
  // Google and xAI say 400 for a wrong key; Google's reason stands only in the details.
  if ((status === 400 || status === 0) && (KEY_WORDS.test(words) || hasInvalidKeyReason(response)))
    return failureOf(response, { kind: 'auth', scope: 'credential' });
  return undefined;
}

function hasInvalidKeyReason(response: ProviderResponse): boolean {
  return response.status === 400 && /"API_KEY_(?:INVALID|EXPIRED)"/.test(response.text);
}

// --- what is left

function classifyByStatus(response: ProviderResponse, status: number, words: string): Failure {
  const make = (kind: Failure['kind'], scope: Failure['scope']): Failure =>
    failureOf(response, { kind, scope });
  if (status === 429)
    return make(
      /overload|queue_exceeded/.test(words) ? 'overloaded' : 'rate_limited',
      'deployment',
    );
  if (status === 529 || status === 498) return make('overloaded', 'deployment');
  if (status === 408 || status === 504 || status === 524) return make('timeout', 'deployment');
  if (status >= 500 || status === 409 || status === 424 || status === 425 || status === 499)
    return make(CAPACITY_WORDS.test(words) ? 'overloaded' : 'unavailable', 'deployment');
  if (status === 404 || status === 410) return classifyMissing(response, words);
  if (status === 405) return make('unparseable', 'deployment');
  if (status >= 400) return make('bad_request', 'call');
  // A 200 whose body names an error without a kind.
  if (response.error !== undefined && CAPACITY_WORDS.test(words))
    return make('overloaded', 'deployment');
  if (response.error !== undefined && /rate.?limit|too many requests/.test(words))
    return make('rate_limited', 'deployment');
  return make(response.error === undefined ? 'unparseable' : 'unavailable', 'deployment');
}

/**
 * A 404 that names no model: a wrong address answers like this, and so does a model under another
 * name.
 */
function classifyMissing(response: ProviderResponse, words: string): Failure {
  const isPath = PATH_WORDS.test((messageOf(response) ?? '').toLowerCase()) || words.trim() === '';
  return failureOf(response, { kind: isPath ? 'unparseable' : 'model_gone', scope: 'deployment' });
}
