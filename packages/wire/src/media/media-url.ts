/** Schemes that somebody who is given an address would follow; those of file stores and `data:` are not among them. */
const FETCHED = /^(?:https?|wss?|ftps?|sftp|tftp|file|gopher|dict|ldaps?|smb|jar):/i;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const LEADING_BLANKS = /^[\x00-\x20]+/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const STRANGE = /^[\x00-\x20]|[\t\n\r]/;

/**
 * Whether whoever takes this text for an address would fetch it: what a gateway must check before it hands it on. URL
 * parsers skip blanks and controls in front, and tabs and line breaks anywhere; so does this.
 */
export function isFetchedUrl(text: string): boolean {
  // The text may be megabytes of base64: only its head is looked at unless that is strange.
  const head = text.slice(0, 12);
  if (!STRANGE.test(head)) return FETCHED.test(head);
  return FETCHED.test(
    text
      .replace(LEADING_BLANKS, '')
      .replace(/[\t\n\r]+/g, '')
      .slice(0, 12),
  );
}
