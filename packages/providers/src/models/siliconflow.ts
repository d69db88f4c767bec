import type { ModelRow } from './row.ts';

/**
 * SiliconFlow: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const SILICONFLOW_ROWS: readonly ModelRow[] = [
  ['zai-org/GLM-5.2', 1_049_000, 262_000, 'text', 'tools reasoning schema'],
  ['deepseek-ai/DeepSeek-V4-Flash', 1_000_000, 384_000, 'text', 'tools reasoning schema'],
  ['deepseek-ai/DeepSeek-V4-Pro', 1_000_000, 384_000, 'text', 'tools reasoning schema'],
  ['Qwen/Qwen3.6-27B', 262_144, 262_144, 'text', 'tools schema'],
  ['moonshotai/Kimi-K2.6', 262_000, 262_000, 'text image', 'tools reasoning schema'],
  ['tencent/Hy3-preview', 262_144, 262_144, 'text', 'tools reasoning'],
  ['Qwen/Qwen3.6-35B-A3B', 262_144, 262_144, 'text', 'tools schema'],
  ['zai-org/GLM-5.1', 205_000, 205_000, 'text', 'tools reasoning schema'],
  ['google/gemma-4-26B-A4B-it', 262_144, 262_144, 'text', 'tools schema'],
  ['google/gemma-4-31B-it', 262_144, 262_144, 'text', 'tools schema'],
  ['zai-org/GLM-5V-Turbo', 200_000, 131_072, 'text image', 'tools reasoning'],
  ['Qwen/Qwen3.5-9B', 262_144, 262_144, 'text', 'tools schema'],
  ['Qwen/Qwen3.5-122B-A10B', 262_144, 262_144, 'text', 'tools schema'],
  ['Qwen/Qwen3.5-27B', 262_144, 262_144, 'text', 'tools schema'],
  ['Qwen/Qwen3.5-35B-A3B', 262_144, 262_144, 'text', 'tools schema'],
];
