import { describe, expect, it } from 'vitest';
import { explainConfig } from '../../src/config/explain.ts';
import { INSTRUMENTATION_NAMES, type ResolvedConfig } from '../../src/config/model.ts';
import { ENVIRONMENT_REFERENCE } from '../../src/config/reference.ts';
import { codesOf, resolveEnv } from './application-folder.ts';

/** Variable, text, key it sets, value; every variable of the reference is here, as the last test makes sure. */
const CASES: readonly (readonly [string, string, string, unknown])[] = [
  ['OTEL_SDK_DISABLED', 'TRUE', 'enabled', false],
  ['OBSERVE_ENABLED', 'off', 'enabled', false],
  ['OBSERVE_DEBUG', '1', 'debug', true],
  ['OTEL_LOG_LEVEL', 'debug', 'debug', true],
  ['OTEL_LOG_LEVEL', 'error', 'debug', false],
  ['OTEL_SERVICE_NAME', ' checkout ', 'service.name', 'checkout'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'service.name=cart', 'service.name', 'cart'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'service.version=1.2', 'service.version', '1.2'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'service.namespace=shop', 'service.namespace', 'shop'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=live', 'service.environment', 'live'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment=old', 'service.environment', 'old'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'a=1%2C2,b=x=y', 'resource.attributes', { a: '1,2', b: 'x=y' }],
  ['OTEL_NODE_RESOURCE_DETECTORS', 'env,host,process', 'resource.detectors', ['host', 'process']],
  ['OTEL_NODE_RESOURCE_DETECTORS', 'none', 'resource.detectors', []],
  [
    'OTEL_NODE_RESOURCE_DETECTORS',
    'all',
    'resource.detectors',
    ['process', 'host', 'container', 'kubernetes', 'gcp'],
  ],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://c:4318', 'exporter.endpoint', 'https://c:4318'],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'http://t/x', 'exporter.tracesEndpoint', 'http://t/x'],
  ['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', 'http://m/x', 'exporter.metricsEndpoint', 'http://m/x'],
  ['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', 'http://l/x', 'exporter.logsEndpoint', 'http://l/x'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'Api-Key=a%20b==', 'exporter.headers', { 'api-key': 'a b==' }],
  ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'k=t', 'exporter.tracesHeaders', { k: 't' }],
  ['OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'k=m', 'exporter.metricsHeaders', { k: 'm' }],
  ['OTEL_EXPORTER_OTLP_LOGS_HEADERS', 'k=l', 'exporter.logsHeaders', { k: 'l' }],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '2500', 'exporter.timeoutMs', 2500],
  ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', '1', 'exporter.tracesTimeoutMs', 1],
  ['OTEL_EXPORTER_OTLP_METRICS_TIMEOUT', '2', 'exporter.metricsTimeoutMs', 2],
  ['OTEL_EXPORTER_OTLP_LOGS_TIMEOUT', '3', 'exporter.logsTimeoutMs', 3],
  ['OTEL_EXPORTER_OTLP_COMPRESSION', 'none', 'exporter.compression', 'none'],
  ['OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'none', 'exporter.tracesCompression', 'none'],
  ['OTEL_EXPORTER_OTLP_METRICS_COMPRESSION', 'None', 'exporter.metricsCompression', 'none'],
  ['OTEL_EXPORTER_OTLP_LOGS_COMPRESSION', 'none', 'exporter.logsCompression', 'none'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf', 'exporter.compression', 'gzip'],
  ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/protobuf', 'exporter.compression', 'gzip'],
  ['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'http/protobuf', 'exporter.compression', 'gzip'],
  ['OTEL_EXPORTER_OTLP_LOGS_PROTOCOL', 'http/protobuf', 'exporter.compression', 'gzip'],
  ['OTEL_TRACES_EXPORTER', 'none', 'traces.enabled', false],
  ['OTEL_TRACES_EXPORTER', 'otlp', 'traces.enabled', true],
  ['OTEL_METRICS_EXPORTER', 'none', 'metrics.enabled', false],
  ['OTEL_LOGS_EXPORTER', 'none', 'logs.otlp', false],
  ['OTEL_TRACES_SAMPLER', 'parentbased_always_off', 'traces.sampleRatio', 0],
  ['OTEL_TRACES_SAMPLER', 'parentbased_traceidratio', 'traces.sampleRatio', 1],
  ['OTEL_TRACES_SAMPLER_ARG', '0.5', 'traces.sampleRatio', 1],
  ['OTEL_PROPAGATORS', 'tracecontext', 'traces.propagators', ['tracecontext']],
  ['OTEL_PROPAGATORS', 'none', 'traces.propagators', []],
  ['OTEL_BSP_SCHEDULE_DELAY', '150', 'traces.exportDelayMs', 150],
  ['OTEL_BLRP_SCHEDULE_DELAY', '250', 'logs.exportDelayMs', 250],
  ['OTEL_METRIC_EXPORT_INTERVAL', '1000', 'metrics.exportIntervalMs', 1000],
  ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'Delta', 'metrics.temporality', 'delta'],
  ['OBSERVE_METRICS_PROCESS', 'no', 'metrics.process', false],
  ['OBSERVE_LOGS_ENABLED', 'false', 'logs.enabled', false],
  ['OBSERVE_LOG_LEVEL', 'WARN', 'logs.level', 'warn'],
  ['OBSERVE_LOGS_STDOUT', 'false', 'logs.stdout', false],
  ['OBSERVE_LOGS_REDACT', 'iban, card', 'logs.redact', ['iban', 'card']],
  ['OBSERVE_LOGS_REQUESTS', '0', 'logs.requests', false],
  ['OBSERVE_SLI_SERIES_BUDGET', '50', 'sli.seriesBudget', 50],
  ['OBSERVE_HTTP_ENABLED', 'false', 'http.enabled', false],
  ['OBSERVE_LATENCY_THRESHOLD_MS', '250', 'http.latencyThresholdMs', 250],
  ['OBSERVE_HTTP_BAD_STATUS_CODES', '408,429', 'http.badStatusCodes', [408, 429]],
  ['OBSERVE_HTTP_AVAILABILITY_OBJECTIVE', '0.99', 'http.availabilityObjective', 0.99],
  ['OBSERVE_HTTP_LATENCY_OBJECTIVE', '.95', 'http.latencyObjective', 0.95],
  ['OBSERVE_HTTP_STREAMING', 'true', 'http.streaming', true],
  ['OBSERVE_HTTP_IGNORE_PATHS', '/up,/internal/*', 'http.ignorePaths', ['/up', '/internal/*']],
  ['OBSERVE_HTTP_SYNTHETIC_HEADER', 'x-probe', 'http.syntheticHeader', 'x-probe'],
  ['OBSERVE_SERVICE_TEAM', 'payments', 'service.team', 'payments'],
  ['OBSERVE_SERVICE_TIER', '1', 'service.tier', '1'],
  ['OBSERVE_SHUTDOWN_TIMEOUT_MS', '100', 'shutdown.timeoutMs', 100],
  ['OBSERVE_SHUTDOWN_SIGNALS', 'false', 'shutdown.signals', false],
  ['OBSERVE_SELF_CHECK', 'false', 'selfCheck.enabled', false],
  ['OBSERVE_SELF_CHECK_AFTER_MS', '5', 'selfCheck.afterMs', 5],
  ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'pg,fs', 'instrumentations.pg', false],
  ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'pg,fs', 'instrumentations.http', true],
  ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'pg', 'instrumentations.pg', true],
  ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'pg', 'instrumentations.http', false],
  ['DD_SERVICE', 'cart', 'service.name', 'cart'],
  ['DD_ENV', 'prod', 'service.environment', 'prod'],
  ['DD_VERSION', '7', 'service.version', '7'],
  ['DD_TAGS', 'team:pay,region:eu:west', 'service.team', 'pay'],
  ['DD_TAGS', 'team:pay region:eu:west', 'resource.attributes', { region: 'eu:west' }],
  ['DD_TAGS', 'env:dev,version:3,tier:2', 'service.environment', 'dev'],
];

/** Variables tested elsewhere: they set no key. */
const ELSEWHERE = ['OBSERVE_CONFIG'];

function readKey(config: unknown, key: string): unknown {
  return key.split('.').reduce((value, name) => (value as Record<string, unknown>)[name], config);
}

describe('environment', () => {
  it.each(CASES)('%s=%s makes %s %j', (variable, text, key, value) => {
    const resolution = resolveEnv({ [variable]: text });
    expect(readKey(resolution.config, key)).toEqual(value);
    expect(codesOf(resolution)).toEqual([]);
  });

  it('takes an empty variable for one that is not set', () => {
    const env = Object.fromEntries(ENVIRONMENT_REFERENCE.map(({ variable }) => [variable, ' ']));
    const resolution = resolveEnv(env);
    expect(resolution.warnings).toEqual([]);
    const values = (config: ResolvedConfig) => explainConfig(config).map(({ key, value }) => [key, value]);
    expect(values(resolution.config)).toEqual(values(resolveEnv({}).config));
  });

  it.each([
    [{ OTEL_SERVICE_NAME: 'a', OTEL_RESOURCE_ATTRIBUTES: 'service.name=b', DD_SERVICE: 'c' }, 'a'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=b', DD_SERVICE: 'c', DD_TAGS: 'service:d' }, 'b'],
    [{ DD_SERVICE: 'c', DD_TAGS: 'service:d' }, 'c'],
    [{ DD_TAGS: 'service:d' }, 'd'],
  ])('lets OpenTelemetry’s own variables win over Datadog’s: %o', (env, name) => {
    expect(resolveEnv(env).config.service.name).toBe(name);
  });

  it('lets nothing override OTEL_SDK_DISABLED=true', () => {
    const env = { OTEL_SDK_DISABLED: 'true', OBSERVE_ENABLED: 'true' };
    expect(resolveEnv(env).config.enabled).toBe(false);
    expect(resolveEnv({ ...env, OTEL_SDK_DISABLED: 'false', OBSERVE_ENABLED: 'no' }).config.enabled).toBe(
      false,
    );
  });

  it('disables an instrumentation even where it is listed as enabled', () => {
    const { config } = resolveEnv({
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pg,http',
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg',
    });
    expect(INSTRUMENTATION_NAMES.filter((name) => config.instrumentations[name])).toEqual(['http']);
  });

  it('takes the ratio of the sampler from its argument', () => {
    const env = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' };
    expect(resolveEnv(env).config.traces.sampleRatio).toBe(0.25);
  });

  it('has a case for every variable of the reference', () => {
    const covered = new Set([...CASES.map(([variable]) => variable), ...ELSEWHERE]);
    const missing = ENVIRONMENT_REFERENCE.filter(({ variable }) => !covered.has(variable));
    expect(missing).toEqual([]);
  });
});
