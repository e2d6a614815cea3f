import {
  OtlpReceiver,
  TelemetryStore,
  type Attributes,
  type StoredLog,
  type StoredSpan,
} from '@org/observe-otlp';
import {
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
  METRIC_SLI_EVENTS,
  METRIC_SLI_EXCLUDED,
} from '@org/observe-conventions';
import type { LogRecordRow, MetricSeries, SpanRow, Telemetry } from './telemetry.ts';

/** The metrics the demo shows and checks. */
const METRICS = [METRIC_HTTP_SERVER_REQUEST_DURATION, METRIC_SLI_EVENTS, METRIC_SLI_EXCLUDED];
/** OTLP's numbers for a server span and for a failed one. */
const KIND_SERVER = 2;
const STATUS_ERROR = 2;
const NANOS_PER_MICRO = 1_000n;
const MICROS_PER_MILLI = 1_000;

/** A local OTLP endpoint that keeps what it receives. */
export interface Receiver {
  /** Base URL, for OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  /** What has arrived; of spans and logs the newest `recent` only, if that is given. */
  telemetry(recent?: number): Telemetry;
  /** Messages that could not be read. */
  problems(): readonly string[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const store = new TelemetryStore();
  const problems: string[] = [];
  const receiver = new OtlpReceiver({ ...store.sink, onRefused: (reason) => problems.push(reason) });
  const { url } = await receiver.listen();
  return {
    endpoint: url,
    telemetry: (recent) => readStore(store, recent),
    problems: () => problems,
    close: () => receiver.close(),
  };
}

/** What a store holds, flat; of spans and logs the newest `recent` only, if that is given. */
export function readStore(store: TelemetryStore, recent: number = Number.POSITIVE_INFINITY): Telemetry {
  const spans = store.spans();
  const logs = store.logs();
  return {
    metrics: METRICS.flatMap((name) => store.series(name)).map(
      ({ name, resource, attributes, value, bounds, bucketCounts }): MetricSeries => ({
        service: text(resource[ATTR_SERVICE_NAME]),
        version: text(resource[ATTR_SERVICE_VERSION]),
        name,
        attributes,
        total: value,
        bounds,
        bucketCounts,
      }),
    ),
    spans: newest(spans, recent).map(readSpan),
    logs: newest(logs, recent).map(readLog),
    spanCount: spans.length,
    logCount: logs.length,
  };
}

function newest<Item>(items: readonly Item[], recent: number): readonly Item[] {
  return items.length > recent ? items.slice(-recent) : items;
}

function readSpan(span: StoredSpan): SpanRow {
  return {
    service: text(span.resource[ATTR_SERVICE_NAME]),
    traceId: span.traceId,
    name: span.name,
    isServer: span.kind === KIND_SERVER,
    failed: span.status?.code === STATUS_ERROR,
    startMs: milliseconds(span.startTimeUnixNano),
    durationMs: milliseconds(span.endTimeUnixNano - span.startTimeUnixNano),
    attributes: span.attributes,
  };
}

function readLog(record: StoredLog): LogRecordRow {
  return {
    service: text(record.resource[ATTR_SERVICE_NAME]),
    traceId: record.traceId,
    timeMs: milliseconds(record.timeUnixNano),
    level: record.severityText,
    message: text(record.body),
    attributes: record.attributes,
  };
}

/** Unix nanoseconds do not fit a number; microseconds do. */
function milliseconds(nanos: bigint): number {
  return Number(nanos / NANOS_PER_MICRO) / MICROS_PER_MILLI;
}

function text(value: Attributes[string] | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
