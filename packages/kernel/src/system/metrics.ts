import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { MetricSpec, Metrics } from '../metrics.ts';

/** One process's metrics as plain JSON: travels between the workers and the supervisor of a machine. */
export type MetricsReport = readonly object[];

export interface SystemMetrics extends Metrics {
  /** All series of this process. */
  report(): Promise<MetricsReport>;
}

/** Series a metric may have in one process. Beyond it new label values fall into the series `other`. */
const SERIES_MAX = 2000;
const SEPARATOR = '\u0000';

/** Metrics kept by the Prometheus client in a registry of their own, with the process's default figures. */
export function createSystemMetrics(): SystemMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    counter(spec) {
      const counter = new Counter({ ...definition(spec), registers: [registry] });
      const child = createChildren(spec, (labels) => counter.labels(labels));
      return { add: (amount, ...values) => child(values).inc(amount) };
    },
    gauge(spec) {
      const gauge = new Gauge({ ...definition(spec), registers: [registry] });
      const child = createChildren(spec, (labels) => gauge.labels(labels));
      return {
        set: (value, ...values) => child(values).set(value),
        add: (amount, ...values) => child(values).inc(amount),
      };
    },
    histogram(spec) {
      const buckets = [...spec.buckets];
      const histogram = new Histogram({ ...definition(spec), buckets, registers: [registry] });
      const child = createChildren(spec, (labels) => histogram.labels(labels));
      return { observe: (value, ...values) => child(values).observe(value) };
    },
    report: () => registry.getMetricsAsJSON() as Promise<MetricsReport>,
  };
}

/** Sums the reports of several processes and renders them in the Prometheus text format. */
export async function mergeMetricsReports(reports: readonly MetricsReport[]): Promise<string> {
  const merged = Registry.aggregate(reports as never);
  return merged.metrics();
}

function definition(spec: MetricSpec): { name: string; help: string; labelNames: string[] } {
  return { name: spec.name, help: spec.help, labelNames: [...(spec.labels ?? [])] };
}

/** Resolving labels is the dear part of the client, so each series is resolved once and kept. */
function createChildren<Child>(
  spec: MetricSpec,
  resolve: (labels: Record<string, string>) => Child,
): (values: readonly string[]) => Child {
  const names = spec.labels ?? [];
  const known = new Map<string, Child>();
  const toLabels = (values: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name, position) => [name, values[position] ?? '']));
  return (values) => {
    const key = values.length === 1 ? (values[0] ?? '') : values.join(SEPARATOR);
    const found = known.get(key);
    if (found !== undefined) return found;
    const isFull = known.size >= SERIES_MAX;
    const child = resolve(toLabels(isFull ? names.map(() => 'other') : values));
    if (!isFull) known.set(key, child);
    return child;
  };
}

/** Sums reports into one, and keeps of it what only grows: for the figures of processes that are no more. */
export function sumMetricsReports(reports: readonly MetricsReport[]): MetricsReport {
  const growing = reports.map((report) =>
    report.filter((metric) => {
      const { type } = metric as { readonly type?: string };
      return type === 'counter' || type === 'histogram';
    }),
  );
  const merged = Registry.aggregate(growing as never) as unknown as {
    getMetricsAsArray(): MetricObject[];
  };
  return merged
    .getMetricsAsArray()
    .map(({ name, help, type, aggregator, values }) => ({ name, help, type, aggregator, values }));
}

interface MetricObject {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: unknown;
}
