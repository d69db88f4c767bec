import { type ConfigEnvironment, type ProviderFacts, readVariable } from '../registries.ts';

/** A value found in the environment, and the variable it came from. */
export interface Found {
  readonly name: string;
  readonly value: string;
}

/** The first of some variables that is set. */
export function findVariable(
  environment: ConfigEnvironment,
  names: readonly string[],
): Found | undefined {
  for (const name of names) {
    const value = readVariable(environment, name);
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

/** Whether a provider refuses calls without a credential. */
export function needsKey(provider: ProviderFacts): boolean {
  return provider.auth.kind === 'bearer' || provider.auth.kind === 'header';
}

/** Why a text cannot be a credential; undefined when it can. It travels in a header. */
export function refuseCredential(text: string): string | undefined {
  if (/^[\x21-\x7e]+$/.test(text)) return undefined;
  return 'contains white space or characters that cannot travel in a header';
}

/** `A or B`, for suggestions. */
export function alternatives(names: readonly string[]): string {
  return names.join(' or ');
}
