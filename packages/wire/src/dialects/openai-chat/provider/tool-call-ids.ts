/** Gives tool calls the ids a provider wants, the same id for the same call in every turn. */
export type ToolCallIds = (id: string) => string;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHORT_LENGTH = 9;
const SHORT = /^[a-zA-Z0-9]{9}$/;

/**
 * Ids as they are, or Mistral's nine letters and digits: ids of that form stay, others are hashed.
 */
export function createToolCallIds(form: 'any' | 'short'): ToolCallIds {
  if (form === 'any') return (id) => id;
  const given = new Map<string, string>();
  const taken = new Set<string>();
  return (id) => {
    const known = given.get(id);
    if (known !== undefined) return known;
    let short = SHORT.test(id) ? id : hash(id, 0);
    // History only grows at its end, so who comes first, and with it every id, stays the same from
    // turn to turn.
    for (let round = 1; taken.has(short); round += 1) short = hash(id, round);
    given.set(id, short);
    taken.add(short);
    return short;
  };
}

/** Two 32-bit hashes (Fowler–Noll–Vo and a multiplicative one), written in base 62. */
function hash(text: string, round: number): string {
  let low = 0x811c9dc5 ^ round;
  let high = 0x9e3779b9 ^ round;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 13;
  }
  let short = '';
  let value = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  for (let position = 0; position < SHORT_LENGTH; position += 1) {
    short += ALPHABET.charAt(Number(value % 62n));
    value /= 62n;
  }
  return short;
}
