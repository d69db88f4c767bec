/**
 * Writes the documents that are made from code: `docs/errors.md`, `providers.md`, `config.md`, `metrics.md`.
 * With `--check` nothing is written: stale documents are named, and the exit code is 1 if there are any.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorSpec } from '../packages/kernel/src/index.ts';
import type { Provider } from '../packages/providers/src/index.ts';
import { type FoundMetric, findMetrics } from './gen-docs/metrics.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Each imports what it is made of by itself, so that one package that does not load spoils one document. */
const DOCUMENTS: Readonly<Record<string, () => Promise<string>>> = {
  'docs/config.md': async () => {
    const { renderConfigReference } = await import('../packages/config/src/index.ts');
    return renderConfigReference();
  },
  'docs/errors.md': async () => {
    const { ERROR_CATALOGUE } = await import('../packages/kernel/src/index.ts');
    return renderErrors(ERROR_CATALOGUE);
  },
  'docs/metrics.md': async () => renderMetrics(readMetrics()),
  'docs/providers.md': async () => {
    const { PROVIDERS } = await import('../packages/providers/src/index.ts');
    return renderProviders(Object.values(PROVIDERS));
  },
};

/** A generated document that does not say what the code says; `content` is undefined where none could be made. */
export interface StaleDocument {
  readonly path: string;
  readonly content: string | undefined;
  readonly reason: string;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();

async function main(): Promise<void> {
  const isCheck = process.argv.includes('--check');
  const stale = await staleDocuments();
  for (const { path: name, content, reason } of stale) {
    const isWritten = !isCheck && content !== undefined;
    if (isWritten) writeFileSync(path.join(ROOT, name), content);
    process.stdout.write(`${name}: ${isWritten ? 'written' : reason}\n`);
  }
  const failed = stale.filter(({ content }) => isCheck || content === undefined);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

/** The generated documents that do not say what the code says. */
export async function staleDocuments(): Promise<StaleDocument[]> {
  const stale: StaleDocument[] = [];
  for (const [name, generate] of Object.entries(DOCUMENTS)) {
    try {
      const content = `${(await generate()).trimEnd()}\n`;
      if (readIfThere(name) === content) continue;
      stale.push({ path: name, content, reason: 'stale: npm run docs' });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      stale.push({ path: name, content: undefined, reason: `cannot be made: ${reason}` });
    }
  }
  return stale;
}

/** `docs/errors.md`: every code a caller can meet. */
export function renderErrors(catalogue: Readonly<Record<string, ErrorSpec>>): string {
  const rows = Object.entries(catalogue).map(([code, spec]) => [
    `\`${code}\``,
    String(spec.status),
    spec.fault,
    spec.retryable ? 'yes' : 'no',
    spec.summary,
  ]);
  return [
    '# Errors',
    '',
    'Generated from the catalogue in `packages/kernel/src/errors.ts`; do not edit.',
    '',
    "Every error has a stable code and comes in the client's own dialect. *Fault* says whose it is; *retry* whether the",
    'same request may succeed later, which is also what `x-should-retry` says. A failure of the gateway itself is never',
    'reported as 401, 402, 403 or 404.',
    '',
    table(['code', 'status', 'fault', 'retry', 'meaning'], rows),
  ].join('\n');
}

/** `docs/providers.md`: every provider and what switches it on. */
export function renderProviders(providers: readonly Provider[]): string {
  const rows = providers.map((provider) => [
    `\`${provider.id}\``,
    `[${provider.name}](${provider.docsUrl})`,
    provider.dialects.map((dialect) => `\`${dialect}\``).join(', '),
    provider.env.apiKey.map((name) => `\`${name}\``).join(' or ') || '–',
    provider.baseUrl === undefined ? 'yours' : `\`${provider.baseUrl}\``,
    capabilityList(provider),
  ]);
  return [
    '# Providers',
    '',
    'Generated from the gallery in `packages/providers/src`; do not edit.',
    '',
    `${providers.length} providers. A model is asked for as \`provider/model\`. A key found in the environment switches`,
    'its provider on; everything else stands in [config.md](config.md). A client that speaks a dialect of the list is',
    'served in it, byte for byte; any other is translated to the first one.',
    '',
    table(['id', 'provider', 'dialects', 'key in the environment', 'address', 'can'], rows),
  ].join('\n');
}

function capabilityList({ capabilities }: Provider): string {
  return Object.entries(capabilities)
    .filter(([, isThere]) => isThere)
    .map(([name]) => name)
    .join(', ');
}

/** `docs/metrics.md`: every metric, where it is measured, and its labels. */
export function renderMetrics(metrics: readonly FoundMetric[]): string {
  const rows = metrics.map((metric) => [
    `\`${metric.name}\``,
    metric.kind,
    metric.labels.map((label) => `\`${label}\``).join(', ') || '–',
    metric.help,
  ]);
  return [
    '# Metrics',
    '',
    'Generated from the metric definitions in `packages/*/src`; do not edit.',
    '',
    'On the ops port at `/metrics`, in the Prometheus text format, summed over the workers of a machine. Names follow',
    '`ocha_<room>_<noun>_<unit>[_total]`. Label values come from configuration, never from a client.',
    '',
    table(['name', 'kind', 'labels', 'meaning'], rows),
  ].join('\n');
}

function readMetrics(): FoundMetric[] {
  return globSync('packages/*/src/**/*.ts', { cwd: ROOT })
    .filter((name) => !name.endsWith('.test.ts') && !name.startsWith('packages/testkit/'))
    .sort()
    .flatMap((name) => findMetrics(readFileSync(path.join(ROOT, name), 'utf8')))
    .sort((one, other) => one.name.localeCompare(other.name));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function readIfThere(name: string): string | undefined {
  try {
    return readFileSync(path.join(ROOT, name), 'utf8');
  } catch {
    // Not generated yet: stale.
    return undefined;
  }
}
