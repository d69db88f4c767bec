import { createSeededRandom } from '@ocha/kernel';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';
const FACTS_MAX = 5000;

/** What the fake remembers between requests: the ids it gave out, as providers that check replays do. */
export interface Memory {
  /** A new id: `prefix` and `length` random letters and digits. Deterministic by seed. */
  mint(prefix: string, length: number, alphabet?: 'alphanumeric' | 'hex' | 'digits'): string;
  /** Remembers that `id` was issued together with `fact`; the oldest are forgotten beyond a limit. */
  remember(id: string, fact: string): void;
  recall(id: string): string | undefined;
  clear(): void;
}

export function createMemory(seed: number): Memory {
  const random = createSeededRandom(seed);
  const facts = new Map<string, string>();
  const letters = { alphanumeric: ALPHANUMERIC, hex: HEX, digits: '0123456789' };
  return {
    mint(prefix, length, alphabet = 'alphanumeric') {
      const source = letters[alphabet];
      let id = prefix;
      for (let count = 0; count < length; count += 1) id += source[random.below(source.length)];
      return id;
    },
    remember(id, fact) {
      facts.set(id, fact);
      const oldest = facts.size > FACTS_MAX ? facts.keys().next().value : undefined;
      if (oldest !== undefined) facts.delete(oldest);
    },
    recall: (id) => facts.get(id),
    clear: () => facts.clear(),
  };
}
