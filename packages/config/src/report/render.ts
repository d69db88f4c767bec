import type { ConfigProblem } from '../snapshot.ts';
import { redactLine } from './secrets.ts';

/** Characters of a source line that are shown. */
const LINE_LENGTH_MAX = 160;

/**
 * Problems as people read them: `ocha.yaml:12:5  path  message — suggestion`, one a line. With the text of the file,
 * each is followed by its line, secrets blotted out, and a caret.
 */
export function renderProblems(
  problems: readonly ConfigProblem[],
  fileName: string,
  text?: string,
): string {
  const lines = text?.split(/\r\n|\n|\r/);
  const places = problems.map((problem) => placeOf(problem, fileName));
  const width = Math.max(0, ...places.map((place) => place.length));
  return problems
    .map((problem, index) => {
      const head = renderHead(problem, (places[index] ?? '').padEnd(width));
      const excerpt = renderExcerpt(problem, lines);
      return excerpt === undefined ? head : `${head}\n${excerpt}`;
    })
    .join('\n');
}

function placeOf(problem: ConfigProblem, fileName: string): string {
  if (problem.line === undefined) return problem.path === '' ? '' : 'environment';
  return `${fileName}:${problem.line}:${problem.column ?? 1}`;
}

function renderHead(problem: ConfigProblem, place: string): string {
  const mark = problem.severity === 'warning' ? 'warning: ' : '';
  const suggestion = problem.suggestion === undefined ? '' : ` — ${problem.suggestion}`;
  const columns = [place, problem.path, `${mark}${problem.message}${suggestion}`];
  return columns.filter((column) => column !== '').join('  ');
}

function renderExcerpt(
  problem: ConfigProblem,
  lines: readonly string[] | undefined,
): string | undefined {
  const line = problem.line === undefined ? undefined : lines?.[problem.line - 1];
  if (line === undefined) return undefined;
  const shown = redactLine(line).replaceAll('\t', ' ').slice(0, LINE_LENGTH_MAX);
  const column = Math.max((problem.column ?? 1) - 1, 0);
  if (column > LINE_LENGTH_MAX) return `    ${shown}`;
  return `    ${shown}\n    ${' '.repeat(column)}^`;
}
