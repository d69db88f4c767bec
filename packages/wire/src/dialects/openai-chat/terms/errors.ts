import type { ErrorView } from '../../../dialect.ts';
import { readProviderError } from '../../../errors/provider-error.ts';
import type { ProviderError } from '../../../event.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';
import type { SseFrame } from '../../../sse/frame.ts';

/**
 * The error object of the OpenAI wire: the whole body of an HTTP error, and the data of an error
 * frame.
 */
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

/**
 * The error a body carries; undefined for an answer, also for one that was whole before an error
 * came.
 */
export function parseError(body: unknown): ProviderError | undefined {
  if (!isObject(body)) return readProviderError(body);
  const choices = body['choices'];
  if (!Array.isArray(choices) || choices.length === 0) return readProviderError(body);
  const isWhole = choices.every(
    (choice) =>
      isObject(choice) && textOf(choice['finish_reason']) !== undefined && !hasFailed(choice),
  );
  return isWhole ? undefined : (topError(body) ?? choiceError(choices));
}

/**
 * The error inside a stream's frame: `event: error`, an `error` beside or inside the choices
 * (OpenRouter), or one of the flat shapes where a chunk should be.
 */
export function readChunkError(chunk: unknown, frame: SseFrame): ProviderError | undefined {
  if (frame.event === 'error') return readProviderError(chunk) ?? { message: frame.data };
  if (Array.isArray(chunk)) return readProviderError(chunk);
  if (!isObject(chunk)) return undefined;
  const choices = chunk['choices'];
  if (!Array.isArray(choices)) return readProviderError(chunk);
  return topError(chunk) ?? choiceError(choices);
}

/**
 * Beside `choices` only the marked shapes count: a message of another kind is not an error there.
 */
function topError(body: JsonObject): ProviderError | undefined {
  const { error, base_resp: result } = body;
  if (error == null && result == null) return undefined;
  return readProviderError({ error, base_resp: result, ...idOf(body) });
}

function idOf(body: JsonObject): JsonObject {
  return 'user_id' in body ? { user_id: body['user_id'] } : {};
}

function choiceError(choices: readonly unknown[]): ProviderError | undefined {
  for (const choice of choices) {
    if (isObject(choice) && choice['error'] != null) {
      const error = readProviderError({ error: choice['error'] });
      if (error !== undefined) return error;
    }
  }
  return undefined;
}

function hasFailed(choice: JsonObject): boolean {
  return choice['finish_reason'] === 'error';
}

function errorType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  if (status === 408 || status === 504) return 'timeout_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
