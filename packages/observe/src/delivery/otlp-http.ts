import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { AggregationTemporalityPreference } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { BatchLogRecordProcessor, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  PeriodicExportingMetricReader,
  type MetricProducer,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import type { ResolvedConfig } from '../config/model.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Delivery, Signal } from './delivery.ts';
import { ExportTally } from './export-tally.ts';

/** Records waiting per signal; at about 1 kB each this bounds the queues to some 16 MB. */
const QUEUE_SIZE_MAX = 16_384;
const BATCH_SIZE_MAX = 512;

interface OtlpHttpDeliveryOptions {
  readonly config: ResolvedConfig;
  readonly diagnostics: Diagnostics;
  /** Sources of metrics besides the meter provider: the SLI and HTTP series. */
  readonly metricProducers: readonly MetricProducer[];
}

/**
 * Delivery by OpenTelemetry's own batch processors and OTLP exporters, over http/protobuf.
 *
 * Follows the OTLP specification's retry rules as upstream implements them.
 */
export function createOtlpHttpDelivery({
  config,
  diagnostics,
  metricProducers,
}: OtlpHttpDeliveryOptions): Delivery {
  const tallies = {
    traces: new ExportTally('traces', config.exporter.tracesEndpoint, diagnostics),
    metrics: new ExportTally('metrics', config.exporter.metricsEndpoint, diagnostics),
    logs: new ExportTally('logs', config.exporter.logsEndpoint, diagnostics),
  };
  const spanProcessors = config.traces.enabled ? [createSpanProcessor(config, tallies.traces)] : [];
  const logRecordProcessors =
    config.logs.enabled && config.logs.otlp ? [createLogRecordProcessor(config, tallies.logs)] : [];
  const metricReaders = config.metrics.enabled
    ? [createMetricReader(config, tallies.metrics, metricProducers)]
    : [];

  async function flush(): Promise<void> {
    const queues = [...spanProcessors, ...logRecordProcessors, ...metricReaders];
    const results = await Promise.allSettled(queues.map((queue) => queue.forceFlush()));
    await Promise.all(Object.values(tallies).map((tally) => tally.settled()));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  return { spanProcessors, logRecordProcessors, metricReaders, tallies, flush };
}

function createSpanProcessor(config: ResolvedConfig, tally: ExportTally): BatchSpanProcessor {
  const exporter = new OTLPTraceExporter(exporterOptions(config, 'traces'));
  return new BatchSpanProcessor({
    exporter: tally.watch(exporter, (spans: ReadableSpan[]) => spans.length),
    maxQueueSize: QUEUE_SIZE_MAX,
    maxExportBatchSize: BATCH_SIZE_MAX,
    scheduledDelayMillis: config.traces.exportDelayMs,
    exportTimeoutMillis: config.exporter.tracesTimeoutMs,
  });
}

function createLogRecordProcessor(config: ResolvedConfig, tally: ExportTally): BatchLogRecordProcessor {
  const exporter = new OTLPLogExporter(exporterOptions(config, 'logs'));
  return new BatchLogRecordProcessor({
    exporter: tally.watch(exporter, (records: ReadableLogRecord[]) => records.length),
    maxQueueSize: QUEUE_SIZE_MAX,
    maxExportBatchSize: BATCH_SIZE_MAX,
    scheduledDelayMillis: config.logs.exportDelayMs,
    exportTimeoutMillis: config.exporter.logsTimeoutMs,
  });
}

function createMetricReader(
  config: ResolvedConfig,
  tally: ExportTally,
  metricProducers: readonly MetricProducer[],
): PeriodicExportingMetricReader {
  const temporalityPreference =
    config.metrics.temporality === 'delta'
      ? AggregationTemporalityPreference.DELTA
      : AggregationTemporalityPreference.CUMULATIVE;
  const exporter = new OTLPMetricExporter({ ...exporterOptions(config, 'metrics'), temporalityPreference });
  return new PeriodicExportingMetricReader({
    exporter: tally.watch(exporter, (_metrics: ResourceMetrics) => 1),
    exportIntervalMillis: config.metrics.exportIntervalMs,
    exportTimeoutMillis: Math.min(config.exporter.metricsTimeoutMs, config.metrics.exportIntervalMs),
    metricProducers: [...metricProducers],
  });
}

function exporterOptions({ exporter }: ResolvedConfig, signal: Signal) {
  return {
    url: exporter[`${signal}Endpoint`],
    headers: { ...exporter[`${signal}Headers`] },
    timeoutMillis: exporter[`${signal}TimeoutMs`],
    compression:
      exporter[`${signal}Compression`] === 'gzip' ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE,
  };
}
