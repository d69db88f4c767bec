import type { ModelRow } from './row.ts';

/**
 * Deep Infra: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const DEEPINFRA_ROWS: readonly ModelRow[] = [
  ['zai-org/GLM-5.2', 1_048_576, 32_768, 'text', 'tools reasoning schema'],
  ['moonshotai/Kimi-K2.7-Code', 262_144, 262_144, 'text image video', 'tools reasoning schema'],
  ['deepseek-ai/DeepSeek-V4-Flash', 1_048_576, 16_384, 'text', 'tools reasoning schema'],
  ['deepseek-ai/DeepSeek-V4-Pro', 1_048_576, 16_384, 'text', 'tools reasoning schema'],
  ['XiaomiMiMo/MiMo-V2.5', 262_144, 16_384, 'text image audio video', 'tools reasoning'],
  ['XiaomiMiMo/MiMo-V2.5-Pro', 1_048_576, 16_384, 'text', 'tools reasoning'],
  ['moonshotai/Kimi-K2.6', 262_144, 16_384, 'text image video', 'tools reasoning schema'],
  ['zai-org/GLM-5.1', 202_752, 16_384, 'text', 'tools reasoning schema'],
  ['google/gemma-4-26B-A4B-it', 262_144, 32_768, 'text image', 'tools reasoning schema'],
  ['google/gemma-4-31B-it', 262_144, 32_768, 'text image', 'tools reasoning schema'],
  ['Qwen/Qwen3.6-35B-A3B', 262_144, 81_920, 'text image video', 'tools reasoning'],
  ['MiniMaxAI/MiniMax-M2.5', 196_608, 131_072, 'text', 'tools reasoning'],
  ['zai-org/GLM-5', 202_752, 16_384, 'text', 'tools reasoning'],
  ['Qwen/Qwen3.5-35B-A3B', 262_144, 81_920, 'text image video', 'tools reasoning'],
  ['Qwen/Qwen3.5-397B-A17B', 262_144, 81_920, 'text image video', 'tools reasoning'],
];
