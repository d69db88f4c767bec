import { DEFAULT_TRAITS, type Traits } from '@ocha/wire';
import type { Capabilities, Provider } from './provider.ts';

/** What a provider's model accepts: defaults, then the provider's differences, then the first matching model rule. */
export function traitsOf(provider: Provider, model: string): Traits {
  const rule = provider.models.find(
    (candidate) => candidate.traits !== undefined && candidate.match.test(model),
  );
  return { ...DEFAULT_TRAITS, ...provider.traits, ...rule?.traits };
}

/** What a provider's model can do. */
export function capabilitiesOf(provider: Provider, model: string): Capabilities {
  const rule = provider.models.find(
    (candidate) => candidate.capabilities !== undefined && candidate.match.test(model),
  );
  return { ...provider.capabilities, ...rule?.capabilities };
}
