/** How large things may grow. What is too large already is in the ratchet file, which may only shrink. */
import { functionSizes } from './functions.ts';
import {
  isScript,
  isTest,
  type Repository,
  type Rule,
  type SourceFile,
  type Violation,
} from './repository.ts';

const FILE_LINES_WANTED = 300;
const FILE_LINES_MAX = 500;
const FUNCTION_LINES_MAX = 70;
const FOLDER_ENTRIES_MAX = 15;
const CODE_COLUMNS_MAX = 100;
/** No formatter breaks comments, so a little more is let through. Strings and patterns may be as long as they are. */
export const COMMENT_COLUMNS_MAX = 120;
const FOLDERS_ANY_SIZE = [
  /^packages\/providers\/src(\/models)?$/,
  /\/(dialects|strategies|channels|adapters|fixtures|faults)$/,
  /^docs(\/adr|\/runbooks)?$/,
  /^packages$/,
  // One entry a room and one a suite: the list is the architecture, and the table of contents of what is tested.
  /^packages\/gateway\/src$/,
  /^packages\/[a-z]+\/test$/,
  /^tests\/[a-z]+$/,
];
const RATCHET_PATH = 'tools/tidy-ratchet.json';

/** `file`, `folder/` or `file#function` → the size that is tolerated. */
export type Ratchet = Readonly<Record<string, number>>;

interface Size {
  readonly key: string;
  readonly path: string;
  readonly line: number;
  readonly size: number;
  readonly max: number;
  readonly what: string;
}

/** Sizes against the limits and the ratchet. `previous` is the ratchet of the last commit. */
export function sizes(repository: Repository, previous: Ratchet | undefined): Violation[] {
  const ratchet = JSON.parse(repository.find(RATCHET_PATH)?.text ?? '{}') as Ratchet;
  const all = allSizes(repository);
  return [
    ...all.flatMap((size) => judgeSize(size, ratchet)),
    ...all.flatMap(findWarning),
    ...judgeRatchet(ratchet, all, previous),
  ];
}

/** A ratchet that tolerates everything as it is now. */
export function currentRatchet(repository: Repository): Ratchet {
  const over = allSizes(repository).filter(({ size, max }) => size > max);
  return Object.fromEntries(over.map(({ key, size }) => [key, size]));
}

/** Comments no formatter has broken, and code that should have been formatted. */
export const lineWidths: Rule = (repository) =>
  scriptsOf(repository).flatMap((file) =>
    file.lines.flatMap((text, index): Violation[] => {
      const max = columnsMax(text, file.codeLines[index] ?? '');
      if (text.length <= max) return [];
      const rule = `line of ${text.length} columns`;
      return [{ path: file.path, line: index + 1, rule, instead: `at most ${max}: npm run fix` }];
    }),
  );

function columnsMax(text: string, code: string): number {
  if (text.length <= CODE_COLUMNS_MAX) return CODE_COLUMNS_MAX;
  if (isComment(text)) return COMMENT_COLUMNS_MAX;
  const blanked = firstDifference(text, code);
  if (/['"`]/.test(code)) return Number.POSITIVE_INFINITY;
  if (blanked === -1) return CODE_COLUMNS_MAX;
  return /^\/[/*]/.test(text.slice(blanked)) ? COMMENT_COLUMNS_MAX : Number.POSITIVE_INFINITY;
}

/** Where the code begins to be blanked out; -1 where it is not. */
function firstDifference(text: string, code: string): number {
  for (let column = 0; column < text.length; column += 1) {
    if (text[column] !== code[column]) return column;
  }
  return -1;
}

/** Whether a line holds a comment and nothing else. */
export function isComment(text: string): boolean {
  return /^\s*(\/\*\*?|\*|\/\/)(\s|$)/.test(text);
}

function allSizes(repository: Repository): Size[] {
  const scripts = scriptsOf(repository);
  return [
    ...scripts.map(fileSize),
    ...scripts.flatMap((file) =>
      functionSizes(file).map(
        ({ name, line, size }): Size => ({
          key: `${file.path}#${name}`,
          path: file.path,
          line,
          size,
          max: FUNCTION_LINES_MAX,
          what: `function of ${size} lines`,
        }),
      ),
    ),
    ...folderSizes(repository),
  ];
}

function fileSize(file: SourceFile): Size {
  const size = file.text.endsWith('\n') ? file.lines.length - 1 : file.lines.length;
  const what = `file of ${size} lines`;
  return { key: file.path, path: file.path, line: 1, size, max: FILE_LINES_MAX, what };
}

function folderSizes(repository: Repository): Size[] {
  const entries = new Map<string, Set<string>>();
  for (const { path } of repository.files) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('/');
      // A test stands beside its source as one with it.
      const name = (parts[depth] ?? '').replace(/(\.[a-z-]+)?\.test(-d)?(?=\.tsx?$)/, '');
      entries.set(folder, (entries.get(folder) ?? new Set()).add(name));
    }
  }
  return [...entries]
    .filter(([folder]) => !FOLDERS_ANY_SIZE.some((pattern) => pattern.test(folder)))
    .map(([folder, { size }]) => ({
      key: `${folder}/`,
      path: folder,
      line: 1,
      size,
      max: FOLDER_ENTRIES_MAX,
      what: `folder of ${size} entries`,
    }));
}

function judgeSize(found: Size, ratchet: Ratchet): Violation[] {
  const allowed = Math.max(found.max, ratchet[found.key] ?? 0);
  if (found.size <= allowed) return [];
  const instead = `at most ${allowed}: give what belongs together a place of its own`;
  return [{ path: found.path, line: found.line, rule: found.what, instead }];
}

function findWarning({ key, path, size, max, what }: Size): Violation[] {
  if (key !== path || size <= FILE_LINES_WANTED || size > max) return [];
  const instead = `wanted are at most ${FILE_LINES_WANTED}`;
  return [{ path, line: 1, rule: what, instead, isWarning: true }];
}

function judgeRatchet(
  ratchet: Ratchet,
  all: readonly Size[],
  previous: Ratchet | undefined,
): Violation[] {
  const largest = new Map<string, Size>();
  for (const size of all) {
    if (size.size > (largest.get(size.key)?.size ?? 0)) largest.set(size.key, size);
  }
  return Object.entries(ratchet).flatMap(([key, allowed]): Violation[] => {
    const at = (rule: string, instead: string): Violation[] => [
      { path: RATCHET_PATH, line: 1, rule: `${key} ${rule}`, instead },
    ];
    const found = largest.get(key);
    if (found === undefined || found.size <= found.max) {
      return at('is no longer too large', 'take its line out');
    }
    if (found.size < allowed) return at('has shrunk', `write ${found.size}`);
    const isLooser = previous !== undefined && allowed > (previous[key] ?? 0);
    return isLooser ? at('has been loosened', 'the ratchet may only shrink: split it') : [];
  });
}

function scriptsOf(repository: Repository): SourceFile[] {
  return repository.files.filter(
    ({ path }) => isScript(path) && (!path.includes('/fixtures/') || isTest(path)),
  );
}
