import type { ModelRow } from './row.ts';

/**
 * Venice AI: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const VENICE_ROWS: readonly ModelRow[] = [
  ['zai-org-glm-5-2', 1_000_000, 131_072, 'text', 'tools reasoning schema'],
  ['kimi-k2-7-code', 256_000, 65_536, 'text image', 'tools reasoning schema'],
  ['minimax-m3-preview', 524_288, 65_536, 'text', 'tools reasoning'],
  ['xiaomi-mimo-v2-5', 1_000_000, 65_536, 'text image audio video', 'tools reasoning schema'],
  ['claude-fable-5', 1_000_000, 128_000, 'text image', 'tools reasoning schema'],
  ['nvidia-nemotron-3-ultra-550b-a55b', 256_000, 32_768, 'text', 'tools reasoning schema'],
  ['qwen-3-7-plus', 1_000_000, 65_536, 'text image video', 'tools reasoning schema'],
  ['claude-opus-4-8', 1_000_000, 128_000, 'text image', 'tools reasoning schema'],
  ['claude-opus-4-8-fast', 1_000_000, 128_000, 'text image', 'tools reasoning schema'],
  ['gemini-3-5-flash', 1_000_000, 65_536, 'text image audio video', 'tools reasoning schema'],
  ['qwen-3-7-max', 1_000_000, 65_536, 'text image video', 'tools reasoning'],
  ['grok-build-0-1', 256_000, 65_536, 'text image', 'tools reasoning schema'],
];
