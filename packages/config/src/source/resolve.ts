import type { ConfigEnvironment } from '../registries.ts';
import type { ProblemList } from '../report/problems.ts';
import { type Path, pathKey } from './path.ts';
import { hasReference, resolveReferences } from './reference.ts';

/** A tree without references, and which of its texts had one. */
export interface ResolvedTree {
  readonly value: unknown;
  readonly referenced: ReadonlySet<string>;
}

export interface ResolveOptions {
  readonly environment: ConfigEnvironment;
  readonly problems: ProblemList;
  /** Whether a section is switched off: its references need not resolve. */
  isSkipped(path: Path): boolean;
}

/** Replaces every reference of a tree. One that cannot be is a problem, and its text becomes empty. */
export function resolveTree(tree: unknown, options: ResolveOptions): ResolvedTree {
  const referenced = new Set<string>();
  const resolve = (value: unknown, path: Path): unknown => {
    if (options.isSkipped(path)) return value;
    if (typeof value === 'string') return resolveText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, field]) => [
      name,
      resolve(field, [...path, name]),
    ]);
    return Object.fromEntries(entries);
  };
  const resolveText = (text: string, path: Path): string => {
    if (!hasReference(text)) return text;
    referenced.add(pathKey(path));
    const resolved = resolveReferences(text, options.environment);
    if ('text' in resolved) return resolved.text;
    options.problems.add(path, resolved);
    return '';
  };
  return { value: resolve(tree, []), referenced };
}
