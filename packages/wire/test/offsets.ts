import { createSeededRandom } from '@ocha/kernel';

/**
 * Where to cut a body of this length in two: everywhere, or where it is long, near both ends and at
 * seeded random.
 */
export function offsetsOf(
  length: number,
  options: { readonly edge?: number; readonly random?: number; readonly seed?: number } = {},
): readonly number[] {
  const { edge = 2048, random = 200, seed = 1 } = options;
  const offsets = new Set<number>();
  for (let offset = 0; offset <= length; offset += 1) {
    if (offset <= edge || offset >= length - edge) offsets.add(offset);
    else if (length > 2 * edge) offset = length - edge - 1;
  }
  if (length > 2 * edge) {
    const chance = createSeededRandom(seed);
    for (let drawn = 0; drawn < random; drawn += 1) offsets.add(chance.below(length));
  }
  return [...offsets].sort((left, right) => left - right);
}

/** The two pieces of every cut. */
export function* splitEverywhere(
  bytes: Uint8Array,
  options?: { readonly edge?: number; readonly random?: number; readonly seed?: number },
): Generator<readonly [Uint8Array, Uint8Array], void, void> {
  for (const offset of offsetsOf(bytes.length, options))
    yield [bytes.subarray(0, offset), bytes.subarray(offset)];
}
