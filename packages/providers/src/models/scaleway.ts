import type { ModelRow } from './row.ts';

/**
 * Scaleway: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const SCALEWAY_ROWS: readonly ModelRow[] = [
  ['glm-5.2', 256_000, 16_384, 'text', 'tools reasoning schema'],
  ['qwen3.6-35b-a3b', 128_000, 16_384, 'text image', 'tools reasoning schema'],
  ['mistral-medium-3.5-128b', 256_000, 16_384, 'text image', 'tools reasoning schema'],
  ['gemma-4-26b-a4b-it', 256_000, 16_384, 'text image', 'tools reasoning schema'],
  ['qwen3.5-397b-a17b', 256_000, 16_384, 'text image video', 'tools reasoning schema'],
  ['qwen3-embedding-8b', 32_768, 0, 'text', 'embedding'],
  ['qwen3-235b-a22b-instruct-2507', 260_000, 16_384, 'text', 'tools reasoning'],
  ['voxtral-small-24b-2507', 32_000, 16_384, 'text audio', 'tools'],
  ['mistral-small-3.2-24b-instruct-2506', 128_000, 32_768, 'text image', 'tools'],
  ['qwen3-coder-30b-a3b-instruct', 128_000, 32_768, 'text', 'tools'],
  ['llama-3.3-70b-instruct', 100_000, 16_384, 'text', 'tools'],
  ['gemma-3-27b-it', 40_000, 8_192, 'text image', 'tools reasoning'],
  ['pixtral-12b-2409', 128_000, 4_096, 'text image', 'tools'],
  ['bge-multilingual-gemma2', 8_191, 0, 'text', 'embedding'],
  ['gpt-oss-120b', 128_000, 32_768, 'text', 'tools reasoning'],
];
