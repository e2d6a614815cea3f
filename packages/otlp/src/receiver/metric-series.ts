import type { Attributes, Resource } from '../model/attributes.ts';
import {
  TEMPORALITY_DELTA,
  type HistogramPoint,
  type Metric,
  type MetricsData,
  type NumberPoint,
} from '../model/metrics.ts';

/** One series as received so far: deltas added up, cumulative values as they last were. */
export interface MetricSeries {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'sum' | 'gauge' | 'histogram';
  readonly temporality: number;
  readonly resource: Attributes;
  readonly scope: string;
  readonly attributes: Attributes;
  /** A sum's or gauge's value; the count of a histogram. */
  readonly value: number;
  readonly sum: number;
  readonly bounds: readonly number[];
  readonly bucketCounts: readonly number[];
  readonly timeUnixNano: bigint;
}

/** Every series in a request. Exponential histograms appear by count and sum, without buckets; summaries do not. */
export function readSeries(data: MetricsData): MetricSeries[] {
  return data.resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) =>
      metrics.flatMap((metric) => seriesOfMetric(metric, resource, scope?.name ?? '')),
    ),
  );
}

/** The later state of a series: a delta is added, a cumulative value replaces. */
export function mergeSeries(before: MetricSeries | undefined, next: MetricSeries): MetricSeries {
  if (before === undefined || next.temporality !== TEMPORALITY_DELTA) return next;
  const added = { ...next, value: before.value + next.value, sum: before.sum + next.sum };
  // Counts of other buckets cannot be added: count and sum are all that still is true.
  if (!isSameList(before.bounds, next.bounds)) return { ...added, bounds: [], bucketCounts: [] };
  return {
    ...added,
    bucketCounts: next.bucketCounts.map((count, index) => count + (before.bucketCounts[index] ?? 0)),
  };
}

/** Tells series apart: by instance, metric and attributes. */
export function seriesKey({ name, resource, scope, attributes }: MetricSeries): string {
  const instance = resource['service.instance.id'] ?? sortedJson(resource);
  return JSON.stringify([String(instance), scope, name, sortedJson(attributes)]);
}

function isSameList(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}

function seriesOfMetric(metric: Metric, resource: Resource | undefined, scope: string): MetricSeries[] {
  const { name, unit, gauge, sum, histogram, exponentialHistogram } = metric;
  const common = { name, unit, scope, resource: resource?.attributes ?? {} };
  const temporality = (sum ?? histogram ?? exponentialHistogram)?.aggregationTemporality ?? 0;
  const numbers = (kind: 'sum' | 'gauge', points: readonly NumberPoint[]) =>
    points.map((point) => ({ ...common, kind, temporality, ...readNumber(point) }));
  const distributions = (
    points: readonly (Omit<HistogramPoint, 'bucketCounts' | 'explicitBounds'> & Partial<HistogramPoint>)[],
  ) =>
    points.map((point) => ({
      ...common,
      kind: 'histogram' as const,
      temporality,
      ...readDistribution(point),
    }));
  return [
    ...numbers('gauge', gauge?.dataPoints ?? []),
    ...numbers('sum', sum?.dataPoints ?? []),
    ...distributions(histogram?.dataPoints ?? []),
    ...distributions(exponentialHistogram?.dataPoints ?? []),
  ];
}

function readNumber({ attributes, asInt, asDouble, timeUnixNano }: NumberPoint) {
  return {
    attributes,
    value: Number(asInt ?? asDouble ?? 0),
    sum: 0,
    bounds: [],
    bucketCounts: [],
    timeUnixNano,
  };
}

function readDistribution(
  point: Omit<HistogramPoint, 'bucketCounts' | 'explicitBounds'> & Partial<HistogramPoint>,
) {
  const { attributes, count, sum = 0, explicitBounds = [], bucketCounts = [], timeUnixNano } = point;
  return { attributes, value: count, sum, bounds: explicitBounds, bucketCounts, timeUnixNano };
}

function sortedJson(attributes: Attributes): string {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
