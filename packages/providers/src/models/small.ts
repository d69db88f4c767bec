import type { ModelRow } from './row.ts';

/*
 * Providers that the catalogues do not know: names seen in their own documentation and in recorded
 * traffic. Limits are
 * left out (0) rather than guessed.
 */

export const AI21_ROWS: readonly ModelRow[] = [
  ['jamba-large', 0, 0, 'text', 'tools schema'],
  ['jamba-mini', 0, 0, 'text', 'tools schema'],
];

export const HYPERBOLIC_ROWS: readonly ModelRow[] = [
  ['meta-llama/Llama-3.3-70B-Instruct', 0, 0, 'text', 'tools'],
  ['deepseek-ai/DeepSeek-V3', 0, 0, 'text', 'tools'],
];

export const SAMBANOVA_ROWS: readonly ModelRow[] = [
  ['Meta-Llama-3.3-70B-Instruct', 0, 0, 'text', 'tools schema'],
  ['DeepSeek-V3.1', 0, 0, 'text', 'tools reasoning schema'],
];

export const WRITER_ROWS: readonly ModelRow[] = [
  ['palmyra-x5', 0, 0, 'text', 'tools schema'],
  ['palmyra-x4', 0, 0, 'text', 'tools schema'],
];

/** The built-in simulated models. */
export const SIM_ROWS: readonly ModelRow[] = [
  ['echo', 128_000, 16_384, 'text image audio file', 'tools schema'],
  ['lorem', 128_000, 16_384, 'text image audio file', 'tools schema'],
  ['tools', 128_000, 16_384, 'text image audio file', 'tools schema'],
  ['json', 128_000, 16_384, 'text image audio file', 'tools schema'],
  ['embed', 8192, 0, 'text', 'embedding'],
];
