import type { LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
import {
  DURATION_BUCKETS_SECONDS,
  METRIC_DB_CLIENT_OPERATION_DURATION,
  METRIC_HTTP_CLIENT_REQUEST_DURATION,
} from '@org/observe-conventions';
import type { ResolvedConfig } from '../config/model.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';
import { HistogramSeries } from '../recording/histogram-series.ts';
import type { SeriesProducer } from '../recording/producer.ts';
import type { Overflow } from '../recording/slot-table.ts';
import { observeGraphql } from './graphql-channel.ts';
import { createGuard } from './guard.ts';
import { observeHttpClient } from './http-client-channel.ts';
import type { InstalledPackage } from './installed-package.ts';
import { onPackageStart } from './module-hooks.ts';
import { OutgoingRequestRecorder } from './outgoing-request.ts';
import { createTimedTracerProvider } from './timed-tracer.ts';
import { observeUndici } from './undici-channels.ts';
import {
  publishesChannels,
  startUpstream,
  unsupportedReason,
  UPSTREAM_INSTRUMENTATIONS,
  type Instrumentation,
  type UpstreamInstrumentation,
} from './upstream-instrumentation.ts';

/** Instrumentation scope of what is recorded through channels here. */
const SCOPE = '@org/observe/clients';
/** Database operations are faster than requests: the conventions advise other bounds, in seconds. */
const DB_BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

export interface InstrumentationsEnvironment {
  readonly tracerProvider: TracerProvider;
  readonly meterProvider: MeterProvider;
  readonly loggerProvider: LoggerProvider;
  /** Gets the duration histograms of clients and databases. */
  readonly producer: SeriesProducer;
  readonly diagnostics: Diagnostics;
  readonly onOverflow?: (overflow: Overflow) => void;
}

export interface InstrumentationHandle {
  /** Names of the upstream instrumentations loaded so far. */
  loaded(): readonly string[];
  /** Ends all of them; the wraps that stay pass everything through. */
  disable(): void;
}

/**
 * Instruments the clients an application uses: outgoing HTTP through Node's and undici's channels, everything else by
 * the OpenTelemetry project's packages, each of which is loaded when its target is: an unused one costs nothing.
 *
 * @param config - `instrumentations` switches each one, `sli.seriesBudget` bounds the histograms.
 */
export function loadInstrumentations(
  config: ResolvedConfig,
  environment: InstrumentationsEnvironment,
): InstrumentationHandle {
  const { instrumentations } = config;
  const loaded = new Map<string, Instrumentation>();
  const ends = observeChannels(config, environment);
  const durations = createDurations(config, environment, METRIC_DB_CLIENT_OPERATION_DURATION);
  let enabled = true;

  for (const upstream of UPSTREAM_INSTRUMENTATIONS) {
    if (!instrumentations[upstream.name]) continue;
    const start = (target: InstalledPackage) => {
      if (!enabled || publishesChannels(target) || reportUnsupported(upstream, target, environment)) return;
      if (loaded.has(upstream.name)) return;
      loaded.set(upstream.name, startWith(upstream, environment, durations));
    };
    for (const target of Object.keys(upstream.targets)) onPackageStart(target, start);
  }

  return {
    loaded: () => [...loaded.keys()],
    disable() {
      enabled = false;
      for (const end of ends) end();
      for (const instrumentation of loaded.values()) instrumentation.disable();
    },
  };
}

function observeChannels(config: ResolvedConfig, environment: InstrumentationsEnvironment): (() => void)[] {
  const { http, undici, graphql } = config.instrumentations;
  const { diagnostics, tracerProvider } = environment;
  const tracer = tracerProvider.getTracer(SCOPE);
  const ends: (() => void)[] = [];
  if (http || undici) {
    const durations = createDurations(config, environment, METRIC_HTTP_CLIENT_REQUEST_DURATION);
    const recorder = new OutgoingRequestRecorder({ tracer, durations });
    if (http) ends.push(observeHttpClient(recorder, createGuard('http', diagnostics)));
    if (undici) ends.push(observeUndici(recorder, createGuard('undici', diagnostics)));
  }
  if (graphql) ends.push(observeGraphql(tracer, createGuard('graphql', diagnostics)));
  return ends;
}

function createDurations(
  { sli }: ResolvedConfig,
  { producer, onOverflow }: InstrumentationsEnvironment,
  metric: string,
): HistogramSeries {
  const isDatabase = metric === METRIC_DB_CLIENT_OPERATION_DURATION;
  const durations = new HistogramSeries({
    metric,
    budget: sli.seriesBudget,
    bounds: isDatabase ? DB_BUCKETS_SECONDS : DURATION_BUCKETS_SECONDS,
    ...(onOverflow === undefined ? {} : { onOverflow }),
  });
  producer.add(durations);
  return durations;
}

function reportUnsupported(
  upstream: UpstreamInstrumentation,
  target: InstalledPackage,
  { diagnostics }: InstrumentationsEnvironment,
): boolean {
  const supported = unsupportedReason(upstream, target);
  if (supported === undefined) return false;
  const { name: module, version } = target;
  const details = { module, version, supported, instrumentation: upstream.name };
  diagnostics.reportOnce(createError('OBS_ERR_LOADING_UNSUPPORTED', details));
  return true;
}

function startWith(
  upstream: UpstreamInstrumentation,
  { tracerProvider, meterProvider, loggerProvider, diagnostics }: InstrumentationsEnvironment,
  durations: HistogramSeries,
): Instrumentation {
  const instrumentation = startUpstream(upstream);
  const tracers = upstream.timed ? createTimedTracerProvider(tracerProvider, durations) : tracerProvider;
  instrumentation.setTracerProvider(tracers);
  instrumentation.setMeterProvider(meterProvider);
  instrumentation.setLoggerProvider?.(loggerProvider);
  diagnostics.debug(`loaded ${upstream.packageName}`);
  return instrumentation;
}
