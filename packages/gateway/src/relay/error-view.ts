import type { ServerResponse } from 'node:http';
import { OchaError } from '@ocha/kernel';
import { DIALECTS, type DialectId, type ErrorView } from '@ocha/wire';

/** An error in the words every dialect renders from. */
export function toErrorView(error: OchaError, requestId: string): ErrorView {
  return {
    status: error.status,
    code: error.code,
    message: error.message,
    requestId,
    ...(error.details.param === undefined ? {} : { param: error.details.param }),
  };
}

/** Whatever was thrown, as an error with a code. What we did not foresee is `internal`, and says nothing of its inside. */
export function toOchaError(
  caught: unknown,
  isOchaError: (value: unknown) => value is OchaError,
): OchaError {
  if (isOchaError(caught)) return caught;
  const internal = caught instanceof Error ? (caught.stack ?? caught.message) : String(caught);
  return new OchaError(
    'internal',
    'the gateway met a defect of its own; the request id finds it in the log',
    {
      internal,
      cause: caught,
    },
  );
}

/** Headers that tell a client when, and whether, to come again. */
export function retryHeaders(error: OchaError): Record<string, string> {
  const headers: Record<string, string> = { 'x-should-retry': String(error.isRetryable) };
  const { retryAfterMs } = error.details;
  if (retryAfterMs === undefined) return headers;
  headers['retry-after-ms'] = String(Math.ceil(retryAfterMs));
  headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterMs / 1000)));
  return headers;
}

/** Answers with an error, before anything was sent. */
export function sendError(
  response: ServerResponse,
  error: OchaError,
  about: { readonly requestId: string; readonly dialect: DialectId },
): void {
  const { providerBody } = error.details;
  const view = toErrorView(error, about.requestId);
  const body = Buffer.from(JSON.stringify(DIALECTS[about.dialect].client.renderError(view)));
  // The request's body may not have been read to its end: the connection cannot be used again then.
  if (!response.req.complete) response.shouldKeepAlive = false;
  response.writeHead(error.status, {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-request-id': about.requestId,
    ...(providerBody === undefined ? {} : { 'x-ocha-error-origin': 'provider' }),
    ...retryHeaders(error),
  });
  response.end(body);
}
