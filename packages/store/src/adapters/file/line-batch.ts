/** Bytes of one block of memory; a batch has as many as it needs. */
const BLOCK_BYTES = 64 * 1024;
/** The most bytes that one UTF-16 unit takes as UTF-8. */
const BYTES_PER_UNIT_MAX = 3;

/** Lines that wait to be written. */
export interface LineBatch {
  readonly count: number;
  add(line: string): void;
  /** Gives everything added so far, and starts anew. */
  take(): { readonly bytes: Buffer; readonly count: number };
}

/**
 * A batch of lines in plain memory: held as objects or strings they would be copied by every collection of young
 * objects until they are written.
 */
export function createLineBatch(): LineBatch {
  let full: Buffer[] = [];
  let block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let used = 0;
  let count = 0;
  /** Sets the block aside. */
  const turn = (): void => {
    if (used === 0) return;
    full.push(block.subarray(0, used));
    block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    used = 0;
  };
  return {
    get count() {
      return count;
    },
    add(line) {
      count += 1;
      const bytesMax = line.length * BYTES_PER_UNIT_MAX;
      if (used + bytesMax > BLOCK_BYTES) turn();
      if (bytesMax > BLOCK_BYTES) full.push(Buffer.from(line));
      else used += block.write(line, used);
    },
    take() {
      turn();
      const taken = { bytes: Buffer.concat(full), count };
      full = [];
      count = 0;
      return taken;
    },
  };
}
