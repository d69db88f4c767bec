import { Buffer } from 'node:buffer';
import type { CommandPorts } from '../src/ports.ts';
import { runProgram } from '../src/program.ts';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** What the commands find on the disk and in the network of a test. */
export interface Surroundings {
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly doctor?: Partial<CommandPorts['doctor']>;
}

/** Runs a command line, written as one text, in the directory `/work`. */
export async function run(line: string, around: Surroundings = {}): Promise<Run> {
  const out: string[] = [];
  const errors: string[] = [];
  const isTerminal = around.isTerminal ?? false;
  const ports: CommandPorts = {
    version: '1.2.3',
    environment: around.environment ?? {},
    workingDirectory: '/work',
    output: { write: (text) => void out.push(text), isTerminal },
    errorOutput: { write: (text) => void errors.push(text), isTerminal },
    readFile: async (path) => {
      const text = around.files?.[path];
      if (text === 'unreadable') throw Object.assign(new Error('no'), { code: 'EACCES' });
      return text === undefined ? undefined : Buffer.from(text);
    },
    doctor: {
      probe: async () => ({ status: 200, text: '{}' }),
      machine: {
        nodeVersion: 'v24.21.0',
        inspectPath: async () => ({ isDirectory: true, mode: 0o700, isWritable: true }),
        listFiles: async () => [],
        checkPort: async () => 'free',
      },
      ...around.doctor,
    },
    onSignal: () => undefined,
  };
  const code = await runProgram(
    line.split(' ').filter((word) => word !== ''),
    ports,
  );
  return { code, out: out.join(''), error: errors.join('') };
}
