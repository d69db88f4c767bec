import type { ErrorView } from '../../../dialect.ts';
import { readProviderError } from '../../../errors/provider-error.ts';
import type { ProviderError } from '../../../event.ts';

const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** The field by which clients ask the provider to keep a conversation. */
export const THREAD_PARAM = 'thread';

/** What Anthropic's client looks for before it goes on without a thread. */
const THREAD_DETAILS = { error_code: 'thread_unsupported_request', unsupported: [THREAD_PARAM] };

/** The error type that the Messages API has for an HTTP status. */
function errorType(status: number): string {
  return TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
}

/**
 * An error in the shape that clients of the dialect read; our stable code and the field stand
 * beside the message.
 */
export function renderError(error: ErrorView): unknown {
  const isThread = error.code === 'unsupported_feature' && error.param === THREAD_PARAM;
  return {
    type: 'error',
    error: {
      type: errorType(error.status),
      message: error.message,
      code: error.code,
      ...(error.param === undefined ? {} : { param: error.param }),
      ...(isThread ? { details: THREAD_DETAILS } : {}),
    },
    request_id: error.requestId,
  };
}

/**
 * The error of a body: the dialect is spoken by many servers, each with error shapes of its own.
 */
export function parseError(body: unknown): ProviderError | undefined {
  return readProviderError(body);
}
