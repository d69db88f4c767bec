import type { ModelRow } from './row.ts';

/**
 * Nvidia: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const NVIDIA_NIM_ROWS: readonly ModelRow[] = [
  ['nvidia/nemotron-3-ultra-550b-a55b', 1_000_000, 65_536, 'text', 'tools reasoning schema'],
  ['minimaxai/minimax-m3', 1_000_000, 16_384, 'text image video', 'tools reasoning'],
  ['stepfun-ai/step-3.7-flash', 256_000, 16_384, 'text image', 'tools reasoning'],
  [
    'nvidia/nemotron-3-nano-omni-30b-a3b-reasoning',
    256_000,
    65_536,
    'text image audio video',
    'tools reasoning schema',
  ],
  ['deepseek-ai/deepseek-v4-flash', 1_048_576, 393_216, 'text', 'tools reasoning schema'],
  ['deepseek-ai/deepseek-v4-pro', 1_048_576, 393_216, 'text', 'tools reasoning schema'],
  ['moonshotai/kimi-k2.6', 262_144, 262_144, 'text image video', 'tools reasoning schema'],
  ['nvidia/nemotron-3-content-safety', 128_000, 4_096, 'text', ''],
  ['google/gemma-4-31b-it', 256_000, 16_384, 'text image video', 'tools reasoning'],
  ['z-ai/glm-5.1', 131_072, 131_072, 'text', 'tools reasoning schema'],
  ['minimaxai/minimax-m2.7', 204_800, 131_072, 'text', 'tools reasoning'],
  ['mistralai/mistral-small-4-119b-2603', 128_000, 8_192, 'text image', 'tools reasoning schema'],
  ['nvidia/nemotron-voicechat', 128_000, 8_192, 'text audio', 'tools'],
  ['nvidia/nemotron-3-super-120b-a12b', 262_144, 262_144, 'text', 'tools reasoning'],
  ['nvidia/gliner-pii', 128_000, 4_096, 'text', ''],
  ['qwen/qwen3.5-122b-a10b', 262_144, 65_536, 'text image audio video', 'tools reasoning schema'],
  ['qwen/qwen3.5-397b-a17b', 262_144, 8_192, 'text image', 'tools reasoning schema'],
  ['nvidia/llama-nemotron-embed-vl-1b-v2', 32_768, 0, 'text image', 'embedding'],
  ['stepfun-ai/step-3.5-flash', 256_000, 16_384, 'text', 'tools reasoning'],
  ['nvidia/nemotron-content-safety-reasoning-4b', 128_000, 4_096, 'text', 'reasoning'],
];
