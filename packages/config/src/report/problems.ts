import { LIMITS } from '../limits.ts';
import type { ConfigProblem } from '../snapshot.ts';
import { formatPath, type Path } from '../source/path.ts';

/** 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds values and keys in the file. Where a path is not in the file, its nearest ancestor answers. */
export interface Locator {
  locate(path: Path, at: 'key' | 'value'): Position | undefined;
}

export interface Finding {
  readonly message: string;
  readonly suggestion?: string | undefined;
  readonly severity?: ConfigProblem['severity'];
  /** Whether the name or the value is wrong. `value` by default. */
  readonly at?: 'key' | 'value';
}

/** Gathers everything wrong with one configuration. */
export interface ProblemList {
  /** About the file. A second error at the same path is a consequence of the first, and is dropped. */
  add(path: Path, finding: Finding): void;
  /** About an environment variable. */
  addVariable(name: string, finding: Finding): void;
  /** Already located: the parser's own. */
  addLocated(problem: ConfigProblem): void;
  hasErrorAt(path: Path): boolean;
  hasErrors(): boolean;
  /** In the order of the file, then the environment's, bounded. */
  list(): readonly ConfigProblem[];
}

/** An empty list for a file whose positions `locator` knows. */
export function createProblemList(locator: Locator): ProblemList {
  const problems: ConfigProblem[] = [];
  const errorPaths = new Set<string>();
  const push = (position: Position | undefined, path: string, finding: Finding): void => {
    problems.push({
      line: position?.line,
      column: position?.column,
      path,
      message: finding.message,
      suggestion: finding.suggestion,
      severity: finding.severity ?? 'error',
    });
  };
  return {
    add(path, finding) {
      const key = formatPath(path);
      if (errorPaths.has(key)) return;
      if (finding.severity !== 'warning') errorPaths.add(key);
      push(locator.locate(path, finding.at ?? 'value'), formatPath(path), finding);
    },
    addVariable: (name, finding) => push(undefined, name, finding),
    addLocated(problem) {
      if (problem.severity === 'error') errorPaths.add(problem.path);
      problems.push(problem);
    },
    hasErrorAt: (path) => errorPaths.has(formatPath(path)),
    hasErrors: () => problems.some((problem) => problem.severity === 'error'),
    list: () => bound(problems.toSorted(compareProblems)),
  };
}

function compareProblems(left: ConfigProblem, right: ConfigProblem): number {
  const byLine = (left.line ?? Number.MAX_VALUE) - (right.line ?? Number.MAX_VALUE);
  if (byLine !== 0) return byLine;
  return (left.column ?? 0) - (right.column ?? 0);
}

/** Errors are kept before warnings when not all of them fit. */
function bound(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const limit = LIMITS.configProblemsMax;
  if (problems.length <= limit) return problems;
  const errors = problems.filter((problem) => problem.severity === 'error');
  const kept = (errors.length >= limit ? errors : problems).slice(0, limit);
  const hasError = errors.length > 0;
  const rest: ConfigProblem = {
    line: undefined,
    column: undefined,
    path: '',
    message: `${problems.length - kept.length} more problems are not shown`,
    suggestion: 'mend these first',
    severity: hasError ? 'error' : 'warning',
  };
  return [...kept, rest];
}
