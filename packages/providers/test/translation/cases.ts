import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Loose, Wire } from './translate.ts';

/** One meaning, asked for in several wires by people who know them. */
export interface TranslationCase {
  readonly case: string;
  readonly variants: Partial<Readonly<Record<Wire, Readonly<Record<string, Loose>>>>>;
}

const ROOT = join(import.meta.dirname, '../../../../../shared/corpus/translation-matrix');

/** What to say where the cases are absent. */
export const CASES_ABSENT =
  'SKIPPED: the recorded corpus (../shared/corpus beside the checkout) is absent';

/** Every case, or undefined where the corpus is absent. */
export function loadCases(): readonly TranslationCase[] | undefined {
  if (!existsSync(join(ROOT, 'INDEX.json'))) return undefined;
  const entries = read('INDEX.json') as readonly { readonly case: string }[];
  return entries.map((entry) => read(`${entry.case}.json`) as TranslationCase);
}

/** What another project holds to be untranslatable: reasons by pair (`<from>_to_<to>`) and case. */
export function loadUntranslatable(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return read('_transform_errors.json') as Record<string, Record<string, string>>;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, name), 'utf8'));
}
