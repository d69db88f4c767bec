import type { DoctorPorts } from '@ocha/control';

/** One of the process's outputs. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
}

export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

/** Everything the commands need of the process and the machine. */
export interface CommandPorts {
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly output: Output;
  readonly errorOutput: Output;
  /** Undefined where there is no such file; throws where it cannot be read. */
  readFile(path: string): Promise<Uint8Array | undefined>;
  readonly doctor: DoctorPorts;
  onSignal(name: StopSignal, action: () => void): void;
}

/** Exit codes of every command. */
export const EXIT = { ok: 0, problems: 1, usage: 2 } as const;
