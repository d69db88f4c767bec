import { factsOf } from '../registries.ts';
import { findNearest, suggestNearest } from '../report/nearest.ts';
import type { DeploymentInput, RouteInput } from '../schema/routes.ts';
import type { DeploymentRef, ProviderInstance, Route, Snapshot } from '../snapshot.ts';
import type { CompileContext, Entry } from './context.ts';
import { alternatives } from './credential.ts';
import { checkStrategy, mergeTimeouts, warnUnreachable } from './defaults.ts';
import { listKnown, suggestProvider } from './suggest.ts';

/** What routes refer to. */
export interface RouteSurroundings {
  readonly instances: ReadonlyMap<string, ProviderInstance>;
  /** Every entry of `providers`, also those that are off or have problems of their own. */
  readonly declared: ReadonlySet<string>;
  readonly disabled: ReadonlySet<string>;
  readonly defaults: Snapshot['defaults'];
  /** Every name under `routes`, also of routes that have problems of their own. */
  readonly routeNames: ReadonlySet<string>;
}

/** The routes that the schema accepted, completed and checked against everything they name. */
export function compileRoutes(
  entries: readonly Entry<RouteInput>[],
  surroundings: RouteSurroundings,
  context: CompileContext,
): readonly Route[] {
  const routes = entries.map((entry) => compileRoute(entry, surroundings, context));
  checkCycles(routes, context);
  return routes;
}

function compileRoute(
  { name, value }: Entry<RouteInput>,
  surroundings: RouteSurroundings,
  context: CompileContext,
): Route {
  const { defaults } = surroundings;
  const path = ['routes', name];
  checkShadow(name, surroundings, context);
  if (value.strategy !== undefined) checkStrategy(value.strategy, [...path, 'strategy'], context);
  checkFallbacks({ name, value }, surroundings, context);
  const ownTimeouts = value.timeouts ?? {};
  warnUnreachable(ownTimeouts, [...path, 'timeouts'], context);
  return {
    name,
    deployments: compileDeployments({ name, value }, surroundings, context),
    strategy: value.strategy ?? defaults.strategy,
    fallbacks: value.fallbacks ?? [],
    timeouts: mergeTimeouts(defaults.timeouts, ownTimeouts),
    params: value.params ?? defaults.params,
    attemptsMax: value.attemptsMax ?? defaults.attemptsMax,
  };
}

function checkShadow(name: string, around: RouteSurroundings, context: CompileContext): void {
  const instance = around.instances.get(name);
  if (instance === undefined && !around.declared.has(name)) return;
  if (around.disabled.has(name)) return;
  const isOwn = instance === undefined || instance.origin === 'file';
  context.problems.add(['routes', name], {
    message: 'has the name of a provider, which it would hide',
    suggestion: isOwn ? 'rename one of the two' : `rename it, or add providers.${name}: false`,
    at: 'key',
  });
}

function checkFallbacks(
  { name, value }: Entry<RouteInput>,
  around: RouteSurroundings,
  context: CompileContext,
): void {
  const seen = new Set<string>();
  for (const [index, fallback] of (value.fallbacks ?? []).entries()) {
    const path = ['routes', name, 'fallbacks', index];
    if (seen.has(fallback)) {
      const message = `"${fallback}" is listed twice`;
      context.problems.add(path, { message, suggestion: 'keep one of the two' });
    } else if (!around.routeNames.has(fallback)) {
      const others = [...around.routeNames].filter((other) => other !== name);
      const message = `there is no route called "${fallback}"`;
      const known = others.length === 0 ? 'add it under routes' : undefined;
      context.problems.add(path, {
        message,
        suggestion: suggestNearest(fallback, others) ?? known,
      });
    }
    seen.add(fallback);
  }
}

// --- Deployments

function compileDeployments(
  { name, value }: Entry<RouteInput>,
  around: RouteSurroundings,
  context: CompileContext,
): readonly DeploymentRef[] {
  const firstIndexes = new Map<string, number>();
  return value.deployments.map((input, index) => {
    const path = ['routes', name, 'deployments', index];
    const ref = toRef(input);
    const first = firstIndexes.get(ref.id);
    if (first !== undefined) {
      const message = `"${ref.id}" is already deployments[${first}]`;
      context.problems.add(path, { message, suggestion: 'keep one, with the weight of both' });
      return ref;
    }
    firstIndexes.set(ref.id, index);
    checkDeployment(ref, path, { around, context });
    return ref;
  });
}

function toRef(input: DeploymentInput): DeploymentRef {
  const slash = input.deployment.indexOf('/');
  return {
    id: input.deployment,
    instance: input.deployment.slice(0, slash),
    model: input.deployment.slice(slash + 1),
    tier: input.tier ?? 1,
    weight: input.weight ?? 1,
  };
}

function checkDeployment(
  ref: DeploymentRef,
  path: readonly (string | number)[],
  surroundings: { readonly around: RouteSurroundings; readonly context: CompileContext },
): void {
  const { around, context } = surroundings;
  const instance = around.instances.get(ref.instance);
  if (instance !== undefined) {
    const model = instance.models.includes(ref.model)
      ? undefined
      : findNearest(ref.model, instance.models);
    if (model === undefined) return;
    const message = `"${ref.model}" is not among the models listed for ${ref.instance}`;
    const suggestion = `did you mean "${model}"?`;
    context.problems.add(path, { message, suggestion, severity: 'warning' });
    return;
  }
  if (around.disabled.has(ref.instance)) {
    const message = `the provider "${ref.instance}" is turned off`;
    const suggestion = `turn it on under providers.${ref.instance}, or remove the deployment`;
    context.problems.add(path, { message, suggestion });
    return;
  }
  // An entry that is there but wrong has its own problem already.
  if (around.declared.has(ref.instance)) return;
  context.problems.add(path, {
    message: `there is no provider called "${ref.instance}"`,
    suggestion: missingProvider(ref.instance, around, context),
  });
}

function missingProvider(name: string, around: RouteSurroundings, context: CompileContext): string {
  const facts = factsOf(context.registries, name);
  if (facts !== undefined) {
    const names = facts.isLocal ? facts.env.baseUrl : facts.env.apiKey;
    const add = `add providers.${name}`;
    return names.length === 0 ? add : `set ${alternatives(names)}, or ${add}`;
  }
  const known = [...around.instances.keys(), ...around.declared];
  return (
    suggestNearest(name, known) ?? suggestProvider(name, context.registries) ?? listKnown(known)
  );
}

// --- Cycles

/** Tells each circle of fallbacks once, at the reference that closes it. */
function checkCycles(routes: readonly Route[], context: CompileContext): void {
  const byName = new Map(routes.map((route) => [route.name, route]));
  const finished = new Set<string>();
  const visit = (route: Route, trail: readonly string[]): void => {
    if (finished.has(route.name)) return;
    const here = [...trail, route.name];
    for (const [index, name] of route.fallbacks.entries()) {
      const start = here.indexOf(name);
      const next = byName.get(name);
      if (start === -1 && next !== undefined) visit(next, here);
      if (start === -1) continue;
      context.problems.add(['routes', route.name, 'fallbacks', index], {
        message: `fallbacks go in a circle: ${[...here.slice(start), name].join(' → ')}`,
        suggestion: 'remove one of them',
      });
    }
    finished.add(route.name);
  };
  for (const route of routes) visit(route, []);
}
