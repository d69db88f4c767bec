import { DIALECT_IDS, type DialectId } from './dialect.ts';
import type { Signature } from './part.ts';
import { isObject, parseJson } from './reading.ts';

const PREFIX = 'ocha.';

/** What a carrier says beside the signature, where the field it travels in cannot say it. */
export interface CarrierNote {
  /** The tool call that the signature belongs to: Responses function calls have no field for one. */
  readonly callId?: string;
  /** The block holds nothing but the signature (Anthropic's `redacted_thinking`). */
  readonly isRedacted?: boolean;
}

/**
 * Writes a signature into a field of `dialect`. Its own signatures pass as they are; those of another issuer are
 * wrapped, so that a client that replays the field brings them back whole. A note wraps whatever the issuer.
 */
export function encodeSignature(
  signature: Signature,
  dialect: DialectId,
  note?: CarrierNote,
): string {
  if (signature.issuer === dialect && note === undefined) return signature.value;
  const wrapped = JSON.stringify({ issuer: signature.issuer, value: signature.value, ...note });
  return PREFIX + encodeText(wrapped);
}

/**
 * Reads a signature from a field of `dialect`: unwraps what `encodeSignature` wrapped, else the issuer is `dialect`.
 */
export function decodeSignature(text: string, dialect: DialectId): Signature {
  const wrapped = unwrap(text);
  if (wrapped === undefined) return { issuer: dialect, value: text };
  return { issuer: wrapped.issuer, value: wrapped.value };
}

/** Whether a field's value is a wrapped signature: something that no provider would recognise. */
export function isCarrier(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith(PREFIX);
}

/** The note beside a wrapped signature; empty where there is none. */
export function decodeNote(text: string): CarrierNote {
  const wrapped = unwrap(text);
  if (wrapped === undefined) return {};
  const { callId, isRedacted } = wrapped;
  return {
    ...(typeof callId === 'string' ? { callId } : {}),
    ...(isRedacted === true ? { isRedacted } : {}),
  };
}

interface Wrapped {
  readonly issuer: DialectId;
  readonly value: string;
  readonly callId?: unknown;
  readonly isRedacted?: unknown;
}

function unwrap(text: string): Wrapped | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const wrapped = parseJson(decodeText(text.slice(PREFIX.length)));
  if (!isObject(wrapped)) return undefined;
  const { issuer, value, callId, isRedacted } = wrapped as Record<keyof Wrapped, unknown>;
  const known = DIALECT_IDS.find((id) => id === issuer);
  if (known === undefined || typeof value !== 'string') return undefined;
  return { issuer: known, value, callId, isRedacted };
}

function encodeText(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

/** Never throws: what a client mangled decodes to something that is no JSON. */
function decodeText(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8');
}
