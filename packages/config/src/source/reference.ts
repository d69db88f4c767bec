import { LIMITS } from '../limits.ts';
import { type ConfigEnvironment, readVariable } from '../registries.ts';

/** A text with its `${NAME}` references replaced, or the first reason why it cannot be. */
export type Resolved =
  | { readonly text: string }
  | { readonly message: string; readonly suggestion: string };

const NAME = '[A-Za-z_][A-Za-z0-9_]*';
/** `$${` is a literal `${`; `${NAME}` and `${NAME:-default}` are references; any other `${` is a mistake. */
const TOKEN = new RegExp(`\\$\\$\\{|\\$\\{(${NAME})(?::-([^}]*))?\\}|\\$\\{`, 'g');

/** Whether a text contains a reference or an escaped one. */
export function hasReference(text: string): boolean {
  return text.includes('${');
}

/** Replaces the references of a text. The values of the environment never appear in a message. */
export function resolveReferences(text: string, environment: ConfigEnvironment): Resolved {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const replaced = replaceToken(match, environment);
    if (typeof replaced !== 'string') return replaced;
    result += text.slice(from, match.index) + replaced;
    from = match.index + match[0].length;
  }
  result += text.slice(from);
  if (result.length <= LIMITS.configTextLengthMax) return { text: result };
  return {
    message: `is longer than ${LIMITS.configTextLengthMax} characters once its references are replaced`,
    suggestion: 'shorten the value of the environment variable',
  };
}

function replaceToken(
  match: RegExpExecArray,
  environment: ConfigEnvironment,
): string | { readonly message: string; readonly suggestion: string } {
  const [token, name, fallback] = match;
  if (token === '$${') return '${';
  if (name === undefined || fallback?.includes('${') === true) {
    return {
      message: 'contains a malformed environment reference',
      suggestion: `write \${NAME} or \${NAME:-default}, or $\${ for a literal \${`,
    };
  }
  const value = readVariable(environment, name) ?? fallback;
  if (value !== undefined) return value;
  const isSet = Object.hasOwn(environment, name) && environment[name] !== undefined;
  return {
    message: `environment variable ${name} is ${isSet ? 'empty' : 'not set'}`,
    suggestion: `set ${name}, or give a default with \${${name}:-value}`,
  };
}

// --- References inside YAML's flow collections

/**
 * `{ apiKey: ${NAME} }` is what people write, but a brace cannot stand in a plain YAML scalar. So the characters that
 * mean something to YAML are moved to a private-use block before parsing, one for one, so that positions stay right.
 */
const REFERENCE = /\$\{[^{}\n\r"'\\]*\}/g;
const MASKED = /[{}[\],:#]/g;
const MASK_BASE = 0xe000;
const UNMASKED = /[\ue000-\ue07f]/g;

/** Hides the punctuation of references from the YAML parser. */
export function maskReferences(text: string): string {
  return text.replace(REFERENCE, (reference) =>
    reference.replace(MASKED, (character) =>
      String.fromCharCode(MASK_BASE + character.charCodeAt(0)),
    ),
  );
}

/** Undoes `maskReferences`. */
export function unmaskReferences(text: string): string {
  return text.replace(UNMASKED, (character) =>
    String.fromCharCode(character.charCodeAt(0) - MASK_BASE),
  );
}

/** The offset of the first character that masking needs for itself; -1 when there is none. */
export function findMaskCharacter(text: string): number {
  return text.search(UNMASKED);
}
