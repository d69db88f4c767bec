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
run(process.execPath, ['--test', ...process.argv.slice(2), join(directory, '**/*.test.ts')]);
