import { OchaError } from '@ocha/kernel';

const VALID_NAME = /^[a-zA-Z0-9_-]{1,128}$/;
const VALID_ID = /^[a-zA-Z0-9_-]+$/;
const NAME_LENGTH_MAX = 128;
const MARK = 'ocha--';
const ID_MARK = 'ocha_';

/**
 * A tool's name as the dialect takes it. Names with other characters (MCP servers use dots) are
 * escaped so that `decodeToolName` gives them back without knowing the request; names that are fine
 * stay as they are.
 */
export function encodeToolName(name: string): string {
  if (VALID_NAME.test(name) && !name.startsWith(MARK)) return name;
  const encoded = escapeName(name);
  if (name === '' || encoded.length > NAME_LENGTH_MAX) {
    throw new OchaError(
      'unsupported_feature',
      `the tool name '${name.slice(0, 64)}' is empty or over ${NAME_LENGTH_MAX} characters long`,
      { param: 'tools' },
    );
  }
  return encoded;
}

function escapeName(name: string): string {
  let escaped = MARK;
  for (const byte of Buffer.from(name, 'utf8')) {
    const character = String.fromCharCode(byte);
    escaped += /[a-zA-Z0-9_]/.test(character)
      ? character
      : `-${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}

/** The client's name of a tool that the model called. */
export function decodeToolName(name: string): string {
  if (!name.startsWith(MARK)) return name;
  const bytes: number[] = [];
  for (let position = MARK.length; position < name.length; position += 1) {
    const isEscape = name.charAt(position) === '-';
    const code = isEscape
      ? Number.parseInt(name.slice(position + 1, position + 3), 16)
      : name.charCodeAt(position);
    // What the model made up itself is left alone.
    if (!Number.isInteger(code)) return name;
    bytes.push(code);
    if (isEscape) position += 2;
  }
  const decoded = Buffer.from(bytes).toString('utf8');
  return decoded !== '' && escapeName(decoded) === name ? decoded : name;
}

/**
 * A tool call's id as the dialect takes it: the same for the call and its result, in every turn.
 * Ids with other characters become their own base64url, which no other id can become.
 */
export function encodeToolCallId(id: string): string {
  if (VALID_ID.test(id) && !id.startsWith(ID_MARK)) return id;
  return ID_MARK + Buffer.from(id, 'utf8').toString('base64url');
}
