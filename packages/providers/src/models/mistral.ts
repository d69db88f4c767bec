import type { ModelRow } from './row.ts';

/**
 * Mistral: facts from models.dev (MIT), state of July 2026.
 * Written by tools/refresh-models.ts.
 */
export const MISTRAL_ROWS: readonly ModelRow[] = [
  ['mistral-medium-2604', 262_144, 262_144, 'text image', 'tools reasoning schema'],
  ['mistral-small-2603', 256_000, 256_000, 'text image', 'tools reasoning schema'],
  ['mistral-small-latest', 256_000, 256_000, 'text image', 'tools reasoning schema'],
  ['mistral-medium-2508', 262_144, 262_144, 'text image', 'tools schema'],
  ['mistral-medium-latest', 262_144, 262_144, 'text image', 'tools schema'],
  ['mistral-small-2506', 128_000, 16_384, 'text image', 'tools schema'],
  ['mistral-medium-2505', 131_072, 131_072, 'text image', 'tools schema'],
  ['magistral-medium-latest', 128_000, 16_384, 'text', 'tools reasoning schema'],
  ['magistral-small', 128_000, 128_000, 'text', 'tools reasoning schema'],
  ['mistral-large-2411', 131_072, 16_384, 'text', 'tools schema'],
  ['mistral-large-2512', 262_144, 262_144, 'text image', 'tools schema'],
  ['mistral-large-latest', 262_144, 262_144, 'text image', 'tools schema'],
  ['pixtral-large-latest', 128_000, 128_000, 'text image', 'tools schema'],
  ['ministral-3b-latest', 128_000, 128_000, 'text', 'tools schema'],
  ['ministral-8b-latest', 128_000, 128_000, 'text', 'tools schema'],
  ['pixtral-12b', 128_000, 128_000, 'text image', 'tools schema'],
  ['mistral-nemo', 128_000, 128_000, 'text', 'tools schema'],
  ['codestral-latest', 256_000, 4_096, 'text', 'tools schema'],
  ['open-mixtral-8x22b', 64_000, 64_000, 'text', 'tools schema'],
  ['mistral-embed', 8_000, 0, 'text', 'embedding'],
  ['open-mixtral-8x7b', 32_000, 32_000, 'text', 'tools schema'],
  ['open-mistral-7b', 8_000, 8_000, 'text', 'tools schema'],
  // Newer than that: facts from pi-ai 1.5.2 (MIT), state of November 2026.
  ['codestral-2508', 256_000, 8_192, 'text', 'tools schema'],
  ['deepseek-v4-1-flash-1017', 1_048_576, 128_000, 'text', 'tools reasoning schema'],
  ['glm-5-2', 1_048_576, 131_072, 'text', 'tools reasoning schema'],
  ['labs-leanstral-1-5-1', 262_144, 128_000, 'text image', 'tools reasoning schema'],
  ['ministral-14b-2512', 262_144, 262_144, 'text image', 'tools schema'],
  ['ministral-3b-2512', 131_072, 262_144, 'text image', 'tools schema'],
  ['ministral-8b-2512', 262_144, 262_144, 'text image', 'tools schema'],
  ['mistral-large-4', 1_048_576, 262_144, 'text image', 'tools reasoning schema'],
  ['mistral-large-4-0-8', 1_048_576, 262_144, 'text image', 'tools reasoning schema'],
  ['mistral-medium-3.5', 262_144, 262_144, 'text image', 'tools reasoning schema'],
  ['voxtral-small-2507', 32_768, 32_000, 'text', 'tools schema'],
  ['voxtral-small-latest', 32_768, 32_000, 'text', 'tools schema'],
  ['zai-glm-5-2', 1_048_576, 131_072, 'text', 'tools reasoning schema'],
  ['zai-glm-5-3', 1_048_576, 131_072, 'text', 'tools reasoning schema'],
  ['zai-glm-5-3-flash', 1_048_576, 131_072, 'text image', 'tools reasoning schema'],
];
