import type { ConfigRegistries } from '../registries.ts';
import { findNearest } from '../report/nearest.ts';

/** Names listed at most: a list of everything is no help. */
const LISTED_MAX = 12;
const WORD_LENGTH_MIN = 4;

/** Which provider of the gallery a word was meant to be, by its id or its name for people; undefined for strangers. */
export function suggestProvider(word: string, registries: ConfigRegistries): string | undefined {
  const providers = Object.values(registries.providers);
  const ids = providers.map((provider) => provider.id);
  const nearest = findNearest(word, ids) ?? findContaining(word, registries);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}

/** `gemini` stands in the name of a provider whose id is another word. */
function findContaining(word: string, registries: ConfigRegistries): string | undefined {
  if (word.length < WORD_LENGTH_MIN) return undefined;
  const lower = word.toLowerCase();
  const found = Object.values(registries.providers).find(
    (provider) => provider.id.includes(lower) || provider.name.toLowerCase().includes(lower),
  );
  return found?.id;
}

/** `known: a, b, c`, cut where it gets long. */
export function listKnown(names: Iterable<string>): string {
  const all = [...new Set(names)];
  const shown = all.slice(0, LISTED_MAX);
  const rest = all.length - shown.length;
  return `known: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
