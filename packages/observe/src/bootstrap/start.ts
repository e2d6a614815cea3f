import { metrics, trace } from '@opentelemetry/api';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { isObserveError } from '@org/observe-conventions';
import { configuredInCode } from '../config/code.ts';
import type { ResolvedConfig } from '../config/model.ts';
import { resolveConfig } from '../config/resolve.ts';
import { createOtlpHttpDelivery } from '../delivery/otlp-http.ts';
import { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';
import { HttpServerRecorder } from '../http/recorder.ts';
import { emitRequestLog } from '../log/request-log.ts';
import { startProcessMetrics } from '../process-metrics/process-metrics.ts';
import { SeriesProducer } from '../recording/producer.ts';
import { detectResource } from '../resource/detect.ts';
import { currentRuntime, installRuntime, type Runtime } from '../runtime/runtime.ts';
import { runSelfCheck } from '../self-check/self-check.ts';
import { SliRegistry } from '../sli/registry.ts';
import { installExitHooks } from './exit-hooks.ts';
import { installHooks } from './hooks.ts';
import { createProviders, registerProviders, unregisterProviders } from './providers.ts';
import { createFlushing } from './shutdown.ts';
import { VERSION } from './version.ts';

/** Instrumentation scope of everything the product records itself. */
const SCOPE = { name: '@org/observe', version: VERSION };

/**
 * Starts telemetry for this process: called by `import '@org/observe'`, which is all an application does.
 *
 * Idempotent across calls and across installed copies: the first one runs, later ones get it. Never throws: an
 * application without telemetry is better than none, so a failure is said on standard error and that is all.
 *
 * @returns The running telemetry, or `undefined` when it is disabled or could not start.
 */
export function start(): Runtime | undefined {
  const running = currentRuntime();
  if (running !== undefined) {
    if (running.version !== VERSION) reportTwoVersions(running);
    return running;
  }
  try {
    const code = configuredInCode();
    const { config, warnings } = resolveConfig(code === undefined ? {} : { code });
    const diagnostics = new Diagnostics({ debug: config.debug });
    for (const warning of warnings) diagnostics.reportOnce(warning);
    if (!config.enabled) {
      diagnostics.debug('disabled by configuration');
      return undefined;
    }
    return compose(config, diagnostics);
  } catch (thrown) {
    new Diagnostics().reportThrown(thrown, (reason, cause) =>
      createError('OBS_ERR_RUNTIME_START', { reason }, cause),
    );
    return undefined;
  }
}

/** Builds everything in the order in which it depends on each other, and makes it the telemetry of this process. */
function compose(config: ResolvedConfig, diagnostics: Diagnostics): Runtime {
  const { resource } = detectResource(config);
  const delta = config.metrics.temporality === 'delta';
  const temporality = delta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
  const producer = new SeriesProducer({ temporality, scope: SCOPE });
  const delivery = createOtlpHttpDelivery({ config, diagnostics, metricProducers: [producer] });
  const providers = createProviders(config, resource, delivery);
  registerProviders(providers, config, diagnostics);

  const { seriesBudget } = config.sli;
  const sli = new SliRegistry({ producer, seriesBudget, diagnostics });
  declareConfigured(config, sli, diagnostics);
  const http = new HttpServerRecorder({
    config: config.http,
    logs: config.logs,
    seriesBudget,
    sli,
    producer,
    // Through the API, so that a tracing SDK registered before us gets the server spans too.
    tracer: trace.getTracer(SCOPE.name, SCOPE.version),
    diagnostics,
    emitRequestLog,
  });

  const { tallies } = delivery;
  const stops = [installHooks({ config, diagnostics, http, sli, producer })];
  if (config.metrics.process) stops.push(startProcessMetrics(metrics.getMeter(SCOPE.name, SCOPE.version)));

  // Last, when every module patch has said whether it came in time.
  stops.push(
    runSelfCheck({
      config,
      diagnostics,
      servedCount: () => http.served,
      exportedCount: () => tallies.traces.delivered + tallies.metrics.delivered + tallies.logs.delivered,
      lastError: () => tallies.traces.lastError ?? tallies.metrics.lastError ?? tallies.logs.lastError,
    }),
  );

  const { flush, lastFlush, shutdown } = createFlushing({
    delivery,
    diagnostics,
    timeoutMs: config.shutdown.timeoutMs,
    stop: [
      () => removeExitHooks(),
      ...stops,
      providers.shutdown,
      unregisterProviders,
      () => installRuntime(undefined),
    ],
  });
  const removeExitHooks = installExitHooks({ flush, lastFlush, shutdown, signals: config.shutdown.signals });
  const runtime: Runtime = { version: VERSION, config, diagnostics, sli, http, flush, shutdown };
  installRuntime(runtime);
  diagnostics.debug(describeStart(config));
  return runtime;
}

/** A wrong declaration costs its own SLI, not the telemetry of the service. */
function declareConfigured(
  { sli: { declarations } }: ResolvedConfig,
  sli: SliRegistry,
  diagnostics: Diagnostics,
): void {
  for (const declaration of declarations) {
    try {
      sli.declare(declaration);
    } catch (thrown) {
      if (!isObserveError(thrown)) throw thrown;
      diagnostics.reportOnce(thrown);
    }
  }
}

function describeStart({ service, exporter, traces, metrics: { temporality } }: ResolvedConfig): string {
  const identity = [service.name, service.version, service.environment]
    .filter((part) => part !== '')
    .join(' ');
  const endpoint = new URL(exporter.tracesEndpoint).origin;
  return `${VERSION} started for ${identity}: OTLP to ${endpoint}, traces ${traces.sampleRatio * 100} %, ${temporality} metrics`;
}

function reportTwoVersions({ version, diagnostics }: Runtime): void {
  diagnostics.reportOnce(createError('OBS_ERR_RUNTIME_TWO_VERSIONS', { running: version, ignored: VERSION }));
}
