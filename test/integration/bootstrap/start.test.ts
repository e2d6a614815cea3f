import { describe, expect, test } from 'vitest';
import { DEAD_ENDPOINT, runProgram, startReceiver } from '../../fixtures/program.ts';

const DEBUG = { ...DEAD_ENDPOINT, OBSERVE_DEBUG: 'true' };
const startLines = (stderr: string) => stderr.split('\n').filter((line) => line.includes(' started for '));

describe('importing @org/observe', () => {
  test.each([
    ['an ES module', 'app.mjs', `import '@org/observe'; import '@org/observe';`],
    ['CommonJS', 'app.cjs', `require('@org/observe'); require('@org/observe');`],
    [
      'both at once',
      'app.mjs',
      `import '@org/observe'; import { createRequire } from 'node:module'; createRequire(import.meta.url)('@org/observe');`,
    ],
    ['register and an import', 'app.mjs', `import '@org/observe/register'; import '@org/observe';`],
  ])('starts telemetry once from %s', async (_, file, source) => {
    const { code, stderr } = await runProgram({
      files: { [file]: `${source}\nprocess.exit(0);` },
      env: DEBUG,
    });
    expect(code).toBe(0);
    expect(startLines(stderr)).toHaveLength(1);
    expect(stderr).toContain('program 1.2.3');
  });

  test('starts before the application under --import @org/observe/register', async () => {
    const { stderr, stdout } = await runProgram({
      files: { 'app.mjs': `console.log('app'); process.exit(0);` },
      args: ['--import', '@org/observe/register'],
      env: DEBUG,
    });
    expect(stdout).toBe('app\n');
    expect(startLines(stderr)).toHaveLength(1);
  });

  test('prints nothing by itself', async () => {
    const { stdout, stderr } = await runProgram({
      files: { 'app.mjs': `import '@org/observe'; process.exit(0);` },
      env: DEAD_ENDPOINT,
    });
    expect(stdout + stderr).toBe('');
  });

  test.each([
    ['OTEL_SDK_DISABLED', { OTEL_SDK_DISABLED: 'true' }],
    ['OBSERVE_ENABLED', { OBSERVE_ENABLED: 'false' }],
    ['NODE_ENV=test without an endpoint', { NODE_ENV: 'test', OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
  ])('starts nothing with %s, and every call is a no-op', async (_, env) => {
    const source = `
      import { annotate, currentTraceId, defineSli, flush, shutdown, withSpan } from '@org/observe';
      const sli = defineSli('job.run.quality');
      sli.good();
      annotate({ a: 1 });
      const value = await withSpan('work', async () => 42);
      await flush();
      await shutdown();
      console.log(value, currentTraceId());`;
    const { code, stdout, stderr } = await runProgram({
      files: { 'app.mjs': source },
      env: { ...DEBUG, ...env },
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '42 undefined\n' });
    expect(startLines(stderr)).toEqual([]);
  });

  test('runs in worker threads, each with telemetry of its own', async () => {
    const { store, env } = await startReceiver();
    const source = `
      import { flush, withSpan } from '@org/observe';
      import { isMainThread, Worker } from 'node:worker_threads';
      await withSpan(isMainThread ? 'main' : 'worker', () => {});
      if (isMainThread) new Worker(new URL(import.meta.url));`;
    const { code } = await runProgram({ files: { 'app.mjs': source }, env });
    expect(code).toBe(0);
    expect(
      store
        .spans()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['main', 'worker']);
    const instances = new Set(store.spans().map(({ resource }) => resource['service.instance.id']));
    expect(instances.size).toBe(2);
  });

  test('counts each worker of a cluster by itself, and loses none of their requests', async () => {
    const { store, env } = await startReceiver();
    const source = `
      import '@org/observe';
      import cluster from 'node:cluster';
      import http from 'node:http';
      if (cluster.isPrimary) {
        const workers = [cluster.fork(), cluster.fork()];
        let listening = 0;
        cluster.on('listening', async (worker, { port }) => {
          if (++listening < workers.length) return;
          for (let count = 0; count < 20; count += 1) await (await fetch('http://127.0.0.1:' + port)).text();
          for (const { process } of workers) process.kill('SIGTERM');
        });
      } else {
        http.createServer((request, response) => response.end('ok')).listen(0);
      }`;
    await runProgram({ files: { 'app.mjs': source }, env });
    expect(store.total('http.server.request.duration')).toBe(20);
    expect(store.total('sli.events', { 'sli.name': 'http.server.availability', 'sli.outcome': 'good' })).toBe(
      20,
    );
  });

  test('sends the resource: service, process, host and distribution', async () => {
    const { store, env } = await startReceiver();
    await runProgram({
      files: { 'app.mjs': `import { withSpan } from '@org/observe'; withSpan('work', () => {});` },
      env: { ...env, DD_ENV: 'staging', OTEL_RESOURCE_ATTRIBUTES: 'service.team=payments' },
    });
    expect(store.spans()[0]?.resource).toMatchObject({
      'service.name': 'program',
      'service.version': '1.2.3',
      'deployment.environment.name': 'staging',
      'service.team': 'payments',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.distro.name': '@org/observe',
      'process.pid': expect.any(Number),
      'host.name': expect.any(String),
    });
  });
});
