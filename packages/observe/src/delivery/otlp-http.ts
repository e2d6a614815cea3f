import {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
  type ISerializer,
} from '@opentelemetry/otlp-transformer';
import { BatchLogRecordProcessor, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InstrumentType,
  PeriodicExportingMetricReader,
  type MetricProducer,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import type { ResolvedConfig } from '../config/model.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Delivery, Signal } from './delivery.ts';
import { OtlpExporter } from './otlp-exporter.ts';
import { OtlpSender } from './otlp-sender.ts';

/** Records waiting per signal; at about 1 kB each this bounds the queues to some 16 MB. */
const QUEUE_SIZE_MAX = 16_384;
const BATCH_SIZE_MAX = 512;

interface OtlpHttpDeliveryOptions {
  readonly config: ResolvedConfig;
  readonly diagnostics: Diagnostics;
  /** Sources of metrics besides the meter provider: the SLI and HTTP series. */
  readonly metricProducers: readonly MetricProducer[];
}

/** Delivery by OpenTelemetry's batch processors and serializers, sent by ours over OTLP/HTTP protobuf. */
export function createOtlpHttpDelivery(options: OtlpHttpDeliveryOptions): Delivery {
  const { config, diagnostics, metricProducers } = options;
  const senders = {
    traces: createSender(config, 'traces'),
    metrics: createSender(config, 'metrics'),
    logs: createSender(config, 'logs'),
  };
  function createExporter<Batch>(
    signal: Signal,
    serializer: ISerializer<Batch, unknown>,
    sizeOf: (batch: Batch) => number,
  ) {
    const endpoint = config.exporter[`${signal}Endpoint`];
    return new OtlpExporter<Batch>({
      signal,
      endpoint,
      sender: senders[signal],
      serializer,
      sizeOf,
      diagnostics,
    });
  }
  const exporters = {
    traces: createExporter('traces', ProtobufTraceSerializer, (spans: ReadableSpan[]) => spans.length),
    metrics: createExporter('metrics', ProtobufMetricsSerializer, (_metrics: ResourceMetrics) => 1),
    logs: createExporter('logs', ProtobufLogsSerializer, (records: ReadableLogRecord[]) => records.length),
  };
  const spanProcessors = config.traces.enabled ? [createSpanProcessor(config, exporters.traces)] : [];
  const logRecordProcessors =
    config.logs.enabled && config.logs.otlp ? [createLogRecordProcessor(config, exporters.logs)] : [];
  const metricReaders = config.metrics.enabled
    ? [createMetricReader(config, exporters.metrics, metricProducers)]
    : [];

  async function flush(): Promise<void> {
    const queues = [...spanProcessors, ...logRecordProcessors, ...metricReaders];
    const results = await Promise.allSettled(queues.map((queue) => queue.forceFlush()));
    // The processors do not wait for a batch that was under way already.
    await Promise.all(Object.values(exporters).map((exporter) => exporter.forceFlush()));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  function abandon(): void {
    for (const sender of Object.values(senders)) sender.abandon();
  }

  return { spanProcessors, logRecordProcessors, metricReaders, tallies: exporters, flush, abandon };
}

function createSender({ exporter }: ResolvedConfig, signal: Signal): OtlpSender {
  return new OtlpSender({
    url: exporter[`${signal}Endpoint`],
    headers: exporter[`${signal}Headers`],
    compression: exporter[`${signal}Compression`],
    timeoutMs: exporter[`${signal}TimeoutMs`],
  });
}

function createSpanProcessor(
  config: ResolvedConfig,
  exporter: OtlpExporter<ReadableSpan[]>,
): BatchSpanProcessor {
  return new BatchSpanProcessor({
    exporter,
    maxQueueSize: QUEUE_SIZE_MAX,
    maxExportBatchSize: BATCH_SIZE_MAX,
    scheduledDelayMillis: config.traces.exportDelayMs,
    exportTimeoutMillis: config.exporter.tracesTimeoutMs,
  });
}

function createLogRecordProcessor(
  config: ResolvedConfig,
  exporter: OtlpExporter<ReadableLogRecord[]>,
): BatchLogRecordProcessor {
  return new BatchLogRecordProcessor({
    exporter,
    maxQueueSize: QUEUE_SIZE_MAX,
    maxExportBatchSize: BATCH_SIZE_MAX,
    scheduledDelayMillis: config.logs.exportDelayMs,
    exportTimeoutMillis: config.exporter.logsTimeoutMs,
  });
}

function createMetricReader(
  config: ResolvedConfig,
  exporter: OtlpExporter<ResourceMetrics>,
  metricProducers: readonly MetricProducer[],
): PeriodicExportingMetricReader {
  const pushExporter: PushMetricExporter = {
    export: (metrics, resultCallback) => exporter.export(metrics, resultCallback),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
    selectAggregationTemporality: (type) => temporalityOf(type, config.metrics.temporality),
  };
  return new PeriodicExportingMetricReader({
    exporter: pushExporter,
    exportIntervalMillis: config.metrics.exportIntervalMs,
    exportTimeoutMillis: Math.min(config.exporter.metricsTimeoutMs, config.metrics.exportIntervalMs),
    metricProducers: [...metricProducers],
  });
}

/** Delta where it is asked for, but for levels, which have no meaningful one. */
function temporalityOf(type: InstrumentType, wanted: 'cumulative' | 'delta'): AggregationTemporality {
  const isLevel =
    type === InstrumentType.UP_DOWN_COUNTER || type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER;
  return wanted === 'delta' && !isLevel ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
}
