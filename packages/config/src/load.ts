import type * as z from 'zod';
import type { CompileContext, Entry } from './compile/context.ts';
import { compileDefaults } from './compile/defaults.ts';
import { discoverProviders } from './compile/discover.ts';
import { compileGateway } from './compile/gateway.ts';
import { compileKeys, type KeyEntry } from './compile/keys.ts';
import { compileProviders } from './compile/providers.ts';
import { compileRoutes } from './compile/routes.ts';
import { type Config, createSnapshot } from './compile/snapshot.ts';
import { warnMistypedVariables } from './compile/variables.ts';
import { LIMITS } from './limits.ts';
import type { ConfigEnvironment, ConfigRegistries } from './registries.ts';
import { createProblemList, type ProblemList } from './report/problems.ts';
import { defaultsSection } from './schema/defaults.ts';
import { fileSection } from './schema/file.ts';
import { gatewaySection } from './schema/gateway.ts';
import { reportIssues } from './schema/issues.ts';
import { annotatedSchema, fieldsAt, homeOf } from './schema/json-schema.ts';
import { keySection } from './schema/keys.ts';
import { instanceName, routeName } from './schema/names.ts';
import { providerSection } from './schema/providers.ts';
import { routeSection } from './schema/routes.ts';
import { salvage } from './schema/salvage.ts';
import { expandShorthands, isSection } from './schema/shorthand.ts';
import type { ConfigProblem, Snapshot } from './snapshot.ts';
import {
  type ConfigDocument,
  emptyConfigDocument,
  parseConfigDocument,
} from './source/document.ts';
import { type Path, pathKey } from './source/path.ts';
import { resolveTree } from './source/resolve.ts';

export interface LoadOptions {
  /** The file as text or bytes; undefined where there is none. */
  readonly text: string | Uint8Array | undefined;
  readonly environment: ConfigEnvironment;
  /** The number of the snapshot. */
  readonly revision: number;
  readonly registries: ConfigRegistries;
  /** Workers where the file says nothing: the number of cores. 1 by default. */
  readonly workersDefault?: number;
  /** An API key made by the caller, used only where neither the file nor the environment has one. */
  readonly bootstrapKey?: string | undefined;
}

/** A usable configuration, or everything that keeps it from being one. Both come with what is merely suspicious. */
export type LoadedConfig =
  | { readonly snapshot: Snapshot; readonly warnings: readonly ConfigProblem[] }
  | { readonly problems: readonly ConfigProblem[]; readonly warnings: readonly ConfigProblem[] };

/** Turns the file's text and the environment into a snapshot, or tells every problem at once. Pure; never throws. */
export function loadConfig(options: LoadOptions): LoadedConfig {
  const document =
    options.text === undefined ? emptyConfigDocument() : parseConfigDocument(options.text);
  const problems = createProblemList(document);
  for (const problem of document.problems) problems.addLocated(problem);
  const config = compileDocument(document, problems, options);
  const all = problems.list();
  const warnings = all.filter((problem) => problem.severity === 'warning');
  if (config !== undefined && !problems.hasErrors()) {
    return { snapshot: createSnapshot(config, options.revision), warnings };
  }
  return { problems: all.filter((problem) => problem.severity === 'error'), warnings };
}

function compileDocument(
  document: ConfigDocument,
  problems: ProblemList,
  options: LoadOptions,
): Config {
  const { environment, registries } = options;
  const raw = expandShorthands(document.value ?? {});
  const resolved = resolveTree(raw, {
    environment,
    problems,
    isSkipped: (path) => path.length === 2 && path[0] === 'providers' && isDisabled(raw, path),
  });
  const tree = resolved.value;
  checkShape(tree, resolved.referenced, problems);
  const context: CompileContext = {
    environment,
    registries,
    problems,
    isWrittenOut: (path) => !resolved.referenced.has(pathKey(path)),
  };
  const fields = fieldsOf(tree);
  checkCounts(fields, problems);
  return compileTree(fields, context, options);
}

function isDisabled(tree: unknown, path: Path): boolean {
  const providers = isSection(tree) ? tree['providers'] : undefined;
  const entry = isSection(providers) ? providers[String(path[1])] : undefined;
  return isSection(entry) && entry['enabled'] === false;
}

function checkShape(tree: unknown, referenced: ReadonlySet<string>, problems: ProblemList): void {
  const checked = fileSection.safeParse(tree);
  if (checked.success) return;
  const schema = annotatedSchema();
  reportIssues(checked.error.issues, {
    problems,
    tree,
    referenced,
    fieldsAt: (path) => fieldsAt(schema, path),
    homeOf: (field) => homeOf(schema, field),
  });
}

/** Maps have no bound of their own in the schema. */
function checkCounts(tree: Fields, problems: ProblemList): void {
  const providers = fieldsOf(tree['providers']);
  const headers = Object.entries(providers).map(
    ([name, entry]) =>
      [
        ['providers', name, 'headers'],
        fieldsOf(entry)['headers'],
        LIMITS.headersPerProviderMax,
      ] as const,
  );
  const maps = [
    [['providers'], providers, LIMITS.providersMax] as const,
    [['routes'], tree['routes'], LIMITS.routesMax] as const,
    ...headers,
  ];
  for (const [path, map, max] of maps) {
    if (Object.keys(fieldsOf(map)).length <= max) continue;
    problems.add(path, { message: `must not have more than ${max} entries`, at: 'key' });
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Compiles what the schema accepts, entry by entry: one wrong entry must not hide the problems of the others. */
function compileTree(tree: Fields, context: CompileContext, options: LoadOptions): Config {
  const providers = fieldsOf(tree['providers']);
  const declared = new Set(Object.keys(providers));
  const instances = [
    ...compileProviders(accept(providers, providerSection, instanceName), context),
    ...discoverProviders(declared, context),
  ];
  const defaults = compileDefaults(acceptOne(tree['defaults'], defaultsSection), context);
  const routes = fieldsOf(tree['routes']);
  const routeNames = new Set(Object.keys(routes));
  const byName = new Map(instances.map((instance) => [instance.name, instance]));
  const disabled = new Set([...declared].filter((name) => isDisabled(tree, ['providers', name])));
  const surroundings = { instances: byName, declared, disabled, defaults, routeNames };
  const instanceNames = new Set([...byName.keys(), ...declared]);
  const { bootstrapKey, workersDefault = 1 } = options;
  warnMistypedVariables(context);
  return {
    instances,
    defaults,
    routes: compileRoutes(accept(routes, routeSection, routeName), surroundings, context),
    keys: compileKeys(
      acceptKeys(tree['keys']),
      { routeNames, instanceNames, bootstrapKey },
      context,
    ),
    gateway: compileGateway(acceptOne(tree['gateway'], gatewaySection), workersDefault, context),
  };
}

function fieldsOf(value: unknown): Fields {
  return isSection(value) ? value : {};
}

function accept<Schema extends z.ZodType>(
  fields: Fields,
  schema: Schema,
  nameSchema: z.ZodType,
): readonly Entry<z.output<Schema>>[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const value = salvage(field, schema);
    const isUsable = value !== undefined && nameSchema.safeParse(name).success;
    return isUsable ? [{ name, value }] : [];
  });
}

function acceptOne<Schema extends z.ZodType>(value: unknown, schema: Schema): z.output<Schema> {
  return salvage(value ?? {}, schema) ?? schema.parse({});
}

function acceptKeys(value: unknown): readonly KeyEntry[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown, index) => {
    const accepted = salvage(entry, keySection);
    return accepted === undefined ? [] : [{ index, value: accepted }];
  });
}
