import { hostname } from 'node:os';
import * as semconv from '@opentelemetry/semantic-conventions/incubating';
import { describe, expect, it } from 'vitest';
import type { ResolvedConfig } from '../../src/config/model.ts';
import * as keys from '../../src/resource/attributes.ts';
import { detectResource } from '../../src/resource/detect.ts';
import { fileTree } from './file-tree.ts';

type Config = Pick<ResolvedConfig, 'service' | 'resource'>;

function detect(overrides: { service?: object; resource?: object } = {}) {
  const config = {
    service: {
      name: 'app',
      version: '',
      namespace: '',
      environment: '',
      team: '',
      tier: '',
      ...overrides.service,
    },
    resource: {
      attributes: {},
      detectors: ['process', 'host', 'container', 'kubernetes', 'gcp'],
      ...overrides.resource,
    },
  } as Config;
  return detectResource(config, { environment: {}, fileSystem: fileTree() }).resource.attributes;
}

describe('the resource', () => {
  it('names the service, its instance, the SDK and this distribution', () => {
    const service = { version: '1', namespace: 'shop', environment: 'live', team: 'pay', tier: '2' };
    expect(detect({ service })).toMatchObject({
      'service.name': 'app',
      'service.version': '1',
      'service.namespace': 'shop',
      'deployment.environment.name': 'live',
      'service.team': 'pay',
      'service.tier': '2',
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.distro.name': '@org/observe',
    });
  });

  it('leaves out what nobody said', () => {
    const attributes = detect();
    for (const key of [
      'service.version',
      'service.namespace',
      'deployment.environment.name',
      'container.id',
    ]) {
      expect(attributes).not.toHaveProperty([key]);
    }
  });

  it('describes process, host and operating system', () => {
    expect(detect()).toMatchObject({
      'process.pid': process.pid,
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
      'host.name': hostname(),
      'os.type': process.platform,
    });
  });

  it('never tells the arguments of the process, which may be secrets', () => {
    expect(Object.keys(detect())).not.toContain('process.command_args');
  });

  it('runs only the detectors that are configured', () => {
    const attributes = detect({ resource: { detectors: ['host'] } });
    expect(attributes).toHaveProperty(['host.name']);
    expect(attributes).not.toHaveProperty(['process.pid']);
  });

  it('lets configured attributes win over detected ones, but not over the service’s own keys', () => {
    const attributes = detect({
      resource: {
        attributes: { 'host.name': 'mine', 'service.instance.id': 'fixed', rack: 7, 'service.name': 'other' },
        detectors: ['host'],
      },
    });
    expect(attributes).toMatchObject({
      'host.name': 'mine',
      'service.instance.id': 'fixed',
      rack: 7,
      'service.name': 'app',
    });
  });

  it('is found quickly and without waiting', () => {
    const started = performance.now();
    detect();
    expect(performance.now() - started).toBeLessThan(100);
  });
});

describe('attribute keys', () => {
  it.each(Object.entries(keys))('%s is the semantic conventions’ %s', (constant, key) => {
    expect((semconv as unknown as Record<string, unknown>)[constant]).toBe(key);
  });
});
