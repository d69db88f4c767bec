import type { ModelRow } from './row.ts';

/**
 * Anthropic: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const ANTHROPIC_ROWS: readonly ModelRow[] = [
  ['claude-sonnet-5', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['claude-fable-5', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['claude-opus-4-8', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['claude-opus-4-7', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['claude-sonnet-4-6', 1_000_000, 64_000, 'text image file', 'tools reasoning schema'],
  ['claude-opus-4-6', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['claude-opus-4-5', 200_000, 64_000, 'text image file', 'tools reasoning schema'],
  ['claude-opus-4-5-20251101', 200_000, 64_000, 'text image file', 'tools reasoning schema'],
  ['claude-haiku-4-5', 200_000, 64_000, 'text image file', 'tools reasoning schema'],
  ['claude-haiku-4-5-20251001', 200_000, 64_000, 'text image file', 'tools reasoning schema'],
  ['claude-sonnet-4-5', 200_000, 64_000, 'text image file', 'tools reasoning schema'],
  ['claude-sonnet-4-5-20250929', 200_000, 64_000, 'text image file', 'tools reasoning schema'],
  ['claude-opus-4-1', 200_000, 32_000, 'text image file', 'tools reasoning'],
  ['claude-opus-4-1-20250805', 200_000, 32_000, 'text image file', 'tools reasoning'],
  ['claude-opus-4-0', 200_000, 32_000, 'text image file', 'tools reasoning'],
  ['claude-opus-4-20250514', 200_000, 32_000, 'text image file', 'tools reasoning'],
  ['claude-sonnet-4-0', 200_000, 64_000, 'text image file', 'tools reasoning'],
  ['claude-sonnet-4-20250514', 200_000, 64_000, 'text image file', 'tools reasoning'],
  [
    'claude-3-7-sonnet-20250219',
    200_000,
    64_000,
    'text image file',
    'tools reasoning schema deprecated',
  ],
  ['claude-3-5-sonnet-20241022', 200_000, 8_192, 'text image file', 'tools schema deprecated'],
  ['claude-3-5-sonnet-20240620', 200_000, 8_192, 'text image file', 'tools schema deprecated'],
  ['claude-3-haiku-20240307', 200_000, 4_096, 'text image file', 'tools deprecated'],
  ['claude-3-sonnet-20240229', 200_000, 4_096, 'text image file', 'tools deprecated'],
  ['claude-3-opus-20240229', 200_000, 4_096, 'text image file', 'tools deprecated'],
  // Newer than that: facts from pi-ai 1.5.2 (MIT), state of November 2026.
  ['claude-fable-5-1', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['claude-fable-5-2', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['claude-haiku-5-5', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['claude-opus-5', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['claude-opus-5-5', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
  ['claude-sonnet-5-5', 1_000_000, 128_000, 'text image file', 'tools reasoning schema'],
];
