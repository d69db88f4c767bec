import type { ModelRow } from './row.ts';

/**
 * Vercel AI Gateway: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const VERCEL_AI_GATEWAY_ROWS: readonly ModelRow[] = [
  ['anthropic/claude-sonnet-5', 1_000_000, 128_000, 'text image file', 'tools reasoning'],
  ['zai/glm-5.2', 1_000_000, 128_000, 'text', 'tools reasoning schema'],
  ['zai/glm-5.2-fast', 1_000_000, 128_000, 'text', 'tools reasoning'],
  [
    'moonshotai/kimi-k2.7-code-highspeed',
    262_144,
    32_768,
    'text image file',
    'tools reasoning schema',
  ],
  ['moonshotai/kimi-k2.7-code', 256_000, 32_768, 'text image file', 'tools reasoning schema'],
  ['alibaba/qwen3.7-plus', 1_000_000, 64_000, 'text image file', 'tools reasoning'],
  ['minimax/minimax-m3', 1_000_000, 1_000_000, 'text image file', 'tools reasoning'],
  ['anthropic/claude-opus-4.8', 1_000_000, 128_000, 'text image file', 'tools reasoning'],
  ['alibaba/qwen3.7-max', 991_000, 64_000, 'text', 'tools reasoning'],
  ['xai/grok-build-0.1', 256_000, 256_000, 'text image', 'tools reasoning schema'],
  ['google/gemini-3.5-flash', 1_000_000, 64_000, 'text image file', 'tools reasoning schema'],
  ['google/gemini-3.1-flash-lite', 1_000_000, 65_000, 'text image file', 'tools reasoning schema'],
  ['xai/grok-4.3', 1_000_000, 1_000_000, 'text image file', 'tools reasoning schema'],
  ['mistral/mistral-medium-3.5', 256_000, 256_000, 'text image', 'tools reasoning'],
  ['openai/gpt-5.5', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['openai/gpt-5.5-pro', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['deepseek/deepseek-v4-flash', 1_000_000, 384_000, 'text', 'tools reasoning schema'],
  ['deepseek/deepseek-v4-pro', 1_000_000, 384_000, 'text', 'tools reasoning schema'],
  ['xai/grok-voice-think-fast-1.0', 0, 0, 'text audio', ''],
  ['alibaba/qwen3.6-27b', 256_000, 256_000, 'text image file', 'tools reasoning schema'],
  ['moonshotai/kimi-k2.6', 262_000, 262_000, 'text image', 'tools reasoning schema'],
  ['anthropic/claude-opus-4.7', 1_000_000, 128_000, 'text image file', 'tools reasoning'],
  ['zai/glm-5.1', 202_000, 202_000, 'text', 'tools reasoning schema'],
  ['google/gemma-4-26b-a4b-it', 262_144, 131_072, 'text image file', 'tools reasoning schema'],
  ['minimax/minimax-m2.7', 204_800, 131_000, 'text', 'tools reasoning'],
  ['minimax/minimax-m2.7-highspeed', 204_800, 131_100, 'text', 'tools reasoning'],
  ['openai/gpt-5.4-mini', 400_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['mistral/devstral-2', 256_000, 256_000, 'text', 'tools'],
  ['mistral/devstral-small-2', 256_000, 256_000, 'text image', 'tools'],
  ['deepseek/deepseek-v3.2', 128_000, 8_000, 'text', ''],
  ['meta/llama-3.2-11b', 128_000, 8_192, 'text image', 'tools'],
  ['meta/llama-3.2-1b', 128_000, 8_192, 'text', ''],
  ['meta/llama-3.2-3b', 128_000, 8_192, 'text', ''],
];
