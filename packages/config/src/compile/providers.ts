import { factsOf, type ProviderFacts } from '../registries.ts';
import type { ProviderInput } from '../schema/providers.ts';
import type { ProviderInstance } from '../snapshot.ts';
import { type CheckedAddress, checkBaseUrl, completeVariable } from './address.ts';
import type { CompileContext, Entry } from './context.ts';
import { alternatives, findVariable, needsKey, refuseCredential } from './credential.ts';
import { listKnown, suggestProvider } from './suggest.ts';

/** The simulated provider: on unless the file turns it off, so that a first call needs no key. */
export const BUILT_IN_PROVIDER = 'sim';

/** Headers that belong to the connection or to the gateway itself. */
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The entries of `providers` that can be used. Problems of the others are told. */
export function compileProviders(
  entries: readonly Entry<ProviderInput>[],
  context: CompileContext,
): readonly ProviderInstance[] {
  const instances: ProviderInstance[] = [];
  for (const entry of entries) {
    const provider = findFacts(entry, context);
    if (provider === undefined || entry.value.enabled === false) continue;
    instances.push(compileInstance(entry, provider, context));
  }
  return instances;
}

function findFacts(
  { name, value }: Entry<ProviderInput>,
  context: CompileContext,
): ProviderFacts | undefined {
  const id = value.provider ?? name;
  const facts = factsOf(context.registries, id);
  if (facts !== undefined) return facts;
  const ids = Object.keys(context.registries.providers);
  const isNamed = value.provider !== undefined;
  context.problems.add(isNamed ? ['providers', name, 'provider'] : ['providers', name], {
    message: isNamed ? `"${id}" is not a known provider` : 'is not the name of a known provider',
    suggestion:
      suggestProvider(id, context.registries) ??
      (isNamed ? listKnown(ids) : 'say which one it is: provider: <id>'),
    at: isNamed ? 'value' : 'key',
  });
  return undefined;
}

function compileInstance(
  entry: Entry<ProviderInput>,
  provider: ProviderFacts,
  context: CompileContext,
): ProviderInstance {
  const { name, value } = entry;
  checkHeaders(entry, context);
  return {
    name,
    providerId: provider.id,
    baseUrl: compileBaseUrl(entry, provider, context),
    apiKey: compileKey(entry, provider, context),
    headers: lowerCaseNames(value.headers ?? {}),
    region: value.region,
    allowsPrivateAddress: value.allowPrivateAddress ?? provider.isLocal,
    models: [...new Set(value.models ?? [])],
    origin: 'file',
  };
}

/** One spelling of a header's name: the same header twice would be sent twice. */
function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function compileKey(
  { name, value }: Entry<ProviderInput>,
  provider: ProviderFacts,
  context: CompileContext,
): string | undefined {
  const path = ['providers', name, 'apiKey'];
  const written = value.apiKey?.trim();
  const found = findVariable(context.environment, provider.env.apiKey);
  const key = written ?? found?.value;
  if (key === undefined) {
    if (!needsKey(provider)) return undefined;
    context.problems.add(path, {
      message: `${provider.name} needs an API key, and there is none`,
      suggestion: keySuggestion(provider),
      at: 'key',
    });
    return undefined;
  }
  const refused = refuseCredential(key);
  if (refused !== undefined && written !== undefined) {
    context.problems.add(path, { message: refused, suggestion: 'copy the key again' });
  } else if (refused !== undefined && found !== undefined) {
    context.problems.addVariable(found.name, {
      message: refused,
      suggestion: 'copy the key again',
    });
  }
  if (written !== undefined && context.isWrittenOut(path)) {
    context.problems.add(path, {
      message: 'is a secret written in the file',
      suggestion: `put it in the environment and write \${${provider.env.apiKey[0] ?? 'API_KEY'}}`,
      severity: 'warning',
    });
  }
  return key;
}

function keySuggestion(provider: ProviderFacts): string {
  const [first] = provider.env.apiKey;
  if (first === undefined) return `add apiKey: \${API_KEY}`;
  return `set ${alternatives(provider.env.apiKey)}, or add apiKey: \${${first}}`;
}

function compileBaseUrl(
  { name, value }: Entry<ProviderInput>,
  provider: ProviderFacts,
  context: CompileContext,
): string {
  if (provider.id === BUILT_IN_PROVIDER && value.baseUrl === undefined) {
    return provider.baseUrl ?? '';
  }
  const path = ['providers', name, 'baseUrl'];
  const rules = {
    allowsPrivateAddress: value.allowPrivateAddress ?? provider.isLocal,
    permissionPath: `providers.${name}.allowPrivateAddress`,
  };
  const accept = (checked: CheckedAddress, refuse: (reason: RefusedAddress) => void): string => {
    if ('baseUrl' in checked) return checked.baseUrl;
    refuse(checked);
    return '';
  };
  if (value.baseUrl !== undefined) {
    warnMissingPath(path, { baseUrl: value.baseUrl, provider }, context);
    const checked = checkBaseUrl(value.baseUrl, rules);
    return accept(checked, (reason) => context.problems.add(path, reason));
  }
  const found = findVariable(context.environment, provider.env.baseUrl);
  if (found !== undefined) {
    const checked = checkBaseUrl(completeVariable(found.value, provider), rules);
    return accept(checked, (reason) => context.problems.addVariable(found.name, reason));
  }
  if (provider.baseUrl !== undefined) return provider.baseUrl;
  const variables = provider.env.baseUrl;
  const set = variables.length === 0 ? '' : ` or set ${alternatives(variables)}`;
  context.problems.add(path, {
    message: `${provider.name} has no address of its own`,
    suggestion: `add baseUrl${set}`,
    at: 'key',
  });
  return '';
}

type RefusedAddress = Exclude<CheckedAddress, { readonly baseUrl: string }>;

/** `http://localhost:11434` where the API lives under `/v1`: a call would end in 404. */
function warnMissingPath(
  path: readonly string[],
  given: { readonly baseUrl: string; readonly provider: ProviderFacts },
  context: CompileContext,
): void {
  const usual = given.provider.baseUrl;
  if (usual === undefined || !URL.canParse(given.baseUrl) || !URL.canParse(usual)) return;
  const usualPath = new URL(usual).pathname;
  if (new URL(given.baseUrl).pathname !== '/' || usualPath === '/') return;
  context.problems.add(path, {
    message: `has no path, but the API of ${given.provider.name} usually lives under ${usualPath}`,
    suggestion: `write ${new URL(given.baseUrl).origin}${usualPath}`,
    severity: 'warning',
  });
}

function checkHeaders({ name, value }: Entry<ProviderInput>, context: CompileContext): void {
  const seen = new Set<string>();
  for (const [header, text] of Object.entries(value.headers ?? {})) {
    const path = ['providers', name, 'headers', header];
    const lower = header.toLowerCase();
    if (RESERVED_HEADERS.has(lower)) {
      const message = 'is set by the gateway and cannot be configured';
      context.problems.add(path, { message, suggestion: 'remove it', at: 'key' });
    } else if (seen.has(lower)) {
      const message = 'is given twice, in different spellings';
      context.problems.add(path, { message, suggestion: 'keep one of the two', at: 'key' });
    }
    seen.add(lower);
    if (!/^[\t\x20-\x7e]*$/.test(text)) {
      const message = 'contains characters that cannot travel in a header';
      context.problems.add(path, { message, suggestion: 'use plain ASCII on one line' });
    }
  }
}
