import { describe, expect, it } from 'vitest';
import type { ObserveConfig } from '../../src/config/model.ts';
import { createApplication, resolveIn, thrownBy } from './application-folder.ts';

/** What is written, and words of the finding. */
const CASES: readonly (readonly [string, unknown, string])[] = [
  ['an unknown section', { sevice: {} }, 'sevice: unknown key (did you mean service?)'],
  ['an unknown key', { service: { nmae: 'x' } }, 'service.nmae: unknown key (did you mean service.name?)'],
  ['a key that resembles nothing', { zzz: 1 }, 'zzz: unknown key'],
  ['a wrong type', { service: { name: 7 } }, 'service.name: expected a text that is not empty, got 7'],
  ['a section that is none', { http: 'fast' }, 'http: expected an object, got "fast"'],
  ['null', { logs: { level: null } }, 'logs.level: expected one of trace'],
  [
    'an impossible ratio',
    { traces: { sampleRatio: 1.5 } },
    'traces.sampleRatio: expected a number from 0 to 1',
  ],
  [
    'an objective of 1',
    { http: { latencyObjective: 1 } },
    'http.latencyObjective: expected a number above 0',
  ],
  ['a status code above 499', { http: { badStatusCodes: [429, 503] } }, 'http.badStatusCodes[1]: expected'],
  ['a wrong endpoint', { exporter: { endpoint: 'collector' } }, 'exporter.endpoint: expected an http://'],
  ['a route without a slash', { http: { routes: { orders: {} } } }, 'a route template such as'],
  [
    'an unknown key of a route',
    { http: { routes: { '/a': { latencyTresholdMs: 1 } } } },
    'http.routes["/a"].latencyTresholdMs: unknown key (did you mean latencyThresholdMs?)',
  ],
  [
    'an attribute that is a list',
    { resource: { attributes: { a: [1] } } },
    'resource.attributes.a: expected',
  ],
  ['a misspelt SLI', { sli: { declarations: [{ name: 'Checkout' }] } }, 'sli.declarations[0]'],
  [
    'an SLI declared twice',
    { sli: { declarations: [{ name: 'a.b.quality' }, { name: 'a.b.quality' }] } },
    'a.b.quality is declared twice',
  ],
  [
    'SLIs that fold together',
    { sli: { declarations: [{ name: 'a.b_c.quality' }, { name: 'a.b.c.quality' }] } },
    'sli.declarations: ',
  ],
  [
    'a lock of no key',
    { locked: ['logs.redcat'] },
    'locked: logs.redcat is no key (did you mean logs.redact?)',
  ],
  [
    'an instrumentation we do not have',
    { instrumentations: { pgg: false } },
    'did you mean instrumentations.pg?',
  ],
];

describe('a wrong configuration', () => {
  it.each(CASES)('in a file with %s is a coded error', (_, written, words) => {
    const folder = createApplication({ 'observe.config.json': written as object });
    const error = thrownBy(() => resolveIn(folder));
    expect(error).toMatchObject({ code: 'OBS_ERR_CONFIG_INVALID' });
    expect(error.message).toContain(`${folder}/observe.config.json: `);
    expect(error.message).toContain(words);
  });

  it.each(CASES)('in code with %s is a coded error', (_, written, words) => {
    const error = thrownBy(() => resolveIn(createApplication(), { code: written as ObserveConfig }));
    expect(error.message).toContain(words);
    expect(error.message).toContain('code: ');
  });

  it('is told with all findings of file, code and presets at once', () => {
    const folder = createApplication({ 'observe.config.json': { a: 1, service: { name: '', b: 2 } } });
    const code = { extends: { name: 'platform', traces: { sampleRatio: -1 } }, debug: 'yes' };
    const { message } = thrownBy(() => resolveIn(folder, { code: code as unknown as ObserveConfig }));
    for (const finding of [
      'a: unknown key',
      'service.name: expected',
      'service.b: unknown key',
      'preset platform: traces.sampleRatio: expected',
      'code: debug: expected true or false, got "yes"',
    ]) {
      expect(message).toContain(finding);
    }
  });

  it.each([[[]], ['text'], [7], [null]])('that is %j instead of an object is a coded error', (written) => {
    const error = thrownBy(() =>
      resolveIn(createApplication(), { code: written as unknown as ObserveConfig }),
    );
    expect(error.code).toBe('OBS_ERR_CONFIG_INVALID');
  });

  it('does not show the value of a wrong header', () => {
    const code = { exporter: { headers: { 'api key': 's3cret', authorization: 's3cret\n' } } };
    const { message } = thrownBy(() => resolveIn(createApplication(), { code }));
    expect(message).toContain('exporter.headers.authorization: expected a header value');
    expect(message).not.toContain('s3cret');
  });

  it('may not reach the prototype of anything', () => {
    const folder = createApplication({
      'observe.config.json':
        '{"__proto__": {"enabled": false}, "resource": {"attributes": {"__proto__": "x"}}}',
    });
    expect(thrownBy(() => resolveIn(folder)).message).toContain('__proto__: unknown key');
    expect(({} as Record<string, unknown>).enabled).toBeUndefined();
  });

  it('leaves keys that are undefined to the layers below', () => {
    const { config } = resolveIn(createApplication(), {
      code: { service: { name: undefined }, http: undefined } as unknown as ObserveConfig,
    });
    expect(config.service.name).toBe('unknown_service:node');
  });
});
