#!/usr/bin/env node
/**
 * The composition root of the `ocha` command: the only file here that reads the process. Everything else is imported
 * after the check of the runtime, because an old one would fail in the middle of the imports with a riddle.
 */
import { readFile } from 'node:fs/promises';
import type { CommandPorts, Output } from './ports.ts';

const NODE_MAJOR_MIN = 24;

/** What to do about a runtime that is too old; undefined when it is not. */
function refuseRuntime(version: string): string | undefined {
  const major = Number(/^v?(\d+)/.exec(version)?.[1] ?? 0);
  if (major >= NODE_MAJOR_MIN) return undefined;
  return [
    `ocha needs Node.js ${NODE_MAJOR_MIN} or newer; this is ${version}.`,
    'Run `npm ci` in the repository and start with `npm start`: that brings its own Node.js.',
    'Or install a newer one from https://nodejs.org.',
    '',
  ].join('\n');
}

async function main(): Promise<number> {
  const [{ runProgram }, { createSystemMachine, createSystemProbe }, { createSystemTimers }] =
    await Promise.all([
      import('./program.ts'),
      import('@ocha/control'),
      import('@ocha/kernel/system'),
    ]);
  const ports: CommandPorts = {
    version: await readVersion(),
    environment: process.env,
    workingDirectory: process.cwd(),
    output: toOutput(process.stdout),
    errorOutput: toOutput(process.stderr),
    readFile: readIfThere,
    doctor: {
      probe: createSystemProbe({ timers: createSystemTimers() }),
      machine: createSystemMachine({ nodeVersion: process.version, platform: process.platform }),
    },
    onSignal: (name, action) => void process.on(name, action),
  };
  return runProgram(process.argv.slice(2), ports);
}

function toOutput(stream: NodeJS.WriteStream): Output {
  return { write: (text) => void stream.write(text), isTerminal: stream.isTTY === true };
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { readonly version?: unknown }).version);
}

const refused = refuseRuntime(process.version);
if (refused === undefined) {
  process.exitCode = await main();
} else {
  process.stderr.write(refused);
  process.exitCode = 1;
}
