/**
 * doctor: what is configured, what is reachable, what is missing, and what to do next. Takes a configuration and ports
 * to the network and the machine; gives a structured report. May fail as: nothing, what goes wrong is a finding.
 * Invariants: keys appear masked only; probes are bounded in number, time and size. Why here: the questions are the
 * same on a terminal and on the dashboard.
 */
import { type ConfigProblem, maskSecret, type ProviderInstance, type Snapshot } from '@ocha/config';
import { findProvider } from '@ocha/providers';
import { type CheckConfigOptions, checkConfig } from '../checks/check-config.ts';
import { diagnoseMachine } from './machine.ts';
import type { DoctorPorts } from './ports.ts';
import { type Diagnosis, diagnoseProvider } from './probe-provider.ts';
import {
  type DiagnosedProvider,
  type DoctorFinding,
  type DoctorReport,
  type FindingSeverity,
  finding,
} from './report.ts';
import { diagnoseRoutes, type RouteDiagnosis } from './routes.ts';

/** Providers asked at the same time. */
const PROBES_AT_ONCE = 8;

export interface DoctorOptions extends CheckConfigOptions {
  /** The configuration file; undefined where there is none. */
  readonly configPath: string | undefined;
  readonly dataDir: string;
}

/** Looks at everything and reports. */
export async function runDoctor(options: DoctorOptions, ports: DoctorPorts): Promise<DoctorReport> {
  const checked = checkConfig(options);
  const { snapshot } = checked;
  const configuration = [...checked.problems, ...checked.warnings].map(toFinding);
  const machine = await diagnoseMachine(
    {
      configPath: options.configPath,
      hasSecretsInFile: checked.warnings.some(isSecretInFile),
      dataDir: options.dataDir,
      gateway: snapshot?.gateway,
    },
    ports.machine,
  );
  if (snapshot === undefined) {
    return report(options, { findings: [...configuration, ...machine] });
  }
  const instances = [...snapshot.instances.values()];
  const diagnoses = await probeAll(instances, ports);
  const reaches = new Map([...diagnoses].map(([name, diagnosis]) => [name, diagnosis.reach]));
  const routes = diagnoseRoutes(snapshot, reaches);
  const findings = [
    ...configuration,
    ...describeConfiguration(snapshot),
    ...instances.flatMap((instance) => diagnoses.get(instance.name)?.finding ?? []),
    ...routes.findings,
    ...machine,
  ];
  return report(options, { snapshot, diagnoses, routes, findings });
}

async function probeAll(
  instances: readonly ProviderInstance[],
  ports: DoctorPorts,
): Promise<ReadonlyMap<string, Diagnosis>> {
  const diagnoses = new Map<string, Diagnosis>();
  for (let from = 0; from < instances.length; from += PROBES_AT_ONCE) {
    const batch = instances.slice(from, from + PROBES_AT_ONCE);
    await Promise.all(
      batch.map(async (instance) => {
        const provider = findProvider(instance.providerId);
        if (provider === undefined) return;
        diagnoses.set(instance.name, await diagnoseProvider(instance, provider, ports.probe));
      }),
    );
  }
  return diagnoses;
}

// --- What is configured

function toFinding(problem: ConfigProblem): DoctorFinding {
  const place = problem.line === undefined ? '' : ` (line ${problem.line})`;
  return finding('configuration', problem.severity, {
    subject: problem.path === '' ? 'file' : problem.path,
    message: `${problem.message}${place}`,
    nextStep: problem.suggestion,
  });
}

function isSecretInFile(problem: ConfigProblem): boolean {
  return problem.line !== undefined && /(^|\.)(apiKey|key)$/.test(problem.path);
}

function describeConfiguration(snapshot: Snapshot): readonly DoctorFinding[] {
  const findings: DoctorFinding[] = [];
  const isSimulated = (instance: ProviderInstance): boolean =>
    findProvider(instance.providerId)?.simulate !== undefined;
  const instances = [...snapshot.instances.values()];
  if (instances.length === 0) {
    findings.push(
      finding('configuration', 'error', {
        subject: 'providers',
        message: 'there is no provider at all, so no call can be answered',
        nextStep: 'set a key such as OPENAI_API_KEY, or add an entry to providers',
      }),
    );
  } else if (instances.every(isSimulated)) {
    findings.push(
      finding('configuration', 'warning', {
        subject: 'providers',
        message: 'there is only the simulated provider: answers are made up',
        nextStep: 'set a key such as OPENAI_API_KEY, or add an entry to providers',
      }),
    );
  }
  if (snapshot.keys.size === 0 && snapshot.gateway.requiresKey) {
    findings.push(
      finding('configuration', 'info', {
        subject: 'keys',
        message: 'no API key for clients is configured: `ocha up` makes one and shows it',
        nextStep: 'set OCHA_BOOTSTRAP_KEY, or add an entry to keys',
      }),
    );
  }
  return findings;
}

// --- The report

interface Gathered {
  readonly snapshot?: Snapshot;
  readonly diagnoses?: ReadonlyMap<string, Diagnosis>;
  readonly routes?: RouteDiagnosis;
  readonly findings: readonly DoctorFinding[];
}

function report(options: DoctorOptions, gathered: Gathered): DoctorReport {
  const { snapshot, diagnoses, routes, findings } = gathered;
  const instances = [...(snapshot?.instances.values() ?? [])];
  return {
    isHealthy: findings.every((each) => each.severity !== 'error'),
    file: options.configPath,
    providers: instances.map((instance) => describe(instance, diagnoses?.get(instance.name))),
    routes: routes?.routes ?? [],
    keys: [...(snapshot?.keys.values() ?? [])].map((key) => key.name),
    findings: findings.toSorted(compareFindings),
  };
}

function describe(instance: ProviderInstance, diagnosis: Diagnosis | undefined): DiagnosedProvider {
  return {
    name: instance.name,
    provider: findProvider(instance.providerId)?.name ?? instance.providerId,
    baseUrl: instance.baseUrl,
    origin: instance.origin,
    key: instance.apiKey === undefined ? undefined : maskSecret(instance.apiKey),
    reach: diagnosis?.reach ?? 'unexpected',
  };
}

const AREAS = ['configuration', 'providers', 'routes', 'machine'] as const;
const SEVERITIES: readonly FindingSeverity[] = ['error', 'warning', 'info', 'ok'];

function compareFindings(left: DoctorFinding, right: DoctorFinding): number {
  const byArea = AREAS.indexOf(left.area) - AREAS.indexOf(right.area);
  if (byArea !== 0) return byArea;
  return SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity);
}
