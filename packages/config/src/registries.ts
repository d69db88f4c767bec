/** What config must know of a provider: the gallery's own `Provider` fits. */
export interface ProviderFacts {
  readonly id: string;
  readonly name: string;
  /** Undefined where every operator has their own. */
  readonly baseUrl: string | undefined;
  /** True where the address is the operator's own machine or network. */
  readonly isLocal: boolean;
  /** Environment variables that switch the provider on, in order of preference. */
  readonly env: { readonly apiKey: readonly string[]; readonly baseUrl: readonly string[] };
  /** `bearer` and `header` need a key, `optional-bearer` takes one, `none` ignores it. */
  readonly auth: { readonly kind: string };
}

/** The galleries a configuration may name. Passed in, because config imports neither of them. */
export interface ConfigRegistries {
  readonly providers: Readonly<Record<string, ProviderFacts>>;
  readonly strategies: readonly string[];
}

/** Environment variables, as a plain record. */
export type ConfigEnvironment = Readonly<Record<string, string | undefined>>;

/** A variable's value without white space around it; undefined when it is unset or empty, which mean the same. */
export function readVariable(environment: ConfigEnvironment, name: string): string | undefined {
  if (!Object.hasOwn(environment, name)) return undefined;
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

/** The provider of an id; undefined for unknown ids and for words every object inherits. */
export function factsOf(registries: ConfigRegistries, id: string): ProviderFacts | undefined {
  return Object.hasOwn(registries.providers, id) ? registries.providers[id] : undefined;
}
