/** Where a value stands: names of fields and positions in lists, from the root. */
export type Path = readonly (string | number)[];

/** A path as people read it: `routes.smart.deployments[1]`; names that are not plain words stand in quotes. */
export function formatPath(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (!/^[\p{L}\p{N}_-]+$/u.test(part)) text += `[${JSON.stringify(part)}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}

/** A path as a map's key: different for different paths. */
export function pathKey(path: Path): string {
  return JSON.stringify(path);
}

/** The value at a path of a plain tree; undefined when there is none. */
export function valueAt(tree: unknown, path: Path): unknown {
  let value = tree;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}
