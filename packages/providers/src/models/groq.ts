import type { ModelRow } from './row.ts';

/**
 * Groq: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const GROQ_ROWS: readonly ModelRow[] = [
  ['groq/compound', 131_072, 8_192, 'text', ''],
  ['groq/compound-mini', 131_072, 8_192, 'text', ''],
  ['openai/gpt-oss-120b', 131_072, 65_536, 'text', 'tools reasoning schema'],
  ['openai/gpt-oss-20b', 131_072, 65_536, 'text', 'tools reasoning schema'],
  ['qwen/qwen3-32b', 131_072, 40_960, 'text', 'tools reasoning'],
  ['meta-llama/llama-4-scout-17b-16e-instruct', 131_072, 8_192, 'text image', 'tools schema'],
  ['llama-3.3-70b-versatile', 131_072, 32_768, 'text', 'tools'],
  ['llama-3.1-8b-instant', 131_072, 131_072, 'text', 'tools'],
  // Newer than that: facts from pi-ai 1.5.2 (MIT), state of November 2026.
  ['qwen/qwen3.6-27b', 131_072, 16_384, 'text image', 'tools reasoning schema'],
  ['qwen/qwen3.8-27b', 131_072, 16_384, 'text image', 'tools reasoning schema'],
];
