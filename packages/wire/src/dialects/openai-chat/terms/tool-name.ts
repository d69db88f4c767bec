const VALID_NAME = /^[a-zA-Z0-9_-]+$/;
const MARK = 'ocha--';

/**
 * A tool's name in the letters that this wire takes. Names with others (MCP servers and Gemini have
 * dots and colons) are escaped so that `decodeToolName` gives them back without knowing the
 * request.
 */
export function encodeToolName(name: string): string {
  if (VALID_NAME.test(name) && !name.startsWith(MARK)) return name;
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
  const bytes = name.slice(MARK.length).replace(/-([0-9A-F]{2})/g, '%$1');
  try {
    const decoded = decodeURIComponent(bytes);
    return encodeToolName(decoded) === name ? decoded : name;
  } catch (error) {
    // What the model made up itself is left alone.
    if (error instanceof URIError) return name;
    throw error;
  }
}
