/**
 * catalog: which deployments there are. Resolves the names clients ask for, and lists models.
 * Invariants: built once a snapshot; deployments made on demand are bounded in number.
 */
import { LIMITS, type ProviderInstance, type Snapshot } from '@ocha/config';
import {
  type Capabilities,
  capabilitiesOf,
  findProvider,
  MODELS,
  type Provider,
  traitsOf,
} from '@ocha/providers';
import type { Traits } from '@ocha/wire';

/** One servable place: a provider's model through one configured account. */
export interface Deployment {
  /** `instance/model`: the name in logs, metrics and headers. */
  readonly id: string;
  /**
   * The id where the configuration or the provider's table knows the model, else `instance/other`: for metric labels.
   */
  readonly label: string;
  /** The id as the value of a header. */
  readonly headerText: string;
  readonly instance: ProviderInstance;
  /** What every path at the instance begins with. */
  readonly basePath: string;
  readonly provider: Provider;
  /** The provider's own name of the model. */
  readonly model: string;
  readonly traits: Traits;
  /**
   * Names and values, flat, of the headers that every request to it carries, its credential among them. Never logged.
   */
  readonly headers: readonly string[];
  readonly capabilities: Capabilities;
}

/** A model as `/v1/models` shows it. */
export interface ListedModel {
  readonly id: string;
  /** The instance's name, or `ocha` for routes. */
  readonly ownedBy: string;
}

export interface Catalog {
  readonly snapshot: Snapshot;
  /** A deployment that was asked for before, by its id. */
  known(id: string): Deployment | undefined;
  /** The deployment of an instance's model; undefined where no such instance is configured. */
  deployment(instance: string, model: string): Deployment | undefined;
  /** Every deployment known to serve a bare model name, in the order of the configuration. */
  deploymentsOf(model: string): readonly Deployment[];
  list(): readonly ListedModel[];
}

/** The catalogue of a snapshot. */
export function createCatalog(snapshot: Snapshot): Catalog {
  const deployments = new Map<string, Deployment>();
  const modelsByInstance = new Map(
    [...snapshot.instances.values()].map((instance) => [instance, modelsOf(instance, snapshot)]),
  );
  const make = (instance: ProviderInstance, model: string): Deployment | undefined => {
    const id = `${instance.name}/${model}`;
    const known = deployments.get(id);
    if (known !== undefined) return known;
    const provider = findProvider(instance.providerId);
    if (provider === undefined) return undefined;
    const traits = traitsOf(provider, model);
    const label =
      modelsByInstance.get(instance)?.has(model) === true ? id : `${instance.name}/other`;
    const made = {
      id,
      label,
      headerText: headerText(id),
      basePath: basePath(instance.baseUrl),
      instance,
      provider,
      model,
      traits,
      headers: requestHeaders(provider, instance),
      capabilities: capabilitiesOf(provider, model),
    };
    if (deployments.size >= LIMITS.dynamicDeploymentsMax) dropOldest(deployments);
    deployments.set(id, made);
    return made;
  };
  const instancesByModel = new Map<string, ProviderInstance[]>();
  for (const [instance, models] of modelsByInstance) {
    for (const model of models)
      instancesByModel.set(model, [...(instancesByModel.get(model) ?? []), instance]);
  }
  return {
    snapshot,
    known: (id) => deployments.get(id),
    deployment(instanceName, model) {
      const instance = snapshot.instances.get(instanceName);
      return instance === undefined ? undefined : make(instance, model);
    },
    deploymentsOf(model) {
      const instances = instancesByModel.get(model) ?? [];
      return instances.flatMap((instance) => make(instance, model) ?? []);
    },
    list() {
      const listed: ListedModel[] = [...snapshot.routes.keys()].map((id) => ({
        id,
        ownedBy: 'ocha',
      }));
      for (const [instance, models] of modelsByInstance) {
        for (const model of models)
          listed.push({ id: `${instance.name}/${model}`, ownedBy: instance.name });
      }
      return listed;
    },
  };
}

/** The models an instance is known to serve: named in the file, in a route, or in the provider's own table. */
function modelsOf(instance: ProviderInstance, snapshot: Snapshot): ReadonlySet<string> {
  const models = new Set(instance.models);
  for (const route of snapshot.routes.values()) {
    for (const reference of route.deployments) {
      if (reference.instance === instance.name) models.add(reference.model);
    }
  }
  // A file that lists models means just those; else the provider's well-known ones are offered.
  if (instance.models.length === 0) {
    for (const facts of MODELS) if (facts.provider === instance.providerId) models.add(facts.model);
  }
  return models;
}

function basePath(baseUrl: string): string {
  const start = baseUrl.indexOf('/', baseUrl.indexOf('://') + 3);
  return start < 0 ? '' : baseUrl.slice(start);
}

/** Header values are visible ASCII; a model's name may be anything, so the rest of it is percent-encoded. */
function headerText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text)
    ? text
    : text.toWellFormed().replace(/[^\x20-\x7e]+/g, encodeURIComponent);
}

function dropOldest(deployments: Map<string, Deployment>): void {
  const oldest = deployments.keys().next();
  if (!oldest.done) deployments.delete(oldest.value);
}

function requestHeaders(provider: Provider, instance: ProviderInstance): string[] {
  const headers: string[] = ['content-type', 'application/json', 'user-agent', 'openclaw-ha'];
  const added = Object.entries({ ...provider.headers, ...instance.headers });
  for (const [name, value] of added) headers.push(name, value);
  if (instance.apiKey === undefined || provider.auth.kind === 'none') return headers;
  if (provider.auth.kind === 'header') headers.push(provider.auth.name, instance.apiKey);
  else headers.push('authorization', `Bearer ${instance.apiKey}`);
  return headers;
}
