/** One value of one metric as the Prometheus client exports it, for its own `aggregate` to sum. */
export interface ExportedValue {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

/** A counter's or gauge's series with one set of label values. */
export interface PlainSeries {
  value: number;
}

/** A histogram's series with one set of label values. */
export interface HistogramSeries {
  /** Observations per bucket, not yet summed up; the last is what lies above every bound. */
  readonly counts: Float64Array;
  sum: number;
}

/** Adds an observation. */
export function observe(series: HistogramSeries, bounds: readonly number[], value: number): void {
  let position = 0;
  while (position < bounds.length && value > (bounds[position] as number)) position += 1;
  series.counts[position] = (series.counts[position] as number) + 1;
  series.sum += value;
}

/** A histogram's series in the client's form: cumulative buckets, sum and count. */
export function exportHistogram(
  name: string,
  series: HistogramSeries,
  context: {
    readonly bounds: readonly number[];
    readonly labels: Readonly<Record<string, string>>;
  },
): ExportedValue[] {
  const { bounds, labels } = context;
  let count = 0;
  const buckets = Array.from(series.counts, (own, position): ExportedValue => {
    count += own;
    return {
      value: count,
      metricName: `${name}_bucket`,
      labels: { le: bounds[position] ?? '+Inf', ...labels },
    };
  });
  return [
    ...buckets,
    { value: series.sum, metricName: `${name}_sum`, labels },
    { value: count, metricName: `${name}_count`, labels },
  ];
}
