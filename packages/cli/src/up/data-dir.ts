import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const KEY_FILE = 'bootstrap-key';

/** Makes the data directory, for its owner only. */
export async function ensureDataDir(path: string): Promise<void> {
  await mkdir(join(path, 'log'), { recursive: true, mode: 0o700 });
}

/** The API key of a gateway whose configuration has none: made once, kept in the data directory with mode 0600. */
export async function bootstrapKey(dataDir: string): Promise<string> {
  const path = join(dataDir, KEY_FILE);
  try {
    const kept = (await readFile(path, 'utf8')).trim();
    if (kept.startsWith('sk-ocha-')) return kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const key = `sk-ocha-${randomBytes(24).toString('base64url')}`;
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  return key;
}
