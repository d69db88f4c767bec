import type { ModelRow } from './row.ts';

/**
 * NovitaAI: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const NOVITA_ROWS: readonly ModelRow[] = [
  ['zai-org/glm-5.2', 1_048_576, 131_072, 'text', 'tools reasoning schema'],
  ['qwen/qwen3.7-max', 1_000_000, 65_536, 'text', 'tools reasoning schema'],
  ['inclusionai/ring-2.6-1t', 262_144, 65_536, 'text', 'tools reasoning schema'],
  ['deepseek/deepseek-v4-flash', 1_048_576, 393_216, 'text', 'tools reasoning schema'],
  ['deepseek/deepseek-v4-pro', 1_048_576, 393_216, 'text', 'tools reasoning schema'],
  ['inclusionai/ling-2.6-flash', 262_144, 32_768, 'text', 'tools schema'],
  ['inclusionai/ling-2.6-1t', 262_144, 32_768, 'text', 'tools schema'],
  ['xiaomimimo/mimo-v2.5-pro', 1_048_576, 131_072, 'text', 'tools reasoning schema'],
  ['moonshotai/kimi-k2.6', 262_144, 262_144, 'text image video', 'tools reasoning schema'],
  ['google/gemma-4-26b-a4b-it', 262_144, 131_072, 'text image', 'tools reasoning schema'],
  ['google/gemma-4-31b-it', 262_144, 131_072, 'text image', 'tools reasoning schema'],
  ['zai-org/glm-5.1', 204_800, 131_072, 'text', 'tools reasoning schema'],
  ['minimax/minimax-m2.7', 204_800, 131_072, 'text', 'tools reasoning schema'],
  ['minimax/minimax-m2.7-highspeed', 204_800, 131_072, 'text', 'tools reasoning schema'],
  ['xiaomimimo/mimo-v2-pro', 1_048_576, 131_072, 'text', 'tools reasoning schema'],
];
