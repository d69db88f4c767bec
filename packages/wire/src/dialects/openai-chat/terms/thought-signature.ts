import type { Signature } from '../../../part.ts';
import { isObject, textOf } from '../../../reading.ts';
import { decodeSignature, encodeSignature } from '../../../signature-carrier.ts';

/**
 * Google's signature in `extra_content` of a tool call or a message; undefined where there is none.
 */
export function parseThoughtSignature(extraContent: unknown): Signature | undefined {
  const google = isObject(extraContent) ? extraContent['google'] : undefined;
  const text = isObject(google) ? textOf(google['thought_signature']) : undefined;
  return text === undefined ? undefined : decodeSignature(text, 'gemini');
}

/** A signature as `extra_content`. Other issuers' travel there too, wrapped. */
export function renderThoughtSignature(signature: Signature): Record<string, unknown> {
  return { google: { thought_signature: encodeSignature(signature, 'gemini') } };
}
