import { isRecord } from './body-edit.ts';

/** Tool-call ids as Mistral wants them: nine letters and digits. */
export interface ShortIds {
  /** The id to send instead; what already fits, and what is no text, is given back as it is. */
  of(id: unknown): unknown;
}

const SHORT = /^[a-zA-Z0-9]{9}$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Maps every tool-call id of a conversation. The same id becomes the same short id in every turn
 * and request (so that
 * prompt caches hold), and two ids of one conversation never share one.
 */
export function createShortIds(messages: readonly unknown[]): ShortIds {
  const shortOf = new Map<string, string>();
  const taken = new Set<string>();
  const ids = messages.flatMap(idsOf);
  // Ids that fit keep themselves, wherever they stand: none of the made ones may take their place.
  for (const id of ids) if (SHORT.test(id)) taken.add(id);
  for (const id of ids) {
    if (SHORT.test(id) || shortOf.has(id)) continue;
    let round = 0;
    let short = shorten(id, round);
    while (taken.has(short)) {
      round += 1;
      short = shorten(id, round);
    }
    taken.add(short);
    shortOf.set(id, short);
  }
  return { of: (id) => (typeof id === 'string' ? (shortOf.get(id) ?? id) : id) };
}

function idsOf(message: unknown): string[] {
  if (!isRecord(message)) return [];
  const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];
  return [
    ...calls.map((call) => (isRecord(call) ? call['id'] : undefined)),
    message['tool_call_id'],
  ].filter((id) => typeof id === 'string');
}

/** Nine base-62 digits of a 53-bit hash (two multiplicative 32-bit lanes). Not for secrets. */
function shorten(id: string, round: number): string {
  let high = 0xdeadbeef ^ round;
  let low = 0x41c6ce57 ^ round;
  for (let index = 0; index < id.length; index += 1) {
    const unit = id.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  let rest = (high >>> 0) * 2097152 + (low >>> 11);
  let short = '';
  for (let digit = 0; digit < 9; digit += 1) {
    short += ALPHABET[rest % 62];
    rest = Math.floor(rest / 62);
  }
  return short;
}
