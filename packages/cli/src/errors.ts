import { defineErrors } from '@org/observe-conventions';

/**
 * Every problem the `observe` command can report. A code is never reused; docs/guides/doctor.md explains those of
 * `observe doctor`. Keep the rows grouped by area and sorted inside a group.
 */
export const CLI_ERRORS = {
  OBS_ERR_CLI_ARGUMENT: {
    message: '{problem}.',
    fix: 'observe {command} --help shows what it takes.',
  },
  OBS_ERR_CLI_COMMAND: {
    message: 'There is no command {command}.',
    fix: 'observe --help lists the commands.',
  },
  OBS_ERR_CLI_INTERNAL: {
    message: 'The command failed in an unforeseen way: {reason}',
    fix: 'Please report it, with the output of the same command under OBSERVE_DEBUG=true.',
  },
  OBS_ERR_DOCTOR_DISABLED: {
    message: '@org/observe is loaded but not running.',
    fix: 'Look for OTEL_SDK_DISABLED=true, "enabled: false" in observe.config, or an OBS_ERR_ line in the output above.',
  },
  OBS_ERR_DOCTOR_EXITED: {
    message: 'The application ended with {ending} before it listened on a port.',
    fix: 'Mend what it says on standard error, above. A script that is no server has nothing to send a request to.',
  },
  OBS_ERR_DOCTOR_NO_ANSWER: {
    message: 'GET {url} got no answer: {reason}.',
    fix: 'Choose a request the application answers by itself: observe doctor --path /health -- …',
  },
  OBS_ERR_DOCTOR_NO_LOG: {
    message: 'No request log with trace id {traceId} arrived within {timeoutMs} ms.',
    fix: 'Look for logs.enabled, logs.otlp, logs.requests or OTEL_LOGS_EXPORTER=none: observe config --explain shows who set them.',
  },
  OBS_ERR_DOCTOR_NO_ROUTE: {
    message: 'No route matched {path}, and such requests are excluded from the SLIs.',
    fix: 'Choose a path the application has a route for: observe doctor --path /orders/1 -- … If {path} has one, its framework was loaded before @org/observe.',
  },
  OBS_ERR_DOCTOR_NO_SLI: {
    message: 'No {sliName} event arrived for the request within {timeoutMs} ms.',
    fix: 'Look for metrics.enabled, http.enabled, http.routes or OTEL_METRICS_EXPORTER=none: observe config --explain shows who set them.',
  },
  OBS_ERR_DOCTOR_NO_SPAN: {
    message: 'No server span of trace {traceId} arrived within {timeoutMs} ms.',
    fix: 'Look for traces.enabled, OTEL_TRACES_EXPORTER=none or OTEL_TRACES_SAMPLER: observe config --explain shows who set them. A second OpenTelemetry SDK takes spans as well.',
  },
  OBS_ERR_DOCTOR_NOT_COUNTED: {
    message:
      '{path} is excluded from the SLIs as "{reason}", so this run does not show that requests are counted.',
    fix: 'Choose a path that counts: observe doctor --path /orders/1 -- …',
  },
  OBS_ERR_DOCTOR_NOT_IMPORTED: {
    message: 'The application does not load @org/observe.',
    fix: "Make import '@org/observe' the first line of its entry file, or start it with node --import @org/observe/register.",
  },
  OBS_ERR_DOCTOR_NOT_LISTENING: {
    message: 'The application listened on no port{wanted} within {timeoutMs} ms.',
    fix: 'If it starts slowly, raise --timeout. If it listens outside of Node, name the port with --port.',
  },
  OBS_ERR_DOCTOR_SPAWN: {
    message: '{command} could not be started: {reason}.',
    fix: 'Write the command as in a shell, after two dashes: observe doctor -- node app.js',
  },
} as const;

export const createError = defineErrors(CLI_ERRORS);
