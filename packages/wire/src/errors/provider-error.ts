import type { ProviderError } from '../event.ts';
import { defined, isObject, type JsonObject, parseJson, textOf } from '../reading.ts';
import { QUOTA_WORDS, STATUS_OF_CODE, STATUS_OF_PROVIDER_RESULT } from './provider-error-codes.ts';

/** The longest message kept of an error: some providers answer with the whole request. */
const MESSAGE_CHARS_MAX = 2000;

/**
 * The error that a parsed body carries, in any shape in use: OpenAI, Anthropic, Google (also
 * wrapped in a list), AWS, Azure, Mistral, Cohere, xAI, Hugging Face, FastAPI, RFC 7807,
 * Cloudflare, watsonx, MiniMax, OpenRouter. Undefined when it carries none; an ordinary answer of
 * any dialect carries none.
 */
export function readProviderError(body: unknown): ProviderError | undefined {
  if (Array.isArray(body)) return readWrapped(body);
  if (!isObject(body)) return undefined;
  const found =
    readNested(body) ?? readNamed(body) ?? readList(body) ?? readResult(body) ?? readFlat(body);
  return found === undefined ? undefined : complete(found, body);
}

/**
 * A duration as providers write it in bodies (`34s`, `1.5s`, `4m18.7s`, `20ms`), in milliseconds.
 */
export function parseDurationMs(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/.test(text)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g))
    totalMs += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  return Math.ceil(totalMs);
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** What a shape gives before the facts that can be told from all of them. */
interface Draft {
  readonly message: string;
  readonly type?: string | undefined;
  readonly code?: string | undefined;
  readonly param?: string | undefined;
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly isQuota?: boolean | undefined;
}

// --- the shapes

/** `[{"error": …}]`: Google's OpenAI layer and its streams without `alt=sse`. */
function readWrapped(body: readonly unknown[]): ProviderError | undefined {
  const first = body[0];
  if (!isObject(first) || !isObject(first['error'])) return undefined;
  const error = readProviderError(first);
  return error === undefined ? undefined : { ...error, body };
}

/** `{"error": {…}}`: OpenAI, Anthropic, Google, Azure, OpenRouter, Moonshot and most others. */
function readNested(body: JsonObject): Draft | undefined {
  const error = body['error'];
  if (!isObject(error) || Object.keys(error).length === 0) return undefined;
  const details = readDetails(error['details']);
  const metadata = isObject(error['metadata']) ? error['metadata'] : undefined;
  const code = codeOf(error['code']) ?? details.reason;
  return {
    message: nestedMessage(error, metadata),
    type: textOf(error['type']) ?? textOf(error['status']) ?? textOf(body['error_type']),
    code: details.reason ?? code,
    param: textOf(error['param']),
    status: statusOf(error['code']) ?? statusOf(error['status']) ?? statusOf(error['http_code']),
    retryAfterMs: details.retryAfterMs,
    isQuota: details.isQuota,
  };
}

/**
 * OpenRouter and its like say only "Provider returned error" and nest what that provider said, as
 * text.
 */
function nestedMessage(error: JsonObject, metadata: JsonObject | undefined): string {
  const message = messageOf(error['message']) ?? messageOf(error['error']);
  const raw = textOf(metadata?.['raw']);
  if (raw === undefined) return message ?? describe(error);
  const inner = readProviderError(parseJson(raw))?.message ?? raw;
  return message === undefined ? inner : `${message}: ${inner}`;
}

/**
 * `{"error": "text"}`: xAI (with `code`), Hugging Face (`error_type`), Ollama, LM Studio, Venice.
 */
function readNamed(body: JsonObject): Draft | undefined {
  const message = textOf(body['error']);
  if (message === undefined) return undefined;
  // OAuth endpoints put the code into `error` and the sentence beside it.
  const description = textOf(body['error_description']) ?? textOf(body['message']);
  const waitSeconds = body['estimated_time'];
  return {
    message: description === undefined ? message : `${message}: ${description}`,
    type: textOf(body['error_type']) ?? textOf(body['type']),
    code: codeOf(body['code']),
    status: statusOf(body['code']) ?? statusOf(body['status']) ?? statusOf(body['statusCode']),
    retryAfterMs: typeof waitSeconds === 'number' ? Math.ceil(waitSeconds * 1000) : undefined,
  };
}

/**
 * `{"errors": [{code, message}]}`: Cloudflare (`success: false`), watsonx (`status_code`), Writer.
 */
function readList(body: JsonObject): Draft | undefined {
  const errors = body['errors'];
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  const first: unknown = errors[0];
  if (typeof first === 'string') return { message: first, status: statusOf(body['status']) };
  if (!isObject(first)) return undefined;
  return {
    message:
      messageOf(first['message']) ??
      textOf(first['description']) ??
      textOf(body['message']) ??
      describe(first),
    type: textOf(body['tpe']) ?? textOf(first['type']),
    code: codeOf(first['code']),
    status: statusOf(body['status_code']) ?? statusOf(body['status']),
  };
}

/**
 * `{"base_resp": {status_code, status_msg}}`: MiniMax, with HTTP 200. Zero means that all is well.
 */
function readResult(body: JsonObject): Draft | undefined {
  const result = body['base_resp'];
  if (!isObject(result)) return undefined;
  const code = Number(result['status_code']);
  if (!Number.isFinite(code) || code === 0) return undefined;
  return {
    message: textOf(result['status_msg']) ?? `status code ${code}`,
    code: String(code),
    status: STATUS_OF_PROVIDER_RESULT[code] ?? 500,
    isQuota: code === 1008 ? true : undefined,
  };
}

/**
 * An object that says nothing but an error: Mistral, Cerebras, doubleword, Cohere, AWS, Databricks,
 * Snowflake, DashScope, FastAPI's `detail`, RFC 7807's `title`. Content of any kind beside it means
 * that it is an answer.
 */
function readFlat(body: JsonObject): Draft | undefined {
  if (ANSWER_FIELDS.some((field) => body[field] !== undefined && body[field] !== null))
    return undefined;
  const detail = detailOf(body['detail']);
  // Mistral puts FastAPI's list below `message`; anywhere else an object there is an answer
  // (Ollama, Cohere).
  const message =
    (body['object'] === 'error' ? messageOf(body['message']) : textOf(body['message'])) ??
    textOf(body['Message']) ??
    detail ??
    textOf(body['error_message']) ??
    textOf(body['error_msg']) ??
    textOf(body['title']);
  if (message === undefined) return undefined;
  const status = body['status'];
  return {
    message,
    type: textOf(body['error_type']) ?? flatType(body),
    code: codeOf(body['code']) ?? codeOf(body['error_code']) ?? codeOf(body['error_codes']),
    param: textOf(body['param']) ?? paramOf(body['detail']),
    status:
      statusOf(body['raw_status_code']) ??
      statusOf(status) ??
      statusOf(body['status_code']) ??
      statusOf(body['code']) ??
      (Array.isArray(body['detail']) ? 422 : undefined),
  };
}

/** What only answers have. A body with one of these is not an error, whatever else it says. */
const ANSWER_FIELDS = [
  'choices',
  'candidates',
  'content',
  'output',
  'data',
  'embeddings',
  'embedding',
  'usage',
  'delta',
  'results',
] as const;

function flatType(body: JsonObject): string | undefined {
  const type = textOf(body['type']);
  // RFC 7807 has a URI there, which names nothing.
  if (type === 'about:blank') return textOf(body['title']);
  return type ?? textOf(body['__type']);
}

/** FastAPI: one sentence, or a list of what is wrong with which field. */
function detailOf(detail: unknown): string | undefined {
  if (typeof detail === 'string') return textOf(detail);
  if (isObject(detail))
    return textOf(detail['message']) ?? textOf(detail['error']) ?? describe(detail);
  if (!Array.isArray(detail) || detail.length === 0) return undefined;
  const lines = detail.slice(0, 5).map((entry: unknown) => {
    if (!isObject(entry)) return String(entry);
    const place = placeOf(entry['loc']);
    const text = textOf(entry['msg']) ?? textOf(entry['message']) ?? describe(entry);
    return place === undefined ? text : `${place}: ${text}`;
  });
  return lines.join('; ');
}

function paramOf(detail: unknown): string | undefined {
  const first: unknown = Array.isArray(detail) ? detail[0] : undefined;
  return isObject(first) ? placeOf(first['loc']) : undefined;
}

function placeOf(location: unknown): string | undefined {
  if (!Array.isArray(location)) return undefined;
  const steps = location.filter((step) => step !== 'body').map(String);
  return steps.length === 0 ? undefined : steps.join('.');
}

/** Google's typed details, and Anthropic's `details.error_code`. */
function readDetails(details: unknown): {
  readonly retryAfterMs?: number;
  readonly isQuota?: boolean;
  readonly reason?: string;
} {
  if (isObject(details)) {
    const reason = textOf(details['error_code']);
    return reason === undefined ? {} : { reason };
  }
  if (!Array.isArray(details)) return {};
  let retryAfterMs: number | undefined;
  let isQuota: boolean | undefined;
  let reason: string | undefined;
  for (const detail of details) {
    if (!isObject(detail)) continue;
    const kind = textOf(detail['@type']) ?? '';
    if (kind.endsWith('RetryInfo'))
      retryAfterMs = parseDurationMs(textOf(detail['retryDelay']) ?? '') ?? retryAfterMs;
    if (kind.endsWith('QuotaFailure') && hasDailyQuota(detail['violations'])) isQuota = true;
    if (kind.endsWith('ErrorInfo')) reason = textOf(detail['reason']);
  }
  return defined({ retryAfterMs, isQuota, reason });
}

function hasDailyQuota(violations: unknown): boolean {
  if (!Array.isArray(violations)) return false;
  return violations.some(
    (violation) => isObject(violation) && /per_?day/i.test(textOf(violation['quotaId']) ?? ''),
  );
}

// --- what can be told from every shape

function complete(draft: Draft, body: JsonObject): ProviderError {
  const words = [draft.code, draft.type].filter((word) => word !== undefined);
  const status = draft.status ?? words.map(statusOfWord).find((known) => known !== undefined);
  const isQuota =
    draft.isQuota === true ||
    status === 402 ||
    words.some((word) => QUOTA_WORDS.has(word.toLowerCase()));
  return defined({
    message: draft.message.slice(0, MESSAGE_CHARS_MAX),
    type: draft.type,
    code: draft.code,
    param: draft.param,
    status,
    retryAfterMs: draft.retryAfterMs ?? hintInMessage(draft.message),
    isQuota: isQuota ? true : undefined,
    body,
  });
}

function statusOfWord(word: string): number | undefined {
  const key = word.toLowerCase();
  return Object.hasOwn(STATUS_OF_CODE, key) ? STATUS_OF_CODE[key] : undefined;
}

/** OpenAI and Groq say in words how long to wait: "Please try again in 4m18.7s". */
function hintInMessage(message: string): number | undefined {
  const hint = /try again in ((?:\d+(?:\.\d+)?(?:ms|h|m|s))+)/i.exec(message);
  return hint === null ? undefined : parseDurationMs(hint[1] ?? '');
}

function messageOf(value: unknown): string | undefined {
  if (typeof value === 'string') return textOf(value);
  if (isObject(value))
    return textOf(value['message']) ?? detailOf(value['detail']) ?? describe(value);
  if (Array.isArray(value) && value.length > 0) return describe(value);
  return undefined;
}

function describe(value: unknown): string {
  return JSON.stringify(value).slice(0, MESSAGE_CHARS_MAX);
}

function codeOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value);
}

/** A number or numeric text that is an HTTP error status. */
function statusOf(value: unknown): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : undefined;
}
