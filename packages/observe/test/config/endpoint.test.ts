import { describe, expect, it } from 'vitest';
import { codesOf, createApplication, resolveEnv, resolveIn } from './application-folder.ts';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const TRACES = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';

describe('endpoints', () => {
  it.each([
    ['http://c:4318', 'http://c:4318/v1/traces'],
    ['http://c:4318/', 'http://c:4318/v1/traces'],
    ['http://c/otlp', 'http://c/otlp/v1/traces'],
    ['http://c/otlp//', 'http://c/otlp/v1/traces'],
    ['https://c/otlp?key=1', 'https://c/otlp/v1/traces?key=1'],
  ])('of a signal append its path to the base %s', (base, traces) => {
    expect(resolveEnv({ [ENDPOINT]: base }).config.exporter.tracesEndpoint).toBe(traces);
  });

  it('of a signal named as such are used as they are', () => {
    const { config } = resolveEnv({ [ENDPOINT]: 'http://c:4318', [TRACES]: 'http://t:1/' });
    expect(config.exporter.tracesEndpoint).toBe('http://t:1/');
    expect(config.exporter.logsEndpoint).toBe('http://c:4318/v1/logs');
    expect(config.sources.get('exporter.tracesEndpoint')?.origin).toBe(TRACES);
    expect(config.sources.get('exporter.logsEndpoint')?.origin).toBe(ENDPOINT);
  });

  it('in a file give way to a base endpoint of the environment', () => {
    const folder = createApplication({
      'observe.config.json': { exporter: { tracesEndpoint: 'http://file/t', tracesTimeoutMs: 7 } },
    });
    const { config } = resolveIn(folder, { env: { [ENDPOINT]: 'http://c:4318' } });
    expect(config.exporter.tracesEndpoint).toBe('http://c:4318/v1/traces');
    expect(config.exporter.tracesTimeoutMs).toBe(7);
  });

  it('take general timeout, compression and headers, and their own over those', () => {
    const { config } = resolveEnv({
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '200',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      OTEL_EXPORTER_OTLP_HEADERS: 'a=general,b=general',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'B=logs',
    });
    expect(config.exporter).toMatchObject({
      tracesTimeoutMs: 100,
      logsTimeoutMs: 200,
      metricsCompression: 'none',
      tracesHeaders: { a: 'general', b: 'general' },
      logsHeaders: { a: 'general', b: 'logs' },
    });
  });

  it.each([
    ['http://c:4317', 'gRPC'],
    ['http://c:4318/v1/traces', 'appended to the base URL once more'],
  ])('such as %s are used, with a doubt', (base, words) => {
    const resolution = resolveEnv({ [ENDPOINT]: base });
    expect(resolution.config.exporter.endpoint).toBe(base);
    expect(codesOf(resolution)).toEqual(['OBS_ERR_CONFIG_ENDPOINT']);
    expect(resolution.warnings[0]?.message).toContain(words);
  });

  it('are told without the password they carry', () => {
    const { warnings } = resolveEnv({ [ENDPOINT]: 'http://me:s3cret@c:4317' });
    expect(warnings[0]?.message).toContain('http://***@c:4317');
    expect(warnings[0]?.message).not.toContain('s3cret');
  });
});
