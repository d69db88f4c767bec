import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProviderError } from '@ocha/wire';
import { classifyResponse } from '../src/classify.ts';
import type { ProviderResponse } from '../src/provider.ts';
import { findProvider } from '../src/registry.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

/** A response with a JSON body and the error that a dialect would have found in it. */
export function answer(
  status: number,
  error: Partial<ProviderError> | undefined,
  extra: Partial<ProviderResponse> = {},
): ProviderResponse {
  const body = error === undefined ? undefined : { error };
  return {
    status,
    headers: {},
    text: body === undefined ? '' : JSON.stringify(body),
    body,
    error: error === undefined ? undefined : { message: '', ...error },
    nowMs: NOW,
    ...extra,
  };
}

/** A page of a CDN or a proxy. */
export function page(status: number): ProviderResponse {
  return answer(status, undefined, { text: '<html><head><title>oops</title></head></html>' });
}

/** Kind and scope of a response at a provider. */
export function classify(id: string, response: ProviderResponse): string {
  const provider = findProvider(id);
  assert.ok(provider !== undefined, id);
  const { kind, scope } = classifyResponse(provider, response);
  return `${kind} ${scope}`;
}

/** What happened, at whom, the answer, and the kind and scope it must have. */
export type Case = readonly [
  name: string,
  id: string,
  response: ProviderResponse,
  expected: string,
];

/** A test for every case. */
export function runCases(groups: Readonly<Record<string, readonly Case[]>>): void {
  for (const [name, cases] of Object.entries(groups)) {
    describe(`${name}:`, () => {
      for (const [what, id, response, expected] of cases) {
        test(`${what} at ${id} is ${expected}`, () => {
          assert.equal(classify(id, response), expected);
        });
      }
    });
  }
}
