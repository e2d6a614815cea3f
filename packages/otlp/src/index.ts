export { OTLP_ERRORS, OtlpError } from './errors.ts';
export type { OtlpErrorCode } from './errors.ts';
export type { Attributes, AttributeValue, Resource, Scope } from './model/attributes.ts';
export type { LogRecord, LogsData, ResourceLogs, ScopeLogs } from './model/logs.ts';
export { TEMPORALITY_CUMULATIVE, TEMPORALITY_DELTA } from './model/metrics.ts';
export type {
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramPoint,
  HistogramPoint,
  Metric,
  MetricsData,
  NumberPoint,
  ResourceMetrics,
  ScopeMetrics,
  SummaryPoint,
} from './model/metrics.ts';
export type {
  ResourceSpans,
  ScopeSpans,
  Span,
  SpanEvent,
  SpanLink,
  SpanStatus,
  TracesData,
} from './model/traces.ts';
export { BODY_BYTES_MAX, UNPACKED_BYTES_MAX } from './receiver/body.ts';
export type { MetricSeries } from './receiver/metric-series.ts';
export { OtlpReceiver } from './receiver/receiver.ts';
export type { Answer, OtlpReceiverOptions } from './receiver/receiver.ts';
export { TelemetryStore } from './receiver/telemetry-store.ts';
export type {
  StoredLog,
  StoredSpan,
  TelemetryStoreOptions,
  WaitOptions,
} from './receiver/telemetry-store.ts';
export { LOGS, METRICS, TRACES } from './signal.ts';
export type { PartialSuccess, Signal } from './signal.ts';
