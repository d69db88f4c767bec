import type { IncomingHttpHeaders } from 'node:http';
import type { Failure } from '@ocha/kernel';
import { classifyResponse } from '@ocha/providers';
import { chatDialect, DIALECTS, embeddingsDialect, type ProviderError } from '@ocha/wire';
import type { UpstreamRequest } from './exchange.ts';

/** A whole HTTP answer, as it came. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** The answer's JSON; undefined when it is none. */
export function parseAnswerBody(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Why an answer that is no success failed, by the provider's own table and the shared one. */
export function classifyAnswer(
  request: UpstreamRequest,
  answer: WholeAnswer,
  nowMs: number,
): Failure {
  const body = parseAnswerBody(answer.bytes);
  const dialect = DIALECTS[request.dialect];
  return classifyResponse(request.deployment.provider, {
    status: answer.status,
    headers: answer.headers,
    text: answer.bytes.toString('utf8'),
    body,
    error: dialect.provider.parseError(body),
    nowMs,
  });
}

/** Why an error inside a successful answer or a stream failed. */
export function classifyReported(
  request: UpstreamRequest,
  error: ProviderError,
  context: {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly nowMs: number;
  },
): Failure {
  return classifyResponse(request.deployment.provider, {
    status: error.status ?? context.status,
    headers: context.headers,
    text: error.message,
    body: error.body,
    error,
    nowMs: context.nowMs,
  });
}

/** Facts of a JSON answer, whichever the operation. */
export function readAnswerFacts(request: UpstreamRequest, body: unknown) {
  const dialect = DIALECTS[request.dialect];
  return dialect.operation === 'chat'
    ? chatDialect(request.dialect).provider.readAnswer(body, request.deployment.traits)
    : embeddingsDialect(request.dialect).provider.readAnswer(body);
}
