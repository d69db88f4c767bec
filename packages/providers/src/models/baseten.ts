import type { ModelRow } from './row.ts';

/**
 * Baseten: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const BASETEN_ROWS: readonly ModelRow[] = [
  ['zai-org/GLM-5.2', 202_720, 202_720, 'text', 'tools reasoning schema'],
  ['moonshotai/Kimi-K2.7-Code', 262_000, 262_000, 'text image', 'tools reasoning schema'],
  ['nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B', 202_800, 202_800, 'text', 'tools reasoning schema'],
  ['deepseek-ai/DeepSeek-V4-Pro', 262_144, 262_144, 'text', 'tools reasoning schema'],
  ['moonshotai/Kimi-K2.6', 262_000, 262_000, 'text image', 'tools reasoning schema'],
  ['zai-org/GLM-5.1', 202_800, 202_800, 'text', 'tools reasoning schema'],
  ['nvidia/Nemotron-120B-A12B', 202_800, 202_800, 'text', 'tools reasoning schema'],
  ['zai-org/GLM-5', 202_800, 202_800, 'text', 'tools reasoning schema'],
  ['moonshotai/Kimi-K2.5', 262_000, 262_000, 'text image', 'tools reasoning schema'],
  ['zai-org/GLM-4.7', 200_000, 200_000, 'text', 'tools reasoning schema'],
  ['openai/gpt-oss-120b', 128_072, 128_072, 'text', 'tools reasoning schema'],
];
