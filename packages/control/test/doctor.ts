import type { DoctorOptions } from '../src/doctor/index.ts';
import { runDoctor } from '../src/doctor/index.ts';
import type {
  DoctorPorts,
  Machine,
  PathFacts,
  ProbeRequest,
  ProbeResult,
} from '../src/doctor/ports.ts';
import type { DoctorFinding, DoctorReport } from '../src/doctor/report.ts';

export const WRITABLE: PathFacts = { isDirectory: true, mode: 0o700, isWritable: true };

/** A machine on which everything is in order. */
export const GOOD_MACHINE: Machine = {
  nodeVersion: 'v24.21.0',
  inspectPath: async () => WRITABLE,
  listFiles: async () => [],
  checkPort: async () => 'free',
};

export interface Examination {
  readonly report: DoctorReport;
  readonly requests: readonly ProbeRequest[];
  /** Findings in short: `severity subject message → next step`. */
  readonly lines: readonly string[];
}

/** Runs the doctor with a network and a machine of one's own. */
export async function examine(
  options: Partial<DoctorOptions>,
  ports: {
    readonly answer?: (request: ProbeRequest) => ProbeResult;
    readonly machine?: Partial<Machine>;
  } = {},
): Promise<Examination> {
  const requests: ProbeRequest[] = [];
  const { answer = () => ({ status: 200, text: '{"data":[]}' }) } = ports;
  const wired: DoctorPorts = {
    probe: async (request) => {
      requests.push(request);
      return answer(request);
    },
    machine: { ...GOOD_MACHINE, ...ports.machine },
  };
  const report = await runDoctor(
    {
      text: undefined,
      fileName: 'ocha.yaml',
      environment: {},
      configPath: undefined,
      dataDir: '/data/ocha',
      ...options,
    },
    wired,
  );
  return { report, requests, lines: report.findings.map(brief) };
}

function brief(each: DoctorFinding): string {
  const next = each.nextStep === undefined ? '' : ` → ${each.nextStep}`;
  return `${each.severity} ${each.subject} ${each.message}${next}`;
}
