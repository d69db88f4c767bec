import type { ModelRow } from './row.ts';

/**
 * DeepSeek: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const DEEPSEEK_ROWS: readonly ModelRow[] = [
  ['deepseek-v4-flash', 1_000_000, 384_000, 'text', 'tools reasoning schema'],
  ['deepseek-v4-pro', 1_000_000, 384_000, 'text', 'tools reasoning schema'],
  ['deepseek-chat', 1_000_000, 384_000, 'text', 'tools'],
  ['deepseek-reasoner', 1_000_000, 384_000, 'text', 'tools reasoning'],
  // Newer than that: facts from pi-ai 1.5.2 (MIT), state of November 2026.
  ['deepseek-flash', 1_000_000, 384_000, 'text image', 'tools reasoning schema'],
];
