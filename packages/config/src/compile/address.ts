import { classifyAddress, isAddress, isForbiddenHost, isMetadataHost } from '../address.ts';

/** Whose address it is, as far as the rules go. */
export interface AddressRules {
  readonly allowsPrivateAddress: boolean;
  /** Where the operator may allow a private address. */
  readonly permissionPath: string;
}

export type CheckedAddress =
  | { readonly baseUrl: string }
  | { readonly message: string; readonly suggestion: string };

/**
 * Checks a provider's address: HTTP, no credentials inside, and not in a private network unless allowed. Host names are
 * judged as they stand; the upstream room checks again what they resolve to.
 */
export function checkBaseUrl(text: string, rules: AddressRules): CheckedAddress {
  if (!URL.canParse(text)) {
    return { message: 'is not a URL', suggestion: 'write https://host/path' };
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return {
      message: 'must begin with https:// or http://',
      suggestion: 'write https://host/path',
    };
  }
  if (url.username !== '' || url.password !== '') {
    return { message: 'contains a user name or password', suggestion: 'use apiKey or headers' };
  }
  if (url.search !== '' || url.hash !== '') {
    return { message: 'must not have a query or a fragment', suggestion: 'end it after the path' };
  }
  const refused = refuseHost(url.hostname, rules);
  return refused ?? { baseUrl: `${url.origin}${url.pathname}`.replace(/\/+$/, '') };
}

function refuseHost(
  host: string,
  rules: AddressRules,
): { readonly message: string; readonly suggestion: string } | undefined {
  if (isMetadataHost(host)) {
    return {
      message: "leads to a cloud's metadata service, which is never allowed",
      suggestion: 'no provider answers there',
    };
  }
  const kind = isAddress(host) ? classifyAddress(host) : undefined;
  if (kind === 'reserved') {
    return {
      message: 'leads to a reserved address, where no provider can answer',
      suggestion: host === '0.0.0.0' || host === '[::]' ? 'write 127.0.0.1' : 'check the address',
    };
  }
  const isPublic = kind === undefined ? !isForbiddenHost(host) : kind === 'public';
  if (isPublic || rules.allowsPrivateAddress) return undefined;
  return {
    message: `leads to a ${kind ?? 'private'} address`,
    suggestion: `if that is meant, set ${rules.permissionPath}: true`,
  };
}

/**
 * Addresses of local servers come in the shapes their own tools use (`127.0.0.1:11434`, `0.0.0.0`): a missing scheme,
 * port or path is taken from the provider's usual address, and a listening address becomes the one to connect to.
 */
export function completeVariable(
  value: string,
  provider: { readonly baseUrl: string | undefined; readonly isLocal: boolean },
): string {
  const usual = provider.baseUrl === undefined ? undefined : new URL(provider.baseUrl);
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(value);
  const text = hasScheme || !provider.isLocal ? value : `http://${value}`;
  if (!URL.canParse(text)) return value;
  const url = new URL(text);
  if (provider.isLocal && (url.hostname === '0.0.0.0' || url.hostname === '[::]')) {
    url.hostname = '127.0.0.1';
  }
  const hasPort = /:\d+(\/|$)/.test(value);
  if (!hasScheme && !hasPort && usual !== undefined) url.port = usual.port;
  if (url.pathname === '/' && usual !== undefined) url.pathname = usual.pathname;
  return url.href;
}
