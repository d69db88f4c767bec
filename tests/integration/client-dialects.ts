import assert from 'node:assert/strict';
import type { Reply } from './harness.ts';

/** What a request body of a client may be before it is sent. */
export type Body = Record<string, unknown>;

/** An error as a client library of the dialect reads it. */
export interface ClientError {
  readonly code: string;
  readonly message: string;
  readonly param: string | undefined;
}

/** One dialect in the role of a client: where it asks, what it says, and how it reads an error. */
export interface ClientDialect {
  readonly id: string;
  /** The path of a call; the model stands in it only at Gemini. */
  path(model: string): string;
  /** A request that is fine, without a stream. */
  body(model: string): Body;
  /** The header in which its libraries send the key. */
  keyHeaders(key: string): Record<string, string>;
  /** Asserts that an error has the shape the libraries read, and gives what they find. */
  readError(reply: Pick<Reply, 'status' | 'headers' | 'body' | 'text'>): ClientError;
}

export const TEXT = 'Good morning';

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

function openai(id: string, path: string, body: (model: string) => Body): ClientDialect {
  return { id, path: () => path, body, keyHeaders: bearer, readError: readOpenaiError };
}

function gemini(id: string, action: string, body: Body): ClientDialect {
  return {
    id,
    path: (model) => `/v1beta/models/${model}:${action}`,
    body: () => structuredClone(body),
    keyHeaders: (key) => ({ 'x-goog-api-key': key }),
    readError: readGeminiError,
  };
}

export const CHAT_DIALECTS: readonly ClientDialect[] = [
  openai('openai-chat', '/v1/chat/completions', (model) => ({
    model,
    messages: [{ role: 'user', content: TEXT }],
  })),
  openai('openai-responses', '/v1/responses', (model) => ({ model, input: TEXT })),
  {
    id: 'anthropic-messages',
    path: () => '/v1/messages',
    body: (model) => ({
      model,
      max_tokens: 100,
      messages: [{ role: 'user', content: TEXT }],
    }),
    keyHeaders: (key) => ({ 'x-api-key': key }),
    readError: readAnthropicError,
  },
  gemini('gemini', 'generateContent', { contents: [{ role: 'user', parts: [{ text: TEXT }] }] }),
];

export const EMBEDDINGS_DIALECTS: readonly ClientDialect[] = [
  openai('openai-embeddings', '/v1/embeddings', (model) => ({ model, input: TEXT })),
  gemini('gemini-embeddings', 'embedContent', { content: { parts: [{ text: TEXT }] } }),
];

export const CLIENT_DIALECTS: readonly ClientDialect[] = [...CHAT_DIALECTS, ...EMBEDDINGS_DIALECTS];

/** The client dialect with this id. */
export function clientDialect(id: string): ClientDialect {
  const found = CLIENT_DIALECTS.find((dialect) => dialect.id === id);
  if (found === undefined) throw new Error(`no client dialect ${id}`);
  return found;
}

// --- the shapes

function readOpenaiError({ body, text }: Pick<Reply, 'body' | 'text'>): ClientError {
  const error = objectAt(body, 'error', text);
  assert.equal(typeof error['type'], 'string', text);
  assert.ok(error['param'] === null || typeof error['param'] === 'string', text);
  return {
    code: textAt(error, 'code', text),
    message: textAt(error, 'message', text),
    param: error['param'] === null ? undefined : (error['param'] as string),
  };
}

const ANTHROPIC_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
};

function readAnthropicError({ status, body, text }: Reply): ClientError {
  const error = objectAt(body, 'error', text);
  assert.equal((body as Body)['type'], 'error', text);
  assert.equal(error['type'], ANTHROPIC_TYPES[status] ?? 'invalid_request_error', text);
  assert.match(textAt(body as Body, 'request_id', text), /^req_/);
  return {
    code: textAt(error, 'code', text),
    message: textAt(error, 'message', text),
    param: error['param'] as string | undefined,
  };
}

const GEMINI_STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
};

function readGeminiError({ status, body, text }: Reply): ClientError {
  const error = objectAt(body, 'error', text);
  assert.equal(error['code'], status, text);
  assert.equal(error['status'], GEMINI_STATUSES[status] ?? 'INVALID_ARGUMENT', text);
  const details = error['details'] as readonly Body[];
  const info = details.find((detail) => String(detail['@type']).endsWith('google.rpc.ErrorInfo'));
  const bad = details.find((detail) => String(detail['@type']).endsWith('google.rpc.BadRequest'));
  const [violation] = (bad?.['fieldViolations'] ?? []) as readonly { readonly field: string }[];
  return {
    code: textAt(info ?? {}, 'reason', text),
    message: textAt(error, 'message', text),
    param: violation?.field,
  };
}

function objectAt(body: unknown, key: string, text: string): Body {
  const value = (body as Body | undefined)?.[key];
  assert.ok(typeof value === 'object' && value !== null, `no \`${key}\` in: ${text.slice(0, 300)}`);
  return value as Body;
}

function textAt(object: Body, key: string, text: string): string {
  const value = object[key];
  assert.ok(typeof value === 'string' && value !== '', `no \`${key}\` in: ${text.slice(0, 300)}`);
  return value;
}
