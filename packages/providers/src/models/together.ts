import type { ModelRow } from './row.ts';

/**
 * Together AI: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const TOGETHER_ROWS: readonly ModelRow[] = [
  ['zai-org/GLM-5.2', 262_144, 164_000, 'text', 'tools reasoning schema'],
  ['moonshotai/Kimi-K2.7-Code', 262_144, 131_072, 'text', 'tools reasoning schema'],
  ['MiniMaxAI/MiniMax-M3', 524_288, 250_000, 'text image', 'tools reasoning schema'],
  ['nvidia/nemotron-3-ultra-550b-a55b', 512_300, 512_300, 'text', 'tools reasoning schema'],
  ['Qwen/Qwen3.7-Max', 1_000_000, 500_000, 'text', 'tools'],
  ['Qwen/Qwen3.6-Plus', 1_000_000, 500_000, 'text', 'tools reasoning'],
  ['deepseek-ai/DeepSeek-V4-Pro', 512_000, 384_000, 'text', 'tools reasoning schema'],
  ['moonshotai/Kimi-K2.6', 262_144, 131_000, 'text image video', 'tools reasoning schema'],
  ['google/gemma-4-31B-it', 262_144, 131_072, 'text image', 'tools reasoning schema'],
  ['pearl-ai/gemma-4-31b-it', 32_000, 32_000, 'text', 'reasoning'],
  ['zai-org/GLM-5.1', 202_752, 131_072, 'text', 'tools reasoning schema'],
  ['MiniMaxAI/MiniMax-M2.7', 202_752, 131_072, 'text', 'tools reasoning schema'],
  ['Qwen/Qwen3.5-9B', 262_144, 65_536, 'text image', 'tools reasoning schema'],
  ['LiquidAI/LFM2-24B-A2B', 32_768, 32_768, 'text', ''],
  ['Qwen/Qwen3.5-397B-A17B', 262_144, 130_000, 'text image', 'tools reasoning'],
  ['zai-org/GLM-5', 202_752, 131_072, 'text', 'tools reasoning schema'],
  ['essentialai/Rnj-1-Instruct', 32_768, 32_768, 'text', 'tools'],
  ['deepcogito/cogito-v2-1-671b', 163_840, 163_840, 'text', 'reasoning'],
  ['openai/gpt-oss-120b', 131_072, 131_072, 'text', 'tools reasoning'],
  ['openai/gpt-oss-20b', 131_072, 131_072, 'text', 'tools reasoning schema'],
  ['Qwen/Qwen3-235B-A22B-Instruct-2507-tput', 262_144, 262_144, 'text', 'tools'],
  ['google/gemma-3n-E4B-it', 32_768, 32_768, 'text', 'schema'],
  ['meta-llama/Llama-3.3-70B-Instruct-Turbo', 131_072, 131_072, 'text', 'tools'],
  ['Qwen/Qwen2.5-7B-Instruct-Turbo', 32_768, 32_768, 'text', 'tools schema'],
  ['meta-llama/Meta-Llama-3-8B-Instruct-Lite', 8_192, 8_192, 'text', ''],
];
