import type {
  ChatCall,
  Reasoning,
  ReasoningEffort,
  ResponseFormat,
  Sampling,
} from '../../../call.ts';
import {
  defined,
  expectObject,
  expectString,
  invalid,
  type JsonObject,
  optionalBoolean,
  optionalInteger,
  optionalNumber,
  optionalString,
} from '../../../reading.ts';
import { field, listOf, protoName } from '../terms/fields.ts';
import { fromOpenApi } from '../terms/schema/from-openapi.ts';

const PATH = 'generationConfig';

/** Fields of `generationConfig` that have a canonical home. */
const KNOWN: ReadonlySet<string> = new Set([
  'temperature',
  'topP',
  'topK',
  'frequencyPenalty',
  'presencePenalty',
  'seed',
  'stopSequences',
  'responseLogprobs',
  'logprobs',
  'maxOutputTokens',
  'candidateCount',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'thinkingConfig',
]);

export type ParsedConfig = Pick<
  ChatCall,
  'sampling' | 'outputTokensMax' | 'choiceCount' | 'responseFormat' | 'reasoning' | 'modalities'
> & {
  /** Fields without a canonical home. */
  readonly rest: JsonObject;
};

/** What `generationConfig` says. */
export function parseConfig(value: unknown): ParsedConfig {
  if (value === undefined) return { sampling: {}, rest: {} };
  const { config, rest } = sortFields(expectObject(value, PATH));
  const isEnumeration = config['responseMimeType'] === 'text/x.enum';
  if (isEnumeration) {
    rest['responseMimeType'] = config['responseMimeType'];
    rest['responseSchema'] = config['responseSchema'];
  }
  return defined({
    sampling: parseSampling(config),
    outputTokensMax: optionalInteger(config, 'maxOutputTokens', { min: 1, path: PATH }),
    choiceCount: optionalInteger(config, 'candidateCount', { min: 1, path: PATH }),
    responseFormat: isEnumeration ? undefined : parseFormat(config),
    reasoning: parseThinking(config['thinkingConfig']),
    modalities: parseModalities(rest['responseModalities']),
    rest,
  });
}

/** Brings proto names to JSON names for the known fields; the rest stays as it is. */
function sortFields(config: JsonObject): { config: JsonObject; rest: Record<string, unknown> } {
  const known: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  const camelOf = new Map([...KNOWN].map((name) => [protoName(name), name]));
  for (const [key, value] of Object.entries(config)) {
    if (value === null || value === undefined || key === '__proto__') continue;
    const name = KNOWN.has(key) ? key : camelOf.get(key);
    if (name !== undefined) known[name] = value;
    else rest[key === 'response_modalities' ? 'responseModalities' : key] = value;
  }
  return { config: known, rest };
}

function parseSampling(config: JsonObject): Sampling {
  const stop = listOf(config['stopSequences']).map((text, index) =>
    expectString(text, `${PATH}.stopSequences[${index}]`),
  );
  const wantsLogprobs = optionalBoolean(config, 'responseLogprobs', PATH);
  const top = optionalInteger(config, 'logprobs', { min: 0, path: PATH });
  return defined({
    temperature: optionalNumber(config, 'temperature', PATH),
    topP: optionalNumber(config, 'topP', PATH),
    topK: optionalNumber(config, 'topK', PATH),
    frequencyPenalty: optionalNumber(config, 'frequencyPenalty', PATH),
    presencePenalty: optionalNumber(config, 'presencePenalty', PATH),
    seed: optionalNumber(config, 'seed', PATH),
    stop: stop.length === 0 ? undefined : stop,
    logprobs: wantsLogprobs === true ? defined({ top }) : undefined,
  });
}

function parseFormat(config: JsonObject): ResponseFormat | undefined {
  const json = config['responseJsonSchema'];
  const open = config['responseSchema'];
  if (json !== undefined || open !== undefined) {
    const schema =
      json === undefined
        ? fromOpenApi(open, `${PATH}.responseSchema`)
        : expectObject(json, `${PATH}.responseJsonSchema`);
    return { type: 'json-schema', name: 'response', schema };
  }
  const mediaType = optionalString(config, 'responseMimeType', PATH);
  return mediaType === 'application/json' ? { type: 'json' } : undefined;
}

const LEVELS: Readonly<Record<string, ReasoningEffort>> = {
  MINIMAL: 'minimal',
  LOW: 'low',
  MEDIUM: 'medium',
  HIGH: 'high',
};

function parseThinking(value: unknown): Reasoning | undefined {
  if (value === undefined) return undefined;
  const path = `${PATH}.thinkingConfig`;
  const thinking = expectObject(value, path);
  const budget = field(thinking, 'thinkingBudget', 'thinking_budget');
  const level = field(thinking, 'thinkingLevel', 'thinking_level');
  const shown = field(thinking, 'includeThoughts', 'include_thoughts');
  if (budget !== undefined && (typeof budget !== 'number' || !Number.isInteger(budget)))
    throw invalid(`${path}.thinkingBudget`, 'must be an integer');
  const reasoning: Reasoning = {
    ...amount(budget),
    ...(level === undefined ? {} : effortOf(level, `${path}.thinkingLevel`)),
    ...(shown === undefined ? {} : { summary: shown === true ? 'auto' : 'none' }),
  };
  return Object.keys(reasoning).length === 0 ? undefined : reasoning;
}

/** Zero switches thinking off, minus one lets the model choose. */
function amount(budget: number | undefined): Reasoning {
  if (budget === undefined) return {};
  if (budget === 0) return { isEnabled: false };
  return budget < 0 ? { isEnabled: true } : { isEnabled: true, budgetTokens: budget };
}

function effortOf(level: unknown, path: string): Reasoning {
  const word = expectString(level, path).toUpperCase();
  if (word === 'THINKING_LEVEL_UNSPECIFIED') return {};
  const effort = Object.hasOwn(LEVELS, word) ? LEVELS[word] : undefined;
  if (effort === undefined) throw invalid(path, 'must be MINIMAL, LOW, MEDIUM or HIGH');
  return { isEnabled: true, effort };
}

/** Kinds of output besides text. The exact list stays in `rest` for deployments of the same dialect. */
function parseModalities(value: unknown): readonly string[] | undefined {
  const names = listOf(value).filter((name) => typeof name === 'string');
  const others = names.map((name) => name.toLowerCase()).filter((name) => name !== 'text');
  return others.length === 0 ? undefined : others;
}
