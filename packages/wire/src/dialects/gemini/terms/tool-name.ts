import { OchaError } from '@ocha/kernel';

const NAME_LENGTH_MAX = 128;
const VALID = /^[a-zA-Z_][a-zA-Z0-9_.:-]*$/;
const MARK = 'ocha__';

/**
 * A tool's name as Gemini accepts it. Names that break its rules are escaped so that the name alone tells the original:
 * stream parsers have no table to look it up in, and neither has the next turn.
 */
export function writeToolName(name: string): string {
  if (VALID.test(name) && !name.startsWith(MARK) && name.length <= NAME_LENGTH_MAX) return name;
  const escaped = name.replace(/[^a-zA-Z0-9.:-]/gu, (character) =>
    character === '_' ? '__' : `_${(character.codePointAt(0) ?? 0).toString(16)}_`,
  );
  const written = MARK + escaped;
  if (written.length > NAME_LENGTH_MAX) {
    throw new OchaError(
      'unsupported_feature',
      `the tool name "${name.slice(0, NAME_LENGTH_MAX)}" is too long for this deployment`,
      { param: 'tools' },
    );
  }
  return written;
}

/** The original of a name that `writeToolName` wrote. */
export function readToolName(name: string): string {
  if (!name.startsWith(MARK)) return name;
  return name.slice(MARK.length).replace(/__|_([0-9a-f]{1,6})_/g, (_match, code?: string) => {
    if (code === undefined) return '_';
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '';
  });
}
