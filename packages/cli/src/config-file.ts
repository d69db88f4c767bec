import { resolve } from 'node:path';
import type { CommandPorts } from './ports.ts';

const DEFAULT_NAME = 'ocha.yaml';

/** A configuration file that was found and read. */
export interface ConfigFile {
  /** As it was named: for messages. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A mistake in how the command was called. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * The configuration file: `--config`, else `OCHA_CONFIG`, else `ocha.yaml` in the working directory, else none.
 * One that was named must be there.
 */
export async function findConfigFile(
  named: string | undefined,
  ports: Pick<CommandPorts, 'environment' | 'workingDirectory' | 'readFile'>,
): Promise<ConfigFile | undefined> {
  const variable = ports.environment['OCHA_CONFIG'];
  const fromVariable = variable === '' ? undefined : variable;
  const name = named ?? fromVariable ?? DEFAULT_NAME;
  const path = resolve(ports.workingDirectory, name);
  const bytes = await read(name, path, ports);
  if (bytes !== undefined) return { name, path, bytes };
  if (named !== undefined) throw new UsageError(`there is no file ${name} (--config)`);
  if (fromVariable !== undefined) throw new UsageError(`there is no file ${name} (OCHA_CONFIG)`);
  return undefined;
}

async function read(
  name: string,
  path: string,
  ports: Pick<CommandPorts, 'readFile'>,
): Promise<Uint8Array | undefined> {
  try {
    return await ports.readFile(path);
  } catch (error) {
    // Whatever the system says: a directory, a missing right, a broken disk.
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`${name} cannot be read: ${reason}`, { cause: error });
  }
}

/** The directory for what must outlive a start, absolute: the option, else `OCHA_DATA_DIR`, else `.ocha`. */
export function dataDirOf(
  named: string | undefined,
  ports: Pick<CommandPorts, 'environment' | 'workingDirectory'>,
): string {
  const variable = ports.environment['OCHA_DATA_DIR'];
  const fromVariable = variable === '' ? undefined : variable;
  return resolve(ports.workingDirectory, named ?? fromVariable ?? '.ocha');
}
