/**
 * A vector as numbers. Providers that were asked for base64 may send numbers all the same, and the
 * other way round.
 */
export function toNumbers(vector: readonly number[] | string): readonly number[] {
  if (typeof vector !== 'string') return vector;
  const bytes = Buffer.from(vector, 'base64');
  const numbers: number[] = [];
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4)
    numbers.push(bytes.readFloatLE(offset));
  return numbers;
}

/** A vector as base64 of little-endian 32-bit floats. */
export function toBase64(vector: readonly number[] | string): string {
  if (typeof vector === 'string') return vector;
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
