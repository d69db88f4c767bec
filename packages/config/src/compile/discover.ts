import type { ProviderFacts } from '../registries.ts';
import type { ProviderInstance } from '../snapshot.ts';
import { checkBaseUrl, completeVariable } from './address.ts';
import type { CompileContext } from './context.ts';
import { findVariable, needsKey, refuseCredential } from './credential.ts';
import { BUILT_IN_PROVIDER } from './providers.ts';

/**
 * Providers that the file does not mention and the environment switches on, in the order of the gallery; then the
 * built-in one. A variable may be there for some other program, so what is wrong with it is a warning and the provider
 * stays off: a stray variable must not keep the gateway from starting.
 */
export function discoverProviders(
  declared: ReadonlySet<string>,
  context: CompileContext,
): readonly ProviderInstance[] {
  const found: ProviderInstance[] = [];
  for (const provider of Object.values(context.registries.providers)) {
    if (provider.id === BUILT_IN_PROVIDER || declared.has(provider.id)) continue;
    const instance = discover(provider, context);
    if (instance !== undefined) found.push(instance);
  }
  const builtIn = context.registries.providers[BUILT_IN_PROVIDER];
  if (builtIn === undefined || declared.has(BUILT_IN_PROVIDER)) return found;
  return [...found, { ...blank(builtIn), baseUrl: builtIn.baseUrl ?? '', origin: 'built-in' }];
}

function discover(provider: ProviderFacts, context: CompileContext): ProviderInstance | undefined {
  const key = findVariable(context.environment, provider.env.apiKey);
  const address = findVariable(context.environment, provider.env.baseUrl);
  if (key === undefined && (needsKey(provider) || address === undefined)) return undefined;
  const stayOff = (variable: string, message: string, suggestion: string): undefined => {
    context.problems.addVariable(variable, {
      message: `${message}; ${provider.name} stays off`,
      suggestion,
      severity: 'warning',
    });
  };
  const refused = key === undefined ? undefined : refuseCredential(key.value);
  if (key !== undefined && refused !== undefined) {
    return stayOff(key.name, refused, 'copy the key again, or unset the variable');
  }
  if (address === undefined) {
    if (provider.baseUrl !== undefined) {
      return { ...blank(provider), apiKey: key?.value, baseUrl: provider.baseUrl };
    }
    const [variable] = provider.env.baseUrl;
    const setIt = variable === undefined ? '' : `set ${variable}, or `;
    const suggestion = `${setIt}add providers.${provider.id}.baseUrl`;
    return stayOff(key?.name ?? provider.id, 'is set, but there is no address', suggestion);
  }
  const checked = checkBaseUrl(completeVariable(address.value, provider), {
    allowsPrivateAddress: provider.isLocal,
    permissionPath: `providers.${provider.id}.allowPrivateAddress`,
  });
  if (!('baseUrl' in checked)) {
    return stayOff(address.name, checked.message, checked.suggestion);
  }
  return { ...blank(provider), apiKey: key?.value, baseUrl: checked.baseUrl };
}

function blank(provider: ProviderFacts): ProviderInstance {
  return {
    name: provider.id,
    providerId: provider.id,
    baseUrl: '',
    apiKey: undefined,
    headers: {},
    region: undefined,
    allowsPrivateAddress: provider.isLocal,
    models: [],
    origin: 'environment',
  };
}
