import type { Failure } from '@ocha/kernel';
import type { ProviderError } from '@ocha/wire';
import { classifyShared } from '../classify.ts';
import { fieldOf, messageOf } from '../failure.ts';
import type { ProviderResponse } from '../provider.ts';

/** The upstream's own words are bounded before they are parsed. */
const RAW_LENGTH_MAX = 20_000;

/**
 * OpenRouter wraps the upstream's error as text into `error.metadata.raw`, under a message that
 * says nothing
 * (`Provider returned error`). What the upstream said decides, with OpenRouter's status.
 */
export function classifyNested(response: ProviderResponse): Failure | undefined {
  const raw = fieldOf(fieldOf(fieldOf(response.body, 'error'), 'metadata'), 'raw');
  const inner = typeof raw === 'string' ? parseRaw(raw) : raw;
  if (inner === undefined || inner === null) return undefined;
  const message = messageOf({ ...response, error: undefined, body: inner });
  if (message === undefined) return undefined;
  const nested = fieldOf(inner, 'error') ?? inner;
  const error: ProviderError = {
    ...response.error,
    message,
    ...textField('type', fieldOf(nested, 'type') ?? fieldOf(nested, 'status')),
    ...textField('code', fieldOf(nested, 'code') ?? response.error?.code),
  };
  return classifyShared({ ...response, error });
}

function textField(key: 'type' | 'code', value: unknown): Partial<ProviderError> {
  return typeof value === 'string' || typeof value === 'number' ? { [key]: String(value) } : {};
}

/** The nested error as a value; plain text stays text. */
function parseRaw(raw: string): unknown {
  if (raw.length > RAW_LENGTH_MAX) return undefined;
  try {
    return JSON.parse(raw);
  } catch (error) {
    if (error instanceof SyntaxError) return raw;
    throw error;
  }
}
