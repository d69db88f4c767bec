import type { ErrorView } from '../../../dialect.ts';
import { readProviderError } from '../../../errors/provider-error.ts';
import type { ProviderError } from '../../../event.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';

/**
 * Error words of the Responses API that other endpoints do not have, and the statuses they stand
 * for.
 */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  invalid_prompt: 400,
  bio_policy: 400,
  data_residency_mismatch: 400,
  vector_store_timeout: 504,
  server_is_overloaded: 503,
  slow_down: 503,
  cancelled: 500,
};

/** The body of an HTTP error. */
export function renderError(error: ErrorView): Record<string, unknown> {
  return {
    error: {
      message: error.message,
      type: errorType(error.status),
      param: error.param ?? null,
      code: error.code,
      request_id: error.requestId,
    },
  };
}

/** The `type` that the stock clients know for a status. */
export function errorType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  if (status === 408 || status === 504) return 'timeout_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

/**
 * The `error` of a response object that failed: its codes are a closed list, so ours is told by the
 * nearest.
 */
export function responseError(error: ErrorView): Record<string, unknown> {
  return { code: nearestCode(error), message: error.message };
}

function nearestCode({ code, status }: ErrorView): string {
  if (code === 'context_too_long') return 'context_length_exceeded';
  if (status === 429) return 'rate_limit_exceeded';
  return status < 500 ? 'invalid_prompt' : 'server_error';
}

/** The error a body carries: an HTTP error, a failed response, or an error event of a stream. */
export function parseError(body: unknown): ProviderError | undefined {
  if (!isObject(body)) return readProviderError(body);
  if (isResponse(body)) return failureOf(body);
  if (body['type'] === 'response.failed' && isObject(body['response']))
    return failureOf({ ...body['response'], status: 'failed' });
  if (body['type'] === 'error' && !isObject(body['error'])) return flatError(body);
  const error = readProviderError(body);
  return error === undefined ? undefined : withStatus(error);
}

function isResponse(body: JsonObject): boolean {
  return body['object'] === 'response' || Array.isArray(body['output']);
}

/**
 * The failure of a response object; undefined while it is well. An `error` of null is on every one
 * of them.
 */
function failureOf(response: JsonObject): ProviderError | undefined {
  const status = response['status'];
  const hasError = isObject(response['error']);
  if (!hasError && status !== 'failed' && status !== 'cancelled') return undefined;
  const error = hasError ? readProviderError({ error: response['error'] }) : undefined;
  const message = `The response ${status === 'cancelled' ? 'was cancelled' : 'failed'}.`;
  return withStatus({ ...(error ?? { message }), body: response }, 500);
}

/**
 * `{"type":"error","code","message","param"}`: the event as it is documented, without a nested
 * object.
 */
function flatError(event: JsonObject): ProviderError {
  const { code, message, param } = event;
  const error = readProviderError({ error: { code, message, param } });
  return withStatus({
    ...(error ?? { message: textOf(message) ?? 'The stream reported an error.' }),
    body: event,
  });
}

function withStatus(error: ProviderError, fallback?: number): ProviderError {
  if (error.status !== undefined) return error;
  const code = error.code ?? '';
  const known = Object.hasOwn(STATUS_OF_CODE, code) ? STATUS_OF_CODE[code] : undefined;
  const status = known ?? (/image/.test(code) ? 400 : undefined) ?? fallback;
  return status === undefined ? error : { ...error, status };
}
