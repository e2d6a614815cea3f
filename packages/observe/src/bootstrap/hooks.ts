import { logs, metrics, trace } from '@opentelemetry/api';
import type { ResolvedConfig } from '../config/model.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { patchExpress, patchRouterModule } from '../express/patch.ts';
import { observeFastifyInstances } from '../fastify/initialization.ts';
import type { HttpServerRecorder } from '../http/recorder.ts';
import { installHttpServerHook } from '../http/server-hook.ts';
import { loadInstrumentations } from '../loading/instrumentations.ts';
import { installLoadHook, onModuleLoad } from '../loading/module-hooks.ts';
import { installLogCorrelation } from '../log/correlation.ts';
import type { SeriesProducer } from '../recording/producer.ts';
import type { SliRegistry } from '../sli/registry.ts';

interface HooksOptions {
  readonly config: ResolvedConfig;
  readonly diagnostics: Diagnostics;
  readonly http: HttpServerRecorder;
  readonly sli: SliRegistry;
  readonly producer: SeriesProducer;
}

/**
 * Hooks us to servers, frameworks, clients and loggers, as far as the configuration wants.
 *
 * @returns A function that ends their recording; wraps that others may have wrapped stay and pass everything through.
 */
export function installHooks({ config, diagnostics, http, sli, producer }: HooksOptions): () => void {
  const { instrumentations } = config;
  installLoadHook({ diagnostics });
  const ends = [installHttpServerHook(http)];
  if (instrumentations.express) {
    onModuleLoad('express', patchExpress);
    onModuleLoad('router', patchRouterModule);
  }
  if (instrumentations.fastify) ends.push(observeFastifyInstances(diagnostics));
  const clients = loadInstrumentations(config, {
    // Through the API, so that client spans go where the server spans go.
    tracerProvider: trace.getTracerProvider(),
    meterProvider: metrics.getMeterProvider(),
    loggerProvider: logs.getLoggerProvider(),
    producer,
    diagnostics,
    onOverflow: (overflow) => sli.reportOverflow(overflow),
  });
  ends.push(() => clients.disable());
  ends.push(installLogCorrelation(config));
  return () => {
    for (const end of ends) end();
  };
}
