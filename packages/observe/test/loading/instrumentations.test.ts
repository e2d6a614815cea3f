import { describe, expect, test } from 'vitest';
import { installedPath, runProgram, sourceUrl } from './program.ts';

/** Starts the instrumentations as the bootstrap does; `switches` turns single ones off. */
function setUp(switches: Record<string, boolean> = {}): string {
  return `
    import { metrics, logs, trace } from '${sourceUrl('../../../node_modules/@opentelemetry/api/dist/index.mjs')}';
    import { installLoadHook } from '${sourceUrl('loading/module-hooks.ts')}';
    import { loadInstrumentations } from '${sourceUrl('loading/instrumentations.ts')}';
    import { INSTRUMENTATION_NAMES } from '${sourceUrl('config/model.ts')}';
    import { Diagnostics } from '${sourceUrl('diagnostics/diagnostics.ts')}';
    import { SeriesProducer } from '${sourceUrl('recording/producer.ts')}';
    const diagnostics = new Diagnostics();
    installLoadHook({ diagnostics });
    const all = Object.fromEntries(INSTRUMENTATION_NAMES.map((name) => [name, true]));
    export const handle = loadInstrumentations(
      { instrumentations: { ...all, ...${JSON.stringify(switches)} }, sli: { seriesBudget: 10 } },
      {
        tracerProvider: trace.getTracerProvider(), meterProvider: metrics.getMeterProvider(),
        loggerProvider: logs.getLoggerProvider(), diagnostics,
        producer: new SeriesProducer({ temporality: 1, scope: { name: 'test' } }),
      },
    );
    globalThis.handle = handle;`;
}

/** For each target an expression for a function that its instrumentation wraps, given the package's exports. */
const targets: Record<string, string> = {
  pg: 'exports.Client.prototype.query',
  mysql2: `require('${installedPath('mysql2/lib/base/connection.js')}').prototype.query`,
  mongodb: `require('${installedPath('mongodb/lib/cmap/connection.js')}').Connection.prototype.command`,
  redis: `require('${installedPath('@redis/client/dist/lib/client/index.js')}').default.prototype.sendCommand`,
  ioredis: 'exports.prototype.sendCommand',
  kafkajs: 'exports.Kafka.prototype.producer',
  amqplib: `require('${installedPath('amqplib/lib/channel_model.js')}').Channel.prototype.publish`,
};

const LOADED = 'console.log(JSON.stringify(handle.loaded()));';

describe('an instrumentation package is loaded when its target is, and not before', () => {
  test('none without a target', async () => {
    const app = `import './setup.mjs'; import 'node:http';
      import Module from 'node:module';
      const files = Object.keys(Module._cache).filter((file) => file.includes('instrumentation'));
      console.log(JSON.stringify([handle.loaded(), files]));`;
    const { result } = await runProgram({
      files: { 'setup.mjs': setUp(), 'app.mjs': app },
      entry: 'app.mjs',
    });
    expect(result).toEqual([[], []]);
  });

  test.each(Object.entries(targets))('%s by import, and wraps what it is to wrap', async (name, wrapped) => {
    const app = `
      import './setup.mjs';
      import { createRequire } from 'node:module';
      import exports from '${name}';
      const require = createRequire(import.meta.url);
      console.log(JSON.stringify([handle.loaded(), ${wrapped}.__wrapped]));`;
    const files = { 'setup.mjs': setUp(), 'app.mjs': app };
    const { result } = await runProgram({ installed: true, files, entry: 'app.mjs' });
    expect(result).toEqual([[name], true]);
  });

  test.each(Object.entries(targets))('%s by require, and wraps what it is to wrap', async (name, wrapped) => {
    const app = `
      require('./setup.mjs');
      const exports_ = require('${name}');
      console.log(JSON.stringify([handle.loaded(), ${wrapped.replace(/^exports/, 'exports_')}.__wrapped]));`;
    const files = { 'setup.mjs': setUp(), 'app.cjs': app };
    const { result } = await runProgram({ installed: true, files, entry: 'app.cjs' });
    expect(result).toEqual([[name], true]);
  });

  test('none that the configuration switches off', async () => {
    const app = `require('./setup.mjs'); require(${JSON.stringify(installedPath('pg'))}); ${LOADED}`;
    const files = { 'setup.mjs': setUp({ pg: false }), 'app.cjs': app };
    const { result } = await runProgram({ files, entry: 'app.cjs' });
    expect(result).toEqual([]);
  });

  test('and patches a target that was loaded before', async () => {
    const app = `
      const { Client } = require(${JSON.stringify(installedPath('pg'))});
      const before = Client.prototype.query;
      require('./setup.mjs');
      console.log(JSON.stringify([handle.loaded(), Client.prototype.query !== before]));`;
    const { result } = await runProgram({
      files: { 'setup.mjs': setUp(), 'app.cjs': app },
      entry: 'app.cjs',
    });
    expect(result).toEqual([['pg'], true]);
  });
});

test('a version that upstream does not support is said once, and its package is left alone', async () => {
  const app = `import './setup.mjs'; import { Client } from 'pg'; console.log(JSON.stringify([handle.loaded(), new Client().query()]));`;
  const files = {
    'node_modules/pg/package.json': '{ "name": "pg", "version": "99.1.0" }',
    'node_modules/pg/index.js': `exports.Client = class { query() { return 'rows'; } };`,
    'setup.mjs': setUp(),
    'app.mjs': app,
  };
  const { result, stderr } = await runProgram({ files, entry: 'app.mjs' });
  expect(result).toEqual([[], 'rows']);
  expect(stderr).toContain('OBS_ERR_LOADING_UNSUPPORTED: pg 99.1.0 is not supported');
});

test('a target whose instrumentation cannot be started loads all the same', async () => {
  const app = `import './setup.mjs'; import { Client } from 'pg'; console.log(JSON.stringify(new Client().query()));`;
  const files = {
    'node_modules/pg/package.json': '{ "name": "pg", "version": "8.0.0" }',
    // Nothing of what the instrumentation expects to find and wrap.
    'node_modules/pg/index.js': `exports.Client = class { query() { return 'rows'; } }; exports.Client.prototype = undefined;`,
    'setup.mjs': setUp(),
    'app.mjs': app,
  };
  const { result } = await runProgram({ files, entry: 'app.mjs' });
  expect(result).toBe('rows');
});
