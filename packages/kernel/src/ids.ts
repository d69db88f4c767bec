import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

/** Mints identifiers. Sortable by time to the millisecond, unique for all practical purposes. */
export interface Ids {
  /** A fresh id with the given prefix, e.g. `mint('req')` → `req_01k9…` (26 characters of Crockford base 32). */
  mint(prefix: string): string;
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 10;
/** Every two characters there are: an id is put together from eight of them. */
const PAIRS: readonly string[] = Array.from({ length: 1024 }, (_, bits) => {
  return ALPHABET.charAt(bits & 31) + ALPHABET.charAt(bits >>> 5);
});

/** Ids of the ULID layout (48 bits of time, 80 bits of chance), from the given clock and randomness. */
export function createIds(clock: Clock, random: Random): Ids {
  let lastTime = -1;
  let timePart = '';
  return {
    mint(prefix) {
      const time = Math.floor(clock.now());
      if (time !== lastTime) {
        lastTime = time;
        timePart = encodeTime(time);
      }
      return `${prefix}_${timePart}${fourRandom(random)}${fourRandom(random)}${fourRandom(random)}${fourRandom(random)}`;
    },
  };
}

/** Four characters a draw: 20 bits out of the 32 that one draw holds. */
function fourRandom(random: Random): string {
  const bits = random.below(1 << 20);
  return `${PAIRS[bits & 1023]}${PAIRS[bits >>> 10]}`;
}

function encodeTime(time: number): string {
  let rest = time;
  let text = '';
  for (let position = 0; position < TIME_LENGTH; position += 1) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
