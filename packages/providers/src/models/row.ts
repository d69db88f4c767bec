/** What a model reads. */
export type InputKind = 'text' | 'image' | 'audio' | 'video' | 'file';

/**
 * One line of a table. Limits are 0 where they are not known. Abilities are words: `tools`,
 * `reasoning`, `schema`,
 * `embedding`, `deprecated`.
 */
export type ModelRow = readonly [
  model: string,
  contextTokens: number,
  outputTokensMax: number,
  inputs: string,
  abilities: string,
];
