import { collectDefaultMetrics, Registry } from '@prometheus-io/client';
import type { MetricSpec, Metrics } from '../metrics.ts';
import {
  type ExportedValue,
  exportHistogram,
  type HistogramSeries,
  observe,
  type PlainSeries,
} from './series.ts';

/** One process's metrics as plain JSON: travels between the workers and the supervisor of a machine. */
export type MetricsReport = readonly object[];

export interface SystemMetrics extends Metrics {
  /** All series of this process. */
  report(): Promise<MetricsReport>;
}

/** Series a metric may have in one process. Beyond it new label values fall into the series `other`. */
const SERIES_MAX = 2000;

/**
 * The metrics of a process. Our own are plain numbers, put into the Prometheus client's form when they are asked for:
 * the client checks and looks up labels at every step, and a request takes a dozen. The process's default figures and
 * the text format are the client's.
 */
export function createSystemMetrics(): SystemMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const exports: (() => object)[] = [];
  const plain = (type: 'counter' | 'gauge', spec: MetricSpec) => {
    const family = createFamily(spec, (): PlainSeries => ({ value: 0 }));
    exports.push(() => ({
      ...describe(spec, type),
      values: family.exportValues((series, labels) => [{ value: series.value, labels }]),
    }));
    return family;
  };
  return {
    counter(spec) {
      const family = plain('counter', spec);
      return {
        add(amount, ...values) {
          family.of(values).value += amount;
        },
      };
    },
    gauge(spec) {
      const family = plain('gauge', spec);
      return {
        set(value, ...values) {
          family.of(values).value = value;
        },
        add(amount, ...values) {
          family.of(values).value += amount;
        },
      };
    },
    histogram(spec) {
      const bounds = [...spec.buckets];
      const family = createFamily(
        spec,
        (): HistogramSeries => ({ counts: new Float64Array(bounds.length + 1), sum: 0 }),
      );
      exports.push(() => ({
        ...describe(spec, 'histogram'),
        values: family.exportValues((series, labels) =>
          exportHistogram(spec.name, series, { bounds, labels }),
        ),
      }));
      return { observe: (value, ...values) => observe(family.of(values), bounds, value) };
    },
    async report() {
      const defaults = (await registry.getMetricsAsJSON()) as MetricsReport;
      return [...exports.map((toJson) => toJson()), ...defaults];
    },
  };
}

function describe(spec: MetricSpec, type: string): object {
  return { help: spec.help, name: spec.name, type, aggregator: 'sum' };
}

/** A step of the way to a series: one label value after the other, as a joined key would be made anew each time. */
interface Branch<Series> {
  series: Series | undefined;
  readonly branches: Map<string, Branch<Series>>;
}

/** The series of one metric, by their label values. */
interface Family<Series> {
  of(values: readonly string[]): Series;
  exportValues(
    toValues: (series: Series, labels: Readonly<Record<string, string>>) => ExportedValue[],
  ): ExportedValue[];
}

function createFamily<Series>(spec: MetricSpec, make: () => Series): Family<Series> {
  const names = spec.labels ?? [];
  const entries: { readonly values: readonly string[]; readonly series: Series }[] = [];
  const root: Branch<Series> = { series: undefined, branches: new Map() };
  const others = names.map(() => 'other');
  const enter = (values: readonly string[]): Series => {
    let branch = root;
    for (const value of values) {
      const next = branch.branches.get(value) ?? { series: undefined, branches: new Map() };
      branch.branches.set(value, next);
      branch = next;
    }
    if (branch.series === undefined) {
      branch.series = make();
      entries.push({ values, series: branch.series });
    }
    return branch.series;
  };
  const of = (values: readonly string[]): Series => {
    let branch: Branch<Series> | undefined = root;
    for (const value of values) branch = branch?.branches.get(value);
    return branch?.series ?? enter(entries.length < SERIES_MAX ? values : others);
  };
  // A metric without labels shows its zero from the start.
  if (names.length === 0) enter([]);
  return {
    of,
    exportValues: (toValues) =>
      entries.flatMap(({ values, series }) =>
        toValues(
          series,
          Object.fromEntries(names.map((name, position) => [name, values[position] ?? ''])),
        ),
      ),
  };
}

/** Sums the reports of several processes and renders them in the Prometheus text format. */
export async function mergeMetricsReports(reports: readonly MetricsReport[]): Promise<string> {
  const merged = Registry.aggregate(reports as never);
  return merged.metrics();
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
