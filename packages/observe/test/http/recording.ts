import { context, propagation, type Attributes } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import {
  DEFAULT_IGNORE_PATHS,
  DEFAULT_LATENCY_THRESHOLD_MS,
  DEFAULT_SYNTHETIC_HEADER,
} from '@org/observe-conventions';
import { onTestFinished } from 'vitest';
import type { ResolvedConfig } from '../../src/config/model.ts';
import { Diagnostics } from '../../src/diagnostics/diagnostics.ts';
import { HttpServerRecorder } from '../../src/http/recorder.ts';
import type { RequestLogRecord } from '../../src/http/request-log.ts';
import { installHttpServerHook } from '../../src/http/server-hook.ts';
import { SeriesProducer } from '../../src/recording/producer.ts';
import { installRuntime, type Runtime } from '../../src/runtime/runtime.ts';
import { SliRegistry } from '../../src/sli/registry.ts';

const SCOPE = { name: '@org/observe', version: '0.0.0' };
/** Longest a condition may take to come true, in milliseconds. */
const DEADLINE_MS = 10_000;

/** One series as collected since the last look: the deltas of counters and of histograms' counts. */
export interface Count {
  readonly metric: string;
  readonly attributes: Attributes;
  readonly value: number;
}

/** The HTTP recorder as the bootstrap composes it, with everything it records at hand. */
export interface Recording {
  readonly recorder: HttpServerRecorder;
  /** Lines for people. */
  readonly diagnostics: string[];
  readonly logs: RequestLogRecord[];
  /** Spans ended since the last call. */
  takeSpans(): ReadableSpan[];
  /** Series that counted something since the last call. */
  takeCounts(): Promise<Count[]>;
  /** Waits until so many requests have been recorded since the start. */
  served(count: number): Promise<void>;
}

export interface RecordingOptions {
  readonly http?: Partial<ResolvedConfig['http']>;
  readonly seriesBudget?: number;
}

/** Starts recording; it ends with the test. */
export function startRecording({ http = {}, seriesBudget = 1_000 }: RecordingOptions = {}): Recording {
  const { recording, stop } = composeRecording({ http, seriesBudget });
  onTestFinished(stop);
  return recording;
}

/** The same for a whole file: whoever starts it ends it. */
export function composeRecording({ http = {}, seriesBudget = 1_000 }: RecordingOptions = {}): {
  recording: Recording;
  stop: () => void;
} {
  const diagnosticLines: string[] = [];
  const logs: RequestLogRecord[] = [];
  const diagnostics = new Diagnostics({ sink: (line) => diagnosticLines.push(line) });
  const producer = new SeriesProducer({ temporality: AggregationTemporality.DELTA, scope: SCOPE });
  const spanExporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })],
  });
  const contextManager = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(contextManager);
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const sli = new SliRegistry({ producer, seriesBudget, diagnostics });
  const config = httpConfig(http);
  const recorder = new HttpServerRecorder({
    config,
    logs: { requests: true },
    seriesBudget,
    sli,
    producer,
    tracer: tracerProvider.getTracer(SCOPE.name),
    diagnostics,
    emitRequestLog: (record) => logs.push(record),
  });
  const runtime = { version: '0.0.0', config: { http: config }, diagnostics, sli, http: recorder };
  installRuntime(runtime as unknown as Runtime);
  const unhook = installHttpServerHook(recorder);

  const recording: Recording = {
    recorder,
    diagnostics: diagnosticLines,
    logs,
    takeSpans() {
      const spans = spanExporter.getFinishedSpans();
      spanExporter.reset();
      return spans;
    },
    takeCounts: () => collectCounts(producer),
    served: (count) => until(() => recorder.served >= count, `${count} served requests`),
  };
  return {
    recording,
    stop: () => {
      unhook();
      installRuntime(undefined);
      context.disable();
      propagation.disable();
    },
  };
}

/** Waits for a condition, without a sleep: it is looked at after each turn of the event loop. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`timed out waiting for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function collectCounts(producer: SeriesProducer): Promise<Count[]> {
  const { resourceMetrics } = await producer.collect();
  return resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => ({
        metric: descriptor.name,
        attributes,
        value: typeof value === 'number' ? value : (value as { count: number }).count,
      })),
    )
    .filter(({ value }) => value !== 0);
}

function httpConfig(overrides: Partial<ResolvedConfig['http']>): ResolvedConfig['http'] {
  return {
    enabled: true,
    streaming: false,
    latencyThresholdMs: DEFAULT_LATENCY_THRESHOLD_MS,
    badStatusCodes: [],
    availabilityObjective: 0.999,
    latencyObjective: 0.99,
    ignorePaths: DEFAULT_IGNORE_PATHS,
    syntheticHeader: DEFAULT_SYNTHETIC_HEADER,
    routes: {},
    ...overrides,
  };
}
