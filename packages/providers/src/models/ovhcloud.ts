import type { ModelRow } from './row.ts';

/**
 * OVHcloud AI Endpoints: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const OVHCLOUD_ROWS: readonly ModelRow[] = [
  ['qwen3.6-27b', 262_144, 262_144, 'text image', 'tools reasoning schema'],
  ['qwen3.5-397b-a17b', 262_144, 262_144, 'text image', 'tools reasoning schema'],
  ['qwen3.5-9b', 262_144, 262_144, 'text image', 'tools reasoning schema'],
  ['qwen3-coder-30b-a3b-instruct', 262_144, 262_144, 'text', 'tools schema'],
  ['gpt-oss-120b', 131_072, 131_072, 'text', 'tools reasoning schema'],
  ['gpt-oss-20b', 131_072, 131_072, 'text', 'tools reasoning schema'],
  ['mistral-small-3.2-24b-instruct-2506', 131_072, 131_072, 'text image', 'tools schema'],
  ['qwen3-32b', 32_768, 32_768, 'text', 'tools reasoning schema'],
  ['meta-llama-3_3-70b-instruct', 131_072, 131_072, 'text', 'tools schema'],
  ['mistral-7b-instruct-v0.3', 65_536, 65_536, 'text', 'tools schema'],
  ['qwen2.5-vl-72b-instruct', 32_768, 32_768, 'text image', 'schema'],
  ['mistral-nemo-instruct-2407', 65_536, 65_536, 'text', 'tools schema'],
];
