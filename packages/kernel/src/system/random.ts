import type { Random } from '../random.ts';

/** The runtime's generator, seeded by the operating system. */
export function createSystemRandom(): Random {
  return {
    next: () => Math.random(),
    below: (bound) => Math.floor(Math.random() * bound),
  };
}
