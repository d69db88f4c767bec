import type { IncomingMessage, ServerResponse } from 'node:http';
import { LIMITS } from '@ocha/config';
import { OchaError, type Timers } from '@ocha/kernel';
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

/**
 * Whatever was thrown, as an error with a code. What we did not foresee is `internal`, and says nothing of its inside.
 */
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

/** Our id of the request, also under the name by which the client of the dialect reads it. */
export function requestIdHeaders(requestId: string, dialect: DialectId): Record<string, string> {
  if (dialect !== 'anthropic-messages') return { 'x-request-id': requestId };
  return { 'x-request-id': requestId, 'request-id': requestId };
}

/** Answers with an error, before anything was sent. */
export function sendError(
  response: ServerResponse,
  error: OchaError,
  about: { readonly requestId: string; readonly dialect: DialectId; readonly timers: Timers },
): void {
  const { providerBody } = error.details;
  const view = toErrorView(error, about.requestId);
  const body = Buffer.from(JSON.stringify(DIALECTS[about.dialect].client.renderError(view)));
  // A body that was not read to its end stands before whatever comes next on the connection.
  const isUnread = !response.req.complete && hasBody(response.req);
  if (isUnread) response.shouldKeepAlive = false;
  response.writeHead(error.status, {
    'content-type': 'application/json',
    'content-length': body.length,
    ...requestIdHeaders(about.requestId, about.dialect),
    ...(providerBody === undefined ? {} : { 'x-ocha-error-origin': 'provider' }),
    ...retryHeaders(error),
  });
  if (!isUnread) {
    response.end(body);
    return;
  }
  response.write(body);
  endAfterBody(response, about.timers);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Ends the answer when the request has been read and thrown away, or after a while. A connection that is closed with
 * unread bytes is reset, and a client that was still sending would meet the reset instead of our answer.
 */
function endAfterBody(response: ServerResponse, timers: Timers): void {
  const { req: request } = response;
  const timer = timers.schedule(LIMITS.lingerMs, () => response.end());
  const end = (): void => {
    timer.cancel();
    response.end();
  };
  request.on('end', end);
  request.on('close', end);
  // The client may hang up in the middle; `close` follows.
  request.on('error', () => {});
  request.resume();
}
