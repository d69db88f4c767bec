import type { ModelRow } from './row.ts';

/**
 * Z.AI: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const ZAI_ROWS: readonly ModelRow[] = [
  ['glm-5.2', 1_000_000, 131_072, 'text', 'tools reasoning schema'],
  ['glm-5.1', 200_000, 131_072, 'text', 'tools reasoning schema'],
  ['glm-5v-turbo', 200_000, 131_072, 'text image video file', 'tools reasoning'],
  ['glm-5-turbo', 200_000, 131_072, 'text', 'tools reasoning schema'],
  ['glm-5', 204_800, 131_072, 'text', 'tools reasoning'],
  ['glm-4.7-flash', 200_000, 131_072, 'text', 'tools reasoning'],
  ['glm-4.7-flashx', 200_000, 131_072, 'text', 'tools reasoning'],
  ['glm-4.7', 204_800, 131_072, 'text', 'tools reasoning'],
  ['glm-4.6v', 128_000, 32_768, 'text image video', 'tools reasoning'],
  ['glm-4.6', 204_800, 131_072, 'text', 'tools reasoning'],
  ['glm-4.5v', 64_000, 16_384, 'text image video', 'tools reasoning'],
  ['glm-4.5', 131_072, 98_304, 'text', 'tools reasoning'],
  ['glm-4.5-air', 131_072, 98_304, 'text', 'tools reasoning'],
  ['glm-4.5-flash', 131_072, 98_304, 'text', 'tools reasoning'],
  // Newer than that: facts from pi-ai 1.5.2 (MIT), state of November 2026.
  ['glm-5.2-highspeed', 1_000_000, 131_072, 'text file', 'tools reasoning schema'],
  ['glm-5.3', 1_000_000, 131_072, 'text file', 'tools reasoning schema'],
  ['glm-5.3-flash', 1_000_000, 131_072, 'text image file', 'tools reasoning schema'],
  ['glm-5.3-highspeed', 1_000_000, 131_072, 'text file', 'tools reasoning schema'],
];
