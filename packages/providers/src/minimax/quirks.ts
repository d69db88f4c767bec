import type { Failure } from '@ocha/kernel';
import { adaptToTraits } from '../adapt-request.ts';
import type { AdaptContext, Body } from '../body-edit.ts';
import { type CodeTable, classifyByCode } from '../code-table.ts';
import { fieldOf } from '../failure.ts';
import type { ProviderResponse } from '../provider.ts';

/**
 * Traits; and reasoning is asked for in its own field, else it stands as `<think>` inside the text.
 */
export function adaptMinimax(body: Body, context: AdaptContext): Body {
  const adapted = adaptToTraits(body, context);
  if (context.dialect !== 'openai-chat' || adapted['reasoning_split'] !== undefined) return adapted;
  return { ...adapted, reasoning_split: true };
}

const CODES: CodeTable = {
  '1000': ['unavailable', 'deployment'],
  '1001': ['timeout', 'deployment'],
  '1002': ['rate_limited', 'deployment'],
  '1004': ['auth', 'credential'],
  '1008': ['quota', 'credential'],
  '1013': ['unavailable', 'deployment'],
  '1024': ['unavailable', 'deployment'],
  '1026': ['content_filtered', 'call'],
  '1027': ['content_filtered', 'call'],
  '1033': ['unavailable', 'deployment'],
  '1039': ['rate_limited', 'deployment'],
  '2013': ['bad_request', 'call'],
};

const byCode = classifyByCode(CODES, (response) => {
  const code = fieldOf(fieldOf(response.body, 'base_resp'), 'status_code');
  return typeof code === 'number' && code !== 0 ? String(code) : undefined;
});

/** Errors come with HTTP 200 and a code in `base_resp`. */
export function classifyMinimax(response: ProviderResponse): Failure | undefined {
  const said = fieldOf(fieldOf(response.body, 'base_resp'), 'status_msg');
  const error = response.error ?? (typeof said === 'string' ? { message: said } : undefined);
  return byCode({ ...response, error });
}
