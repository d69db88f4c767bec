import type { ErrorWish, NativeError, NativeRequest, Reply } from '../contract.ts';
import { Refusal } from '../contract.ts';
import { wholeReply } from '../frames.ts';

const TYPE_PREFIX = 'type.googleapis.com/google.rpc.';

/** Refuses a request in Google's words. */
export function refuse(message: string): never {
  throw new Refusal({ status: 400, type: 'INVALID_ARGUMENT', message });
}

/** Refuses a field that Google's JSON reader does not know. */
export function refuseName(name: string, path: string): never {
  const at = path === '' ? '' : ` at '${path}'`;
  const description = `Invalid JSON payload received. Unknown name "${name}"${at}: Cannot find field.`;
  const violation = path === '' ? { description } : { field: path, description };
  throw new Refusal({
    status: 400,
    type: 'INVALID_ARGUMENT',
    message: description,
    extra: { details: [{ '@type': `${TYPE_PREFIX}BadRequest`, fieldViolations: [violation] }] },
  });
}

/** `x-goog-api-key`, `?key=`, or a bearer token as Vertex takes. */
export function geminiCredential(request: NativeRequest): string | undefined {
  const bearer = /^Bearer\s+(\S+)/i.exec(request.headers['authorization'] ?? '');
  return request.headers['x-goog-api-key'] ?? request.query.get('key') ?? bearer?.[1];
}

export function refuseGeminiCredential(credential: string | undefined): NativeError {
  if (credential === undefined) {
    return {
      status: 403,
      type: 'PERMISSION_DENIED',
      message:
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key.",
    };
  }
  return invalidKey();
}

/** A wrong key is a 400 at Google. */
function invalidKey(): NativeError {
  return {
    status: 400,
    type: 'INVALID_ARGUMENT',
    message: 'API key not valid. Please pass a valid API key.',
    extra: {
      details: [
        {
          '@type': `${TYPE_PREFIX}ErrorInfo`,
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
          metadata: { service: 'generativelanguage.googleapis.com' },
        },
      ],
    },
  };
}

export function geminiErrorBody(error: NativeError): unknown {
  if (error.body !== undefined) return error.body;
  const { status, message, type = 'UNKNOWN', extra } = error;
  return { error: { code: status, message, status: type, ...extra } };
}

export function renderGeminiError(error: NativeError): Reply {
  return wholeReply(geminiErrorBody(error), {
    status: error.status,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'server-timing': 'gfet4t7; dur=8',
      ...error.headers,
    },
    indent: 2,
  });
}

type Words = readonly [status: string, message: string];

const WORDS: Readonly<Record<number, Words>> = {
  400: ['INVALID_ARGUMENT', 'Request contains an invalid argument.'],
  401: ['UNAUTHENTICATED', 'Request had invalid authentication credentials.'],
  402: ['FAILED_PRECONDITION', 'Billing is not enabled.'],
  403: ['PERMISSION_DENIED', 'The caller does not have permission'],
  404: [
    'NOT_FOUND',
    'models/{model} is not found for API version v1beta, or is not supported for generateContent.',
  ],
  408: ['DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'],
  413: ['INVALID_ARGUMENT', 'Request payload size exceeds the limit: 20971520 bytes.'],
  422: ['INVALID_ARGUMENT', 'Unprocessable request.'],
  429: [
    'RESOURCE_EXHAUSTED',
    'You exceeded your current quota, please check your plan and billing details.',
  ],
  500: ['INTERNAL', 'An internal error has occurred.'],
  502: ['UNAVAILABLE', 'Bad gateway.'],
  503: ['UNAVAILABLE', 'The model is overloaded. Please try again later.'],
  504: ['DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'],
  529: ['UNAVAILABLE', 'The model is overloaded. Please try again later.'],
};

export function describeGeminiError(wish: ErrorWish): NativeError {
  if (wish.status === 401) return invalidKey();
  const [type, words] = WORDS[wish.status] ?? ['UNKNOWN', `HTTP ${wish.status}`];
  const message =
    wish.variant === 'context-too-long'
      ? 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).'
      : words.replace('{model}', wish.model);
  const details = wish.status === 429 ? quotaDetails(wish) : [];
  return {
    status: wish.status,
    type,
    message,
    extra: details.length > 0 ? { details } : undefined,
  };
}

/** Google says how long to wait in the body, and whether it was the quota of a day. */
function quotaDetails(wish: ErrorWish): unknown[] {
  const isDaily = wish.variant !== undefined;
  const quotaId = `GenerateRequestsPer${isDaily ? 'Day' : 'Minute'}PerProjectPerModel`;
  const details: unknown[] = [
    {
      '@type': `${TYPE_PREFIX}QuotaFailure`,
      violations: [
        {
          quotaMetric: 'generativelanguage.googleapis.com/generate_content_requests',
          quotaId,
          quotaDimensions: { model: wish.model, location: 'global' },
          quotaValue: '15',
        },
      ],
    },
  ];
  if (wish.retryAfterSeconds !== undefined) {
    details.push({
      '@type': `${TYPE_PREFIX}RetryInfo`,
      retryDelay: `${wish.retryAfterSeconds}s`,
    });
  }
  return details;
}
