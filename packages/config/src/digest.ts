import { hash } from 'node:crypto';

/** The SHA-256 digest of a key in lower-case hexadecimal: the only form in which keys are kept. */
export function digestKey(key: string): string {
  return hash('sha256', key, 'hex');
}
