import type {
  DiagnosedProvider,
  DiagnosedRoute,
  DoctorFinding,
  DoctorReport,
  FindingSeverity,
  Reach,
} from '@ocha/control';
import type { Style, Tone } from './style.ts';
import { type Cell, renderTable } from './table.ts';

const MARKS: Readonly<Record<FindingSeverity, readonly [mark: string, tone: Tone]>> = {
  ok: ['✔', 'good'],
  info: ['·', 'quiet'],
  warning: ['!', 'careful'],
  error: ['✖', 'bad'],
};

const REACHES: Readonly<Record<Reach, readonly [text: string, tone: Tone]>> = {
  ok: ['answers', 'good'],
  simulated: ['simulated', 'good'],
  unchecked: ['answers, key not checked', 'plain'],
  'key-refused': ['refuses the key', 'bad'],
  'no-credit': ['out of credit', 'bad'],
  dns: ['name not found', 'bad'],
  forbidden: ['address not allowed', 'bad'],
  unreachable: ['no connection', 'bad'],
  tls: ['TLS failed', 'bad'],
  timeout: ['no answer in time', 'bad'],
  unexpected: ['unexpected answer', 'careful'],
};

const HEADINGS = [
  ['configuration', 'Configuration'],
  ['providers', 'Providers'],
  ['routes', 'Routes'],
  ['machine', 'This machine'],
] as const;

/** What `ocha doctor` shows. */
export function renderDoctorScreen(report: DoctorReport, style: Style): string[] {
  const lines = HEADINGS.flatMap(([area, title]) => {
    const findings = report.findings.filter((each) => each.area === area);
    const body = [
      ...intro(area, report, style),
      ...findings.flatMap((each) => renderFinding(each, style)),
    ];
    return body.length === 0 ? [] : [style('strong', title), ...body, ''];
  });
  return [...lines, conclude(report, style)];
}

function intro(
  area: (typeof HEADINGS)[number][0],
  report: DoctorReport,
  style: Style,
): readonly string[] {
  if (area === 'configuration') {
    const file = report.file ?? 'no file: from the environment alone';
    const keys = report.keys.length === 0 ? 'none' : report.keys.join(', ');
    return [`  ${style('plain', file)}`, `  API keys for clients: ${style('plain', keys)}`];
  }
  if (area === 'providers') return indent(providerTable(report.providers, style));
  if (area === 'routes') return indent(routeTable(report.routes, style));
  return [];
}

function providerTable(providers: readonly DiagnosedProvider[], style: Style): readonly string[] {
  if (providers.length === 0) return [];
  const rows = providers.map((each): readonly Cell[] => {
    const [text, tone] = REACHES[each.reach];
    return [each.name, each.provider, each.key ?? '—', each.origin, { text, tone }];
  });
  return renderTable(['NAME', 'PROVIDER', 'KEY', 'FROM', 'STATE'], rows, style);
}

function routeTable(routes: readonly DiagnosedRoute[], style: Style): readonly string[] {
  if (routes.length === 0) return [];
  const rows = routes.map((each): readonly Cell[] => {
    const total = each.deployments.length;
    const tone = each.reachable === total ? 'good' : each.reachable === 0 ? 'bad' : 'careful';
    const reachable = { text: `${each.reachable} of ${total}`, tone } as const;
    return [
      each.name,
      reachable,
      [...each.deployments, ...each.fallbacks.map((name) => `→ ${name}`)].join(', '),
    ];
  });
  return renderTable(['NAME', 'REACHABLE', 'DEPLOYMENTS'], rows, style);
}

function renderFinding(each: DoctorFinding, style: Style): readonly string[] {
  const [mark, tone] = MARKS[each.severity];
  const head = `  ${style(tone, mark)} ${style('plain', `${each.subject}: ${each.message}`)}`;
  if (each.nextStep === undefined) return [head];
  return [head, `      ${style('quiet', `→ ${each.nextStep}`)}`];
}

function conclude(report: DoctorReport, style: Style): string {
  const count = (severity: FindingSeverity): number =>
    report.findings.filter((each) => each.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors > 0) return style('bad', `${errors} to mend, ${warnings} to look at`);
  if (warnings > 0) return style('careful', `nothing broken, ${warnings} to look at`);
  return style('good', 'all is well');
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [...lines.map((line) => `  ${line}`), ''];
}
