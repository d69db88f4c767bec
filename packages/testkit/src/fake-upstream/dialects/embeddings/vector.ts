import { createSeededRandom } from '@ocha/kernel';

export const DIMENSIONS_DEFAULT = 32;
export const DIMENSIONS_MAX = 3072;

/** A unit vector that depends on the text alone: equal texts are near, others are not. */
export function createVector(text: string, dimensions: number): number[] {
  const random = createSeededRandom(hash(text));
  const raw = Array.from({ length: dimensions }, () => random.next() * 2 - 1);
  const length = Math.hypot(...raw);
  // Rounded to single precision, so that floats and base64 of float32 say the same.
  return raw.map((value) => Math.fround(value / length));
}

export function toBase64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) {
    value = Math.imul(value ^ byte, 0x01000193);
  }
  return value >>> 0;
}
