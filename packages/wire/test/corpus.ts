import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One recording of real provider traffic. See the corpus's own README for the meaning of the fields. */
export interface CorpusRecord {
  readonly id: string;
  readonly provider: string;
  readonly protocol: string;
  readonly streaming: boolean;
  readonly fidelity: string;
  readonly features: readonly string[];
  readonly request: { readonly method?: string; readonly url?: string; readonly body?: unknown };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly encoding: 'utf8' | 'base64' | 'json' | 'none';
    readonly raw?: string;
    readonly body?: unknown;
  };
}

export const CORPUS_ROOT = join(import.meta.dirname, '../../../../shared/corpus');

/** What to say where the recordings are absent. */
export const CORPUS_ABSENT =
  'SKIPPED: the recorded corpus (../shared/corpus beside the checkout) is absent; only hand-written fixtures ran';

/** The recordings of these protocols, or undefined where the corpus is absent. */
export function loadRecords(protocols: readonly string[]): readonly CorpusRecord[] | undefined {
  const indexPath = join(CORPUS_ROOT, 'INDEX.json');
  if (!existsSync(indexPath)) return undefined;
  const index = JSON.parse(readFileSync(indexPath, 'utf8')) as readonly {
    protocol: string;
    file: string;
  }[];
  return index
    .filter((entry) => protocols.includes(entry.protocol))
    .map(
      (entry) => JSON.parse(readFileSync(join(CORPUS_ROOT, entry.file), 'utf8')) as CorpusRecord,
    );
}

/** The recorded body as the bytes that travelled. */
export function bodyBytes(record: CorpusRecord): Uint8Array {
  const { response } = record;
  if (response.raw !== undefined)
    return Buffer.from(response.raw, response.encoding === 'base64' ? 'base64' : 'utf8');
  return Buffer.from(JSON.stringify(response.body ?? null));
}
