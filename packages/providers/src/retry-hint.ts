import type { ProviderError } from '@ocha/wire';
import type { ProviderResponse } from './provider.ts';

/**
 * No hint is believed beyond a day: a longer one is cut to this, so that a typing error cannot bury
 * a deployment.
 */
export const RETRY_HINT_MS_MAX = 24 * 60 * 60 * 1000;

type Headers = ProviderResponse['headers'];

const SECONDS = /^\d{1,15}(?:\.\d{1,9})?$/;
/**
 * The three date forms of HTTP, all in GMT. `Date.parse` alone would take far more, and guess a
 * time zone.
 */
const HTTP_DATES = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const GO_DURATION = /^(?:\d{1,12}(?:\.\d{1,9})?(?:h|ms|m|s|us|µs|ns)){1,6}$/;
const GO_DURATION_PIECE = /(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g;
const GO_UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  ns: 0.000001,
};
/** Milliseconds since the epoch between the years 2001 and 2286; fewer digits may be anything. */
const EPOCH_MS = /^\d{13}$/;

/**
 * How long the provider explicitly asked us to stay away, in milliseconds; undefined when it did
 * not say, or said
 * nothing that can be understood. Never guesses a unit.
 */
export function readRetryHint(
  headers: Headers,
  error: ProviderError | undefined,
  nowMs: number,
): number | undefined {
  const hints = [
    readMilliseconds(headerOf(headers, 'retry-after-ms')),
    readMilliseconds(headerOf(headers, 'x-ms-retry-after-ms')),
    readRetryAfter(headerOf(headers, 'retry-after'), nowMs),
    boundHint(error?.retryAfterMs),
  ].filter((hint) => hint !== undefined);
  // Azure sends `retry-after-ms: 0` beside `retry-after: 1`: a hint that says something wins over a
  // zero.
  return hints.find((hint) => hint > 0) ?? hints[0];
}

/**
 * When the exhausted rate limit is full again, in milliseconds from now. Only meaningful beside a
 * 429: the same headers
 * come with every success.
 */
export function readResetHint(headers: Headers, nowMs: number): number | undefined {
  const resets = readResets(headers, nowMs);
  const exhausted = resets.filter((reset) => reset.isExhausted).map((reset) => reset.waitMs);
  if (exhausted.length > 0) return boundHint(Math.max(...exhausted));
  const waits = resets.map((reset) => reset.waitMs);
  return waits.length > 0 ? boundHint(Math.min(...waits)) : undefined;
}

/** The hint of a whole answer: the explicit one, else on a 429 the reset of the limit. */
export function retryHintOf(
  response: Pick<ProviderResponse, 'headers' | 'error' | 'nowMs'>,
  status: number,
): number | undefined {
  const { headers, error, nowMs } = response;
  const hint = readRetryHint(headers, error, nowMs);
  return hint === undefined && status === 429 ? readResetHint(headers, nowMs) : hint;
}

/**
 * `1h36m16.1s`, `9ms`, `39.434s` in milliseconds; undefined for anything else, bare numbers
 * included.
 */
export function parseGoDuration(text: string): number | undefined {
  if (!GO_DURATION.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(GO_DURATION_PIECE)) {
    total += Number(amount) * (GO_UNIT_MS[unit ?? ''] ?? 0);
  }
  return total;
}

interface Reset {
  readonly waitMs: number;
  readonly isExhausted: boolean;
}

function readResets(headers: Headers, nowMs: number): readonly Reset[] {
  const resets: Reset[] = [];
  const add = (waitMs: number | undefined, remaining: string | undefined): void => {
    if (waitMs !== undefined && waitMs >= 0)
      resets.push({ waitMs, isExhausted: remaining?.trim() === '0' });
  };
  for (const resource of ['requests', 'tokens']) {
    const reset = headerOf(headers, `x-ratelimit-reset-${resource}`);
    add(
      reset === undefined ? undefined : parseGoDuration(reset),
      headerOf(headers, `x-ratelimit-remaining-${resource}`),
    );
  }
  for (const resource of ['requests', 'tokens', 'input-tokens', 'output-tokens']) {
    const prefix = `anthropic-ratelimit-${resource}`;
    add(
      untilDate(headerOf(headers, `${prefix}-reset`), [RFC3339], nowMs),
      headerOf(headers, `${prefix}-remaining`),
    );
  }
  // OpenRouter says milliseconds since the epoch, Together says seconds: only the first can be told
  // for certain.
  const epoch = headerOf(headers, 'x-ratelimit-reset');
  if (epoch !== undefined && EPOCH_MS.test(epoch))
    add(Math.max(0, Number(epoch) - nowMs), headerOf(headers, 'x-ratelimit-remaining'));
  return resets;
}

function readMilliseconds(text: string | undefined): number | undefined {
  return text !== undefined && SECONDS.test(text) ? boundHint(Number(text)) : undefined;
}

function readRetryAfter(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  if (SECONDS.test(text)) return boundHint(Number(text) * 1000);
  return boundHint(untilDate(text, [...HTTP_DATES, RFC3339], nowMs));
}

/** Milliseconds until a date of one of the given forms; 0 for one that is past. */
function untilDate(
  text: string | undefined,
  forms: readonly RegExp[],
  nowMs: number,
): number | undefined {
  if (text === undefined || !forms.some((form) => form.test(text))) return undefined;
  // The asctime form names no zone; HTTP says that it is GMT.
  const date = Date.parse(/(?:GMT|Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text} GMT`);
  return Number.isFinite(date) && Number.isFinite(nowMs) ? Math.max(0, date - nowMs) : undefined;
}

/**
 * A hint within its bounds: undefined when it is no time at all, cut when it is longer than a day.
 */
export function boundHint(waitMs: number | undefined): number | undefined {
  if (waitMs === undefined || !Number.isFinite(waitMs) || waitMs < 0) return undefined;
  return Math.min(Math.ceil(waitMs), RETRY_HINT_MS_MAX);
}

function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.trim() : undefined;
}
