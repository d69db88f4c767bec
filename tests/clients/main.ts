/**
 * Runs the suite of real client libraries against a running gateway. Installs the libraries first where they are
 * absent: they are large, so they have a lockfile of their own outside the workspaces.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const directory = import.meta.dirname;

function run(command: string, commandArguments: readonly string[]): void {
  const result = spawnSync(command, [...commandArguments], { cwd: directory, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

if (!existsSync(join(directory, 'node_modules', 'openai')))
  run('npm', ['ci', '--no-audit', '--no-fund']);
const files = join(directory, '*.test.ts');
// More files than processors at once: most of a test's time is waiting, for a retry or for an abort.
run(process.execPath, ['--test', '--test-concurrency=4', ...process.argv.slice(2), files]);
