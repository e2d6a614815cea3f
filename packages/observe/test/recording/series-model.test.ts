import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CounterSeries } from '../../src/recording/counter-series.ts';
import { HistogramSeries } from '../../src/recording/histogram-series.ts';
import { SeriesProducer } from '../../src/recording/producer.ts';

const BOUNDS = [1, 5, 10];
const key = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), key, value: fc.integer({ min: 0, max: 1_000 }) }),
  fc.constant({ kind: 'collect' as const }),
);

function createProducer(temporality: AggregationTemporality) {
  let second = 0;
  return new SeriesProducer({ temporality, scope: { name: 'test' }, clock: () => [(second += 1), 0] });
}

/** Values by attribute `k`, from the one metric in a collection. */
async function collectValues(producer: SeriesProducer): Promise<Map<unknown, unknown>> {
  const { resourceMetrics } = await producer.collect();
  const points = resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints ?? [];
  return new Map(points.map(({ attributes, value }) => [attributes['k'], value]));
}

describe('a counter', () => {
  test('holds what a plain map would, cumulatively', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const series = new CounterSeries({ metric: 'sli.events', budget: 100 });
        const producer = createProducer(AggregationTemporality.CUMULATIVE);
        producer.add(series);
        const model = new Map<string, number>();
        for (const action of steps) {
          if (action.kind === 'collect') {
            expect(await collectValues(producer)).toEqual(model);
            continue;
          }
          series.add(series.bind({ k: action.key }), action.value);
          model.set(action.key, (model.get(action.key) ?? 0) + action.value);
        }
        expect(await collectValues(producer)).toEqual(model);
      }),
    );
  });

  test('gives away each event once as a delta', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const series = new CounterSeries({ metric: 'sli.events', budget: 100 });
        const producer = createProducer(AggregationTemporality.DELTA);
        producer.add(series);
        const sent = new Map<unknown, number>();
        const model = new Map<string, number>();
        const send = async () => {
          for (const [k, value] of await collectValues(producer))
            sent.set(k, (sent.get(k) ?? 0) + (value as number));
        };
        for (const action of steps) {
          if (action.kind === 'collect') await send();
          else {
            series.add(series.bind({ k: action.key }), action.value);
            model.set(action.key, (model.get(action.key) ?? 0) + action.value);
          }
        }
        await send();
        for (const [k, value] of model) expect(sent.get(k) ?? 0).toBe(value);
      }),
    );
  });
});

describe('a histogram', () => {
  test('counts each value in the bucket whose upper bound is the first not below it', async () => {
    const values = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(values, async (recorded) => {
        const series = new HistogramSeries({
          metric: 'http.server.request.duration',
          budget: 10,
          bounds: BOUNDS,
        });
        const producer = createProducer(AggregationTemporality.CUMULATIVE);
        producer.add(series);
        const slot = series.bind({ k: 'a' });
        for (const value of recorded) series.record(slot, value);
        const counts = [0, 0, 0, 0];
        for (const value of recorded) {
          const bucket = BOUNDS.findIndex((bound) => value <= bound);
          (counts[bucket === -1 ? BOUNDS.length : bucket] as number) += 1;
        }
        expect((await collectValues(producer)).get('a')).toEqual({
          buckets: { boundaries: BOUNDS, counts },
          count: recorded.length,
          sum: recorded.reduce((sum, value) => sum + value, 0),
          min: Math.min(...recorded),
          max: Math.max(...recorded),
        });
      }),
    );
  });

  test('starts again from nothing after a delta', async () => {
    const series = new HistogramSeries({
      metric: 'http.server.request.duration',
      budget: 10,
      bounds: BOUNDS,
    });
    const producer = createProducer(AggregationTemporality.DELTA);
    producer.add(series);
    const slot = series.bind({ k: 'a' });
    series.record(slot, 3);
    await producer.collect();
    series.record(slot, 7);
    expect((await collectValues(producer)).get('a')).toMatchObject({ count: 1, sum: 7, min: 7, max: 7 });
  });
});

describe('a collection', () => {
  test('of deltas spans the time since the one before, a cumulative one all of it', async () => {
    for (const [temporality, starts] of [
      [AggregationTemporality.DELTA, [1, 2]],
      [AggregationTemporality.CUMULATIVE, [1, 1]],
    ] as const) {
      const series = new CounterSeries({ metric: 'sli.events', budget: 10 });
      const producer = createProducer(temporality);
      producer.add(series);
      const seen = [];
      for (let round = 0; round < 2; round += 1) {
        series.add(series.bind({ k: 'a' }));
        const { resourceMetrics } = await producer.collect();
        const [metric] = resourceMetrics.scopeMetrics[0]?.metrics ?? [];
        expect(metric).toMatchObject({
          aggregationTemporality: temporality,
          dataPointType: DataPointType.SUM,
        });
        seen.push(metric?.dataPoints[0]?.startTime[0]);
      }
      expect(seen).toEqual(starts);
    }
  });

  test('holds a series that was bound but never used, the first time at least', async () => {
    for (const temporality of [AggregationTemporality.DELTA, AggregationTemporality.CUMULATIVE]) {
      const series = new CounterSeries({ metric: 'sli.events', budget: 10 });
      const producer = createProducer(temporality);
      producer.add(series);
      series.bind({ k: 'a' });
      expect(await collectValues(producer)).toEqual(new Map([['a', 0]]));
    }
  });

  test('keeps an up-down counter a level, whatever the temporality', async () => {
    const series = new CounterSeries({ metric: 'http.server.active_requests', budget: 10 });
    const producer = createProducer(AggregationTemporality.DELTA);
    producer.add(series);
    const slot = series.bind({ k: 'a' });
    series.add(slot, 2);
    await producer.collect();
    series.add(slot, -1);
    expect(await collectValues(producer)).toEqual(new Map([['a', 1]]));
  });
});
