import { describe, expect, test } from 'vitest';
import { NODES, runProgram, sourceUrl } from './program.ts';

/** A target of an instrumentation, as it would be if its next version were an ES module only. */
const FILES = {
  'node_modules/ioredis/package.json':
    '{ "name": "ioredis", "version": "6.9.0", "type": "module", "exports": "./index.js" }',
  'node_modules/ioredis/index.js': `export default class Redis { sendCommand() {} connect() {} }`,
  'node_modules/other/package.json':
    '{ "name": "other", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
  'node_modules/other/index.js': `export const url = import.meta.url;`,
  'register.mjs': `
    import { metrics, logs, trace } from '${sourceUrl('../../../node_modules/@opentelemetry/api/dist/index.mjs')}';
    import { installEsmHooks } from '${sourceUrl('loading/esm-hooks.ts')}';
    import { installLoadHook } from '${sourceUrl('loading/module-hooks.ts')}';
    import { loadInstrumentations } from '${sourceUrl('loading/instrumentations.ts')}';
    import { Diagnostics } from '${sourceUrl('diagnostics/diagnostics.ts')}';
    import { SeriesProducer } from '${sourceUrl('recording/producer.ts')}';
    const diagnostics = new Diagnostics({ debug: true });
    installLoadHook({ diagnostics });
    globalThis.handle = loadInstrumentations(
      { instrumentations: { ioredis: true }, sli: { seriesBudget: 10 } },
      {
        tracerProvider: trace.getTracerProvider(), meterProvider: metrics.getMeterProvider(),
        loggerProvider: logs.getLoggerProvider(), diagnostics,
        producer: new SeriesProducer({ temporality: 1, scope: { name: 'test' } }),
      },
    );
    installEsmHooks(diagnostics);`,
  'app.mjs': `
    import Redis from 'ioredis';
    import { url } from 'other';
    console.log(JSON.stringify({
      loaded: handle.loaded(),
      patched: '__wrapped' in Redis.prototype.sendCommand,
      other: url.endsWith('/other/index.js'),
    }));`,
};

describe.each(NODES)('with %s', (node) => {
  test('an ES module that is a target is patched under --import, or it is said why not', async () => {
    const program = { node, files: FILES, args: ['--import', './register.mjs'], entry: 'app.mjs' };
    const { result, stderr } = await runProgram<{ patched: boolean }>(program);
    const sound = !stderr.includes('OBS_ERR_LOADING_REGISTER');
    expect(result).toEqual({ loaded: sound ? ['ioredis'] : [], patched: sound, other: true });
  });
});
