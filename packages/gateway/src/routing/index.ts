/**
 * Room 5, routing: where it could be served. Takes an `Intake` and a `Catalog`, gives a `Plan`.
 * May fail as: model_unknown, unsupported_feature, no_deployment. Invariants: pure, no waiting: the same inputs and
 * seed give the same plan. Why here: everything that can be refused without spending anything has been refused.
 */
import type { DeploymentRef, Route, Timeouts } from '@ocha/config';
import { OchaError, type Random } from '@ocha/kernel';
import { findProvider } from '@ocha/providers';
import { type Candidate, STRATEGIES, type Strategy } from '@ocha/resilience';
import { DIALECTS, type DialectId, type Traits } from '@ocha/wire';
import type { Catalog, Deployment } from '../catalog/index.ts';
import type { Intake } from '../ingress/index.ts';
import { missingCapability } from './capability.ts';

/** One deployment in the order of a plan. */
export interface PlannedDeployment {
  readonly deployment: Deployment;
  /** The route it came from; undefined when the client named the model itself. */
  readonly route: string | undefined;
  /** The dialect it is spoken to in. */
  readonly dialect: DialectId;
  /** `fast`: the client's bytes pass; `hub`: through the canonical call. */
  readonly lane: 'fast' | 'hub';
}

/** The ordered deployments for one call, and the terms of trying them. */
export interface Plan {
  readonly route: string | undefined;
  /** At least one. */
  readonly deployments: readonly PlannedDeployment[];
  readonly timeouts: Timeouts;
  readonly params: 'drop' | 'strict';
  readonly attemptsMax: number;
  /** Whether the client named one provider's model itself: then a "no such model" is the client's own. */
  readonly isExplicit: boolean;
}

type Terms = Pick<Route, 'timeouts' | 'params' | 'attemptsMax'>;

/** Plans a call. */
export function planCall(intake: Intake, catalog: Catalog, random: Random): Plan {
  const { model } = intake.inspection;
  const route = catalog.snapshot.routes.get(model);
  if (route !== undefined) {
    const deployments = routeDeployments(route, catalog, random);
    return finish(intake, deployments, { route: route.name, terms: route, isExplicit: false });
  }
  const found = directDeployments(model, catalog);
  if (found.length === 0) throw unknownModel(model, catalog);
  const deployments = found.map((deployment) => ({ deployment, route: undefined }));
  return finish(intake, deployments, {
    route: undefined,
    terms: catalog.snapshot.defaults,
    isExplicit: true,
  });
}

interface Unplanned {
  readonly deployment: Deployment;
  readonly route: string | undefined;
}

/** A route's deployments in its strategy's order, then those of its fallback routes in theirs. */
function routeDeployments(route: Route, catalog: Catalog, random: Random): Unplanned[] {
  const ordered: Unplanned[] = [];
  const seen = new Set<string>();
  for (const name of [route.name, ...route.fallbacks]) {
    const each = catalog.snapshot.routes.get(name);
    if (each === undefined) continue;
    for (const candidate of strategyOf(each).order(
      each.deployments as readonly (Candidate & DeploymentRef)[],
      random,
    )) {
      if (seen.has(candidate.id)) continue;
      seen.add(candidate.id);
      const reference = candidate as Candidate & DeploymentRef;
      const deployment = catalog.deployment(reference.instance, reference.model);
      if (deployment !== undefined) ordered.push({ deployment, route: name });
    }
  }
  return ordered;
}

function strategyOf(route: Route): Strategy {
  const strategies: Readonly<Record<string, Strategy>> = STRATEGIES;
  return strategies[route.strategy] ?? STRATEGIES.priority;
}

/** `instance/model`, or a bare name that one or more instances serve. */
function directDeployments(model: string, catalog: Catalog): readonly Deployment[] {
  const slash = model.indexOf('/');
  if (slash > 0 && slash + 1 < model.length) {
    const deployment =
      catalog.known(model) ?? catalog.deployment(model.slice(0, slash), model.slice(slash + 1));
    if (deployment !== undefined) return [deployment];
  }
  return catalog.deploymentsOf(model);
}

function finish(
  intake: Intake,
  candidates: readonly Unplanned[],
  about: {
    readonly route: string | undefined;
    readonly terms: Terms;
    readonly isExplicit: boolean;
  },
): Plan {
  const able: PlannedDeployment[] = [];
  const reasons: string[] = [];
  for (const candidate of candidates) {
    const missing = missingCapability(intake, candidate.deployment);
    if (missing === undefined) able.push(assignLane(intake, candidate));
    else reasons.push(`${candidate.deployment.id} ${missing}`);
  }
  if (able.length === 0) throw nobodyCan(intake.inspection.model, reasons);
  const { timeouts, params, attemptsMax } = about.terms;
  return {
    route: about.route,
    deployments: able,
    timeouts,
    params,
    attemptsMax,
    isExplicit: about.isExplicit,
  };
}

function nobodyCan(model: string, reasons: readonly string[]): OchaError {
  if (reasons.length === 0)
    return new OchaError('no_deployment', `the model ${model} has no deployment`);
  const list = [...new Set(reasons)].slice(0, 5).join('; ');
  return new OchaError(
    'unsupported_feature',
    `no deployment of ${model} can serve this request: ${list}`,
    {
      param: 'model',
    },
  );
}

function assignLane(intake: Intake, { deployment, route }: Unplanned): PlannedDeployment {
  const { provider, traits } = deployment;
  const speaksIt = provider.dialects.includes(intake.dialect);
  const isRegular =
    !provider.irregularAnswers.includes(intake.dialect) &&
    intake.path.framing !== 'json-array' &&
    (traits.mediaUrls === 'pass' || intake.inspection.mediaUrls.length === 0);
  if (speaksIt && isRegular && canPass(intake, traits))
    return { deployment, route, dialect: intake.dialect, lane: 'fast' };
  const dialect = speaksIt ? intake.dialect : preferredDialect(intake, deployment);
  return { deployment, route, dialect, lane: 'hub' };
}

/** Whether the provider would take the history as it is: not where another model's reasoning stands in it. */
function canPass({ dialect, body }: Intake, traits: Traits): boolean {
  const found = DIALECTS[dialect];
  return found.operation !== 'chat' || (found.provider.canPass?.(body, traits) ?? true);
}

/** The first dialect of the provider for this operation; `missingCapability` has seen to it that there is one. */
function preferredDialect(intake: Intake, deployment: Deployment): DialectId {
  const wanted = intake.operation === 'embeddings';
  const found = deployment.provider.dialects.find((id) => id.endsWith('-embeddings') === wanted);
  if (found === undefined)
    throw new TypeError(`${deployment.id} has no dialect for ${intake.operation}`);
  return found;
}

function unknownModel(model: string, catalog: Catalog): OchaError {
  const slash = model.indexOf('/');
  const provider = slash > 0 ? findProvider(model.slice(0, slash)) : undefined;
  if (provider !== undefined) {
    const [variable] = provider.env.apiKey;
    const how =
      variable === undefined
        ? `configure \`providers.${provider.id}\``
        : `set ${variable} or \`providers.${provider.id}.apiKey\``;
    return new OchaError(
      'model_unknown',
      `${provider.name} is not configured on this gateway: ${how}`,
      { param: 'model' },
    );
  }
  const some = catalog
    .list()
    .slice(0, 5)
    .map((listed) => listed.id);
  const hint = some.length === 0 ? '' : ` There are, for example: ${some.join(', ')}.`;
  return new OchaError(
    'model_unknown',
    `no route, deployment or provider serves the model ${model}.${hint}`,
    {
      param: 'model',
    },
  );
}
