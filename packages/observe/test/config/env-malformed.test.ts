import { describe, expect, it } from 'vitest';
import { codesOf, createApplication, resolveEnv, resolveIn } from './application-folder.ts';

const VALUE = 'OBS_ERR_CONFIG_ENV_VALUE';
const UNSUPPORTED = 'OBS_ERR_CONFIG_ENV_UNSUPPORTED';

/** Variable, text, code of the warning, words it must have. */
const CASES: readonly (readonly [string, string, string, string])[] = [
  ['OTEL_SDK_DISABLED', 'yes please', VALUE, 'true or false'],
  ['OBSERVE_ENABLED', 'perhaps', VALUE, 'true or false'],
  ['OTEL_LOG_LEVEL', 'loud', VALUE, 'verbose'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'service.name', VALUE, 'key=value'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'a=%zz', VALUE, 'percent encoding'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'service.name=', VALUE, 'not empty'],
  ['OTEL_NODE_RESOURCE_DETECTORS', 'aws', UNSUPPORTED, 'kubernetes'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', VALUE, 'http:// or https:// URL'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://', VALUE, 'URL'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'just-a-key', VALUE, 'header=value'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'bad name=x', VALUE, 'headers by name'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'k=a%0D%0Ab', VALUE, 'headers by name'],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '10s', VALUE, 'whole number'],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '-1', VALUE, 'whole number'],
  ['OTEL_EXPORTER_OTLP_COMPRESSION', 'brotli', VALUE, 'gzip, none'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', UNSUPPORTED, 'http/protobuf'],
  ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/json', UNSUPPORTED, 'http/protobuf'],
  ['OTEL_TRACES_EXPORTER', 'zipkin', UNSUPPORTED, 'otlp or none'],
  ['OTEL_TRACES_SAMPLER', 'jaeger_remote', UNSUPPORTED, 'parentbased_traceidratio'],
  ['OTEL_TRACES_SAMPLER', 'always_on', UNSUPPORTED, 'parentbased_always_on'],
  ['OTEL_PROPAGATORS', 'b3', UNSUPPORTED, 'tracecontext or baggage'],
  ['OTEL_METRIC_EXPORT_INTERVAL', '0', VALUE, 'from 100'],
  ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'sometimes', VALUE, 'cumulative or delta'],
  ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'lowmemory', UNSUPPORTED, 'delta'],
  ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'postgres', UNSUPPORTED, 'Choose from http'],
  ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'ioredi', UNSUPPORTED, 'Did you mean ioredis'],
  ['OBSERVE_LOG_LEVEL', 'verbose', VALUE, 'one of trace'],
  ['OBSERVE_SLI_SERIES_BUDGET', '1e9', VALUE, 'whole number'],
  ['OBSERVE_HTTP_BAD_STATUS_CODES', '429,500', VALUE, 'from 100 to 499'],
  ['OBSERVE_HTTP_AVAILABILITY_OBJECTIVE', '1', VALUE, 'below 1'],
  ['OBSERVE_HTTP_IGNORE_PATHS', 'health', VALUE, 'starts with "/"'],
  ['DD_TAGS', 'nocolon', VALUE, 'key:value'],
];

describe('malformed environment', () => {
  it.each(CASES)('%s=%s is a coded warning with the fix', (variable, text, code, words) => {
    const resolution = resolveEnv({ [variable]: text });
    expect(codesOf(resolution)).toEqual([code]);
    expect(resolution.warnings[0]?.message).toContain(variable);
    expect(resolution.warnings[0]?.message).toContain(words);
    expect(resolution.warnings[0]?.fix).not.toBe('');
  });

  it('leaves the value of the layer below in force', () => {
    const folder = createApplication({ 'observe.config.json': { exporter: { timeoutMs: 1234 } } });
    const { config } = resolveIn(folder, { env: { OTEL_EXPORTER_OTLP_TIMEOUT: 'soon' } });
    expect(config.exporter.timeoutMs).toBe(1234);
    expect(config.sources.get('exporter.timeoutMs')?.layer).toBe('file');
  });

  it('refuses a ratio outside 0 to 1 and names the argument', () => {
    const resolution = resolveEnv({
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '10%',
    });
    expect(resolution.config.traces.sampleRatio).toBe(1);
    expect(resolution.warnings[0]?.message).toContain('OTEL_TRACES_SAMPLER_ARG');
  });

  it('keeps the propagators it has of a list that asks for more', () => {
    const resolution = resolveEnv({ OTEL_PROPAGATORS: 'b3,tracecontext,tracecontext' });
    expect(resolution.config.traces.propagators).toEqual(['tracecontext']);
    expect(codesOf(resolution)).toEqual([UNSUPPORTED]);
  });

  it('never shows what a header variable holds', () => {
    const { warnings } = resolveEnv({ OTEL_EXPORTER_OTLP_HEADERS: 'api-key=s3cret,oops' });
    expect(warnings.map(({ message }) => message).join()).not.toContain('s3cret');
  });

  it('quotes only the start of a huge value', () => {
    const { warnings } = resolveEnv({ OTEL_EXPORTER_OTLP_ENDPOINT: 'x'.repeat(100_000) });
    expect(warnings[0]?.message.length).toBeLessThan(500);
  });

  it('asks after a misspelt variable of ours', () => {
    const resolution = resolveEnv({ OBSERVE_LATENCY_TRESHOLD_MS: '5', OBSERVE_QUITE_OTHER: '1' });
    expect(codesOf(resolution)).toEqual(['OBS_ERR_CONFIG_ENV_UNKNOWN', 'OBS_ERR_CONFIG_ENV_UNKNOWN']);
    expect(resolution.warnings[0]?.message).toContain('did you mean OBSERVE_LATENCY_THRESHOLD_MS?');
    expect(resolution.warnings[1]?.message).not.toContain('did you mean');
  });

  it('serves on when OBSERVE_CONFIG names no file', () => {
    const resolution = resolveEnv({ OBSERVE_CONFIG: 'nowhere.ts' });
    expect(codesOf(resolution)).toEqual(['OBS_ERR_CONFIG_FILE_MISSING']);
    expect(resolution.config.enabled).toBe(true);
  });
});
