import type { ModelRow } from './row.ts';

/**
 * GitHub Models: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const GITHUB_MODELS_ROWS: readonly ModelRow[] = [
  ['deepseek/deepseek-r1-0528', 65_536, 8_192, 'text', 'tools reasoning'],
  ['mistral-ai/mistral-medium-2505', 128_000, 32_768, 'text image', 'tools reasoning'],
  ['openai/gpt-4.1', 128_000, 16_384, 'text image', 'tools'],
  ['openai/gpt-4.1-mini', 128_000, 16_384, 'text image', 'tools'],
  ['openai/gpt-4.1-nano', 128_000, 16_384, 'text image', 'tools'],
  ['deepseek/deepseek-v3-0324', 128_000, 8_192, 'text', 'tools reasoning'],
  ['mistral-ai/mistral-small-2503', 128_000, 32_768, 'text image', 'tools reasoning'],
  ['meta/llama-4-maverick-17b-128e-instruct-fp8', 128_000, 8_192, 'text image', 'tools reasoning'],
  ['meta/llama-4-scout-17b-16e-instruct', 128_000, 8_192, 'text image', 'tools reasoning'],
  ['openai/o3', 200_000, 100_000, 'text image', 'reasoning'],
  ['openai/o3-mini', 200_000, 100_000, 'text', 'reasoning'],
  ['openai/o4-mini', 200_000, 100_000, 'text image', 'reasoning'],
  ['deepseek/deepseek-r1', 65_536, 8_192, 'text', 'tools reasoning'],
  ['microsoft/mai-ds-r1', 65_536, 8_192, 'text', 'tools reasoning'],
  ['mistral-ai/codestral-2501', 32_000, 8_192, 'text', 'tools reasoning'],
];
