import type { Failure, FailureKind, FailureScope } from '@ocha/kernel';
import type { ProviderResponse } from './provider.ts';
import { boundHint, retryHintOf } from './retry-hint.ts';
import { cut, safeMessage } from './safe-message.ts';

const CODE_LENGTH_MAX = 100;

/** What a provider's own `classify` adds to what the response says by itself. */
export interface FailureFacts {
  readonly kind: FailureKind;
  readonly scope: FailureScope;
  /** Where the provider's message is elsewhere than in `response.error`. Cleaned here. */
  readonly message?: string;
  readonly providerCode?: string;
  readonly status?: number;
  /**
   * A hint that stands in the body in the provider's own way; else headers and `response.error` are
   * read.
   */
  readonly retryAfterMs?: number;
}

/**
 * Builds a failure from a response: cleans the message, reads the hint, keeps code, parameter and
 * body.
 */
export function failureOf(response: ProviderResponse, facts: FailureFacts): Failure {
  const status = facts.status ?? response.status;
  const code = facts.providerCode ?? response.error?.code ?? response.error?.type;
  const param = response.error?.param;
  // A refused request is refused again: no hint makes it worth another try.
  const retryAfterMs =
    facts.scope === 'call'
      ? undefined
      : (boundHint(facts.retryAfterMs) ?? retryHintOf(response, status));
  return {
    kind: facts.kind,
    scope: facts.scope,
    message:
      safeMessage(facts.message ?? messageOf(response)) ??
      `The provider answered HTTP ${response.status} without a readable error.`,
    status,
    ...(code === undefined ? {} : { providerCode: cut(code, CODE_LENGTH_MAX) }),
    ...(param === undefined ? {} : { param: cut(param, CODE_LENGTH_MAX) }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(typeof response.body === 'object' && response.body !== null ? { body: response.body } : {}),
  };
}

/**
 * The provider's sentence, wherever it stands. Plain text counts where it is short enough to be
 * one.
 */
export function messageOf(response: ProviderResponse): string | undefined {
  if (response.error !== undefined && response.error.message !== '') return response.error.message;
  if (response.body === undefined) return response.text === '' ? undefined : response.text;
  return firstText(response.body, 0);
}

/** Every word that may tell the kind: type, code and message, in lower case. Bounded. */
export function wordsOf(response: ProviderResponse): string {
  const { error } = response;
  return cut(
    `${error?.type ?? ''} ${error?.code ?? ''} ${messageOf(response) ?? ''}`,
    4000,
  ).toLowerCase();
}

/** A key of an object from outside; undefined when there is none. */
export function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

const MESSAGE_KEYS = ['message', 'detail', 'error', 'errors', 'msg', 'title', 'description'];

/** The first sentence in a body of unknown shape. Three levels are enough for every shape seen. */
function firstText(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (depth > 3) return undefined;
  if (Array.isArray(value)) return firstText(value[0], depth + 1);
  for (const key of MESSAGE_KEYS) {
    const text = firstText(fieldOf(value, key), depth + 1);
    if (text !== undefined) return text;
  }
  return undefined;
}
