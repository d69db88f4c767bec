import type { Route, Snapshot } from '@ocha/config';
import { type DiagnosedRoute, type DoctorFinding, finding, type Reach } from './report.ts';

/** Ways of answering that let a call through, or may. */
const USABLE: ReadonlySet<Reach> = new Set(['ok', 'simulated', 'unchecked', 'unexpected']);

export interface RouteDiagnosis {
  readonly routes: readonly DiagnosedRoute[];
  readonly findings: readonly DoctorFinding[];
}

/** Which routes can serve, judged by how their providers answered. */
export function diagnoseRoutes(
  snapshot: Snapshot,
  reaches: ReadonlyMap<string, Reach>,
): RouteDiagnosis {
  const routes = [...snapshot.routes.values()].map((route) => diagnoseRoute(route, reaches));
  const byName = new Map(routes.map((route) => [route.name, route]));
  return { routes, findings: routes.map((route) => explain(route, byName)) };
}

function diagnoseRoute(route: Route, reaches: ReadonlyMap<string, Reach>): DiagnosedRoute {
  const usable = route.deployments.filter((deployment) => {
    const reach = reaches.get(deployment.instance);
    return reach !== undefined && USABLE.has(reach);
  });
  return {
    name: route.name,
    deployments: route.deployments.map((deployment) => deployment.id),
    fallbacks: route.fallbacks,
    reachable: usable.length,
  };
}

function explain(
  route: DiagnosedRoute,
  byName: ReadonlyMap<string, DiagnosedRoute>,
): DoctorFinding {
  const total = route.deployments.length;
  const subject = route.name;
  const nextStep = 'mend the providers above, or add a deployment elsewhere';
  if (route.reachable === total) {
    const hasAlternative = total > 1 || route.fallbacks.length > 0;
    const message = `${total === 1 ? 'its deployment is' : `all ${total} deployments are`} reachable`;
    if (hasAlternative) return finding('routes', 'ok', { subject, message });
    return finding('routes', 'info', {
      subject,
      message: `${message}, but there is nothing to fail over to`,
      nextStep: 'add a second deployment, or fallbacks',
    });
  }
  if (route.reachable > 0) {
    const message = `${route.reachable} of ${total} deployments are reachable`;
    return finding('routes', 'warning', { subject, message, nextStep });
  }
  const rescue = findRescue(route, byName);
  if (rescue === undefined) {
    const message = 'none of its deployments is reachable';
    return finding('routes', 'error', { subject, message, nextStep });
  }
  const message = `none of its deployments is reachable: its calls go to the fallback ${rescue}`;
  return finding('routes', 'warning', { subject, message, nextStep });
}

/** The first fallback, or fallback of a fallback, that can serve. Circles are refused by the configuration. */
function findRescue(
  route: DiagnosedRoute,
  byName: ReadonlyMap<string, DiagnosedRoute>,
): string | undefined {
  const waiting = [...route.fallbacks];
  const seen = new Set<string>();
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const fallback = byName.get(name);
    if (fallback === undefined) continue;
    if (fallback.reachable > 0) return name;
    waiting.push(...fallback.fallbacks);
  }
  return undefined;
}
