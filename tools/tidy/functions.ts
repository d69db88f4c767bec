/** How long functions are. Relies on the formatter: a block ends at a brace in the column it began in. */
import { matchLines, type SourceFile } from './repository.ts';

export interface FunctionSize {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  /** Lines of its own: those of functions inside it are theirs. */
  readonly size: number;
}

interface Block {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const START = new RegExp(
  [
    /^(\s*)(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b\*?\s*(\w*)/,
    /^(\s*)(?:(?:static|async|get|set|override|private|protected)\s+|\*)*(#?\w+)\s*(?:<[^>]*>)?\((?!.*\)\s*;?$)/,
    /^(\s*)(?:.*?(\w+)\s*(?::|=)[^=]*)?.*=>\s*\{$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);
const NOT_A_FUNCTION =
  /^\s*(?:if|for|while|switch|catch|return|else|do|with|new)\b|\b(?:describe|suite)\(/;

/** Every function of a file that spans lines; suites of tests are not functions. */
export function functionSizes(file: SourceFile): FunctionSize[] {
  const blocks = [...matchLines(file.codeLines, START)].flatMap(({ line, match }): Block[] => {
    const text = file.codeLines[line - 1] ?? '';
    if (NOT_A_FUNCTION.test(text)) return [];
    const indent = match[1] ?? match[3] ?? match[5] ?? '';
    const end = endOfBlock(file.codeLines, line, indent);
    const name = match[2] || match[4] || match[6] || `line-${line}`;
    return end === undefined ? [] : [{ name, start: line, end }];
  });
  return blocks.map((block) => ({
    name: block.name,
    line: block.start,
    size: ownLines(block, blocks),
  }));
}

function ownLines(block: Block, blocks: readonly Block[]): number {
  const inside = blocks.filter(({ start, end }) => start > block.start && end <= block.end);
  const taken = new Set<number>();
  for (const { start, end } of inside) {
    for (let line = start; line <= end; line += 1) taken.add(line);
  }
  return block.end - block.start + 1 - taken.size;
}

/** 1-based line of the closing brace; undefined where the lines are no block. */
function endOfBlock(lines: readonly string[], start: number, indent: string): number | undefined {
  for (let line = start + 1; line <= lines.length; line += 1) {
    const text = lines[line - 1] ?? '';
    if (text.trim() === '' || text.startsWith(`${indent} `)) continue;
    if (!text.startsWith(indent)) return undefined;
    const rest = text.slice(indent.length);
    if (/^\}[;,)\]\s]*$/.test(rest)) return line;
    // The lines that close a long list of parameters and open the body.
    if (!/^[)}\]>].*\{$/.test(rest)) return undefined;
  }
  return undefined;
}
