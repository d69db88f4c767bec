/** A metric as its definition in the source says it. */
export interface FoundMetric {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

const DEFINITION = /\.(counter|gauge|histogram)\(\s*(\{[^{}]*\})/g;
const STRING = /'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"/g;

/** Every metric that a source text defines with literal name, help and labels. */
export function findMetrics(source: string): FoundMetric[] {
  return [...source.matchAll(DEFINITION)].flatMap(([, kind, literal = '']): FoundMetric[] => {
    const name = stringsOf(fieldOf(literal, 'name'))[0];
    if (name === undefined) return [];
    return [
      {
        name,
        kind: kind as FoundMetric['kind'],
        help: stringsOf(fieldOf(literal, 'help')).join(''),
        labels: stringsOf(fieldOf(literal, 'labels')),
      },
    ];
  });
}

/** The text of a field's value: up to the next field or the end of the literal. */
function fieldOf(literal: string, field: string): string {
  return (
    new RegExp(`\\b${field}:([\\s\\S]*?)(?=,\\s*\\w+:|,?\\s*\\}$|,\\s*\\.\\.\\.)`).exec(
      literal,
    )?.[1] ?? ''
  );
}

function stringsOf(text: string): string[] {
  return [...text.matchAll(STRING)].map(([, single, double]) =>
    withoutEscapes(single ?? double ?? ''),
  );
}

function withoutEscapes(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}
