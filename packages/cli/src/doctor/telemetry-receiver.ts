import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_ROUTE,
  ATTR_SERVICE_NAME,
  ATTR_SLI_NAME,
  ATTR_SLI_OUTCOME,
  ATTR_SLI_REASON,
  METRIC_SLI_EVENTS,
  METRIC_SLI_EXCLUDED,
} from '@org/observe-conventions';
import {
  OtlpReceiver,
  TelemetryStore,
  type MetricSeries,
  type StoredLog,
  type StoredSpan,
} from '@org/observe-otlp';
import type { SliEvidence, TelemetryEvidence } from './evidence.ts';

/** OTLP's number for a server span. */
const KIND_SERVER = 2;

/** An endpoint for one examination. */
export interface TelemetryReceiver {
  /** Base URL, for OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  /** What has arrived so far for a request. */
  evidence(traceId: string): TelemetryEvidence;
  close(): Promise<void>;
}

export async function startTelemetryReceiver(): Promise<TelemetryReceiver> {
  const store = new TelemetryStore();
  const receiver = new OtlpReceiver(store.sink);
  const { url } = await receiver.listen();
  return {
    endpoint: url,
    evidence: (traceId) => readEvidence(store, traceId),
    close: () => receiver.close(),
  };
}

function readEvidence(store: TelemetryStore, traceId: string): TelemetryEvidence {
  const span = store
    .spans()
    .find((candidate) => candidate.traceId === traceId && candidate.kind === KIND_SERVER);
  const log = store.logs().find((candidate) => candidate.traceId === traceId && isRequestLog(candidate));
  return {
    ...(span !== undefined && { span: describeSpan(span) }),
    ...(log !== undefined && { log: textOf(log.body) }),
    slis: readSlis(store),
  };
}

/** The doctor's request is the only one, so that whatever was counted is its doing. */
function readSlis(store: TelemetryStore): Record<string, SliEvidence> {
  const slis: Record<string, SliEvidence> = {};
  for (const series of store.series(METRIC_SLI_EXCLUDED).filter(hasEvents)) {
    slis[sliNameOf(series)] = { excluded: textOf(series.attributes[ATTR_SLI_REASON]) };
  }
  for (const series of store.series(METRIC_SLI_EVENTS).filter(hasEvents)) {
    slis[sliNameOf(series)] = { outcome: series.attributes[ATTR_SLI_OUTCOME] === 'good' ? 'good' : 'bad' };
  }
  return slis;
}

/** A zero-initialised series has counted nothing yet. */
function hasEvents({ value }: MetricSeries): boolean {
  return value > 0;
}

function sliNameOf({ attributes }: MetricSeries): string {
  return textOf(attributes[ATTR_SLI_NAME]);
}

function describeSpan({ name, attributes, resource }: StoredSpan) {
  const route = attributes[ATTR_HTTP_ROUTE];
  return { name, service: textOf(resource[ATTR_SERVICE_NAME]), ...(typeof route === 'string' && { route }) };
}

/** The canonical line of a request is the log record that carries its method. */
function isRequestLog({ attributes }: StoredLog): boolean {
  return attributes[ATTR_HTTP_REQUEST_METHOD] !== undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}
