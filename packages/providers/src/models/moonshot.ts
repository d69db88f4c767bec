import type { ModelRow } from './row.ts';

/**
 * Moonshot AI: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const MOONSHOT_ROWS: readonly ModelRow[] = [
  ['kimi-k2.7-code', 262_144, 262_144, 'text image video', 'tools reasoning schema'],
  ['kimi-k2.7-code-highspeed', 262_144, 262_144, 'text image video', 'tools reasoning schema'],
  ['kimi-k2.6', 262_144, 262_144, 'text image video', 'tools reasoning schema'],
  ['kimi-k2.5', 262_144, 262_144, 'text image video', 'tools reasoning schema'],
  ['kimi-k2-thinking', 262_144, 262_144, 'text', 'tools reasoning'],
  ['kimi-k2-thinking-turbo', 262_144, 262_144, 'text', 'tools reasoning'],
  ['kimi-k2-0905-preview', 262_144, 262_144, 'text', 'tools'],
  ['kimi-k2-turbo-preview', 262_144, 262_144, 'text', 'tools'],
  ['kimi-k2-0711-preview', 131_072, 16_384, 'text', 'tools'],
  // Newer than that: facts from pi-ai 1.5.2 (MIT), state of November 2026.
  ['kimi-k3', 1_048_576, 1_048_576, 'text image', 'tools reasoning schema'],
  ['kimi-k3.1-pro', 1_048_576, 1_048_576, 'text image', 'tools reasoning schema'],
  ['kimi-k3.1-pro-highspeed', 1_048_576, 1_048_576, 'text image', 'tools reasoning schema'],
];
