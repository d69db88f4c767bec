/**
 * Room 2, identity: who asks. Takes an `Arrival`, gives a `Principal`.
 * May fail as: key_missing, key_unknown. Invariants: no store is asked on the path; the key itself is never stored or
 * logged, only its digest and its name (keys in use stay in memory, so that each is digested once).
 * Why here: before the body is read, so that refusing stays cheap.
 */
import { hash } from 'node:crypto';
import type { ApiKey } from '@ocha/config';
import { OchaError } from '@ocha/kernel';
import type { KeyDirectory } from '@ocha/store';
import type { Arrival } from '../listener/index.ts';

/** Who asks, and what they may use. */
export interface Principal {
  /** The key's name; `anonymous` where the operator switched keys off. */
  readonly keyName: string;
  /** Patterns of models and routes it may use; undefined: all. */
  readonly models: ApiKey['models'];
}

export interface IdentityOptions {
  readonly keys: KeyDirectory;
  /** Whether a key must be sent. */
  readonly requiresKey: () => boolean;
}

export interface Identity {
  identify(arrival: Pick<Arrival, 'headers' | 'query'>): Principal;
}

/** Digests of keys in use that are remembered; beyond it they start anew. */
const DIGESTS_MAX = 10_000;

const ANONYMOUS: Principal = { keyName: 'anonymous', models: undefined };

/** The identity room over a key directory. */
export function createIdentity(options: IdentityOptions): Identity {
  const digests = new Map<string, string>();
  /** The key's entry. Only keys that have one are remembered: strangers cannot push out what is in use. */
  const find = (key: string): ApiKey | undefined => {
    const known = digests.get(key);
    const digest = known ?? hash('sha256', key, 'hex');
    const found = options.keys.find(digest);
    if (known === undefined && found !== undefined) {
      if (digests.size >= DIGESTS_MAX) digests.clear();
      digests.set(key, digest);
    }
    return found;
  };
  return {
    identify(arrival) {
      const key = readKey(arrival);
      if (key === undefined) {
        if (!options.requiresKey()) return ANONYMOUS;
        throw new OchaError(
          'key_missing',
          'no API key was sent: send it as `Authorization: Bearer sk-ocha-…`, `x-api-key` or `x-goog-api-key`',
        );
      }
      const found = find(key);
      if (found !== undefined) return { keyName: found.name, models: found.models };
      if (!options.requiresKey()) return ANONYMOUS;
      throw new OchaError(
        'key_unknown',
        `the API key ${maskKey(key)} is not known to this gateway`,
      );
    },
  };
}

/** The key in any of the places where clients put it. */
function readKey(arrival: Pick<Arrival, 'headers' | 'query'>): string | undefined {
  const { headers } = arrival;
  const authorization = headers.authorization;
  if (authorization !== undefined) {
    const match = /^bearer +(\S+) *$/i.exec(authorization);
    if (match?.[1] !== undefined) return match[1];
  }
  const named = headers['x-api-key'] ?? headers['x-goog-api-key'];
  if (typeof named === 'string' && named !== '') return named;
  // Google's clients may put it into the query.
  if (!arrival.query.includes('key=')) return undefined;
  return new URLSearchParams(arrival.query).get('key') ?? undefined;
}

/** Enough of a key to recognise one's own, too little to use it. */
function maskKey(key: string): string {
  return key.length < 16 ? '(too short to be one)' : `${key.slice(0, 8)}…${key.slice(-4)}`;
}
