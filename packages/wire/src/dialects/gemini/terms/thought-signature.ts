import type { Signature } from '../../../part.ts';
import { decodeNote, decodeSignature, encodeSignature } from '../../../signature-carrier.ts';

const OWN = 'gemini';
/** What base64 makes of the carrier's prefix `ocha.`, as far as it does not depend on what follows. */
const CARRIER_START = 'b2NoYS';

/** The value Google documents for replayed function calls whose signature is not known. */
export const MISSING_SIGNATURE = 'skip_thought_signature_validator';

/**
 * A signature as a `thoughtSignature`. The field is bytes, hence base64: a foreign signature travels as the base64 of
 * its carrier. The carrier also says that reasoning is redacted, for which a Gemini part has no word.
 */
export function writeThoughtSignature(signature: Signature, isRedacted = false): string {
  if (signature.issuer === OWN) return signature.value;
  const carrier = encodeSignature(signature, OWN, isRedacted ? { isRedacted } : undefined);
  return Buffer.from(carrier, 'utf8').toString('base64');
}

/** Reads what `writeThoughtSignature` wrote, or Google's own signature. */
export function readThoughtSignature(text: string): {
  readonly signature: Signature;
  readonly isRedacted: boolean;
} {
  const own = { signature: { issuer: OWN, value: text }, isRedacted: false } as const;
  if (!text.startsWith(CARRIER_START)) return own;
  const carrier = Buffer.from(text, 'base64').toString('utf8');
  const signature = decodeSignature(carrier, OWN);
  // A genuine signature of Google that happens to begin like a carrier comes back with its own text.
  if (signature.issuer === OWN) return own;
  return { signature, isRedacted: decodeNote(carrier).isRedacted === true };
}
