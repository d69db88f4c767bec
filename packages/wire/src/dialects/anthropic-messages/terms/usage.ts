import { countOf, isObject, type JsonObject } from '../../../reading.ts';
import type { Usage } from '../../../usage.ts';

/**
 * Gathers the usage objects of one answer. Their counts are cumulative: a later one replaces,
 * nothing is ever added.
 */
export interface UsageReader {
  take(raw: unknown): void;
  read(): Usage | undefined;
  readonly serviceTier: string | undefined;
}

/** A reader for one answer, whole or streamed. */
export function createUsageReader(): UsageReader {
  let fields: Record<string, unknown> | undefined;
  return {
    take(raw) {
      if (!isObject(raw)) return;
      fields ??= {};
      for (const [key, value] of Object.entries(raw)) {
        if (value === null || value === undefined) continue;
        if (key === 'input_tokens' && isPlaceholder(raw, fields)) continue;
        fields[key] = value;
      }
    },
    read() {
      return fields === undefined ? undefined : readUsage(fields);
    },
    get serviceTier() {
      const tier = fields?.['service_tier'];
      return typeof tier === 'string' ? tier : undefined;
    },
  };
}

/**
 * Some servers fill the last usage of a stream with a zero for the input that they counted in the
 * first. A zero beside cache counts is real: everything came from the cache.
 */
function isPlaceholder(raw: JsonObject, known: JsonObject): boolean {
  return (
    countOf(raw['input_tokens']) === 0 &&
    countOf(known['input_tokens']) > 0 &&
    countOf(raw['cache_read_input_tokens']) === 0 &&
    countOf(raw['cache_creation_input_tokens']) === 0
  );
}

/**
 * The dialect's usage as canonical usage: its `input_tokens` leave out what was read from or
 * written to the cache.
 */
export function readUsage(raw: JsonObject): Usage {
  const own = tally(raw);
  const iterations = Array.isArray(raw['iterations']) ? (raw['iterations'] as unknown[]) : [];
  // The sums at the top leave compaction out, though it is billed.
  const billed = iterations
    .filter((entry): entry is JsonObject => isObject(entry) && entry['type'] === 'compaction')
    .map(tally)
    .reduce(add, own);
  const details = raw['output_tokens_details'];
  const reasoningTokens = isObject(details) ? countOf(details['thinking_tokens']) : 0;
  return {
    inputTokens: billed.input + billed.cacheRead + billed.cacheWrite,
    outputTokens: billed.output,
    ...(billed.cacheRead === 0 ? {} : { cacheReadTokens: billed.cacheRead }),
    ...(billed.cacheWrite === 0 ? {} : { cacheWriteTokens: billed.cacheWrite }),
    ...(billed.cacheWriteLong === 0 ? {} : { cacheWriteLongTokens: billed.cacheWriteLong }),
    ...(reasoningTokens === 0 ? {} : { reasoningTokens }),
  };
}

interface Tally {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly cacheWriteLong: number;
}

function tally(raw: JsonObject): Tally {
  const split = raw['cache_creation'];
  const short = isObject(split) ? countOf(split['ephemeral_5m_input_tokens']) : 0;
  const long = isObject(split) ? countOf(split['ephemeral_1h_input_tokens']) : 0;
  const cacheWrite = Math.max(countOf(raw['cache_creation_input_tokens']), short + long);
  return {
    input: countOf(raw['input_tokens']),
    output: countOf(raw['output_tokens']),
    cacheRead: countOf(raw['cache_read_input_tokens']),
    cacheWrite,
    cacheWriteLong: long,
  };
}

function add(left: Tally, right: Tally): Tally {
  return {
    input: left.input + right.input,
    output: left.output + right.output,
    cacheRead: left.cacheRead + right.cacheRead,
    cacheWrite: left.cacheWrite + right.cacheWrite,
    cacheWriteLong: left.cacheWriteLong + right.cacheWriteLong,
  };
}

/** Canonical usage in the dialect's words. Every field that the SDKs declare is present. */
export function renderUsage(usage: Usage | undefined): Record<string, unknown> {
  const cacheRead = usage?.cacheReadTokens ?? 0;
  const cacheWrite = usage?.cacheWriteTokens ?? 0;
  const cacheWriteLong = Math.min(usage?.cacheWriteLongTokens ?? 0, cacheWrite);
  return {
    input_tokens: Math.max(0, (usage?.inputTokens ?? 0) - cacheRead - cacheWrite),
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    cache_creation: {
      ephemeral_5m_input_tokens: cacheWrite - cacheWriteLong,
      ephemeral_1h_input_tokens: cacheWriteLong,
    },
    output_tokens: usage?.outputTokens ?? 0,
    ...(usage?.reasoningTokens === undefined
      ? {}
      : { output_tokens_details: { thinking_tokens: usage.reasoningTokens } }),
  };
}
