import { logs, type Attributes, type Context, type Logger, type SeverityNumber } from '@opentelemetry/api';
import { createError } from '../errors.ts';
import { currentRuntime, type Runtime } from '../runtime/runtime.ts';
import { logSettings } from './settings.ts';

/** One log record on its way to OTLP. */
export interface LogEntry {
  /** Which logger wrote it: the instrumentation scope. */
  readonly scope: string;
  readonly severity: SeverityNumber;
  /** Level as the logger calls it. */
  readonly severityText: string;
  readonly body: string;
  readonly attributes: Attributes;
  /** Names the kind of event, for records that all have one form. */
  readonly eventName?: string;
  /** Where the entry was written, unless that is the active context. */
  readonly context?: Context;
}

let loggersOf: Runtime | undefined;
const loggers = new Map<string, Logger>();
let emitting = false;

/** Whether a log record would go anywhere: asked before one is put together. */
export function wantsLogEntries(): boolean {
  // Something that logs while a log record is delivered would otherwise never end.
  return !emitting && logSettings().otlp;
}

/**
 * Hands an entry to the OpenTelemetry logs API. Never throws.
 *
 * @param compose - Puts the entry together; run only if it is wanted, and inside the guard.
 */
export function emitLogEntry(compose: () => LogEntry | undefined): void {
  if (!wantsLogEntries()) return;
  emitting = true;
  try {
    const entry = compose();
    if (entry === undefined) return;
    const { severity, scope, context, eventName, ...record } = entry;
    loggerOf(scope).emit({
      ...record,
      severityNumber: severity,
      ...(eventName === undefined ? undefined : { eventName }),
      ...(context === undefined ? undefined : { context }),
    });
  } catch (thrown) {
    currentRuntime()?.diagnostics.reportThrown(thrown, (reason, cause) =>
      createError('OBS_ERR_LOG_RECORD', { reason }, cause),
    );
  } finally {
    emitting = false;
  }
}

/** Loggers keep to the provider they first met, so that each start of telemetry needs its own. */
function loggerOf(scope: string): Logger {
  const runtime = currentRuntime();
  if (runtime !== loggersOf) {
    loggersOf = runtime;
    loggers.clear();
  }
  const known = loggers.get(scope);
  if (known !== undefined) return known;
  const logger = logs.getLogger(scope);
  loggers.set(scope, logger);
  return logger;
}
