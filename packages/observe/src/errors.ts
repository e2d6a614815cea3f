import { defineErrors } from '@org/observe-conventions';

/**
 * Every problem `@org/observe` can report. A code is never reused; `docs/reference/errors.md` is generated from here.
 * Keep the rows grouped by area and sorted inside a group.
 */
export const OBSERVE_ERRORS = {
  OBS_ERR_CONFIG_ENDPOINT: {
    message: '{source} sets {key} to {endpoint}: {reason}.',
    fix: 'Name the base URL of an OTLP/HTTP receiver, such as http://localhost:4318.',
  },
  OBS_ERR_CONFIG_ENV_UNKNOWN: {
    message: 'The environment variable {variable} is unknown and ignored{suggestion}.',
    fix: 'Correct its name or remove it; docs/reference/configuration.md lists the variables.',
  },
  OBS_ERR_CONFIG_ENV_UNSUPPORTED: {
    message: 'The environment variable {variable} is {value}: {reason}.',
    fix: '{fix}',
  },
  OBS_ERR_CONFIG_ENV_VALUE: {
    message: 'The environment variable {variable} is {value} and ignored: expected {expected}.',
    fix: 'Correct or remove it; until then the value below it in precedence holds.',
  },
  OBS_ERR_CONFIG_FILE_ASYNC: {
    message:
      'The configuration file {file} uses top-level await, so it cannot be loaded before the application.',
    fix: 'Remove the await: a configuration is data. Pass secrets in environment variables.',
  },
  OBS_ERR_CONFIG_FILE_EXPORT: {
    message: 'The configuration file {file} exports no configuration.',
    fix: 'Export an object as default: export default defineConfig({ … }).',
  },
  OBS_ERR_CONFIG_FILE_LOAD: {
    message: 'The configuration file {file} could not be loaded: {reason}.',
    fix: 'Mend the file; node {file} shows the whole error.',
  },
  OBS_ERR_CONFIG_FILE_MISSING: {
    message: 'OBSERVE_CONFIG names {file}, which does not exist.',
    fix: 'Correct the path, which is relative to the working directory, or remove the variable.',
  },
  OBS_ERR_CONFIG_FILE_SEVERAL: {
    message: 'There are several configuration files: {file} is used, {others} not.',
    fix: 'Keep one of them.',
  },
  OBS_ERR_CONFIG_FILE_TYPESCRIPT: {
    message: 'Node {version} cannot load the TypeScript configuration file {file}.',
    fix: 'Use Node 22.18 or later, or write observe.config.mjs instead.',
  },
  OBS_ERR_CONFIG_INVALID: {
    message: 'The configuration is invalid: {findings}.',
    fix: 'Correct each key named; docs/reference/configuration.md lists keys and values.',
  },
  OBS_ERR_CONFIG_LOCKED: {
    message: '{source} sets {key}, which {preset} locks; it is ignored.',
    fix: 'Remove it, or ask the owners of the preset.',
  },
  OBS_ERR_EXPORT_FAILED: {
    message: 'Sending {signal} to {endpoint} failed: {reason}.',
    fix: 'Check that an OTLP/HTTP receiver listens there, or set OTEL_EXPORTER_OTLP_ENDPOINT. The application is not affected.',
  },
  OBS_ERR_LOADING_PATCH: {
    message: 'Instrumenting {module} failed: {reason}.',
    fix: 'The module works, without telemetry. Report it with the version of {module}, or switch its instrumentation off.',
  },
  OBS_ERR_LOADING_RECORDING: {
    message: 'Recording {module} failed: {reason}.',
    fix: 'The application is not affected, but telemetry is incomplete. Report it, or set instrumentations.{module} to false.',
  },
  OBS_ERR_HTTP_FASTIFY: {
    message: 'A Fastify instance could not be hooked: {reason}',
    fix: 'Its requests are recorded without routes. Register observeFastify from @org/observe/fastify on it.',
  },
  OBS_ERR_HTTP_RECORDING: {
    message: 'A request could not be recorded: {reason}',
    fix: 'The request itself was served. If the cause is not in a hook of yours, please report this with the stack.',
  },
  OBS_ERR_RUNTIME_FLUSH_TIMEOUT: {
    message: 'Telemetry was still being sent when the {timeoutMs} ms allowed for it had passed.',
    fix: 'Check the endpoint, or raise shutdown.timeoutMs (OBSERVE_SHUTDOWN_TIMEOUT_MS).',
  },
  OBS_ERR_RUNTIME_SECOND_SDK: {
    message:
      'Another OpenTelemetry SDK is registered for {signals}; it receives what is recorded through the API.',
    fix: 'Remove the other SDK, or import @org/observe before it. SLIs and request metrics are recorded all the same.',
  },
  OBS_ERR_RUNTIME_START: {
    message: 'Telemetry could not start: {reason}',
    fix: 'Mend the cause named above; the application runs on without telemetry.',
  },
  OBS_ERR_RUNTIME_TWO_VERSIONS: {
    message:
      'Versions {running} and {ignored} of @org/observe are both loaded; {running} came first and serves both.',
    fix: 'Keep one version: npm ls @org/observe shows who brings the other.',
  },
  OBS_ERR_SLI_BUDGET: {
    message:
      'The metric {metric} has used its {budget} series; further values of "{attribute}" are counted as _OTHER.',
    fix: 'Bound the values of "{attribute}", or raise sli.seriesBudget (OBSERVE_SLI_SERIES_BUDGET).',
  },
  OBS_ERR_SLI_CONFLICT: {
    message: 'The SLI {name} is declared already, differently, as {other}.',
    fix: 'Declare it once and import it, or rename one of them.',
  },
  OBS_ERR_SLI_TOO_MANY: {
    message: 'More than {max} SLIs are declared.',
    fix: 'Declare SLIs once, at the top of a module, and put what varies into attributes.',
  },
  OBS_ERR_SLI_VALUE: {
    message:
      'The SLI {name} was recorded with {attribute}={value}, which is not in its declared set; it counts as _OTHER.',
    fix: 'Add the value to the declaration, or correct the call.',
  },
} as const;

export const createError = defineErrors(OBSERVE_ERRORS);
