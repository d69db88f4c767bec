/**
 * Replaces shorthands by what they stand for, so that the schema has one form for each section and its messages can be
 * exact: `openai: false`, `openai:` (empty), a deployment as plain text, and sections left empty.
 */
export function expandShorthands(tree: unknown): unknown {
  if (tree === null) return {};
  if (!isSection(tree)) return tree;
  const entries = Object.entries(tree).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, expandSection(name, value)]));
}

/** Whether a value of the tree has fields. */
export function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function expandSection(name: string, section: unknown): unknown {
  if (!isSection(section)) return section;
  if (name === 'providers') return mapFields(section, expandProvider);
  if (name === 'routes') return mapFields(section, expandRoute);
  return section;
}

function expandProvider(entry: unknown): unknown {
  if (entry === null || entry === true) return {};
  return entry === false ? { enabled: false } : entry;
}

function expandRoute(route: unknown): unknown {
  if (!isSection(route) || !Array.isArray(route['deployments'])) return route;
  const deployments = route['deployments'].map((deployment: unknown) =>
    typeof deployment === 'string' ? { deployment } : deployment,
  );
  return { ...route, deployments };
}

function mapFields(
  section: Readonly<Record<string, unknown>>,
  change: (value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(section).map(([name, value]) => [name, change(value)]));
}
