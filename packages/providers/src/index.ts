/**
 * providers: the gallery, one folder a provider: address, auth, dialect, quirks, errors. No I/O.
 */
export { classifyResponse } from './classify.ts';
export { MODELS, type ModelFacts } from './models.ts';
export {
  type Auth,
  type Capabilities,
  defineProvider,
  type ModelRule,
  type Provider,
  type ProviderDefinition,
  type ProviderResponse,
  type SimulatedAnswer,
  type SimulatedRequest,
} from './provider.ts';
export { findProvider, PROVIDERS } from './registry.ts';
export { capabilitiesOf, traitsOf } from './traits.ts';
