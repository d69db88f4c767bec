/**
 * Writes the model tables of `packages/providers/src/models/` from catalogues that others keep.
 *
 *   node tools/refresh-models.ts <models.dev api.json> [<pi-ai models.json>]
 *
 * Only facts are taken over (ids, limits, abilities). Run `biome check --write
 * packages/providers/src/models` afterwards.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface SourceModel {
  readonly id: string;
  readonly release_date?: string;
  readonly status?: string;
  readonly family?: string;
  readonly tool_call?: boolean;
  readonly reasoning?: boolean;
  readonly structured_output?: boolean;
  readonly limit?: { readonly context?: number; readonly output?: number };
  readonly modalities?: { readonly input?: readonly string[]; readonly output?: readonly string[] };
}

/** A row of the second catalogue: models that are newer than the first one. */
interface PiModel {
  readonly id: string;
  readonly type?: string;
  readonly reasoning?: boolean;
  readonly input?: readonly string[];
  readonly contextWindow?: number;
  readonly maxTokens?: number;
}

interface Selection {
  /** The provider's id in models.dev. */
  readonly source: string;
  readonly pi?: string;
  /** The newest so many. */
  readonly max?: number;
  /** The newest so many of each maker, for aggregators. */
  readonly maxPerMaker?: number;
  /** First-party providers keep models that are about to go: their names are still asked for. */
  readonly keepsDeprecated?: boolean;
  /** Models that answer to a JSON schema although the source does not say so. */
  readonly schema?: RegExp;
}

const SELECTIONS: Readonly<Record<string, Selection>> = {
  openai: { source: 'openai', pi: 'openai', keepsDeprecated: true },
  anthropic: {
    source: 'anthropic',
    pi: 'anthropic',
    keepsDeprecated: true,
    schema: /-4-[5-9]|-[5-9](?!\d)|fable/,
  },
  'google-ai-studio': { source: 'google', pi: 'google', keepsDeprecated: true },
  mistral: { source: 'mistral', pi: 'mistral', schema: /^(?!.*embed)/ },
  groq: { source: 'groq', pi: 'groq' },
  deepseek: { source: 'deepseek', pi: 'deepseek' },
  xai: { source: 'xai', pi: 'xai' },
  together: { source: 'togetherai', pi: 'together', max: 25 },
  fireworks: { source: 'fireworks-ai', pi: 'fireworks', max: 25 },
  perplexity: { source: 'perplexity', schema: /^sonar/ },
  cerebras: { source: 'cerebras', pi: 'cerebras' },
  moonshot: { source: 'moonshotai', pi: 'moonshotai' },
  zai: { source: 'zai', pi: 'zai' },
  dashscope: { source: 'alibaba', max: 25 },
  minimax: { source: 'minimax', pi: 'minimax' },
  'nvidia-nim': { source: 'nvidia', max: 20 },
  huggingface: { source: 'huggingface', max: 20 },
  novita: { source: 'novita-ai', max: 15 },
  deepinfra: { source: 'deepinfra', max: 15 },
  nebius: { source: 'nebius', max: 15 },
  'github-models': { source: 'github-models', max: 15 },
  venice: { source: 'venice', max: 12 },
  baseten: { source: 'baseten', max: 12 },
  siliconflow: { source: 'siliconflow', max: 15 },
  scaleway: { source: 'scaleway', max: 15 },
  ovhcloud: { source: 'ovhcloud', max: 15 },
  openrouter: { source: 'openrouter', maxPerMaker: 4 },
  'vercel-ai-gateway': { source: 'vercel', maxPerMaker: 3 },
};

/** Which states of the catalogues are read: change these with the files. */
const STATE = 'state of July 2026';
const PI_STATE = 'pi-ai 1.5.2 (MIT), state of November 2026';

const MAKERS = new RegExp(
  `^(?:${[
    'openai|anthropic|google|deepseek|x-ai|xai|mistralai|mistral|meta-llama|meta',
    'qwen|alibaba|moonshotai|z-ai|zai|minimax',
  ].join('|')})/`,
);
const NOT_CHAT =
  /guard|whisper|tts|rerank|-image|imagine|orpheus|realtime|moderation|deep-research/;
const EMBEDDING = /embed|(?:^|\/)(?:bge|gte|e5)-/;
const INPUT_WORDS: Readonly<Record<string, string>> = { pdf: 'file' };
const INPUT_ORDER = ['text', 'image', 'audio', 'video', 'file'];

function isServed(model: SourceModel, selection: Selection): boolean {
  if (model.status === 'alpha') return false;
  if (model.status === 'deprecated' && selection.keepsDeprecated !== true) return false;
  const { input = [], output = [] } = model.modalities ?? {};
  return output.includes('text') && input.includes('text') && !NOT_CHAT.test(model.id);
}

function select(models: readonly SourceModel[], selection: Selection): readonly SourceModel[] {
  const served = models
    .filter((model) => isServed(model, selection))
    .sort(
      (a, b) =>
        (b.release_date ?? '').localeCompare(a.release_date ?? '') || (a.id < b.id ? -1 : 1),
    );
  const { maxPerMaker } = selection;
  if (maxPerMaker === undefined) return served.slice(0, selection.max);
  const counts = new Map<string, number>();
  return served.filter((model) => {
    const maker = MAKERS.exec(model.id)?.[0];
    if (maker === undefined || model.id.includes(':')) return false;
    const count = (counts.get(maker) ?? 0) + 1;
    counts.set(maker, count);
    return count <= maxPerMaker;
  });
}

function inputsOf(kinds: readonly string[]): string {
  const words = new Set(kinds.map((kind) => INPUT_WORDS[kind] ?? kind));
  return INPUT_ORDER.filter((word) => words.has(word)).join(' ');
}

function rowOf(model: SourceModel, selection: Selection): string {
  const isEmbedding = EMBEDDING.test(model.id);
  const words = [
    model.tool_call === true ? 'tools' : '',
    model.reasoning === true && !isEmbedding ? 'reasoning' : '',
    model.structured_output === true || selection.schema?.test(model.id) === true ? 'schema' : '',
    isEmbedding ? 'embedding' : '',
    model.status === 'deprecated' ? 'deprecated' : '',
  ];
  const output = isEmbedding ? 0 : (model.limit?.output ?? 0);
  return writeRow(
    model.id,
    [model.limit?.context ?? 0, output],
    inputsOf(model.modalities?.input ?? []),
    words,
  );
}

function rowOfPi(model: PiModel, selection: Selection, hasFiles: boolean): string {
  const words = [
    'tools',
    model.reasoning === true ? 'reasoning' : '',
    selection.schema === undefined || selection.schema.test(model.id) ? 'schema' : '',
  ];
  const inputs = inputsOf([...(model.input ?? ['text']), ...(hasFiles ? ['file'] : [])]);
  return writeRow(model.id, [model.contextWindow ?? 0, model.maxTokens ?? 0], inputs, words);
}

function writeRow(
  id: string,
  limits: readonly [number, number],
  inputs: string,
  words: string[],
): string {
  const numbers = limits.map((limit) => limit.toString().replace(/\B(?=(\d{3})+$)/g, '_'));
  const fields = [`'${id}'`, ...numbers, `'${inputs}'`, `'${words.filter(Boolean).join(' ')}'`];
  return `  [${fields.join(', ')}],`;
}

/** Chat models of the second catalogue that the first one lacks. */
function newerOf(pi: unknown, known: ReadonlySet<string>): readonly PiModel[] {
  const found: PiModel[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const model = value as PiModel;
    if (typeof model.id !== 'string') return void Object.values(value).forEach(visit);
    const isChat = model.type === 'chat' && (model.maxTokens ?? 0) > 0 && !NOT_CHAT.test(model.id);
    if (isChat && !known.has(model.id) && !found.some(({ id }) => id === model.id))
      found.push(model);
  };
  visit(pi);
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function tableOf(provider: string, selection: Selection, sources: Sources): string {
  const entry = sources.modelsDev[selection.source];
  if (entry === undefined) throw new Error(`models.dev has no provider ${selection.source}`);
  const all = Object.values(entry.models);
  const chosen = select(all, selection);
  const isUnlimited = selection.max === undefined && selection.maxPerMaker === undefined;
  const newer =
    selection.pi !== undefined && sources.pi !== undefined && isUnlimited
      ? newerOf(sources.pi[selection.pi], new Set(all.map(({ id }) => id)))
      : [];
  const hasFiles = chosen.some(({ modalities }) => modalities?.input?.includes('pdf') === true);
  const name = `${provider.toUpperCase().replaceAll('-', '_')}_ROWS`;
  return [
    "import type { ModelRow } from './row.ts';",
    '',
    '/**',
    ` * ${entry.name}: facts from models.dev (MIT), ${STATE}.`,
    ' * Written by tools/refresh-models.ts.',
    ' */',
    `export const ${name}: readonly ModelRow[] = [`,
    ...chosen.map((model) => rowOf(model, selection)),
    ...(newer.length > 0 ? [`  // Newer than that: facts from ${PI_STATE}.`] : []),
    ...newer.map((model) => rowOfPi(model, selection, hasFiles)),
    '];',
    '',
  ].join('\n');
}

interface Sources {
  readonly modelsDev: Readonly<
    Record<
      string,
      { readonly name: string; readonly models: Readonly<Record<string, SourceModel>> }
    >
  >;
  readonly pi: Readonly<Record<string, unknown>> | undefined;
}

function main([modelsDevPath, piPath]: readonly string[]): void {
  if (modelsDevPath === undefined) {
    console.error(
      'usage: node tools/refresh-models.ts <models.dev api.json> [<pi-ai models.json>]',
    );
    process.exitCode = 2;
    return;
  }
  const sources: Sources = {
    modelsDev: JSON.parse(readFileSync(modelsDevPath, 'utf8')),
    pi: piPath === undefined ? undefined : JSON.parse(readFileSync(piPath, 'utf8')),
  };
  const folder = join(import.meta.dirname, '../packages/providers/src/models');
  for (const [provider, selection] of Object.entries(SELECTIONS)) {
    const table = tableOf(provider, selection, sources);
    writeFileSync(join(folder, `${provider}.ts`), table);
    console.log(
      `${provider}: ${table.split('\n').filter((line) => line.startsWith('  [')).length} models`,
    );
  }
}

main(process.argv.slice(2));
