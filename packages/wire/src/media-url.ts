/** Schemes that somebody who is given an address would follow; those of file stores and `data:` are not among them. */
const FETCHED = /^(?:https?|wss?|ftps?|sftp|tftp|file|gopher|dict|ldaps?|smb|jar):/i;

/**
 * Whether whoever takes this text for an address would fetch it: what a gateway must check before it hands it on. URL
 * parsers skip blanks and controls in front, and tabs and line breaks anywhere; so does this.
 */
export function isFetchedUrl(text: string): boolean {
  // The text may be megabytes of base64: only its head is looked at unless that is strange.
  const head = text.slice(0, 12);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (!/^[\x00-\x20]|[\t\n\r]/.test(head)) return FETCHED.test(head);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
  return FETCHED.test(
    text
      .replace(/^[\x00-\x20]+/, '')
      .replace(/[\t\n\r]+/g, '')
      .slice(0, 12),
  );
}
