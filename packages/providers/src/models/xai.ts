import type { ModelRow } from './row.ts';

/**
 * xAI: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const XAI_ROWS: readonly ModelRow[] = [
  ['grok-4.3', 1_000_000, 30_000, 'text image file', 'tools reasoning schema'],
  ['grok-build-0.1', 256_000, 256_000, 'text image file', 'tools reasoning schema'],
  ['grok-4.20-0309-non-reasoning', 1_000_000, 30_000, 'text image file', 'tools schema'],
  ['grok-4.20-0309-reasoning', 1_000_000, 30_000, 'text image file', 'tools reasoning schema'],
  ['grok-4.20-multi-agent-0309', 1_000_000, 30_000, 'text image file', 'reasoning schema'],
  // Newer than that: facts from pi-ai 1.5.2 (MIT), state of November 2026.
  ['grok-4.5', 500_000, 500_000, 'text image file', 'tools reasoning schema'],
  ['grok-4.6', 500_000, 500_000, 'text image file', 'tools reasoning schema'],
  ['grok-4.7', 500_000, 500_000, 'text image file', 'tools reasoning schema'],
];
