/**
 * config: file and environment to a validated `Config` to an immutable, numbered `Snapshot`.
 *
 * Takes the text of `ocha.yaml`, the environment as a plain record, and the galleries it may name; gives a snapshot or
 * every problem at once, each with its place and what to do. May fail as: nothing, problems are values. Invariants:
 * pure and deterministic; no secret in a problem; the same configuration has the same hash on every node. Why here:
 * below both planes, so that the gateway, the control plane and `ocha config check` cannot disagree.
 */
export {
  type AddressClass,
  classifyAddress,
  isAddress,
  isForbiddenHost,
  isMetadataHost,
  isPrivateAddress,
} from './address.ts';
export { digestKey } from './digest.ts';
export { assertLimits, LIMITS } from './limits.ts';
export { type LoadedConfig, type LoadOptions, loadConfig } from './load.ts';
export type { ConfigEnvironment, ConfigRegistries, ProviderFacts } from './registries.ts';
export { renderConfigReference } from './report/reference.ts';
export { renderProblems } from './report/render.ts';
export { maskSecret } from './report/secrets.ts';
export type { ConfigInput } from './schema/file.ts';
export { configJsonSchema } from './schema/json-schema.ts';
export type {
  ApiKey,
  ConfigProblem,
  DeploymentRef,
  GatewaySettings,
  ProviderInstance,
  Route,
  Snapshot,
  Timeouts,
} from './snapshot.ts';
