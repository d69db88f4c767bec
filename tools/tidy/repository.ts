/** What the rules look at: the repository's own files, as text, and what may be asked of them. */
export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** The text with comments, and what strings hold, blanked out; same lines, same columns. */
  readonly code: string;
  readonly codeLines: readonly string[];
}

export interface Repository {
  readonly files: readonly SourceFile[];
  find(path: string): SourceFile | undefined;
}

/** One thing that is not as the house wants it, and what to do about it. */
export interface Violation {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly rule: string;
  readonly instead: string;
  /** A warning does not fail the check. */
  readonly isWarning?: boolean;
}

/** One rule of the house. Pure: all it knows is the repository. */
export type Rule = (repository: Repository) => Violation[];

/** A repository of the given files, path to text. */
export function createRepository(texts: Readonly<Record<string, string>>): Repository {
  const files = Object.entries(texts).map(([path, text]): SourceFile => {
    const code = isScript(path) ? blankOut(text) : text;
    return { path, text, lines: text.split('\n'), code, codeLines: code.split('\n') };
  });
  const byPath = new Map(files.map((file) => [file.path, file]));
  return { files, find: (path) => byPath.get(path) };
}

export function isScript(path: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(path);
}

export function isTest(path: string): boolean {
  return /\.test(-d)?\.tsx?$/.test(path) || /^(packages\/[^/]+\/test|tests)\//.test(path);
}

/** TypeScript of a package that ships: no tests, no fixtures. */
export function isShipped(path: string): boolean {
  return /^packages\/[^/]+\/src\//.test(path) && isScript(path) && !isTest(path);
}

/** The package a file is of: `gateway` for `packages/gateway/src/index.ts`. */
export function packageOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1];
}

/** Every line of `lines` that matches, with its number. */
export function* matchLines(
  lines: readonly string[],
  pattern: RegExp,
): Generator<{ readonly line: number; readonly match: RegExpExecArray }> {
  for (const [index, text] of lines.entries()) {
    const match = pattern.exec(text);
    if (match !== null) yield { line: index + 1, match };
  }
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Nothing of it is left when the types are stripped. */
  readonly isTypeOnly: boolean;
}

const IMPORT =
  /^[ \t]*(?:import|export)\s+(type\s+)?([^'";]*?\sfrom\s+)?'([^'\n]+)'|\bimport\(\s*'([^'\n]+)'\s*\)/gm;

/** Imports and re-exports of a file, static and dynamic. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  for (const match of file.text.matchAll(IMPORT)) {
    const [, typeWord, clause, fixed, dynamic] = match;
    const specifier = fixed ?? dynamic;
    const start = match.index + match[0].length - match[0].trimStart().length;
    // What is blank in the code at this place stands in a comment or a string.
    if (specifier === undefined || file.code[start]?.trim() === '') continue;
    found.push({
      specifier,
      line: file.text.slice(0, start).split('\n').length,
      isTypeOnly: typeWord !== undefined || (clause !== undefined && areAllTypes(clause)),
    });
  }
  return found;
}

/** The path a relative import means. */
export function resolveImport(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function areAllTypes(clause: string): boolean {
  const names = /^\{([^}]*)\}\s+from\s+$/s.exec(clause.trimStart())?.[1];
  if (names === undefined) return false;
  const parts = names.split(',').map((name) => name.trim());
  return parts.every((name) => name === '' || name.startsWith('type '));
}

/** A comment, a string, a template, or a regular expression where one may stand. */
const BLANKED = new RegExp(
  [
    /\/\/[^\n]*/,
    /\/\*[\s\S]*?\*\//,
    /'(?:\\[\s\S]|[^'\\\n])*'/,
    /"(?:\\[\s\S]|[^"\\\n])*"/,
    /`(?:\\[\s\S]|[^`\\])*`/,
    /(?<=[(,=:[!&|?{};]\s*|return\s+|^\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gm',
);

/** Blanks comments wholly, and strings but for their quotes, so that rules about code see only code. */
function blankOut(text: string): string {
  return text.replaceAll(BLANKED, (found) => {
    if (found.startsWith('/')) return found.replaceAll(/[^\n]/g, ' ');
    const quote = found.charAt(0);
    return quote + found.slice(1, -1).replaceAll(/[^\n]/g, ' ') + quote;
  });
}
