import type { Snapshot } from '@ocha/config';
import type { Machine, PathFacts, PortState } from './ports.ts';
import { type DoctorFinding, finding } from './report.ts';

const NODE_MAJOR_MIN = 24;
/** Files that hold secrets, by name. */
const SECRET_NAME = /key|secret|token|credential/i;

export interface MachineOptions {
  readonly configPath: string | undefined;
  /** Whether the configuration file has secrets written out. */
  readonly hasSecretsInFile: boolean;
  readonly dataDir: string;
  readonly gateway: Snapshot['gateway'] | undefined;
}

/** What is wrong with the machine itself: its runtime, files and ports. */
export async function diagnoseMachine(
  options: MachineOptions,
  machine: Machine,
): Promise<readonly DoctorFinding[]> {
  const findings = [
    checkNode(machine.nodeVersion),
    ...(await checkConfigFile(options, machine)),
    ...(await checkDataDir(options.dataDir, machine)),
    ...(await checkPorts(options.gateway, machine)),
  ];
  return findings.filter((each) => each !== undefined);
}

function checkNode(version: string): DoctorFinding {
  const major = Number(/^v?(\d+)/.exec(version)?.[1] ?? 0);
  if (major >= NODE_MAJOR_MIN) {
    return finding('machine', 'ok', { subject: 'Node.js', message: `${version} is recent enough` });
  }
  return finding('machine', 'error', {
    subject: 'Node.js',
    message: `${version} is too old: ${NODE_MAJOR_MIN} or newer is needed`,
    nextStep:
      'run `npm ci` in the repository and start with `npm start`, which brings its own Node.js',
  });
}

// --- Files

const OTHERS = 0o007;
const GROUP_AND_OTHERS = 0o077;

function isOpenTo(facts: PathFacts, bits: number): boolean {
  return facts.mode !== undefined && (facts.mode & bits) !== 0;
}

async function checkConfigFile(
  options: MachineOptions,
  machine: Machine,
): Promise<readonly DoctorFinding[]> {
  const { configPath, hasSecretsInFile } = options;
  if (configPath === undefined || !hasSecretsInFile) return [];
  const facts = await machine.inspectPath(configPath);
  if (facts === undefined || !isOpenTo(facts, OTHERS)) return [];
  return [
    finding('machine', 'warning', {
      subject: configPath,
      message: 'has secrets in it, and every user of this machine can read it',
      nextStep: `chmod 600 ${configPath}, or move the secrets to the environment`,
    }),
  ];
}

async function checkDataDir(path: string, machine: Machine): Promise<readonly DoctorFinding[]> {
  const facts = await machine.inspectPath(path);
  if (facts === undefined) return [await checkParent(path, machine)];
  if (!facts.isDirectory) {
    const message = 'is a file, but must be the data directory';
    const nextStep = 'remove it, or name another directory with OCHA_DATA_DIR';
    return [finding('machine', 'error', { subject: path, message, nextStep })];
  }
  if (!facts.isWritable) {
    const nextStep = `give this user the right to write to ${path}, or set OCHA_DATA_DIR`;
    const message = 'the data directory is not writable';
    return [finding('machine', 'error', { subject: path, message, nextStep })];
  }
  const findings = [
    finding('machine', 'ok', { subject: path, message: 'the data directory is writable' }),
  ];
  return [...findings, ...(await checkSecretFiles(path, machine))];
}

/** The directory is made with its parents: the nearest one that is there decides. */
async function checkParent(path: string, machine: Machine): Promise<DoctorFinding> {
  let parent = parentOf(path);
  let facts = await machine.inspectPath(parent);
  while (facts === undefined && parentOf(parent) !== parent) {
    parent = parentOf(parent);
    facts = await machine.inspectPath(parent);
  }
  if (facts?.isDirectory === true && facts.isWritable) {
    const message = 'the data directory is not there yet; the first start makes it';
    return finding('machine', 'info', { subject: path, message });
  }
  return finding('machine', 'error', {
    subject: path,
    message: 'the data directory is not there and cannot be made',
    nextStep: `make ${path} for this user, or set OCHA_DATA_DIR`,
  });
}

function parentOf(path: string): string {
  if (!/[/\\]/.test(path)) return '.';
  return path.replace(/[/\\]+[^/\\]*[/\\]*$/, '') || '/';
}

async function checkSecretFiles(
  directory: string,
  machine: Machine,
): Promise<readonly DoctorFinding[]> {
  const findings: DoctorFinding[] = [];
  for (const name of await machine.listFiles(directory)) {
    if (!SECRET_NAME.test(name)) continue;
    const path = `${directory}/${name}`;
    const facts = await machine.inspectPath(path);
    if (facts === undefined || facts.isDirectory || !isOpenTo(facts, GROUP_AND_OTHERS)) continue;
    findings.push(
      finding('machine', 'error', {
        subject: path,
        message: 'holds a secret, and other users of this machine can read it',
        nextStep: `chmod 600 ${path}, and replace the secret if others may have seen it`,
      }),
    );
  }
  return findings;
}

// --- Ports

async function checkPorts(
  gateway: Snapshot['gateway'] | undefined,
  machine: Machine,
): Promise<readonly (DoctorFinding | undefined)[]> {
  if (gateway === undefined) return [];
  const ports = [
    { port: gateway.port, variable: 'OCHA_GATEWAY_PORT' },
    { port: gateway.opsPort, variable: 'OCHA_GATEWAY_OPS_PORT' },
  ];
  return Promise.all(
    ports
      .filter(({ port }) => port !== 0)
      .map(async ({ port, variable }) => {
        const state = await machine.checkPort(gateway.host, port);
        return explainPort(state, { host: gateway.host, port, variable });
      }),
  );
}

function explainPort(
  state: PortState,
  at: { readonly host: string; readonly port: number; readonly variable: string },
): DoctorFinding {
  const subject = `${at.host}:${at.port}`;
  switch (state) {
    case 'free':
      return finding('machine', 'ok', { subject, message: 'the port is free' });
    case 'in-use':
      return finding('machine', 'warning', {
        subject,
        message: 'the port is in use',
        nextStep: `if that is not the gateway itself, stop the other program or set ${at.variable}`,
      });
    case 'forbidden':
      return finding('machine', 'error', {
        subject,
        message: 'this user may not listen on the port',
        nextStep: `set ${at.variable} to a port above 1023`,
      });
    case 'no-such-host':
      return finding('machine', 'error', {
        subject,
        message: 'this machine does not have the address',
        nextStep: 'set OCHA_HOST to an address of this machine, such as 127.0.0.1',
      });
    default:
      return finding('machine', 'info', { subject, message: 'the port could not be tried' });
  }
}
