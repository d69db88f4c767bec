import { DIALECT_IDS, type DialectId } from './dialect.ts';
import type { Signature } from './part.ts';
import { isObject, parseJson } from './reading.ts';

const PREFIX = 'ocha.';

/**
 * Writes a signature into a field of `dialect`. Its own signatures pass as they are; those of another issuer are
 * wrapped, so that a client that replays the field brings them back whole.
 */
export function encodeSignature(signature: Signature, dialect: DialectId): string {
  if (signature.issuer === dialect) return signature.value;
  const wrapped = JSON.stringify({ issuer: signature.issuer, value: signature.value });
  return PREFIX + encodeText(wrapped);
}

/** Reads a signature from a field of `dialect`: unwraps what `encodeSignature` wrapped, else the issuer is `dialect`. */
export function decodeSignature(text: string, dialect: DialectId): Signature {
  if (!text.startsWith(PREFIX)) return { issuer: dialect, value: text };
  const wrapped = parseJson(decodeText(text.slice(PREFIX.length)));
  if (!isObject(wrapped)) return { issuer: dialect, value: text };
  const { issuer, value } = wrapped as { issuer?: unknown; value?: unknown };
  const known = DIALECT_IDS.find((id) => id === issuer);
  if (known === undefined || typeof value !== 'string') return { issuer: dialect, value: text };
  return { issuer: known, value };
}

function encodeText(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

/** Never throws: what a client mangled decodes to something that is no JSON. */
function decodeText(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8');
}
