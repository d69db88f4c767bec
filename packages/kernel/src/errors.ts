/** Whose fault an error is: decides logs, SLOs and tone. */
export type ErrorFault = 'client' | 'gateway' | 'provider';

export interface ErrorSpec {
  /** HTTP status where the error is an HTTP answer. */
  readonly status: number;
  readonly fault: ErrorFault;
  /** Whether the same request may succeed later: becomes `x-should-retry`. */
  readonly retryable: boolean;
  readonly level: 'info' | 'warn' | 'error';
  /** One sentence for the reference: what it means and what to do. */
  readonly summary: string;
}

const spec = (
  status: number,
  fault: ErrorFault,
  retryable: boolean,
  level: ErrorSpec['level'],
  summary: string,
): ErrorSpec => ({ status, fault, retryable, level, summary });

/**
 * Every error a caller can meet, by its stable code. `docs/errors.md` is generated from this table.
 * An infrastructure failure of ours is 503 (or 504 when the caller's own deadline ran out), never 401, 402, 403 or 404.
 */
export const ERROR_CATALOGUE = {
  invalid_json: spec(
    400,
    'client',
    false,
    'info',
    'The body is not valid JSON, or not valid UTF-8. Mend the body.',
  ),
  invalid_request: spec(
    400,
    'client',
    false,
    'info',
    'A field is missing, of the wrong type, or out of range. The message names it.',
  ),
  unsupported_parameter: spec(
    400,
    'client',
    false,
    'info',
    'The route is strict and a parameter cannot be expressed at the deployment. Drop the parameter or the strictness.',
  ),
  unsupported_feature: spec(
    400,
    'client',
    false,
    'info',
    'No deployment of the model can do what the request needs. Ask for another model.',
  ),
  url_forbidden: spec(
    400,
    'client',
    false,
    'info',
    'A URL in the request points to a private or reserved address. Send the content itself.',
  ),
  media_unavailable: spec(
    400,
    'client',
    false,
    'info',
    'A URL in the request could not be fetched, or is too large. Send the content itself.',
  ),
  context_too_long: spec(
    400,
    'client',
    false,
    'info',
    'The request is longer than the model can read. Shorten it or ask for a larger model.',
  ),
  content_filtered: spec(
    400,
    'client',
    false,
    'info',
    "The provider's content policy refused the request.",
  ),
  provider_rejected: spec(
    400,
    'client',
    false,
    'info',
    'The provider refused the request as invalid. The message is its own.',
  ),
  key_missing: spec(
    401,
    'client',
    false,
    'info',
    'No API key was sent. Send `Authorization: Bearer sk-ocha-…`.',
  ),
  key_unknown: spec(
    401,
    'client',
    false,
    'info',
    'The API key is not known here. Check it for typing errors, or make a new one.',
  ),
  model_forbidden: spec(
    403,
    'client',
    false,
    'info',
    'The API key may not use this model. Ask for another model, or have the key widened.',
  ),
  model_unknown: spec(
    404,
    'client',
    false,
    'info',
    'No route, deployment or provider serves this model. `GET /v1/models` lists what there is.',
  ),
  endpoint_unknown: spec(
    404,
    'client',
    false,
    'info',
    'There is nothing at this path. The message lists what there is.',
  ),
  method_not_allowed: spec(
    405,
    'client',
    false,
    'info',
    'The path exists, but not for this HTTP method.',
  ),
  body_timeout: spec(408, 'client', true, 'info', 'The request body did not arrive in time.'),
  body_too_large: spec(
    413,
    'client',
    false,
    'info',
    'The request body is larger than the gateway accepts.',
  ),
  media_type_unsupported: spec(
    415,
    'client',
    false,
    'info',
    'The content type or content encoding of the request body is not accepted.',
  ),
  headers_too_large: spec(
    431,
    'client',
    false,
    'info',
    'The request headers are larger than the gateway accepts.',
  ),
  rate_limited: spec(
    429,
    'provider',
    true,
    'warn',
    'Every deployment of the model is rate limited by its provider. Retry after the hint.',
  ),
  client_gone: spec(
    499,
    'client',
    false,
    'info',
    'The client closed the connection before the answer was complete. Only seen in logs.',
  ),
  internal: spec(
    500,
    'gateway',
    true,
    'error',
    'A defect in the gateway. The request id finds it in the log.',
  ),
  draining: spec(
    503,
    'gateway',
    true,
    'info',
    'This gateway node is about to stop. Retry: another node answers.',
  ),
  overloaded: spec(
    503,
    'gateway',
    true,
    'warn',
    'This gateway node has more work than it can take. Retry after the hint.',
  ),
  no_deployment: spec(
    503,
    'gateway',
    true,
    'error',
    'The model is known but none of its deployments can be used now.',
  ),
  all_attempts_failed: spec(
    503,
    'provider',
    true,
    'error',
    'Every attempt at every deployment failed. The message lists them.',
  ),
  stream_interrupted: spec(
    503,
    'provider',
    true,
    'warn',
    'The stream broke after content was sent. What was sent is valid but incomplete.',
  ),
  deadline_exceeded: spec(
    504,
    'provider',
    true,
    'warn',
    'No complete answer within the time the request allows.',
  ),
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** Machine-readable extras of an error. */
export interface ErrorDetails {
  /** The request field the error is about, e.g. `messages[3].content`. */
  readonly param?: string;
  /** Milliseconds after which a retry makes sense. */
  readonly retryAfterMs?: number;
  /** Overrides the catalogue's status; only for `provider_rejected`, which keeps the provider's own 4xx. */
  readonly status?: number;
  /** The provider's own error body, for clients of the same dialect. */
  readonly providerBody?: unknown;
  /** Overrides the catalogue's answer to "may the same request succeed later". */
  readonly retryable?: boolean;
}

export interface OchaErrorOptions extends ErrorDetails {
  /** What only operators may read. Goes to the log. */
  readonly internal?: string;
  readonly cause?: unknown;
}

const BRAND: unique symbol = Symbol.for('@ocha/error');

/** An error with a code of the catalogue. `message` is for the client; building one has no side effect. */
export class OchaError extends Error {
  override readonly name = 'OchaError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly internal: string | undefined;
  readonly [BRAND] = true;

  constructor(code: ErrorCode, message: string, options: OchaErrorOptions = {}) {
    const { internal, cause, ...details } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
    this.internal = internal;
  }

  get spec(): ErrorSpec {
    return ERROR_CATALOGUE[this.code];
  }

  /** The HTTP status of the answer. */
  get status(): number {
    return this.details.status ?? this.spec.status;
  }

  get isRetryable(): boolean {
    return this.details.retryable ?? this.spec.retryable;
  }
}

/** Whether a caught value is an `OchaError`, also of another copy of this module. */
export function isOchaError(value: unknown): value is OchaError {
  return typeof value === 'object' && value !== null && BRAND in value;
}
