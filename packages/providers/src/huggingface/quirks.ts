import type { Failure } from '@ocha/kernel';
import { failureOf, fieldOf } from '../failure.ts';
import type { ProviderResponse } from '../provider.ts';

/** A model that is being loaded says in seconds how long that takes. */
export function classifyLoading(response: ProviderResponse): Failure | undefined {
  const seconds = fieldOf(response.body, 'estimated_time');
  if (response.status !== 503 || typeof seconds !== 'number') return undefined;
  return failureOf(response, {
    kind: 'overloaded',
    scope: 'deployment',
    retryAfterMs: seconds * 1000,
  });
}
