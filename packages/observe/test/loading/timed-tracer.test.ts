import { context, SpanKind, SpanStatusCode, type Attributes } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { createTimedTracerProvider } from '../../src/loading/timed-tracer.ts';
import { HistogramSeries } from '../../src/recording/histogram-series.ts';
import { SeriesProducer } from '../../src/recording/producer.ts';

function setUp(tracerProvider = new TracerProvider({})) {
  const durations = new HistogramSeries({
    metric: 'db.client.operation.duration',
    budget: 10,
    bounds: [0.1, 1],
  });
  const producer = new SeriesProducer({
    temporality: AggregationTemporality.CUMULATIVE,
    scope: { name: 'test' },
  });
  producer.add(durations);
  const tracer = createTimedTracerProvider(tracerProvider, durations).getTracer('upstream');
  const points = async () => {
    const { resourceMetrics } = await producer.collect();
    const metric = resourceMetrics.scopeMetrics[0]?.metrics[0];
    return (metric?.dataPoints ?? []).map(({ attributes, value }) => ({
      attributes,
      count: (value as { count: number }).count,
    }));
  };
  const start = (name: string, attributes: Attributes) =>
    tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
  return { start, points };
}

const REDIS = { 'db.system.name': 'redis', 'server.address': 'cache', 'server.port': 6379 };

test('records the duration of a database span by system, operation and server, without the statement', async () => {
  const { start, points } = setUp();
  start('redis-GET', { ...REDIS, 'db.operation.name': 'GET', 'db.query.text': 'GET user:17' }).end();
  expect(await points()).toEqual([{ attributes: { ...REDIS, 'db.operation.name': 'GET' }, count: 1 }]);
});

test('takes the operation from the name of a statement span', async () => {
  const { start, points } = setUp();
  start('select', { 'db.system.name': 'mysql', 'db.query.text': 'select * from users' }).end();
  expect(await points()).toEqual([
    { attributes: { 'db.system.name': 'mysql', 'db.operation.name': 'SELECT' }, count: 1 },
  ]);
});

test.each([
  ['the code of its exception', { code: 'ECONNRESET', message: 'reset' }, 'ECONNRESET'],
  ['the name of its exception', new TypeError('no'), 'TypeError'],
])('names a failed operation by %s', async (_what, exception, expected) => {
  const { start, points } = setUp();
  const span = start('redis-GET', { ...REDIS, 'db.operation.name': 'GET' });
  span.recordException(exception);
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  expect((await points())[0]?.attributes).toMatchObject({ 'error.type': expected });
});

test('counts an operation once, however often its span is ended', async () => {
  const { start, points } = setUp();
  const span = start('redis-GET', { ...REDIS, 'db.operation.name': 'GET' });
  span.end();
  span.end();
  expect((await points())[0]?.count).toBe(1);
});

test('sees operations that sampling leaves out of traces', async () => {
  const { start, points } = setUp(new TracerProvider({ sampler: new AlwaysOffSampler() }));
  start('redis-GET', { ...REDIS, 'db.operation.name': 'GET' }).end();
  context.with(suppressTracing(context.active()), () =>
    start('redis-GET', { ...REDIS, 'db.operation.name': 'GET' }).end(),
  );
  expect((await points())[0]?.count).toBe(2);
});

test('leaves connecting, and spans of anything but a database, out of the histogram', async () => {
  const { start, points } = setUp();
  start('redis-connect', REDIS).end();
  start('connect', { ...REDIS, 'db.query.text': 'connect' }).end();
  start('publish orders', { 'messaging.system': 'kafka' }).end();
  expect(await points()).toEqual([]);
});
