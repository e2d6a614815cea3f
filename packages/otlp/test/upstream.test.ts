import { deepStrictEqual } from 'node:assert/strict';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  LOGS,
  METRICS,
  TEMPORALITY_CUMULATIVE,
  TEMPORALITY_DELTA,
  TRACES,
  type LogsData,
  type Metric,
  type MetricsData,
  type TracesData,
} from '../src/index.ts';
import { decodeByReference } from './fixtures/reference-decoder.ts';
import {
  recordLogs,
  recordMetrics,
  recordSpans,
  RESOURCE_ATTRIBUTES,
  SPAN_ATTRIBUTES,
  START_NANOS,
} from './fixtures/sdk-telemetry.ts';

/** What an exporter of the SDK would send. */
function sent(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new Error('the SDK serialised nothing');
  return bytes;
}

function parse(bytes: Uint8Array | undefined): unknown {
  return JSON.parse(new TextDecoder().decode(sent(bytes)));
}

describe('spans of the OpenTelemetry SDK', () => {
  let bytes: Uint8Array;
  let json: unknown;
  let data: TracesData;

  beforeAll(async () => {
    const spans = await recordSpans();
    bytes = sent(ProtobufTraceSerializer.serializeRequest(spans));
    json = parse(JsonTraceSerializer.serializeRequest(spans));
    data = TRACES.decode(bytes);
  });

  test('decode from protobuf as from JSON', () => {
    expect(TRACES.decodeJson(json)).toStrictEqual(data);
  });

  test('decode as a general protobuf decoder reads them', () => {
    deepStrictEqual(decodeByReference('TracesData', bytes), data);
    expect(data.resourceSpans).toHaveLength(1);
  });

  test('keep resource, scope, ids, times, attributes, events, links and status', () => {
    const owned = data.resourceSpans[0];
    expect(owned?.resource?.attributes).toMatchObject(RESOURCE_ATTRIBUTES);
    expect(owned?.scopeSpans[0]).toMatchObject({
      scope: { name: 'shop', version: '1.2.3' },
      schemaUrl: 'https://example.org/schema',
    });
    const [child, root] = owned?.scopeSpans[0]?.spans ?? [];
    expect(root).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
      name: 'GET /orders/:id',
      kind: 2,
      flags: 0x301,
      startTimeUnixNano: START_NANOS,
      endTimeUnixNano: 1_700_000_001_000_000_001n,
      attributes: SPAN_ATTRIBUTES,
      events: [{ name: 'retried', timeUnixNano: START_NANOS, attributes: { attempt: 2 } }],
      links: [{ spanId: 'b7ad6b7169203331', attributes: { why: 'batch' } }],
    });
    expect(child).toMatchObject({
      parentSpanId: root?.spanId,
      kind: 3,
      status: { code: 2, message: 'no such table' },
    });
  });
});

describe.each([
  ['cumulative', AggregationTemporality.CUMULATIVE, TEMPORALITY_CUMULATIVE],
  ['delta', AggregationTemporality.DELTA, TEMPORALITY_DELTA],
])('%s metrics of the OpenTelemetry SDK', (_name, selected, aggregationTemporality) => {
  let bytes: Uint8Array;
  let json: unknown;
  let data: MetricsData;

  beforeAll(async () => {
    const metrics = await recordMetrics(selected);
    bytes = sent(ProtobufMetricsSerializer.serializeRequest(metrics));
    json = parse(JsonMetricsSerializer.serializeRequest(metrics));
    data = METRICS.decode(bytes);
  });

  function metric(name: string): Metric | undefined {
    return data.resourceMetrics[0]?.scopeMetrics[0]?.metrics.find((one) => one.name === name);
  }

  test('decode from protobuf as from JSON', () => {
    expect(METRICS.decodeJson(json)).toStrictEqual(data);
  });

  test('decode as a general protobuf decoder reads them', () => {
    deepStrictEqual(decodeByReference('MetricsData', bytes), data);
    expect(data.resourceMetrics).toHaveLength(1);
  });

  test('keep the values of each kind', () => {
    expect(metric('orders')).toMatchObject({
      unit: '{order}',
      description: 'Orders taken',
      sum: {
        aggregationTemporality,
        isMonotonic: true,
        dataPoints: [{ attributes: { shop: 'north' }, asDouble: 3 }],
      },
    });
    expect(metric('open')?.sum).toMatchObject({ isMonotonic: false, dataPoints: [{ asDouble: -2.5 }] });
    expect(metric('temperature')?.gauge?.dataPoints).toMatchObject([{ asDouble: -0.5 }]);
    expect(metric('durations')?.histogram).toMatchObject({
      aggregationTemporality,
      dataPoints: [
        { count: 3, sum: 55.5, min: 0.5, max: 50, bucketCounts: [1, 1, 1], explicitBounds: [1, 10] },
      ],
    });
    const sizes = metric('sizes')?.exponentialHistogram?.dataPoints[0];
    expect(sizes).toMatchObject({ count: 4, sum: 1_004, zeroCount: 1, min: 0, max: 1_000 });
    expect(sizes?.positive?.bucketCounts.reduce((sum, count) => sum + count, 0)).toBe(3);
  });
});

describe('log records of the OpenTelemetry SDK', () => {
  let bytes: Uint8Array;
  let json: unknown;
  let data: LogsData;

  beforeAll(async () => {
    const records = await recordLogs();
    bytes = sent(ProtobufLogsSerializer.serializeRequest(records));
    json = parse(JsonLogsSerializer.serializeRequest(records));
    data = LOGS.decode(bytes);
  });

  test('decode from protobuf as from JSON, where a body nobody set is an empty one', () => {
    const [scoped] = data.resourceLogs[0]?.scopeLogs ?? [];
    const logRecords = scoped?.logRecords.map((record) => ({ body: null, ...record }));
    expect(LOGS.decodeJson(json).resourceLogs[0]?.scopeLogs).toStrictEqual([{ ...scoped, logRecords }]);
  });

  test('decode as a general protobuf decoder reads them', () => {
    deepStrictEqual(decodeByReference('LogsData', bytes), data);
    expect(data.resourceLogs).toHaveLength(1);
  });

  test('keep body, attributes, severity, times and trace', () => {
    const [full] = data.resourceLogs[0]?.scopeLogs[0]?.logRecords ?? [];
    expect(full).toMatchObject({
      timeUnixNano: START_NANOS,
      severityNumber: 13,
      severityText: 'warn',
      eventName: 'order.late',
      body: { order: 7, lines: ['a', null, { deep: 1.5 }], raw: Uint8Array.of(0, 255) },
      attributes: { ...SPAN_ATTRIBUTES, nested: { inner: [true] }, raw: Uint8Array.of(1, 2) },
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      flags: 1,
    });
  });
});
