import type { ModelRow } from './row.ts';

/**
 * MiniMax (minimax.io): facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const MINIMAX_ROWS: readonly ModelRow[] = [
  ['MiniMax-M3', 1_000_000, 128_000, 'text image video', 'tools reasoning'],
  ['MiniMax-M2.7', 204_800, 131_072, 'text', 'tools reasoning'],
  ['MiniMax-M2.7-highspeed', 204_800, 131_072, 'text', 'tools reasoning'],
  ['MiniMax-M2.5-highspeed', 204_800, 131_072, 'text', 'tools reasoning'],
  ['MiniMax-M2.5', 204_800, 131_072, 'text', 'tools reasoning'],
  ['MiniMax-M2.1', 204_800, 131_072, 'text', 'tools reasoning'],
  ['MiniMax-M2', 196_608, 128_000, 'text', 'tools reasoning'],
  // Newer than that: facts from pi-ai 1.5.2 (MIT), state of November 2026.
  ['MiniMax-M3.1-Flash', 1_000_000, 524_288, 'text image', 'tools reasoning schema'],
];
