import { describe, expect, it } from 'vitest';
import type { ConfigSource, ObserveConfig } from '../../src/config/model.ts';
import { createApplication, resolveIn } from './application-folder.ts';

/** Makes each layer say a service name of its own. */
const LAYERS: readonly ConfigSource['layer'][] = ['default', 'package.json', 'preset', 'code', 'file', 'env'];

function resolveWith(layers: readonly ConfigSource['layer'][]) {
  const has = (layer: ConfigSource['layer']) => layers.includes(layer);
  const folder = createApplication({
    'package.json': has('package.json') ? { name: 'from-package.json' } : {},
    ...(has('file') && { 'observe.config.json': { service: { name: 'from-file' } } }),
  });
  const preset = { name: 'platform', service: { name: 'from-preset' } };
  const code: ObserveConfig = {
    ...(has('preset') && { extends: preset }),
    ...(has('code') && { service: { name: 'from-code' } }),
  };
  return resolveIn(folder, { code, env: has('env') ? { OTEL_SERVICE_NAME: 'from-env' } : {} });
}

describe('precedence', () => {
  const pairs = LAYERS.flatMap((stronger, index) =>
    LAYERS.slice(0, index).map((weaker) => ({ weaker, stronger })),
  );

  it.each(pairs)('$stronger wins over $weaker', ({ weaker, stronger }) => {
    const { config, warnings } = resolveWith([weaker, stronger]);
    expect(config.service.name).toBe(`from-${stronger}`);
    expect(config.sources.get('service.name')?.layer).toBe(stronger);
    expect(warnings).toEqual([]);
  });

  it('falls back to the specification’s unknown service when nobody says a name', () => {
    const { config } = resolveWith(['default']);
    expect(config.service.name).toBe('unknown_service:node');
    expect(config.sources.get('service.name')).toEqual({ layer: 'default', origin: 'default' });
  });

  it('names the file, the preset and the variable that said a value', () => {
    const folder = createApplication({ 'observe.config.json': { service: { team: 'file' } } });
    const { config } = resolveIn(folder, {
      env: { OTEL_SERVICE_NAME: 'env' },
      code: { extends: { name: 'platform', service: { tier: '1' } } },
    });
    expect(config.sources.get('service.team')).toEqual({
      layer: 'file',
      origin: `${folder}/observe.config.json`,
    });
    expect(config.sources.get('service.tier')).toEqual({ layer: 'preset', origin: 'platform' });
    expect(config.sources.get('service.name')).toEqual({ layer: 'env', origin: 'OTEL_SERVICE_NAME' });
  });

  it('combines attributes, headers and routes by entry, and replaces lists', () => {
    const folder = createApplication({
      'observe.config.json': {
        resource: { attributes: { a: 'file', b: 'file' } },
        exporter: { headers: { 'X-Key': 'file' } },
        http: { routes: { '/b': { enabled: false } }, badStatusCodes: [429] },
      },
    });
    const { config } = resolveIn(folder, {
      env: { OTEL_RESOURCE_ATTRIBUTES: 'b=env', OTEL_EXPORTER_OTLP_HEADERS: 'x-key=env,x-other=env' },
      code: { http: { routes: { '/a': { streaming: true } }, badStatusCodes: [400, 404] } },
    });
    expect(config.resource.attributes).toEqual({ a: 'file', b: 'env' });
    expect(config.exporter.headers).toEqual({ 'x-key': 'env', 'x-other': 'env' });
    expect(config.http.routes).toEqual({ '/a': { streaming: true }, '/b': { enabled: false } });
    expect(config.http.badStatusCodes).toEqual([429]);
    expect(config.sources.get('resource.attributes.a')?.layer).toBe('file');
    expect(config.sources.get('resource.attributes.b')?.layer).toBe('env');
  });

  it('combines SLI declarations by name', () => {
    const declare = (name: string, description: string) => ({ name, description });
    const { config } = resolveIn(createApplication(), {
      code: {
        extends: {
          sli: { declarations: [declare('a.b.quality', 'preset'), declare('c.d.quality', 'preset')] },
        },
        sli: { declarations: [declare('a.b.quality', 'code')] },
      },
    });
    expect(config.sli.declarations.map(({ name, description }) => [name, description])).toEqual([
      ['a.b.quality', 'code'],
      ['c.d.quality', 'preset'],
    ]);
  });

  it('gives service attributes among the resource attributes to the keys of their own', () => {
    const folder = createApplication({
      'observe.config.json': {
        resource: { attributes: { 'service.name': 'named', 'service.team': 'pay', x: 1 } },
      },
    });
    const { config } = resolveIn(folder);
    expect(config.service).toMatchObject({ name: 'named', team: 'pay' });
    expect(config.resource.attributes).toEqual({ x: 1 });
  });

  it('freezes the result and leaves what the application passed in as it was', () => {
    const code = { http: { ignorePaths: ['/up'] }, sli: { declarations: [{ name: 'a.b.quality' }] } };
    const { config } = resolveIn(createApplication(), { code });
    expect(() => (config.http.ignorePaths as string[]).push('/x')).toThrow(TypeError);
    expect(Object.isFrozen(config.service)).toBe(true);
    expect(Object.isFrozen(config.sli.declarations[0])).toBe(true);
    code.http.ignorePaths.push('/still-mine');
    expect(config.http.ignorePaths).toEqual(['/up']);
  });
});

describe('under NODE_ENV=test', () => {
  it('is off as long as nobody names an endpoint', () => {
    const { config } = resolveIn(createApplication(), { env: { NODE_ENV: 'test' } });
    expect(config.enabled).toBe(false);
    expect(config.sources.get('enabled')).toEqual({ layer: 'default', origin: 'NODE_ENV=test' });
  });

  it.each([
    { title: 'OBSERVE_ENABLED=true', env: { OBSERVE_ENABLED: 'true' }, code: {} },
    { title: 'a base endpoint', env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, code: {} },
    { title: 'one signal’s endpoint', env: { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://c:4318/' }, code: {} },
    { title: 'enabled in code', env: {}, code: { enabled: true } },
  ])('is on with $title', ({ env, code }) => {
    const { config } = resolveIn(createApplication(), { env: { NODE_ENV: 'test', ...env }, code });
    expect(config.enabled).toBe(true);
  });
});
