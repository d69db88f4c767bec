/** Breaks comments that are too wide: the one thing of a file's layout that the formatter leaves alone. */
import { COMMENT_COLUMNS_MAX, isComment } from './sizes.ts';

/** The text with every comment line no wider than allowed. What does not fit goes to the line below. */
export function rewrapComments(text: string): string {
  const lines = text.split('\n').flatMap(openOneLiner);
  const done: string[] = [];
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    const parts = /^(\s*(?:\*|\/\/) +)(\S.*)$/.exec(line);
    const cut = parts === null ? -1 : line.lastIndexOf(' ', COMMENT_COLUMNS_MAX);
    if (line.length <= COMMENT_COLUMNS_MAX || parts === null || cut <= (parts[1]?.length ?? 0)) {
      done.push(line);
      continue;
    }
    const prefix = (parts[1] ?? '').trimEnd();
    done.push(line.slice(0, cut));
    const rest = line.slice(cut + 1);
    const next = lines[0] ?? '';
    if (isContinuation(next, prefix))
      lines[0] = `${prefix} ${rest} ${next.slice(prefix.length + 1)}`;
    else lines.unshift(`${prefix} ${rest}`);
  }
  return done.join('\n');
}

/** A wide comment on one line, opened into a block. */
function openOneLiner(line: string): string[] {
  const parts = /^(\s*)\/\*\* (.*) \*\/$/.exec(line);
  if (parts === null || line.length <= COMMENT_COLUMNS_MAX) return [line];
  const [, indent = '', words = ''] = parts;
  return [`${indent}/**`, `${indent} * ${words}`, `${indent} */`];
}

/** Whether a line goes on with the sentence above it: no list, no tag, no blank line, no end. */
function isContinuation(line: string, prefix: string): boolean {
  return (
    isComment(line) &&
    line.startsWith(`${prefix} `) &&
    /^[a-z(`"']/i.test(line.slice(prefix.length + 1))
  );
}
