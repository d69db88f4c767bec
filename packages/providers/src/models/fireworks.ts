import type { ModelRow } from './row.ts';

/**
 * Fireworks AI: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const FIREWORKS_ROWS: readonly ModelRow[] = [
  ['accounts/fireworks/routers/glm-5p2-fast', 1_048_575, 131_072, 'text', 'tools reasoning'],
  ['accounts/fireworks/models/glm-5p2', 1_048_575, 131_072, 'text', 'tools reasoning'],
  ['accounts/fireworks/models/kimi-k2p7-code', 262_000, 262_000, 'text image', 'tools reasoning'],
  ['accounts/fireworks/models/minimax-m3', 512_000, 512_000, 'text', 'tools reasoning'],
  ['accounts/fireworks/models/qwen3p7-plus', 262_144, 65_536, 'text image', 'tools reasoning'],
  [
    'accounts/fireworks/routers/kimi-k2p7-code-fast',
    262_000,
    262_000,
    'text image',
    'tools reasoning',
  ],
  [
    'accounts/fireworks/models/deepseek-v4-flash',
    1_000_000,
    384_000,
    'text',
    'tools reasoning schema',
  ],
  [
    'accounts/fireworks/models/deepseek-v4-pro',
    1_000_000,
    384_000,
    'text',
    'tools reasoning schema',
  ],
  ['accounts/fireworks/models/kimi-k2p6', 262_000, 262_000, 'text image', 'tools reasoning'],
  ['accounts/fireworks/routers/kimi-k2p6-fast', 262_000, 262_000, 'text image', 'tools reasoning'],
  ['accounts/fireworks/routers/kimi-k2p6-turbo', 262_000, 262_000, 'text image', 'tools reasoning'],
  ['accounts/fireworks/models/minimax-m2p7', 196_608, 196_608, 'text', 'tools reasoning'],
  ['accounts/fireworks/models/glm-5p1', 202_800, 131_072, 'text', 'tools reasoning'],
  ['accounts/fireworks/routers/glm-5p1-fast', 202_800, 131_072, 'text', 'tools reasoning'],
  ['accounts/fireworks/models/gpt-oss-120b', 131_072, 32_768, 'text', 'tools reasoning'],
  ['accounts/fireworks/models/gpt-oss-20b', 131_072, 32_768, 'text', 'tools reasoning'],
];
