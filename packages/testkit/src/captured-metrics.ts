import type { MetricSpec, Metrics } from '@ocha/kernel';

/** Metrics that remember every series, for assertions. */
export interface CapturedMetrics extends Metrics {
  /** The value of a counter's or gauge's series; zero when nothing was recorded. Throws for an unknown metric. */
  value(name: string, ...labelValues: string[]): number;
  /** Everything a histogram's series observed, in order. Throws for an unknown metric. */
  observations(name: string, ...labelValues: string[]): readonly number[];
  /** Every series of a metric with its label values. Throws for an unknown metric. */
  series(name: string): ReadonlyMap<string, number>;
  readonly names: readonly string[];
}

type MetricKind = 'counter' | 'gauge' | 'histogram';

interface Metric {
  readonly kind: MetricKind;
  readonly spec: MetricSpec;
  readonly values: Map<string, number>;
  readonly observed: Map<string, number[]>;
}

/** Series and observations kept of one metric: more of them means that a label is not bounded, which is a defect. */
const SERIES_MAX = 10_000;
const OBSERVATIONS_MAX = 100_000;

/** Metrics that remember every series and refuse wrong use: bad names, missing labels, falling counters. */
export function createCapturedMetrics(): CapturedMetrics {
  const metrics = new Map<string, Metric>();
  const find = (name: string): Metric => {
    const metric = metrics.get(name);
    if (metric === undefined) throw new Error(`no metric "${name}": have ${[...metrics.keys()]}`);
    return metric;
  };
  return {
    counter(spec) {
      const metric = register(metrics, 'counter', spec);
      return {
        add(amount, ...labelValues) {
          if (amount < 0) throw new Error(`counter "${spec.name}" was given ${amount}`);
          addTo(metric, amount, labelValues);
        },
      };
    },
    gauge(spec) {
      const metric = register(metrics, 'gauge', spec);
      return {
        set: (value, ...labelValues) => void metric.values.set(keyOf(metric, labelValues), value),
        add: (amount, ...labelValues) => addTo(metric, amount, labelValues),
      };
    },
    histogram(spec) {
      const metric = register(metrics, 'histogram', spec);
      return { observe: (value, ...labelValues) => observe(metric, value, labelValues) };
    },
    value: (name, ...labelValues) => {
      const metric = find(name);
      return metric.values.get(keyOf(metric, labelValues)) ?? 0;
    },
    observations: (name, ...labelValues) => {
      const metric = find(name);
      return metric.observed.get(keyOf(metric, labelValues)) ?? [];
    },
    series: (name) => find(name).values,
    get names() {
      return [...metrics.keys()];
    },
  };
}

function register(metrics: Map<string, Metric>, kind: MetricKind, spec: MetricSpec): Metric {
  if (!/^[a-z][a-z0-9_]*$/.test(spec.name)) throw new Error(`bad metric name "${spec.name}"`);
  if (metrics.has(spec.name)) throw new Error(`metric "${spec.name}" was made twice`);
  const metric: Metric = { kind, spec, values: new Map(), observed: new Map() };
  metrics.set(spec.name, metric);
  return metric;
}

function addTo(metric: Metric, amount: number, labelValues: readonly string[]): void {
  const key = keyOf(metric, labelValues);
  metric.values.set(key, (metric.values.get(key) ?? 0) + amount);
  assertBounded(metric, metric.values.size);
}

function observe(metric: Metric, value: number, labelValues: readonly string[]): void {
  const key = keyOf(metric, labelValues);
  const observed = metric.observed.get(key) ?? [];
  if (observed.length < OBSERVATIONS_MAX) observed.push(value);
  metric.observed.set(key, observed);
  assertBounded(metric, metric.observed.size);
}

function assertBounded(metric: Metric, seriesCount: number): void {
  if (seriesCount > SERIES_MAX)
    throw new Error(`metric "${metric.spec.name}" has unbounded series`);
}

function keyOf(metric: Metric, labelValues: readonly string[]): string {
  const labels = metric.spec.labels ?? [];
  if (labels.length !== labelValues.length) {
    throw new Error(
      `metric "${metric.spec.name}" has labels [${labels}] but was given [${labelValues}]`,
    );
  }
  return labelValues.join(',');
}
