import type * as z from 'zod';
import { type Path, valueAt } from '../source/path.ts';

/** Rounds of removing what is wrong. Two are enough unless a removal uncovers something else. */
const ROUNDS_MAX = 3;

/**
 * What of a value the schema accepts once the wrong parts are taken out: the checks that come after the schema can then
 * tell what else is wrong in the same run. Undefined when what is required is missing. For finding problems only.
 */
export function salvage<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
): z.output<Schema> | undefined {
  let rest = value;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const checked = schema.safeParse(rest);
    if (checked.success) return checked.data;
    rest = structuredClone(rest);
    for (const path of checked.error.issues.flatMap(wrongPaths)) remove(rest, path);
  }
  return undefined;
}

function wrongPaths(issue: z.core.$ZodIssue): readonly Path[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code !== 'unrecognized_keys') return [path];
  return issue.keys.map((key) => [...path, key]);
}

/** Removes a field. An entry of a list takes the list with it: those after it would move up to wrong places. */
function remove(tree: unknown, path: Path): void {
  const whole = typeof path.at(-1) === 'number' ? path.slice(0, -1) : path;
  const parent = valueAt(tree, whole.slice(0, -1));
  const name = whole.at(-1);
  if (name !== undefined && typeof parent === 'object' && parent !== null) {
    Reflect.deleteProperty(parent, name);
  }
}
