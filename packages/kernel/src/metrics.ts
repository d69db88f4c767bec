/** Name, help text and label names of one metric. Names follow `ocha_<room>_<noun>_<unit>[_total]`. */
export interface MetricSpec {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** A value that only grows. */
export interface Counter {
  /** Adds `amount` (≥ 0) to the series with these label values, in the order of the spec's labels. */
  add(amount: number, ...labelValues: string[]): void;
}

/** A value that goes up and down. */
export interface Gauge {
  set(value: number, ...labelValues: string[]): void;
  add(amount: number, ...labelValues: string[]): void;
}

/** A distribution. */
export interface Histogram {
  observe(value: number, ...labelValues: string[]): void;
}

/** Makes metrics. Label values must come from configuration, never from a client: series are bounded. */
export interface Metrics {
  counter(spec: MetricSpec): Counter;
  gauge(spec: MetricSpec): Gauge;
  histogram(spec: MetricSpec & { readonly buckets: readonly number[] }): Histogram;
}

/** Metrics that keep nothing. */
export const discardMetrics: Metrics = {
  counter: () => ({ add() {} }),
  gauge: () => ({ set() {}, add() {} }),
  histogram: () => ({ observe() {} }),
};
