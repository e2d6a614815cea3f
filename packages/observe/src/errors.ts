import { defineErrors } from '@org/observe-conventions';

/**
 * Every problem `@org/observe` can report. A code is never reused; `docs/reference/errors.md` is generated from here.
 * Keep the rows grouped by area and sorted inside a group.
 */
export const OBSERVE_ERRORS = {
  OBS_ERR_CHECK_API_COPIES: {
    message:
      'Several versions of @opentelemetry/api are loaded ({versions}; registered: {registered}); what is recorded through another one may be lost.',
    fix: 'Keep one version: npm ls @opentelemetry/api shows who brings the others; force it with "overrides" in package.json.',
  },
  OBS_ERR_CHECK_BUNDLED: {
    message:
      'The application is bundled with @org/observe inside; packages within a bundle cannot be instrumented.',
    fix: 'Keep packages outside the bundle (esbuild: --packages=external), or add observeExpress() or observeFastify by hand. Requests are recorded all the same.',
  },
  OBS_ERR_CHECK_LOADED_EARLY: {
    message:
      'Loaded before @org/observe and instrumented late: {modules}. What they created before that is not recorded.',
    fix: "Make import '@org/observe' the first line of the entry file, or start with node --import @org/observe/register.",
  },
  OBS_ERR_CHECK_NODE_VERSION: {
    message: 'Node {version} is older than {minimum}, which is the least @org/observe supports.',
    fix: 'Run the service on Node {minimum} or later.',
  },
  OBS_ERR_CHECK_NOTHING_EXPORTED: {
    message: 'After {seconds} s and {served} served requests nothing has been exported: {reason}',
    fix: 'Check the endpoint (OTEL_EXPORTER_OTLP_ENDPOINT) and run observe doctor -- node app.js.',
  },
  OBS_ERR_CHECK_OTHER_AGENT: {
    message:
      'Another telemetry agent is loaded: {agents}. Both instrument the same modules, so spans may come twice.',
    fix: 'Remove one of the two, or switch off what the other records with the instrumentations setting.',
  },
  OBS_ERR_CHECK_SEVERAL: {
    message: '{count} things keep telemetry from being complete:{list}\n ',
    fix: 'Take them one by one; each names its own.',
  },
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
  OBS_ERR_CONFIG_LATE: {
    message: 'configure() was called after telemetry had started; it changes nothing.',
    fix: 'Call it in a module of its own that is imported before @org/observe, or use observe.config.ts.',
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
  OBS_ERR_LOADING_REGISTER: {
    message: 'Pure ES module packages cannot be instrumented on Node {version}: {reason}.',
    fix: 'Use Node 22.22.3, 24.11.1, 26 or later. CommonJS packages are instrumented all the same.',
  },
  OBS_ERR_LOADING_UNSUPPORTED: {
    message: '{module} {version} is not supported by its instrumentation, which knows {supported}.',
    fix: 'Its calls are missing in traces until it does. Set instrumentations.{instrumentation} to false to silence this.',
  },
  OBS_ERR_EXPORT_PARTIAL: {
    message: '{endpoint} took only a part of the {signal}: {rejected} refused. {reason}',
    fix: 'Its words say what it refuses; where it names a limit, lower what is sent or raise the limit there.',
  },
  OBS_ERR_HTTP_FASTIFY: {
    message: 'A Fastify instance could not be hooked: {reason}',
    fix: 'Its requests are recorded without routes. Register observeFastify from @org/observe/fastify on it.',
  },
  OBS_ERR_HTTP_OPTIONS: {
    message: 'Options given to {where} are ignored in part: {problems}.',
    fix: 'Give only what HttpRouteConfig has, such as { latencyThresholdMs: 300 }. All other options are in force.',
  },
  OBS_ERR_HTTP_RECORDING: {
    message: 'A request could not be recorded: {reason}',
    fix: 'The request itself was served. If the cause is not in a hook of yours, please report this with the stack.',
  },
  OBS_ERR_LOG_RECORD: {
    message: 'A log record could not be sent: {reason}.',
    fix: 'The line itself was written. If the cause is not in a value you logged, please report this with the stack.',
  },
  OBS_ERR_LOG_STDOUT: {
    message: 'Nobody reads standard output; log lines are dropped until it is read again.',
    fix: 'Check the process that this one pipes its output to, or turn logs.stdout off (OBSERVE_LOGS_STDOUT=false).',
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
  OBS_ERR_TRACE_FIELD: {
    message: 'annotate() was given the field "{field}", which telemetry sets itself; the field is left out.',
    fix: 'Choose another name for the field.',
  },
} as const;

export const createError = defineErrors(OBSERVE_ERRORS);
