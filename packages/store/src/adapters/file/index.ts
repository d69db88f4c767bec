import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env, Timer } from '@ocha/kernel';
import type { UsageLog } from '../../ports/usage-log.ts';
import { createLineBatch } from './line-batch.ts';

export interface FileUsageLogOptions {
  /** Made when it does not exist. */
  readonly directory: string;
  /** File name without its ending; one writer a file. */
  readonly name: string;
  readonly env: Pick<Env, 'timers' | 'log'>;
  /** Records held in memory while the disk is slow; beyond it they are dropped and counted. */
  readonly bufferedMax: number;
  /** Size at which the file is set aside (as `.1`, replacing an older one). */
  readonly fileBytesMax?: number;
}

const FLUSH_PERIOD_MS = 250;
const FILE_BYTES_MAX = 256 * 1024 * 1024;

/** Usage records as JSON lines in a file, written in batches off the request path. */
export async function openFileUsageLog(options: FileUsageLogOptions): Promise<UsageLog> {
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const path = join(options.directory, `${options.name}.jsonl`);
  let handle = await open(path, 'a', 0o600);
  let sizeBytes = (await stat(path)).size;
  const pending = createLineBatch();
  let writing: Promise<void> = Promise.resolve();
  let droppedCount = 0;

  const write = async (): Promise<void> => {
    if (pending.count === 0) return;
    const { bytes, count } = pending.take();
    try {
      await handle.appendFile(bytes);
      sizeBytes += bytes.length;
      if (sizeBytes > (options.fileBytesMax ?? FILE_BYTES_MAX)) {
        handle = await rotate(handle, path);
        sizeBytes = 0;
      }
    } catch (error) {
      droppedCount += count;
      options.env.log.error('usage_log_failed', { path, records: count, reason: String(error) });
    }
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  const timer: Timer = options.env.timers.every(FLUSH_PERIOD_MS, () => void flush());

  return {
    append(record) {
      if (pending.count >= options.bufferedMax) droppedCount += 1;
      else pending.add(`${JSON.stringify(record)}\n`);
    },
    flush,
    async close() {
      timer.cancel();
      await flush();
      await handle.close();
    },
    get droppedCount() {
      return droppedCount;
    },
  };
}

async function rotate(handle: FileHandle, path: string): Promise<FileHandle> {
  await handle.close();
  await rename(path, `${path}.1`);
  return open(path, 'a', 0o600);
}
