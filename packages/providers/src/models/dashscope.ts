import type { ModelRow } from './row.ts';

/**
 * Alibaba: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const DASHSCOPE_ROWS: readonly ModelRow[] = [
  ['qwen3.7-plus', 1_000_000, 65_536, 'text image video', 'tools reasoning'],
  ['qwen3.7-max', 1_000_000, 65_536, 'text', 'tools reasoning'],
  ['qwen3.6-flash', 1_000_000, 65_536, 'text image video', 'tools reasoning schema'],
  ['qwen3.6-27b', 262_144, 65_536, 'text image audio video', 'tools reasoning schema'],
  ['qwen3.6-max-preview', 262_144, 65_536, 'text', 'tools reasoning'],
  ['qwen3.6-35b-a3b', 262_144, 65_536, 'text image audio video', 'tools reasoning schema'],
  ['qwen3.6-plus', 1_000_000, 65_536, 'text image video', 'tools reasoning'],
  ['qwen3.5-122b-a10b', 262_144, 65_536, 'text image audio video', 'tools reasoning schema'],
  ['qwen3.5-27b', 262_144, 65_536, 'text image audio video', 'tools reasoning schema'],
  ['qwen3.5-35b-a3b', 262_144, 65_536, 'text image audio video', 'tools reasoning schema'],
  ['qwen3.5-plus', 1_000_000, 65_536, 'text image video', 'tools reasoning'],
  ['qwen3.5-397b-a17b', 262_144, 65_536, 'text image audio video', 'tools reasoning schema'],
  ['qwen3-max', 262_144, 65_536, 'text', 'tools'],
  ['qwen3-vl-plus', 262_144, 32_768, 'text image', 'tools reasoning'],
  ['qwen3-omni-flash', 65_536, 16_384, 'text image audio video', 'tools reasoning'],
  ['qwen3-next-80b-a3b-instruct', 131_072, 32_768, 'text', 'tools'],
  ['qwen3-next-80b-a3b-thinking', 131_072, 32_768, 'text', 'tools reasoning'],
  ['qwen-flash', 1_000_000, 32_768, 'text', 'tools reasoning'],
  ['qwen3-coder-flash', 1_000_000, 65_536, 'text', 'tools'],
  ['qwen3-coder-plus', 1_048_576, 65_536, 'text', 'tools'],
  ['qwen3-14b', 131_072, 8_192, 'text', 'tools reasoning'],
  ['qwen3-235b-a22b', 131_072, 16_384, 'text', 'tools reasoning'],
  ['qwen3-32b', 131_072, 16_384, 'text', 'tools reasoning'],
  ['qwen3-8b', 131_072, 8_192, 'text', 'tools reasoning'],
  ['qwen3-coder-30b-a3b-instruct', 262_144, 65_536, 'text', 'tools'],
];
