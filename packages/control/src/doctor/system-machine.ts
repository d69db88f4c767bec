import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Machine, PathFacts, PortState } from './ports.ts';

/** Names looked at in one directory. */
const FILES_MAX = 200;

/** The real machine. */
export function createSystemMachine(facts: {
  readonly nodeVersion: string;
  /** As `process.platform` writes it: Windows has no permission bits that mean something. */
  readonly platform: string;
}): Machine {
  const { nodeVersion, platform } = facts;
  return {
    nodeVersion,
    inspectPath: (path) => inspectPath(path, platform),
    listFiles,
    checkPort,
  };
}

async function inspectPath(path: string, platform: string): Promise<PathFacts | undefined> {
  try {
    const found = await stat(path);
    return {
      isDirectory: found.isDirectory(),
      mode: platform === 'win32' ? undefined : found.mode & 0o777,
      isWritable: await isWritable(path),
    };
  } catch (error) {
    // Not there, or behind a directory that this user may not enter: in both cases there is nothing to look at.
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

async function isWritable(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
}

async function listFiles(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).toSorted().slice(0, FILES_MAX);
  } catch (error) {
    // Not there, or not readable: the finding about the directory itself says so.
    if (!isSystemError(error)) throw error;
    return [];
  }
}

const PORT_STATES: Readonly<Record<string, PortState>> = {
  EADDRINUSE: 'in-use',
  EACCES: 'forbidden',
  EADDRNOTAVAIL: 'no-such-host',
  ENOTFOUND: 'no-such-host',
};

/** Listens for a moment: the one way to know. */
function checkPort(host: string, port: number): Promise<PortState> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(PORT_STATES[error.code ?? ''] ?? 'unknown');
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => resolve('free'));
    });
  });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
