import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { LOGS, METRICS, TRACES, type Signal } from '@org/observe-otlp';
import { describe, expect, test } from 'vitest';
import { SAMPLE_LOGS, SAMPLE_METRICS, SAMPLE_TRACES } from '../../packages/otlp/test/fixtures/samples.ts';
import { recordLogs, recordMetrics, recordSpans } from '../../packages/otlp/test/fixtures/sdk-telemetry.ts';
import { COLLECTOR_MISSING, startCollector } from '../fixtures/collector.ts';

// The Collector answers success with a partial success that is empty.
const PROTOBUF = { type: 'application/x-protobuf', success: '\n\0' };
const JSON_FORMAT = { type: 'application/json', success: '{"partialSuccess":{}}' };

if (COLLECTOR_MISSING !== undefined) console.log(`skipped: ${COLLECTOR_MISSING}`);

/** Sends one request to a Collector of its own, and reads back what that wrote. */
async function passThrough<Data extends object>(
  signal: Signal<Data>,
  { type, success }: { type: string; success: string },
  body: Uint8Array | undefined,
): Promise<Data[]> {
  const collector = await startCollector();
  const response = await fetch(`${collector.endpoint}${signal.path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Uint8Array(body ?? []),
  });
  const answer = await response.text();
  const requests = await collector.finishRequests();
  expect([response.status, answer]).toEqual([200, success]);
  return requests.map((request) => signal.decodeJson(request));
}

function decodeJson<Data extends object>(signal: Signal<Data>, bytes: Uint8Array | undefined): Data {
  return signal.decodeJson(JSON.parse(new TextDecoder().decode(bytes)));
}

describe.skipIf(COLLECTOR_MISSING !== undefined)('a real OpenTelemetry Collector', () => {
  test('reads the spans we encode: events, links, status and every kind of attribute', async () => {
    const read = await passThrough(TRACES, PROTOBUF, TRACES.encode(SAMPLE_TRACES));
    expect(read).toStrictEqual([SAMPLE_TRACES]);
  });

  test('reads the metrics we encode, of every kind, with exemplars', async () => {
    const read = await passThrough(METRICS, PROTOBUF, METRICS.encode(SAMPLE_METRICS));
    expect(read).toStrictEqual([SAMPLE_METRICS]);
  });

  test('reads the log records we encode, with every kind of body', async () => {
    const read = await passThrough(LOGS, PROTOBUF, LOGS.encode(SAMPLE_LOGS));
    expect(read).toStrictEqual([SAMPLE_LOGS]);
  });

  test('reads JSON spans of the SDK as we do', async () => {
    const bytes = JsonTraceSerializer.serializeRequest(await recordSpans());
    const read = await passThrough(TRACES, JSON_FORMAT, bytes);
    expect(read).toStrictEqual([decodeJson(TRACES, bytes)]);
  });

  test('reads JSON metrics of the SDK as we do', async () => {
    const bytes = JsonMetricsSerializer.serializeRequest(await recordMetrics(AggregationTemporality.DELTA));
    const read = await passThrough(METRICS, JSON_FORMAT, bytes);
    expect(read).toStrictEqual([decodeJson(METRICS, bytes)]);
  });

  test('reads JSON log records of the SDK as we do', async () => {
    const bytes = JsonLogsSerializer.serializeRequest(await recordLogs());
    const read = await passThrough(LOGS, JSON_FORMAT, bytes);
    expect(read).toStrictEqual([decodeJson(LOGS, bytes)]);
  });
});
