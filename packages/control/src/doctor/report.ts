/** `ok` is worth saying, `info` is worth knowing, `warning` is worth mending, `error` keeps something from working. */
export type FindingSeverity = 'ok' | 'info' | 'warning' | 'error';

export type FindingArea = 'configuration' | 'providers' | 'routes' | 'machine';

/** One thing the doctor saw. */
export interface DoctorFinding {
  readonly area: FindingArea;
  readonly severity: FindingSeverity;
  /** What it is about: a provider's name, a route's, a path, a port. */
  readonly subject: string;
  readonly message: string;
  /** What to do about it, where something is to be done. */
  readonly nextStep: string | undefined;
}

/** How a provider answered. `unchecked`: it answers, but nothing tells whether the key works. */
export type Reach =
  | 'ok'
  | 'simulated'
  | 'unchecked'
  | 'key-refused'
  | 'no-credit'
  | 'dns'
  | 'forbidden'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'unexpected';

/** A configured provider and how it answered. */
export interface DiagnosedProvider {
  readonly name: string;
  /** For people. */
  readonly provider: string;
  readonly baseUrl: string;
  /** Where it was configured. */
  readonly origin: 'file' | 'environment' | 'built-in';
  /** The key, masked; undefined where there is none. */
  readonly key: string | undefined;
  readonly reach: Reach;
}

export interface DiagnosedRoute {
  readonly name: string;
  readonly deployments: readonly string[];
  readonly fallbacks: readonly string[];
  /** How many of the deployments have a provider that answers. */
  readonly reachable: number;
}

/** Everything the doctor found. */
export interface DoctorReport {
  /** Whether there is no error among the findings. */
  readonly isHealthy: boolean;
  /** The configuration file; undefined where there is none. */
  readonly file: string | undefined;
  readonly providers: readonly DiagnosedProvider[];
  readonly routes: readonly DiagnosedRoute[];
  /** Names of the API keys for clients. */
  readonly keys: readonly string[];
  /** The most severe first within each area. */
  readonly findings: readonly DoctorFinding[];
}

/** Makes a finding. */
export function finding(
  area: FindingArea,
  severity: FindingSeverity,
  about: {
    readonly subject: string;
    readonly message: string;
    readonly nextStep?: string | undefined;
  },
): DoctorFinding {
  const { subject, message, nextStep } = about;
  return { area, severity, subject, message, nextStep };
}
