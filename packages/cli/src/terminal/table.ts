import type { Style, Tone } from './style.ts';

/** A cell, plain or with a tone of its own. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

const GAP = '  ';

/** Lines of a table with a quiet head; columns are as wide as their widest cell. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  style: Style,
): readonly string[] {
  const texts = [head, ...rows].map((row) => row.map((cell) => style('plain', textOf(cell))));
  const widths = head.map((_, column) =>
    Math.max(...texts.map((row) => (row[column] ?? '').length)),
  );
  return [head, ...rows].map((row, index) => {
    const cells = row.map((cell, column) => {
      const text = texts[index]?.[column] ?? '';
      const isLast = column === row.length - 1;
      return style(toneOf(cell, index === 0), isLast ? text : text.padEnd(widths[column] ?? 0));
    });
    return cells.join(GAP).trimEnd();
  });
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function toneOf(cell: Cell, isHead: boolean): Tone {
  if (isHead) return 'quiet';
  return typeof cell === 'string' ? 'plain' : cell.tone;
}
