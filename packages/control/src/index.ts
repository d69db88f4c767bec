/**
 * control: the control plane. Configuration checks and diagnosis now; keys, budgets and incidents as they come.
 *
 * Takes what operators wrote and what the machine and the network answer; gives reports and snapshots. May fail as:
 * nothing, what is wrong is part of the reports. Invariants: no secret in a report. Why here: the gateway needs none of
 * it to serve, so it must not be there when the gateway serves alone.
 */
export {
  type CheckConfigOptions,
  type ConfigReport,
  type ConfigurationSource,
  checkConfig,
  loadConfiguration,
  REGISTRIES,
} from './checks/check-config.ts';
export { type DoctorOptions, runDoctor } from './doctor/index.ts';
export type {
  DoctorPorts,
  Machine,
  PathFacts,
  PortState,
  Probe,
  ProbePhase,
  ProbeRequest,
  ProbeResult,
} from './doctor/ports.ts';
export type {
  DiagnosedProvider,
  DiagnosedRoute,
  DoctorFinding,
  DoctorReport,
  FindingArea,
  FindingSeverity,
  Reach,
} from './doctor/report.ts';
export { createSystemMachine } from './doctor/system-machine.ts';
export { createSystemProbe } from './doctor/system-probe.ts';
