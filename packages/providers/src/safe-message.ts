/** Longest message that goes to a client. */
export const MESSAGE_LENGTH_MAX = 500;

/** What is read of a message before it is cleaned: a bound on the work, not on the result. */
const READ_LENGTH_MAX = 4000;

const HTML = /<\s*(?:!doctype|html|head|body|script|style|title|div|center|h1|p|span|a)\b/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/**
 * What a provider writes into its messages that no client of ours may read. Order matters: named
 * things first.
 */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 [redacted]'],
  [/\b(api[ _-]?key(?: provided)?\s*[:=]\s*)[^\s,;]+/gi, '$1[redacted]'],
  [/([?&](?:key|api_key|token|access_token|sig|signature)=)[^\s&"']+/gi, '$1[redacted]'],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, '[redacted]'],
  [
    /\b(?:sk|pk|rk|gsk|xai|hf|nvapi|pplx|csk|fw|tgp|r8|ghp|gho|ghs|github_pat|key)[-_][\w*.-]{6,}/g,
    '[redacted]',
  ],
  [/\b(?:AIza|AKIA|ASIA|ya29\.)[\w.-]{6,}/g, '[redacted]'],
  [/[^\s"'`]*\*{3,}[^\s"'`]*/g, '[redacted]'],
  [
    /\b(?:org|proj|user|acct|account|organization|project|team|workspace)[-_](?=\w*\d)\w{6,}/g,
    '[redacted]',
  ],
  [/\b(account|organization|team) ['"`][^'"`]{1,200}['"`]/gi, '$1 [redacted]'],
  [/\b(projects?(?:_number)?[:/]\s*)[\w-]+/gi, '$1[redacted]'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '[redacted]'],
  [/[\w.+-]+@[\w-]+\.[\w.-]+/g, '[redacted]'],
  [/\b(?=[A-Za-z\d]*\d)[A-Za-z\d]{32,}\b/g, '[redacted]'],
];

/**
 * A provider's message made fit for clients: no keys, no account ids, no control characters,
 * bounded. Undefined when
 * nothing readable is left (HTML pages, blanks).
 */
export function safeMessage(text: string | undefined): string | undefined {
  if (text === undefined || HTML.test(text.slice(0, READ_LENGTH_MAX))) return undefined;
  let message = text.slice(0, READ_LENGTH_MAX).replace(CONTROL, ' ').trim();
  for (const [pattern, replacement] of SECRETS) message = message.replace(pattern, replacement);
  if (message === '') return undefined;
  return cut(message, MESSAGE_LENGTH_MAX);
}

/** At most `length` UTF-16 units, never half a character. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text.toWellFormed();
  return `${text
    .slice(0, length - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`.toWellFormed();
}
