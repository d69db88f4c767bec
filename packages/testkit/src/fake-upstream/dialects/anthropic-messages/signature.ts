import { createHash } from 'node:crypto';

const PREFIX = 'EqFake';

/** The seal of a thinking block: only the text that was sealed passes, as at the provider. */
export function signThinking(text: string): string {
  return PREFIX + createHash('sha256').update(text).digest('base64');
}

/** Whether a thinking block came from here unchanged. Empty text is legal: the display was omitted. */
export function isSignedThinking(text: string, signature: string): boolean {
  return text === '' ? signature.startsWith(PREFIX) : signature === signThinking(text);
}
