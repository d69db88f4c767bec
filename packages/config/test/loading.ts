import assert from 'node:assert/strict';
import type { ConfigProblem, Snapshot } from '../src/index.ts';
import { type LoadedConfig, type LoadOptions, loadConfig } from '../src/load.ts';
import type { ConfigRegistries, ProviderFacts } from '../src/registries.ts';

function facts(id: string, rest: Partial<ProviderFacts>): ProviderFacts {
  return {
    id,
    name: id,
    baseUrl: `https://api.${id}.example.com/v1`,
    isLocal: false,
    env: { apiKey: [`${id.toUpperCase()}_API_KEY`], baseUrl: [`${id.toUpperCase()}_BASE_URL`] },
    auth: { kind: 'bearer' },
    ...rest,
  };
}

/** A small gallery with every kind of provider that config tells apart. */
export const REGISTRIES: ConfigRegistries = {
  strategies: ['priority', 'weighted'],
  providers: {
    alpha: facts('alpha', {
      env: { apiKey: ['ALPHA_API_KEY', 'ALPHA_TOKEN'], baseUrl: ['ALPHA_BASE_URL'] },
    }),
    beta: facts('beta', { auth: { kind: 'header' } }),
    homeless: facts('homeless', { baseUrl: undefined }),
    compatible: facts('compatible', {
      baseUrl: undefined,
      env: { apiKey: [], baseUrl: [] },
      auth: { kind: 'optional-bearer' },
    }),
    desk: facts('desk', {
      baseUrl: 'http://localhost:11434/v1',
      isLocal: true,
      auth: { kind: 'optional-bearer' },
      env: { apiKey: ['DESK_API_KEY'], baseUrl: ['DESK_HOST'] },
    }),
    sim: facts('sim', {
      baseUrl: undefined,
      env: { apiKey: [], baseUrl: [] },
      auth: { kind: 'none' },
    }),
  },
};

/** Loads a file with the small gallery and an empty environment, unless told otherwise. */
export function load(
  text: LoadOptions['text'],
  options: Partial<Omit<LoadOptions, 'text'>> = {},
): LoadedConfig {
  return loadConfig({ environment: {}, revision: 1, registries: REGISTRIES, ...options, text });
}

/** The snapshot of a configuration that must be good. */
export function accept(
  text: LoadOptions['text'],
  options: Partial<Omit<LoadOptions, 'text'>> = {},
): Snapshot {
  const loaded = load(text, options);
  if ('problems' in loaded) assert.fail(`unexpected: ${JSON.stringify(loaded.problems)}`);
  return loaded.snapshot;
}

/** The problems of a configuration that must be bad. */
export function refuse(
  text: LoadOptions['text'],
  options: Partial<Omit<LoadOptions, 'text'>> = {},
): readonly ConfigProblem[] {
  const loaded = load(text, options);
  if ('snapshot' in loaded) assert.fail('expected problems, got a snapshot');
  return loaded.problems;
}

/** Problems in short: `12:5 path message — suggestion`. */
export function briefly(problems: readonly ConfigProblem[]): readonly string[] {
  return problems.map(({ line, column, path, message, suggestion }) => {
    const place = line === undefined ? 'environment' : `${line}:${column}`;
    return `${place} ${path} ${message}${suggestion === undefined ? '' : ` — ${suggestion}`}`;
  });
}
