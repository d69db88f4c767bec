/**
 * Edits of JSON bytes that leave every other byte as the client sent it: provider prompt caches, 64-bit integers and
 * unknown fields survive (pitfalls 74 and 75), and a large body is not serialised again.
 */

/** Where the value of a top-level member stands in the bytes of a JSON object: [start, end). */
export interface ValueRange {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Finds the string value of a top-level member. `bytes` must be valid JSON with an object at its root (it was parsed
 * before); of duplicate keys the last one counts, as `JSON.parse` has it. Undefined when there is no such member with a
 * string.
 */
export function findTopLevelString(bytes: Buffer, key: string): ValueRange | undefined {
  const needle = Buffer.from(`"${key}"`);
  let found: ValueRange | undefined;
  let depth = 0;
  let position = 0;
  // Without a second occurrence of the key's text nothing behind the first can change the answer.
  const last = bytes.lastIndexOf(needle);
  while (position < bytes.length && position <= last) {
    const byte = bytes[position];
    if (byte === QUOTE) {
      const end = skipString(bytes, position);
      if (depth === 1 && isKey(bytes, position, end, needle)) {
        const value = valueAfter(bytes, end);
        if (value !== undefined) found = value;
      }
      position = end;
      continue;
    }
    if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    position += 1;
  }
  return found;
}

/** The bytes with `range` replaced. */
export function replaceRange(bytes: Buffer, range: ValueRange, replacement: string): Buffer {
  return Buffer.concat([
    bytes.subarray(0, range.start),
    Buffer.from(replacement),
    bytes.subarray(range.end),
  ]);
}

/**
 * The bytes with members put in front of the root object's own. `members` is `"a":1,"b":2`; the object is not empty.
 */
export function prependMembers(bytes: Buffer, members: string): Buffer {
  const brace = bytes.indexOf(0x7b) + 1;
  return Buffer.concat([
    bytes.subarray(0, brace),
    Buffer.from(`${members},`),
    bytes.subarray(brace),
  ]);
}

/** The position behind the closing quote of the string that opens at `start`. */
function skipString(bytes: Buffer, start: number): number {
  let end = bytes.indexOf(QUOTE, start + 1);
  while (end > 0 && isEscaped(bytes, end, start)) end = bytes.indexOf(QUOTE, end + 1);
  return end < 0 ? bytes.length : end + 1;
}

/** Whether the quote at `position` is preceded by an odd number of backslashes. */
function isEscaped(bytes: Buffer, position: number, start: number): boolean {
  let backslashes = 0;
  for (let back = position - 1; back > start && bytes[back] === BACKSLASH; back -= 1)
    backslashes += 1;
  return backslashes % 2 === 1;
}

function isKey(bytes: Buffer, start: number, end: number, needle: Buffer): boolean {
  if (end - start !== needle.length || bytes.compare(needle, 0, needle.length, start, end) !== 0)
    return false;
  return bytes[skipSpace(bytes, end)] === 0x3a;
}

function valueAfter(bytes: Buffer, keyEnd: number): ValueRange | undefined {
  const start = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
  return bytes[start] === QUOTE ? { start, end: skipString(bytes, start) } : undefined;
}

function skipSpace(bytes: Buffer, start: number): number {
  let position = start;
  while (position < bytes.length) {
    const byte = bytes[position];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    position += 1;
  }
  return position;
}
