import type * as z from 'zod';
import { suggestNearest } from '../report/nearest.ts';
import type { Finding, ProblemList } from '../report/problems.ts';
import { type Path, pathKey, valueAt } from '../source/path.ts';

/** What is needed to tell a schema's issues in words of the file. */
export interface IssueContext {
  readonly problems: ProblemList;
  /** The tree that was checked. */
  readonly tree: unknown;
  /** Paths whose text came out of an environment reference. */
  readonly referenced: ReadonlySet<string>;
  /** The fields that a section may have, by the section's path. */
  fieldsAt(path: Path): readonly string[];
  /** Where a field that stands in the wrong place belongs; undefined when it belongs nowhere. */
  homeOf(field: string): string | undefined;
}

type Issue = z.core.$ZodIssue;

/** Tells every issue of a failed parse as a problem at its place in the file. */
export function reportIssues(issues: readonly Issue[], context: IssueContext): void {
  for (const issue of issues) {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    if (issue.code === 'unrecognized_keys') reportUnknown(issue.keys, path, context);
    else context.problems.add(path, toFinding(issue, path, context));
  }
}

function reportUnknown(keys: readonly string[], path: Path, context: IssueContext): void {
  const fields = context.fieldsAt(path);
  for (const key of keys) {
    const home = context.homeOf(key);
    const elsewhere = home === undefined ? undefined : `it belongs under ${home}`;
    const known = fields.length === 0 ? undefined : `known here: ${fields.join(', ')}`;
    context.problems.add([...path, key], {
      message: 'is not a known field',
      suggestion: suggestNearest(key, fields) ?? elsewhere ?? known,
      at: 'key',
    });
  }
}

/** One sentence without the value itself, which may be a secret. */
function toFinding(issue: Issue, path: Path, context: IssueContext): Finding {
  const value = valueAt(context.tree, path);
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, value, context.referenced.has(pathKey(path)));
    case 'invalid_value': {
      const words = issue.values.map(String);
      const suggestion = typeof value === 'string' ? suggestNearest(value, words) : undefined;
      if (value === undefined) return { message: 'is required', suggestion };
      return { message: `must be ${words.join(' or ')}`, suggestion };
    }
    case 'too_small':
      return { message: tooSmall(issue) };
    case 'too_big':
      return { message: tooBig(issue) };
    case 'invalid_key':
      return { message: nameMessage(issue.issues), at: 'key' };
    default:
      return { message: issue.message };
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section with fields',
  record: 'a section with names',
};

function wrongType(expected: string, value: unknown, isReferenced: boolean): Finding {
  const wanted = EXPECTED[expected] ?? expected;
  if (value === undefined) return { message: `is required: ${wanted}`, at: 'key' };
  const message = `must be ${wanted}, not ${describe(value)}`;
  if (isReferenced) {
    const suggestion = 'environment references are only allowed where text is expected';
    return { message, suggestion };
  }
  return { message, suggestion: typeSuggestion(expected, value) };
}

function describe(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a fraction';
  if (typeof value === 'boolean') return String(value);
  return 'a section';
}

function typeSuggestion(expected: string, value: unknown): string | undefined {
  const isWord = typeof value === 'number' || typeof value === 'boolean';
  if (expected === 'string' && isWord) return 'put it in quotes';
  if (expected === 'array' && typeof value === 'string') return 'write it as a list: [ … ]';
  if (typeof value !== 'string') return undefined;
  if (expected === 'boolean' && /^(yes|no|on|off)$/i.test(value)) return 'write true or false';
  if (/^(number|int)$/.test(expected) && /^\d+$/.test(value)) return 'remove the quotes';
  return undefined;
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): string {
  if (issue.origin === 'string') return 'must not be empty';
  if (issue.origin === 'array') return 'must have at least one entry';
  return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
}

function tooBig(issue: Extract<Issue, { code: 'too_big' }>): string {
  if (issue.origin === 'string') return `must not be longer than ${issue.maximum} characters`;
  if (issue.origin === 'array') return `must not have more than ${issue.maximum} entries`;
  return `must be at most ${issue.maximum}`;
}

function nameMessage(issues: readonly Issue[]): string {
  const [first] = issues;
  if (first?.code === 'too_big') return `must not be longer than ${first.maximum} characters`;
  return first?.message ?? 'is not a usable name';
}
