import type { Failure, FailureKind, FailureScope } from '@ocha/kernel';
import { failureOf, fieldOf } from './failure.ts';
import type { ProviderResponse } from './provider.ts';

/** What a provider's own error codes mean, where the code says more than the status. */
export type CodeTable = Readonly<Record<string, readonly [FailureKind, FailureScope]>>;

/** Builds a `classify` hook from a table of error codes. */
export function classifyByCode(
  table: CodeTable,
  codeOf: (response: ProviderResponse) => string | undefined = errorCodeOf,
): (response: ProviderResponse) => Failure | undefined {
  return (response) => {
    const code = codeOf(response);
    if (code === undefined || !Object.hasOwn(table, code)) return undefined;
    const entry = table[code];
    if (entry === undefined) return undefined;
    const [kind, scope] = entry;
    return failureOf(response, { kind, scope, providerCode: code });
  };
}

/** The code as the dialect read it, else where nearly everyone puts it. */
function errorCodeOf(response: ProviderResponse): string | undefined {
  const code =
    response.error?.code ??
    fieldOf(fieldOf(response.body, 'error'), 'code') ??
    fieldOf(response.body, 'code');
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined;
}
