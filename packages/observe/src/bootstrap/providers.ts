import { context, diag, logs, metrics, propagation, trace, type TextMapPropagator } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { PropagatorName, ResolvedConfig } from '../config/model.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';

/** Longest attribute value kept on a span or log record, in characters. */
const ATTRIBUTE_LENGTH_MAX = 8_192;

const PROPAGATORS: Readonly<Record<PropagatorName, () => TextMapPropagator>> = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
};

/** The three SDK providers behind the OpenTelemetry API. */
export interface Providers {
  readonly tracerProvider: TracerProvider;
  readonly meterProvider: MeterProvider;
  readonly loggerProvider: LoggerProvider;
  shutdown(): Promise<void>;
}

/** Composes the OpenTelemetry SDK providers directly: loading `sdk-node` would cost several times as much. */
export function createProviders(config: ResolvedConfig, resource: Resource, delivery: Delivery): Providers {
  const tracerProvider = new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(config.traces.sampleRatio) }),
    spanLimits: { attributeValueLengthLimit: ATTRIBUTE_LENGTH_MAX },
    spanProcessors: [...delivery.spanProcessors],
  });
  const meterProvider = new MeterProvider({ resource, readers: [...delivery.metricReaders] });
  const loggerProvider = new LoggerProvider({
    resource,
    logRecordLimits: { attributeValueLengthLimit: ATTRIBUTE_LENGTH_MAX },
    processors: [...delivery.logRecordProcessors],
  });

  async function shutdown(): Promise<void> {
    await Promise.allSettled([
      tracerProvider.shutdown(),
      meterProvider.shutdown(),
      loggerProvider.shutdown(),
    ]);
  }

  return { tracerProvider, meterProvider, loggerProvider, shutdown };
}

/**
 * Makes the providers the ones behind the OpenTelemetry API, so that everyone's spans, meters and loggers come here.
 * A signal that another SDK holds already stays with it, and that is said.
 */
export function registerProviders(
  providers: Providers,
  config: ResolvedConfig,
  diagnostics: Diagnostics,
): void {
  diag.setLogger(createDiagLogger(diagnostics), { suppressOverrideMessage: true });
  const contextManager = new AsyncLocalStorageContextManager().enable();
  const propagator = new CompositePropagator({
    propagators: config.traces.propagators.map((name) => PROPAGATORS[name]()),
  });
  const registered = {
    traces: trace.setGlobalTracerProvider(providers.tracerProvider),
    metrics: metrics.setGlobalMeterProvider(providers.meterProvider),

    logs: logs.setGlobalLoggerProvider(providers.loggerProvider),
    context: context.setGlobalContextManager(contextManager),
    propagation: propagation.setGlobalPropagator(propagator),
  };
  const taken = Object.entries(registered).filter(([, succeeded]) => !succeeded);
  if (taken.length === 0) return;
  const signals = taken.map(([signal]) => signal).join(', ');
  diagnostics.reportOnce(createError('OBS_ERR_RUNTIME_SECOND_SDK', { signals }));
}

/** Takes the providers back out of the API, so that later recordings are no-ops. */
export function unregisterProviders(): void {
  trace.disable();
  metrics.disable();
  logs.disable();
  context.disable();
  propagation.disable();
  diag.disable();
}

/** Upstream's own remarks are details; what a person must know is reported by us with a code and a fix. */
function createDiagLogger(diagnostics: Diagnostics) {
  const write = (message: string, ...details: unknown[]) =>
    diagnostics.debug(`opentelemetry: ${[message, ...details].map(String).join(' ')}`);
  const ignore = () => {};
  return { error: write, warn: write, info: write, debug: ignore, verbose: ignore };
}
