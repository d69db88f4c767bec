import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Env, Timer } from '@ocha/kernel';

/** Editors write in several steps: changes closer together than this are one. */
const SETTLE_MS = 150;

/**
 * Calls `changed` after a file may have changed. Watches the directory, not the file: editors and Kubernetes replace
 * files by renaming, and a watch on the old file would never fire again.
 */
export function watchFile(
  path: string,
  env: Pick<Env, 'timers' | 'log'>,
  changed: () => void,
): { close(): void } {
  let settling: Timer | undefined;
  const watcher: FSWatcher = watch(dirname(path), () => {
    if (settling === undefined) {
      settling = env.timers.schedule(SETTLE_MS, () => {
        settling = undefined;
        changed();
      });
    } else settling.restart();
  });
  watcher.on('error', (error) =>
    env.log.warn('config_watch_failed', { path, reason: String(error) }),
  );
  return {
    close() {
      settling?.cancel();
      watcher.close();
    },
  };
}
