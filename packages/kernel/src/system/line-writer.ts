import { openSync, renameSync, statSync, write, writeSync } from 'node:fs';

/** Bytes gathered before a write: one system call carries many lines. */
const BATCH_BYTES = 64 * 1024;
/** A quiet writer still shows what it has within this time. */
const FLUSH_PERIOD_MS = 250;
/** Batches held while the disk or the reader of a pipe is slow; beyond it lines are dropped, and the loss is told. */
const BATCHES_MAX = 64;
/** Size at which a file is set aside as `.1`, replacing an older one. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;
const ROTATION_CHECK_MS = 10_000;

/** Takes whole lines, each with its line break, and writes them in batches off the caller's path. */
export interface LineWriter {
  write(line: string): void;
  /** Writes what is held, synchronously: for the last moment of a process. */
  flushSync(): void;
}

/**
 * A writer to a file descriptor or a file. Not sonic-boom, pino's own: that measures everything it holds at each line,
 * which costs more than the line itself as soon as the batch is large. Lines go into plain memory at once: held as
 * strings they would be copied by every collection of young objects until they are written.
 */
export function createLineWriter(destination: number | string): LineWriter {
  let descriptor = typeof destination === 'number' ? destination : openLog(destination);
  let batch = Buffer.allocUnsafeSlow(BATCH_BYTES);
  let used = 0;
  let dropped = 0;
  let isWriting = false;
  const full: Buffer[] = [];

  /** Sets the current batch aside for writing. */
  const turn = (): void => {
    if (used === 0) return;
    full.push(batch.subarray(0, used));
    batch = Buffer.allocUnsafeSlow(BATCH_BYTES);
    used = 0;
  };
  const pump = (): void => {
    const next = isWriting ? undefined : full.shift();
    if (next === undefined) return;
    isWriting = true;
    // What a full disk or a closed pipe refuses is lost: there is no better place to say so than the log itself.
    write(descriptor, next, () => {
      isWriting = false;
      pump();
    });
  };
  const append = (line: string): void => {
    const bytesMax = line.length * 3;
    if (bytesMax > BATCH_BYTES) {
      turn();
      full.push(Buffer.from(line));
      return;
    }
    if (used + bytesMax > BATCH_BYTES) turn();
    used += batch.write(line, used);
  };
  const flush = (): void => {
    turn();
    pump();
  };
  setInterval(flush, FLUSH_PERIOD_MS).unref();
  if (typeof destination === 'string') {
    setInterval(() => {
      descriptor = rotate(destination, descriptor);
    }, ROTATION_CHECK_MS).unref();
  }
  return {
    write(line) {
      if (full.length >= BATCHES_MAX) {
        dropped += 1;
        return;
      }
      if (dropped > 0) {
        append(`{"level":"warn","event":"log_lines_dropped","count":${dropped}}\n`);
        dropped = 0;
      }
      append(line);
      if (full.length > 0) pump();
    },
    flushSync() {
      turn();
      for (const each of full.splice(0)) writeSync(descriptor, each);
    },
  };
}

function openLog(path: string): number {
  return openSync(path, 'a', 0o600);
}

/** The descriptor to go on with: a new file's when the old one had grown too large. */
function rotate(path: string, descriptor: number): number {
  try {
    if (statSync(path).size < FILE_BYTES_MAX) return descriptor;
    renameSync(path, `${path}.1`);
    return openLog(path);
  } catch (error) {
    // Somebody else moved the file or the disk is full: logging goes on where it was.
    if (!(error instanceof Error)) throw error;
    return descriptor;
  }
}
