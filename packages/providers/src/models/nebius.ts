import type { ModelRow } from './row.ts';

/**
 * Nebius Token Factory: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const NEBIUS_ROWS: readonly ModelRow[] = [
  ['zai-org/GLM-5.2', 432_000, 432_000, 'text', 'tools reasoning schema'],
  ['deepseek-ai/DeepSeek-V4-Pro', 1_000_000, 384_000, 'text', 'tools reasoning schema'],
  ['nvidia/nemotron-3-super-120b-a12b', 256_000, 32_768, 'text', 'tools reasoning schema'],
  ['NousResearch/Hermes-4-405B', 128_000, 8_192, 'text', 'tools reasoning schema'],
  ['NousResearch/Hermes-4-70B', 128_000, 8_192, 'text', 'tools reasoning schema'],
  ['Qwen/Qwen3-30B-A3B-Instruct-2507', 128_000, 8_192, 'text', 'tools schema'],
  ['Qwen/Qwen3-32B', 128_000, 8_192, 'text', 'tools schema'],
  ['Qwen/Qwen3-Next-80B-A3B-Thinking', 128_000, 16_384, 'text', 'tools reasoning schema'],
  ['google/gemma-3-27b-it', 110_000, 8_192, 'text image', 'tools schema'],
  ['Qwen/Qwen3-Embedding-8B', 32_768, 0, 'text', ''],
  ['openai/gpt-oss-120b', 128_000, 8_192, 'text', 'tools reasoning schema'],
  ['meta-llama/Llama-3.3-70B-Instruct', 128_000, 8_192, 'text', 'tools schema'],
  ['nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B', 32_000, 4_096, 'text', 'tools schema'],
  ['Qwen/Qwen3-235B-A22B-Instruct-2507', 262_144, 8_192, 'text', 'tools'],
  ['Qwen/Qwen3.5-397B-A17B', 262_144, 8_192, 'text', 'tools reasoning schema'],
];
