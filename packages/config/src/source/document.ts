import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import { LIMITS } from '../limits.ts';
import type { Locator, Position } from '../report/problems.ts';
import type { ConfigProblem } from '../snapshot.ts';
import { formatPath, type Path, pathKey } from './path.ts';
import { findMaskCharacter, maskReferences, unmaskReferences } from './reference.ts';
import { buildTree, type Span } from './tree.ts';

/** A parsed file: plain values whose references are not yet replaced, and where each stands. */
export interface ConfigDocument extends Locator {
  /** Undefined when the file could not be read as YAML; the problems say why. */
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
}

/** Follow-ups of one syntax error are noise: one a line, and not more than this. */
const SYNTAX_ERRORS_MAX = 10;

const SYNTAX_SUGGESTIONS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces: YAML does not allow tabs there',
  BAD_INDENT: 'give fields of one section the same indentation, and close brackets and braces',
  BAD_ALIAS: 'define the anchor (&name) before the alias (*name)',
  BLOCK_AS_IMPLICIT_KEY: 'put a text that contains ": " in quotes',
  MULTILINE_IMPLICIT_KEY: 'is a colon missing after a field name?',
  MISSING_CHAR: 'is a colon, quote, bracket or brace missing?',
  MULTIPLE_DOCS: 'keep one document: remove the --- between them',
  BAD_SCALAR_START: 'put a text that begins with @ or ` in quotes',
};

/** What the parser says of these means little to someone who did not write it, or depends on the machine. */
const SYNTAX_MESSAGES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'more than one document in the file',
  TAB_AS_INDENT: 'a tab where indentation is expected',
};

/** Where the parser's stack ends depends on the machine, so no position is told. */
const TOO_DEEP = problemAt({ line: 1, column: 1 }, 'is nested too deeply', 'make it flatter');

/** Parses a file given as text or as the bytes read from disk. Never throws. */
export function parseConfigDocument(source: string | Uint8Array): ConfigDocument {
  const decoded = decode(source);
  if (typeof decoded !== 'string') return unreadable(decoded);
  const text = decoded.replace(/^\ufeff/, '');
  const refused = refuseCharacters(text);
  if (refused !== undefined) return unreadable(refused);
  return parseText(text);
}

/** The document of a configuration without a file. */
export function emptyConfigDocument(): ConfigDocument {
  return { value: {}, problems: [], locate: () => undefined };
}

function parseText(text: string): ConfigDocument {
  const lines = new LineCounter();
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    const document = parseDocument(maskReferences(text), {
      lineCounter: lines,
      prettyErrors: false,
      // Looked for in `buildTree`: the parser's own search takes quadratic time.
      uniqueKeys: false,
      strict: true,
    });
    if (document.errors.length > 0) return withSyntaxErrors(document.errors, positionOf);
    const tree = buildTree(document);
    const problems = tree.problems.map((problem) => ({
      ...positionOf(problem.offset),
      path: formatPath(problem.path),
      message: problem.message,
      suggestion: problem.suggestion,
      severity: 'error' as const,
    }));
    const warnings = document.warnings.map((warning) => ({
      ...positionOf(warning.pos[0]),
      path: '',
      message: unmaskReferences(warning.message),
      suggestion: undefined,
      severity: 'warning' as const,
    }));
    return {
      value: tree.isExhausted ? undefined : tree.value,
      problems: [...problems, ...warnings],
      locate: createLocate(tree.spans, positionOf),
    };
  } catch (error) {
    // The parser recurses: text nested tens of thousands deep ends its stack. Its other throws are for bad aliases.
    if (!(error instanceof RangeError || error instanceof ReferenceError)) throw error;
    return unreadable(TOO_DEEP);
  }
}

function createLocate(
  spans: ReadonlyMap<string, Span>,
  positionOf: (offset: number) => Position,
): Locator['locate'] {
  return (path: Path, at) => {
    for (let length = path.length; length > 0; length -= 1) {
      const span = spans.get(pathKey(path.slice(0, length)));
      if (span === undefined) continue;
      const isExact = length === path.length;
      const wantsValue = isExact && at === 'value';
      return positionOf(wantsValue ? span.value : (span.key ?? span.value));
    }
    return { line: 1, column: 1 };
  };
}

function withSyntaxErrors(
  errors: readonly YAMLError[],
  positionOf: (offset: number) => Position,
): ConfigDocument {
  if (errors.some((error) => error.code === 'RESOURCE_EXHAUSTION')) return unreadable(TOO_DEEP);
  const seenLines = new Set<number>();
  const problems: ConfigProblem[] = [];
  for (const error of errors) {
    const position = positionOf(error.pos[0]);
    if (seenLines.has(position.line) || problems.length >= SYNTAX_ERRORS_MAX) continue;
    seenLines.add(position.line);
    const reason = SYNTAX_MESSAGES[error.code] ?? unmaskReferences(error.message);
    const message = `is not valid YAML: ${reason}`;
    problems.push(problemAt(position, message, SYNTAX_SUGGESTIONS[error.code]));
  }
  return { value: undefined, problems, locate: () => undefined };
}

function unreadable(problem: ConfigProblem): ConfigDocument {
  return { value: undefined, problems: [problem], locate: () => undefined };
}

function problemAt(
  position: Position,
  message: string,
  suggestion: string | undefined,
): ConfigProblem {
  return { ...position, path: '', message, suggestion, severity: 'error' };
}

// --- Bytes and characters

function decode(source: string | Uint8Array): string | ConfigProblem {
  const limit = LIMITS.configBytesMax;
  const start: Position = { line: 1, column: 1 };
  const isLarge =
    source.length > limit ||
    (typeof source === 'string' && new TextEncoder().encode(source).length > limit);
  if (isLarge) {
    return problemAt(start, `is larger than ${limit} bytes`, 'split what does not belong here off');
  }
  if (typeof source === 'string') return source;
  const [first, second] = source;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return problemAt(start, 'is UTF-16 text', 'save the file as UTF-8');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(source);
  } catch (error) {
    // `fatal` throws a TypeError for bytes that are not UTF-8.
    if (!(error instanceof TypeError)) throw error;
    const lossy = new TextDecoder('utf-8').decode(source);
    const position = positionIn(lossy, Math.max(lossy.indexOf('\ufffd'), 0));
    return problemAt(position, 'is not UTF-8 text', 'save the file as UTF-8');
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function refuseCharacters(text: string): ConfigProblem | undefined {
  const control = text.search(CONTROL);
  const offset = control === -1 ? findMaskCharacter(text) : control;
  if (offset === -1) return undefined;
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  const message = `contains the character U+${code}, which is not allowed`;
  return problemAt(positionIn(text, offset), message, 'remove it');
}

function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: offset - lastBreak };
}
