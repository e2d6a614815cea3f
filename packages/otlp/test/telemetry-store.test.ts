import { describe, expect, test } from 'vitest';
import {
  TelemetryStore,
  TEMPORALITY_CUMULATIVE,
  TEMPORALITY_DELTA,
  type Attributes,
  type HistogramPoint,
  type Metric,
  type MetricsData,
} from '../src/index.ts';
import { SAMPLE_LOGS, SAMPLE_METRICS, SAMPLE_TRACES } from './fixtures/samples.ts';

const POINT = { attributes: {}, startTimeUnixNano: 0n, timeUnixNano: 1n, flags: 0, exemplars: [] };

function metricsOf(metric: Omit<Metric, 'description' | 'unit'>, resource: Attributes = {}): MetricsData {
  return {
    resourceMetrics: [
      {
        resource: { attributes: resource, droppedAttributesCount: 0 },
        scopeMetrics: [{ metrics: [{ description: '', unit: '1', ...metric }], schemaUrl: '' }],
        schemaUrl: '',
      },
    ],
  };
}

function counterOf(
  value: number | bigint,
  temporality: number,
  attributes: Attributes = {},
  resource?: Attributes,
) {
  const sum = {
    dataPoints: [{ ...POINT, attributes, asInt: value }],
    aggregationTemporality: temporality,
    isMonotonic: true,
  };
  return metricsOf({ name: 'orders', sum }, resource);
}

function histogramOf(point: Partial<HistogramPoint>, aggregationTemporality: number) {
  const whole = { ...POINT, count: 0, bucketCounts: [], explicitBounds: [], ...point };
  return metricsOf({ name: 'durations', histogram: { dataPoints: [whole], aggregationTemporality } });
}

describe('a series in a store', () => {
  test('adds up deltas', () => {
    const store = new TelemetryStore();
    store.addMetrics(counterOf(3, TEMPORALITY_DELTA));
    store.addMetrics(counterOf(4, TEMPORALITY_DELTA));
    expect(store.total('orders')).toBe(7);
  });

  test('replaces cumulative values', () => {
    const store = new TelemetryStore();
    store.addMetrics(counterOf(3, TEMPORALITY_CUMULATIVE));
    store.addMetrics(counterOf(4, TEMPORALITY_CUMULATIVE));
    expect(store.total('orders')).toBe(4);
  });

  test('replaces gauges', () => {
    const store = new TelemetryStore();
    for (const asDouble of [1.5, 0.5]) {
      store.addMetrics(metricsOf({ name: 'temperature', gauge: { dataPoints: [{ ...POINT, asDouble }] } }));
    }
    expect(store.series('temperature')).toMatchObject([{ kind: 'gauge', value: 0.5 }]);
  });

  test('adds up integers beyond the exact ones', () => {
    const store = new TelemetryStore();
    store.addMetrics(counterOf(2n ** 62n, TEMPORALITY_DELTA));
    store.addMetrics(counterOf(1, TEMPORALITY_DELTA));
    expect(store.total('orders')).toBe(2 ** 62);
  });

  test('adds up buckets, counts and sums of delta histograms', () => {
    const store = new TelemetryStore();
    const delta = { count: 3, sum: 5, bucketCounts: [1, 2], explicitBounds: [1] };
    store.addMetrics(histogramOf(delta, TEMPORALITY_DELTA));
    store.addMetrics(histogramOf(delta, TEMPORALITY_DELTA));
    expect(store.series('durations')).toMatchObject([
      { kind: 'histogram', value: 6, sum: 10, bucketCounts: [2, 4], bounds: [1] },
    ]);
  });

  test('keeps count and sum, but no buckets, when the bounds of deltas change', () => {
    const store = new TelemetryStore();
    const first = { count: 3, sum: 5, bucketCounts: [1, 2], explicitBounds: [1] };
    store.addMetrics(histogramOf(first, TEMPORALITY_DELTA));
    store.addMetrics(histogramOf({ ...first, explicitBounds: [2] }, TEMPORALITY_DELTA));
    expect(store.series('durations')).toMatchObject([{ value: 6, sum: 10, bucketCounts: [], bounds: [] }]);
  });

  test('replaces cumulative histograms whole', () => {
    const store = new TelemetryStore();
    const first = { count: 3, sum: 5, bucketCounts: [1, 2], explicitBounds: [1] };
    store.addMetrics(histogramOf(first, TEMPORALITY_CUMULATIVE));
    store.addMetrics(histogramOf({ ...first, count: 4, bucketCounts: [1, 3] }, TEMPORALITY_CUMULATIVE));
    expect(store.series('durations')).toMatchObject([{ value: 4, bucketCounts: [1, 3] }]);
  });

  test('is of one instance: a restarted one begins another', () => {
    const store = new TelemetryStore();
    store.addMetrics(counterOf(5, TEMPORALITY_CUMULATIVE, {}, { 'service.instance.id': 'a' }));
    store.addMetrics(counterOf(2, TEMPORALITY_CUMULATIVE, {}, { 'service.instance.id': 'b' }));
    expect(store.total('orders')).toBe(7);
    expect(store.total('orders', { 'service.instance.id': 'b' })).toBe(2);
  });

  test('is told from others by its attributes, in any order, and by their types', () => {
    const store = new TelemetryStore();
    store.addMetrics(counterOf(1, TEMPORALITY_DELTA, { a: 1, b: 2 }));
    store.addMetrics(counterOf(1, TEMPORALITY_DELTA, { b: 2, a: 1 }));
    store.addMetrics(counterOf(1, TEMPORALITY_DELTA, { a: '1', b: 2 }));
    store.addMetrics(counterOf(1, TEMPORALITY_DELTA, { a: 2n ** 60n }));
    store.addMetrics(counterOf(1, TEMPORALITY_DELTA, { a: (2n ** 60n).toString() }));
    expect(store.series('orders').map(({ value }) => value)).toEqual([2, 1, 1, 1]);
    expect(store.total('orders', { b: 2 })).toBe(3);
  });

  test('comes of every kind of metric but summaries', () => {
    const store = new TelemetryStore();
    store.addMetrics(SAMPLE_METRICS);
    expect(store.metricNames()).toEqual(['delta', 'exponential', 'gauge', 'histogram', 'updown']);
    expect(store.total('exponential')).toBe(10);
  });
});

describe('a store', () => {
  test('keeps spans and logs with their resource and scope', () => {
    const store = new TelemetryStore();
    store.addTraces(SAMPLE_TRACES);
    store.addLogs(SAMPLE_LOGS);
    expect(store.spans()).toHaveLength(2);
    expect(store.spans()[0]).toMatchObject({ scope: 'shop', resource: { 'service.name': 'orders' } });
    expect(store.logs()[0]).toMatchObject({ scope: 'shop', resource: { 'service.name': 'orders' } });
  });

  test('drops the oldest spans and logs once it is full', () => {
    const store = new TelemetryStore({ recordsMax: 3 });
    store.addTraces(SAMPLE_TRACES);
    store.addTraces(SAMPLE_TRACES);
    store.addLogs(SAMPLE_LOGS);
    expect(store.spans().map(({ name }) => name)).toEqual(['bare', 'GET /orders/:id', 'bare']);
    expect(store.logs().map(({ severityNumber }) => severityNumber)).toEqual([13, 14, 15]);
  });

  test('takes no new series once it is full, and goes on with those it has', () => {
    const store = new TelemetryStore({ recordsMax: 2 });
    for (const shop of ['a', 'b', 'c', 'a']) store.addMetrics(counterOf(1, TEMPORALITY_DELTA, { shop }));
    expect(store.series('orders').map(({ attributes, value }) => [attributes['shop'], value])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  test('forgets everything when cleared', () => {
    const store = new TelemetryStore();
    store.addTraces(SAMPLE_TRACES);
    store.addLogs(SAMPLE_LOGS);
    store.addMetrics(SAMPLE_METRICS);
    store.clear();
    expect([...store.spans(), ...store.logs(), ...store.metricNames()]).toEqual([]);
  });
});

describe('waiting for telemetry', () => {
  test('ends at once when the condition holds', async () => {
    await expect(new TelemetryStore().waitFor(() => true, { timeoutMs: 0 })).resolves.toBeUndefined();
  });

  test('ends as soon as what comes in makes the condition hold', async () => {
    const store = new TelemetryStore();
    const waiting = [
      store.waitFor((received) => received.spans().length > 1),
      store.waitFor(() => store.logs().length > 0),
      store.waitFor(() => store.total('delta') > 0),
    ];
    store.sink.onTraces(SAMPLE_TRACES);
    store.sink.onLogs(SAMPLE_LOGS);
    store.sink.onMetrics(SAMPLE_METRICS);
    await expect(Promise.all(waiting)).resolves.toHaveLength(3);
  });

  test('fails when the time is up, naming what did not come', async () => {
    const waiting = new TelemetryStore().waitFor(() => false, { timeoutMs: 1, what: 'the span' });
    await expect(waiting).rejects.toThrow('the span did not arrive within 1 ms');
  });

  test('fails with what its condition throws, and not into the sender', async () => {
    const store = new TelemetryStore();
    const waiting = store.waitFor(() => {
      if (store.spans().length > 0) throw new TypeError('my mistake');
      return false;
    });
    expect(() => store.addTraces(SAMPLE_TRACES)).not.toThrow();
    await expect(waiting).rejects.toThrow('my mistake');
  });
});
