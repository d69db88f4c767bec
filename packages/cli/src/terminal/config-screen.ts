import type { ConfigReport } from '@ocha/control';
import type { Style } from './style.ts';

/** What `ocha config check` shows. */
export function renderConfigScreen(report: ConfigReport, about: string, style: Style): string[] {
  const { snapshot, problems, warnings } = report;
  const lines = report.text === '' ? [] : report.text.split('\n').map((line) => tint(line, style));
  if (lines.length > 0) lines.push('');
  const also = warnings.length === 0 ? '' : `, ${count(warnings.length, 'warning')}`;
  if (snapshot === undefined) {
    lines.push(style('bad', `${about}: ${count(problems.length, 'problem')}${also}`));
    return lines;
  }
  const parts = [
    count(snapshot.instances.size, 'provider'),
    count(snapshot.routes.size, 'route'),
    count(snapshot.keys.size, 'API key'),
  ];
  lines.push(style('good', `${about} is good: ${parts.join(', ')}${also}`));
  return lines;
}

/** The same as JSON. */
export function configReportJson(report: ConfigReport, file: string | undefined): object {
  const { isValid, snapshot, problems, warnings } = report;
  return {
    isValid,
    file: file ?? null,
    problems,
    warnings,
    configuration:
      snapshot === undefined
        ? null
        : {
            hash: snapshot.hash,
            providers: [...snapshot.instances.values()].map(({ name, providerId, origin }) => ({
              name,
              provider: providerId,
              origin,
            })),
            routes: [...snapshot.routes.keys()],
            keys: [...snapshot.keys.values()].map((key) => key.name),
          },
  };
}

function tint(line: string, style: Style): string {
  const place = /^\S*:\d+:\d+ +|^environment +/.exec(line)?.[0] ?? '';
  const rest = line.slice(place.length);
  const tone = / {2}warning: /.test(line) ? 'careful' : 'bad';
  const [subject = '', ...message] = rest.split('  ');
  const told =
    message.length === 0
      ? style('plain', rest)
      : `${style(tone, subject)}  ${style('plain', message.join('  '))}`;
  return `${style('quiet', place)}${told}`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
