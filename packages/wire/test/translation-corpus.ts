import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPUS_ROOT } from './corpus.ts';
import type { ClientDialect } from './meaning/expectation.ts';
import type { Loose } from './meaning/meaning.ts';

/** One meaning, asked and answered in several wires. */
export interface TranslationCase {
  readonly case: string;
  readonly variants: Readonly<Record<string, Readonly<Record<string, Loose>>>>;
  /** Real answers to requests that another project translated: `<from>_to_<to>`. */
  readonly cross?: Readonly<Record<string, Loose>>;
}

/** The corpus's names for the wires that we speak. */
export const DIALECT_OF_VARIANT: Readonly<Record<string, ClientDialect>> = {
  'chat-completions': 'openai-chat',
  baseten: 'openai-chat',
  responses: 'openai-responses',
  anthropic: 'anthropic-messages',
  'bedrock-anthropic': 'anthropic-messages',
  'vertex-anthropic': 'anthropic-messages',
  google: 'gemini',
};

const ROOT = join(CORPUS_ROOT, 'translation-matrix');

/** Every case, or undefined where the corpus is absent. */
export function loadTranslationCases(): readonly TranslationCase[] | undefined {
  const index = join(ROOT, 'INDEX.json');
  if (!existsSync(index)) return undefined;
  const entries = JSON.parse(readFileSync(index, 'utf8')) as readonly { readonly case: string }[];
  return entries.map((entry) => JSON.parse(readFileSync(join(ROOT, `${entry.case}.json`), 'utf8')));
}
