import { metrics, trace } from '@opentelemetry/api';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { isObserveError } from '@org/observe-conventions';
import type { ResolvedConfig } from '../config/model.ts';
import { resolveConfig } from '../config/resolve.ts';
import { createOtlpHttpDelivery } from '../delivery/otlp-http.ts';
import { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';
import { HttpServerRecorder } from '../http/recorder.ts';
import { SeriesProducer } from '../recording/producer.ts';
import { detectResource } from '../resource/detect.ts';
import { currentRuntime, installRuntime, type Runtime } from '../runtime/runtime.ts';
import { SliRegistry } from '../sli/registry.ts';
import { installExitHooks } from './exit-hooks.ts';
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
    const { config, warnings } = resolveConfig();
    const diagnostics = new Diagnostics({ debug: config.debug });
    for (const warning of warnings) diagnostics.reportOnce(warning);
    if (!config.enabled) {
      diagnostics.debug('disabled by configuration');
      return undefined;
    }
    return compose(config, diagnostics);
  } catch (thrown) {
    reportFailedStart(thrown);
    return undefined;
  }
}

function compose(config: ResolvedConfig, diagnostics: Diagnostics): Runtime {
  const { resource } = detectResource(config);
  const temporality =
    config.metrics.temporality === 'delta' ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
  const producer = new SeriesProducer({ temporality, scope: SCOPE });
  const delivery = createOtlpHttpDelivery({ config, diagnostics, metricProducers: [producer] });
  const providers = createProviders(config, resource, delivery);
  registerProviders(providers, config, diagnostics);

  const sli = new SliRegistry({ producer, seriesBudget: config.sli.seriesBudget, diagnostics });
  for (const declaration of config.sli.declarations) sli.declare(declaration);
  const http = new HttpServerRecorder({
    config: config.http,
    logs: config.logs,
    sli,
    producer,
    // Through the API, so that a tracing SDK registered before us gets the server spans too.
    tracer: trace.getTracer(SCOPE.name, SCOPE.version),
    diagnostics,
    emitRequestLog,
  });

  const stopListening = installHooks({ config, diagnostics, http, providers });
  const stopProcessMetrics = config.metrics.process
    ? startProcessMetrics(metrics.getMeter(SCOPE.name, SCOPE.version))
    : () => {};
  const flushing = createFlushing({
    delivery,
    diagnostics,
    timeoutMs: config.shutdown.timeoutMs,
    stop: [stopListening, stopProcessMetrics, providers.shutdown, unregisterProviders, () => installRuntime(undefined)],
  });
  const removeExitHooks = installExitHooks({
    flush: flushing.flush,
    shutdown: flushing.shutdown,
    signals: config.shutdown.signals,
  });
  const runtime: Runtime = { version: VERSION, config, diagnostics, sli, http, ...flushing };
  installRuntime(runtime);
  return runtime;
}
