import type { ModelRow } from './row.ts';

/**
 * Cerebras: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const CEREBRAS_ROWS: readonly ModelRow[] = [
  ['zai-glm-4.7', 131_072, 40_960, 'text', 'tools reasoning schema'],
  ['gpt-oss-120b', 131_072, 40_960, 'text', 'tools reasoning schema'],
  // Newer than that: facts from pi-ai 1.5.2 (MIT), state of November 2026.
  ['qwen-3.8-27b', 131_072, 40_960, 'text image', 'tools reasoning schema'],
];
