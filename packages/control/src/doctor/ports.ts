/** A GET that asks whether a provider answers. */
export interface ProbeRequest {
  readonly url: string;
  /** Contain the credential. Never logged. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Whether names may resolve to private addresses. */
  readonly allowsPrivateAddress: boolean;
}

/** How far a probe came before it failed. */
export type ProbePhase = 'dns' | 'forbidden' | 'connect' | 'tls' | 'http' | 'timeout';

/** The answer, its body cut at a bound; or where the way ended, with the system's own code. */
export type ProbeResult =
  | { readonly status: number; readonly text: string }
  | { readonly phase: ProbePhase; readonly error: string };

/** Asks once; follows no redirects; never throws. */
export type Probe = (request: ProbeRequest) => Promise<ProbeResult>;

/** What the doctor must know of a file or directory. */
export interface PathFacts {
  readonly isDirectory: boolean;
  /** Permission bits; undefined where the system has none that mean something. */
  readonly mode: number | undefined;
  readonly isWritable: boolean;
}

export type PortState = 'free' | 'in-use' | 'forbidden' | 'no-such-host' | 'unknown';

/** The machine, as far as the doctor looks at it. */
export interface Machine {
  /** As `process.version` writes it. */
  readonly nodeVersion: string;
  /** Undefined where there is nothing at the path. */
  inspectPath(path: string): Promise<PathFacts | undefined>;
  /** Names in a directory, bounded; empty where there is none. */
  listFiles(path: string): Promise<readonly string[]>;
  /** Whether a port could be listened on. */
  checkPort(host: string, port: number): Promise<PortState>;
}

export interface DoctorPorts {
  readonly probe: Probe;
  readonly machine: Machine;
}
