import { hash } from 'node:crypto';
import type { ApiKey, GatewaySettings, ProviderInstance, Route, Snapshot } from '../snapshot.ts';

/** A configuration as usable: complete, every name resolved, not yet numbered. */
export interface Config {
  readonly instances: readonly ProviderInstance[];
  readonly routes: readonly Route[];
  readonly keys: readonly ApiKey[];
  readonly defaults: Snapshot['defaults'];
  readonly gateway: GatewaySettings;
}

/** The frozen, numbered and hashed form of a configuration. */
export function createSnapshot(config: Config, revision: number): Snapshot {
  const snapshot: Snapshot = {
    revision,
    hash: hashConfig(config),
    instances: freezeMap(new Map(config.instances.map((instance) => [instance.name, instance]))),
    routes: freezeMap(new Map(config.routes.map((route) => [route.name, route]))),
    keys: freezeMap(new Map(config.keys.map((key) => [key.digest, key]))),
    defaults: freezeDeep(config.defaults),
    gateway: freezeDeep(config.gateway),
  };
  return Object.freeze(snapshot);
}

/**
 * The order of instances, deployments and fallbacks means something; the order in which routes, keys and fields are
 * written does not. Where an instance came from does not either, nor what is one node's own.
 */
function hashConfig(config: Config): string {
  const { bodyBytesMax, drainMs, requiresKey } = config.gateway;
  const content = {
    instances: config.instances.map(({ origin: _, ...instance }) => instance),
    routes: config.routes.toSorted((left, right) => compareText(left.name, right.name)),
    keys: config.keys.toSorted((left, right) => compareText(left.digest, right.digest)),
    defaults: config.defaults,
    gateway: { bodyBytesMax, drainMs, requiresKey },
  };
  return hash('sha256', JSON.stringify(content, sortFields), 'hex');
}

/** By code unit: the same on every machine, whatever its locale. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function sortFields(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.sort(([left], [right]) => compareText(left, right)));
}

function freezeDeep<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const field of Object.values(value)) freezeDeep(field);
  return Object.freeze(value);
}

/** `Object.freeze` does not reach a map's entries, so its ways to change are closed as well. */
function freezeMap<Value>(map: Map<string, Value>): ReadonlyMap<string, Value> {
  for (const value of map.values()) freezeDeep(value);
  const refuse = (): never => {
    throw new TypeError('a snapshot is immutable');
  };
  for (const name of ['set', 'delete', 'clear'] as const) {
    Object.defineProperty(map, name, { value: refuse });
  }
  return Object.freeze(map);
}
