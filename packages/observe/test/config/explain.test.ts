import { describe, expect, it } from 'vitest';
import { explainConfig } from '../../src/config/explain.ts';
import { createApplication, resolveIn } from './application-folder.ts';

function explain() {
  const folder = createApplication({
    'observe.config.json': {
      http: { latencyThresholdMs: 250 },
      exporter: {
        headers: { authorization: 's3cret', 'x-tenant': 's3cret' },
        endpoint: 'http://u:s3cret@c/',
      },
    },
  });
  const env = { OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=s3cret', OTEL_RESOURCE_ATTRIBUTES: 'region=eu' };
  return { folder, rows: explainConfig(resolveIn(folder, { env }).config) };
}

describe('explaining a configuration', () => {
  it('tells each value with the one who said it', () => {
    const { folder, rows } = explain();
    expect(rows).toContainEqual({
      key: 'http.latencyThresholdMs',
      value: '250',
      source: `${folder}/observe.config.json`,
    });
    expect(rows).toContainEqual({ key: 'logs.level', value: '"info"', source: 'default' });
  });

  it('tells entries apart by their source', () => {
    const { folder, rows } = explain();
    const sources = Object.fromEntries(rows.map(({ key, source }) => [key, source]));
    expect(sources['exporter.headers.authorization']).toBe(`${folder}/observe.config.json`);
    expect(sources['exporter.headers.x-tenant']).toBe('OTEL_EXPORTER_OTLP_HEADERS');
    expect(sources['resource.attributes.region']).toBe('OTEL_RESOURCE_ATTRIBUTES');
  });

  it('never shows a secret', () => {
    expect(JSON.stringify(explain().rows)).not.toContain('s3cret');
  });
});
