import type { ModelRow } from './row.ts';

/**
 * Perplexity: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const PERPLEXITY_ROWS: readonly ModelRow[] = [
  ['sonar', 128_000, 4_096, 'text', 'schema'],
  ['sonar-pro', 200_000, 8_192, 'text image', 'schema'],
  ['sonar-reasoning-pro', 128_000, 4_096, 'text image', 'reasoning schema'],
];
