import type { ModelRow } from './row.ts';

/**
 * Google: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const GOOGLE_AI_STUDIO_ROWS: readonly ModelRow[] = [
  ['gemini-3.5-flash', 1_048_576, 65_536, 'text image audio video file', 'tools reasoning schema'],
  [
    'gemini-3.1-flash-lite',
    1_048_576,
    65_536,
    'text image audio video file',
    'tools reasoning schema',
  ],
  ['gemma-4-26b-a4b-it', 262_144, 32_768, 'text image', 'tools reasoning schema'],
  ['gemma-4-31b-it', 262_144, 32_768, 'text image', 'tools reasoning schema'],
  [
    'gemini-3.1-flash-lite-preview',
    1_048_576,
    65_536,
    'text image audio video file',
    'tools reasoning schema deprecated',
  ],
  [
    'gemini-3.1-pro-preview',
    1_048_576,
    65_536,
    'text image audio video file',
    'tools reasoning schema',
  ],
  [
    'gemini-3.1-pro-preview-customtools',
    1_048_576,
    65_536,
    'text image audio video file',
    'tools reasoning schema',
  ],
  [
    'gemini-3-flash-preview',
    1_048_576,
    65_536,
    'text image audio video file',
    'tools reasoning schema',
  ],
  [
    'gemini-3-pro-preview',
    1_048_576,
    65_536,
    'text image audio video file',
    'tools reasoning schema deprecated',
  ],
  [
    'gemini-flash-latest',
    1_048_576,
    65_536,
    'text image audio video file',
    'tools reasoning schema',
  ],
  [
    'gemini-flash-lite-latest',
    1_048_576,
    65_536,
    'text image audio video file',
    'tools reasoning schema',
  ],
  ['gemini-2.5-flash', 1_048_576, 65_536, 'text image audio video file', 'tools reasoning schema'],
  [
    'gemini-2.5-flash-lite',
    1_048_576,
    65_536,
    'text image audio video file',
    'tools reasoning schema',
  ],
  ['gemini-2.5-pro', 1_048_576, 65_536, 'text image audio video file', 'tools reasoning schema'],
  ['gemini-embedding-001', 2_048, 0, 'text', 'embedding'],
  ['gemini-2.0-flash', 1_048_576, 8_192, 'text image audio video file', 'tools schema deprecated'],
  [
    'gemini-2.0-flash-lite',
    1_048_576,
    8_192,
    'text image audio video file',
    'tools schema deprecated',
  ],
  // Newer than that: facts from pi-ai 1.5.2 (MIT), state of November 2026.
  [
    'gemini-2.5-computer-use-preview-10-2025',
    128_000,
    64_000,
    'text image file',
    'tools reasoning schema',
  ],
  ['gemini-3.5-flash-lite', 1_048_576, 65_536, 'text image file', 'tools reasoning schema'],
  ['gemini-3.6-flash', 1_048_576, 65_536, 'text image file', 'tools reasoning schema'],
  ['gemini-3.7-flash', 1_048_576, 65_536, 'text image file', 'tools reasoning schema'],
  ['gemini-3.8-flash', 1_048_576, 65_536, 'text image file', 'tools reasoning schema'],
  ['gemini-4-argon', 1_048_576, 32_768, 'text image file', 'tools reasoning schema'],
  ['gemini-pro-latest', 1_048_576, 65_536, 'text image file', 'tools reasoning schema'],
  ['gemini-robotics-er-2-preview', 131_072, 65_536, 'text image file', 'tools reasoning schema'],
];
