/**
 * House law as an executable. Prints `path:line rule — do this instead` for what no other tool checks, and exits
 * with 1 if there is any. `--fix` breaks comments that are too wide; `--ratchet` tolerates every size as it is now.
 * What each rule is for stands in CONTRIBUTING.md.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ERROR_CATALOGUE } from '../packages/kernel/src/index.ts';
import { staleDocuments } from './gen-docs.ts';
import { doorHeaders, errorCodes, machineTraces } from './tidy/documents.ts';
import { galleries } from './tidy/galleries.ts';
import { determinism, moduleState, tests } from './tidy/homes.ts';
import { levels } from './tidy/levels.ts';
import { exportedNames, fileNames, glossary, providerNames } from './tidy/names.ts';
import { createRepository, type Repository, type Rule, type Violation } from './tidy/repository.ts';
import { rewrapComments } from './tidy/rewrap.ts';
import { currentRatchet, lineWidths, type Ratchet, sizes } from './tidy/sizes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TEXT = /\.(ts|tsx|mjs|json|md|yaml|yml|css|html|sql|sh)$|\/\.npmrc$/;

const RULES: readonly Rule[] = [
  levels,
  galleries,
  determinism,
  moduleState,
  tests,
  fileNames,
  exportedNames,
  glossary,
  providerNames,
  lineWidths,
  doorHeaders,
  machineTraces,
  errorCodes(Object.keys(ERROR_CATALOGUE)),
];

if (process.argv.includes('--fix')) fixComments(readRepository());
if (process.argv.includes('--ratchet')) writeRatchet(readRepository());
const violations = await inspect(readRepository());
for (const violation of violations) process.stdout.write(`${render(violation)}\n`);
const errors = violations.filter(({ isWarning }) => isWarning !== true).length;
process.stdout.write(`tidy: ${errors} to mend, ${violations.length - errors} to think about\n`);
process.exitCode = errors === 0 ? 0 : 1;

async function inspect(repository: Repository): Promise<Violation[]> {
  const stale = await staleDocuments();
  const found = [
    ...RULES.flatMap((rule) => rule(repository)),
    ...sizes(repository, previousRatchet()),
    ...stale.map(
      (document): Violation => ({
        path: document.path,
        line: 1,
        rule: 'a generated document does not say what the code says',
        instead: document.reason.split('\n')[0] ?? '',
      }),
    ),
  ];
  return found.sort((one, other) => one.path.localeCompare(other.path) || one.line - other.line);
}

function fixComments(repository: Repository): void {
  for (const { path: place } of lineWidths(repository)) {
    const file = path.join(ROOT, place);
    writeFileSync(file, rewrapComments(readFileSync(file, 'utf8')));
  }
}

function writeRatchet(repository: Repository): void {
  const text = JSON.stringify(currentRatchet(repository), null, 2);
  writeFileSync(path.join(ROOT, 'tools/tidy-ratchet.json'), `${text}\n`);
}

function render({ path: place, line, rule, instead, isWarning }: Violation): string {
  return `${place}:${line} ${isWarning === true ? 'warning: ' : ''}${rule} — ${instead}`;
}

/** Every file that git knows or would take, as it is on disk. */
function readRepository(): Repository {
  const listing = git('ls-files', '--cached', '--others', '--exclude-standard', '-z');
  const texts: Record<string, string> = {};
  for (const name of listing.split('\0')) {
    if (!TEXT.test(`/${name}`)) continue;
    const text = readIfThere(path.join(ROOT, name));
    if (text !== undefined) texts[name] = text;
  }
  return createRepository(texts);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Deleted but not yet committed.
    return undefined;
  }
}

function previousRatchet(): Ratchet | undefined {
  try {
    return JSON.parse(git('show', 'HEAD:tools/tidy-ratchet.json')) as Ratchet;
  } catch {
    // The last commit had none, or there is no commit.
    return undefined;
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
