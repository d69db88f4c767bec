import type { ModelRow } from './row.ts';

/**
 * Hugging Face: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const HUGGINGFACE_ROWS: readonly ModelRow[] = [
  ['zai-org/GLM-5.2', 262_144, 131_072, 'text', 'tools reasoning schema'],
  ['moonshotai/Kimi-K2.7-Code', 262_144, 262_144, 'text image', 'tools reasoning schema'],
  ['MiniMaxAI/MiniMax-M3', 524_288, 128_000, 'text image', 'tools reasoning schema'],
  ['stepfun-ai/Step-3.7-Flash', 262_144, 256_000, 'text image', 'tools reasoning'],
  ['deepseek-ai/DeepSeek-V4-Flash', 1_048_576, 384_000, 'text', 'tools reasoning schema'],
  ['deepseek-ai/DeepSeek-V4-Pro', 1_048_576, 393_216, 'text', 'tools reasoning schema'],
  ['Qwen/Qwen3.6-27B', 262_144, 65_536, 'text image', 'tools reasoning schema'],
  ['XiaomiMiMo/MiMo-V2.5-Pro', 1_048_576, 131_072, 'text', 'tools reasoning schema'],
  ['moonshotai/Kimi-K2.6', 262_144, 262_144, 'text image video', 'tools reasoning'],
  ['Qwen/Qwen3.6-35B-A3B', 262_144, 65_536, 'text image', 'tools reasoning schema'],
  ['zai-org/GLM-5.1', 202_752, 131_072, 'text', 'tools reasoning'],
  ['google/gemma-4-26B-A4B-it', 262_144, 32_768, 'text image', 'tools reasoning schema'],
  ['google/gemma-4-31B-it', 262_144, 32_768, 'text image', 'tools reasoning schema'],
  ['MiniMaxAI/MiniMax-M2.7', 204_800, 131_072, 'text', 'tools reasoning schema'],
  ['Qwen/Qwen3.5-122B-A10B', 262_144, 65_536, 'text image', 'tools reasoning schema'],
  ['Qwen/Qwen3.5-27B', 262_144, 65_536, 'text image', 'tools reasoning schema'],
  ['Qwen/Qwen3.5-35B-A3B', 262_144, 65_536, 'text image', 'tools reasoning schema'],
  ['Qwen/Qwen3.5-9B', 262_144, 65_536, 'text image', 'tools reasoning schema'],
  ['MiniMaxAI/MiniMax-M2.5', 204_800, 131_072, 'text', 'tools reasoning'],
  ['zai-org/GLM-5', 202_752, 131_072, 'text', 'tools reasoning'],
];
