import { context, logs, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ObserveConfig } from '../../src/config/model.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { Diagnostics } from '../../src/diagnostics/diagnostics.ts';
import type { HttpServerRequest } from '../../src/http/request.ts';
import { installLogCorrelation } from '../../src/log/correlation.ts';
import { installLoadHook } from '../../src/loading/module-hooks.ts';
import { installRuntime, type Runtime } from '../../src/runtime/runtime.ts';

/** A log record as a backend would see it. */
export interface SeenRecord {
  readonly body: unknown;
  readonly severity: unknown;
  readonly severityText: unknown;
  readonly scope: string;
  readonly eventName: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
}

/** Real SDK providers that keep what they get, behind the OpenTelemetry API and a runtime. */
export class Telemetry {
  readonly problems: string[] = [];
  readonly spanExporter = new InMemorySpanExporter();
  readonly #logExporter = new InMemoryLogRecordExporter();
  readonly #stopLogs: () => void;
  /** The request that `http.current()` answers with. */
  request: HttpServerRequest | undefined;

  constructor(config: ObserveConfig = {}) {
    const code = { service: { name: 'shop', environment: 'test', version: '1.2.3' }, ...config };
    const resolved = resolveConfig({ env: {}, cwd: '/', argv: ['node', '/app.js'], code }).config;
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(
      new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: this.spanExporter })] }),
    );
    const processors = [new SimpleLogRecordProcessor({ exporter: this.#logExporter })];
    logs.setGlobalLoggerProvider(new LoggerProvider({ processors }));
    installLoadHook();
    this.#stopLogs = installLogCorrelation(resolved);
    installRuntime({
      version: '0.0.0',
      config: resolved,
      diagnostics: new Diagnostics({ sink: (line) => this.problems.push(line) }),
      http: { current: () => this.request },
    } as unknown as Runtime);
  }

  get records(): SeenRecord[] {
    return this.#logExporter.getFinishedLogRecords().map((record) => ({
      body: record.body,
      severity: record.severityNumber,
      severityText: record.severityText,
      scope: record.instrumentationScope.name,
      eventName: record.eventName,
      attributes: { ...record.attributes },
      traceId: record.spanContext?.traceId,
      spanId: record.spanContext?.spanId,
    }));
  }

  stop(): void {
    this.#stopLogs();
    installRuntime(undefined);
    for (const api of [trace, logs, context]) api.disable();
  }
}

/** Runs `work` in a span; what the span's ids are is returned. */
export function inSpan(work: () => void): { traceId: string; spanId: string } {
  return trace.getTracer('test').startActiveSpan('work', (span) => {
    work();
    span.end();
    const { traceId, spanId } = span.spanContext();
    return { traceId, spanId };
  });
}
