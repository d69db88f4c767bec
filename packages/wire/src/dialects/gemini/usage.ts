import { countOf, isObject, type JsonObject, textOf } from '../../reading.ts';
import type { Usage } from '../../usage.ts';

/**
 * Reads `usageMetadata`. Thoughts are billed as output and counted beside the candidates, tool prompts as input and
 * counted beside the prompt. A few models count thoughts within the candidates: the total tells.
 */
export function readUsage(raw: JsonObject): Usage | undefined {
  if (!hasCounts(raw)) return undefined;
  const thoughts = countOf(raw['thoughtsTokenCount']);
  const candidates = countOf(raw['candidatesTokenCount']);
  const input = countOf(raw['promptTokenCount']) + countOf(raw['toolUsePromptTokenCount']);
  const hasThoughtsWithin =
    thoughts <= candidates && countOf(raw['totalTokenCount']) === input + candidates;
  const cached = countOf(raw['cachedContentTokenCount']);
  const inputAudio = audioTokens(raw['promptTokensDetails']);
  const outputAudio = audioTokens(raw['candidatesTokensDetails']);
  return {
    inputTokens: input,
    outputTokens: hasThoughtsWithin ? candidates : candidates + thoughts,
    ...(cached > 0 ? { cacheReadTokens: cached } : {}),
    ...(thoughts > 0 ? { reasoningTokens: thoughts } : {}),
    ...(inputAudio > 0 ? { inputAudioTokens: inputAudio } : {}),
    ...(outputAudio > 0 ? { outputAudioTokens: outputAudio } : {}),
  };
}

/** The service tier that was used, where usage tells. */
export function readServiceTier(raw: JsonObject): string | undefined {
  const tier = textOf(raw['serviceTier'])?.toLowerCase();
  return tier === 'unspecified' ? undefined : tier;
}

/** Writes `usageMetadata`. */
export function writeUsage(usage: Usage, serviceTier?: string): Record<string, unknown> {
  const thoughts = Math.min(usage.reasoningTokens ?? 0, usage.outputTokens);
  return {
    promptTokenCount: usage.inputTokens,
    candidatesTokenCount: usage.outputTokens - thoughts,
    totalTokenCount: usage.inputTokens + usage.outputTokens,
    ...(thoughts > 0 ? { thoughtsTokenCount: thoughts } : {}),
    ...(usage.cacheReadTokens === undefined
      ? {}
      : { cachedContentTokenCount: usage.cacheReadTokens }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
  };
}

/** The first chunks of Vertex AI hold only a traffic type. */
function hasCounts(raw: JsonObject): boolean {
  return (
    raw['promptTokenCount'] !== undefined ||
    raw['candidatesTokenCount'] !== undefined ||
    raw['totalTokenCount'] !== undefined
  );
}

function audioTokens(details: unknown): number {
  if (!Array.isArray(details)) return 0;
  let sum = 0;
  for (const detail of details) {
    if (isObject(detail) && detail['modality'] === 'AUDIO') sum += countOf(detail['tokenCount']);
  }
  return sum;
}
