import { isObject, type JsonObject } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import { field, listOf } from '../terms/fields.ts';
import { readThoughtSignature } from '../terms/thought-signature.ts';

/**
 * Whether a request may go to a provider of this dialect as it is. Not when its history holds a signature of another
 * issuer, nor when the model demands one on a call that has none because another model made it.
 */
export function canPass(body: unknown, traits: Traits): boolean {
  if (!isObject(body)) return true;
  return listOf(body['contents']).every((content) => {
    if (!isObject(content) || content['role'] !== 'model') return true;
    const parts = listOf(content['parts']).filter(isObject);
    return !parts.some(isForeign) && (!traits.needsThoughtSignature || isSigned(parts));
  });
}

function signatureOf(part: JsonObject): unknown {
  return field(part, 'thoughtSignature', 'thought_signature');
}

function isForeign(part: JsonObject): boolean {
  const text = signatureOf(part);
  return typeof text === 'string' && readThoughtSignature(text).signature.issuer !== 'gemini';
}

/** Only the first of parallel calls carries a signature. */
function isSigned(parts: readonly JsonObject[]): boolean {
  const first = parts.find((part) => field(part, 'functionCall', 'function_call') !== undefined);
  return first === undefined || signatureOf(first) !== undefined;
}
