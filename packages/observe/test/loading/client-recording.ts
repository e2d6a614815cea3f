import { context, metrics, logs, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { INSTRUMENTATION_NAMES, type ResolvedConfig } from '../../src/config/model.ts';
import { Diagnostics } from '../../src/diagnostics/diagnostics.ts';
import { loadInstrumentations, type InstrumentationHandle } from '../../src/loading/instrumentations.ts';
import { SeriesProducer } from '../../src/recording/producer.ts';

/** One point of a histogram, as far as the tests look. */
export interface Duration {
  readonly metric: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly count: number;
}

/** Everything the instrumentations of this process recorded during one test. */
export interface ClientRecording {
  spans(): readonly ReadableSpan[];
  durations(): Promise<readonly Duration[]>;
  /** Lines written for people. */
  readonly lines: string[];
  readonly tracerProvider: TracerProvider;
}

/** Starts the instrumentations for the tests of a file, with telemetry kept in memory. */
export function recordClients(): ClientRecording {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const lines: string[] = [];
  let producer: SeriesProducer;
  let handle: InstrumentationHandle;

  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  });
  beforeEach(() => {
    exporter.reset();
    handle?.disable();
    producer = new SeriesProducer({
      temporality: AggregationTemporality.CUMULATIVE,
      scope: { name: 'test' },
    });
    handle = loadInstrumentations(configWithEverything(), {
      tracerProvider,
      meterProvider: metrics.getMeterProvider(),
      loggerProvider: logs.getLoggerProvider(),
      producer,
      diagnostics: new Diagnostics({ sink: (line) => lines.push(line) }),
    });
  });
  afterAll(() => {
    handle.disable();
    context.disable();
    propagation.disable();
  });

  return {
    spans: () => exporter.getFinishedSpans(),
    durations: () => collectDurations(producer),
    lines,
    tracerProvider,
  };
}

function configWithEverything(): ResolvedConfig {
  const instrumentations = Object.fromEntries(INSTRUMENTATION_NAMES.map((name) => [name, true]));
  return { instrumentations, sli: { seriesBudget: 100 } } as unknown as ResolvedConfig;
}

async function collectDurations(producer: SeriesProducer): Promise<Duration[]> {
  const { resourceMetrics } = await producer.collect();
  return resourceMetrics.scopeMetrics
    .flatMap(({ metrics: collected }) => collected)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => ({
        metric: descriptor.name,
        attributes,
        count: (value as { count: number }).count,
      })),
    );
}
