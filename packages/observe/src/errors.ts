import { defineErrors } from '@org/observe-conventions';

/**
 * Every problem `@org/observe` can report. A code is never reused; `docs/reference/errors.md` is generated from here.
 * Keep the rows grouped by area and sorted inside a group.
 */
export const OBSERVE_ERRORS = {
  OBS_ERR_EXPORT_FAILED: {
    message: 'Sending {signal} to {endpoint} failed: {reason}.',
    fix: 'Check that an OTLP/HTTP receiver listens there, or set OTEL_EXPORTER_OTLP_ENDPOINT. The application is not affected.',
  },
  OBS_ERR_RUNTIME_FLUSH_TIMEOUT: {
    message: 'Telemetry was still being sent when the {timeoutMs} ms allowed for it had passed.',
    fix: 'Check the endpoint, or raise shutdown.timeoutMs (OBSERVE_SHUTDOWN_TIMEOUT_MS).',
  },
  OBS_ERR_RUNTIME_SECOND_SDK: {
    message: 'Another OpenTelemetry SDK is registered for {signals}; it receives what is recorded through the API.',
    fix: 'Remove the other SDK, or import @org/observe before it. SLIs and request metrics are recorded all the same.',
  },
  OBS_ERR_RUNTIME_START: {
    message: 'Telemetry could not start: {reason}',
    fix: 'Mend the cause named above; the application runs on without telemetry.',
  },
  OBS_ERR_RUNTIME_TWO_VERSIONS: {
    message: 'Versions {running} and {ignored} of @org/observe are both loaded; {running} came first and serves both.',
    fix: 'Keep one version: npm ls @org/observe shows who brings the other.',
  },
} as const;

export const createError = defineErrors(OBSERVE_ERRORS);
