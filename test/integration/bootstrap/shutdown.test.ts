import { describe, expect, test } from 'vitest';
import { DEAD_ENDPOINT, runProgram, startProgram, startReceiver } from '../../fixtures/program.ts';

const SERVER = `
  import { withSpan } from '@org/observe';
  import http from 'node:http';
  const server = http.createServer((request, response) => response.end('ok'));
  server.listen(0, () => console.log('listening ' + server.address().port));`;

describe('the end of a process', () => {
  test('sends what is buffered when there is nothing left to do', async () => {
    const { store, env } = await startReceiver();
    const source = `
      import { defineSli, withSpan } from '@org/observe';
      defineSli('job.run.quality').good();
      withSpan('last', () => {});`;
    const { code } = await runProgram({ files: { 'app.mjs': source }, env });
    expect(code).toBe(0);
    expect(store.spans().map(({ name }) => name)).toEqual(['last']);
    expect(store.total('sli.events', { 'sli.name': 'job.run.quality', 'sli.outcome': 'good' })).toBe(1);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'dies of %s as it would without us, after sending',
    async (signal) => {
      const { store, env } = await startReceiver();
      const program = await startProgram({ files: { 'app.mjs': SERVER }, env });
      const [, port] = await program.said(/listening (\d+)/);
      await (await fetch(`http://127.0.0.1:${port}/`)).text();
      program.kill(signal);
      expect(await program.ended).toEqual({ code: null, signal });
      expect(store.spans().filter(({ kind }) => kind === 2)).toHaveLength(1);
      expect(store.total('http.server.request.duration')).toBe(1);
    },
  );

  test('is decided by an application that listens to the signal, and its last requests are sent', async () => {
    const { store, env } = await startReceiver();
    const source = `${SERVER}
      process.on('SIGTERM', () => {
        fetch('http://127.0.0.1:' + server.address().port).then((response) => response.text()).then(() => {
          server.close();
          server.closeAllConnections();
          console.log('drained');
        });
      });`;
    const program = await startProgram({ files: { 'app.mjs': source }, env });
    await program.said(/listening/);
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.stdout()).toContain('drained');
    expect(store.total('http.server.request.duration')).toBe(1);
  });

  test('comes at once on the second signal, though telemetry is still being sent', async () => {
    const program = await startProgram({ files: { 'app.mjs': SERVER }, env: DEAD_ENDPOINT });
    const [, port] = await program.said(/listening (\d+)/);
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    program.kill('SIGINT');
    program.kill('SIGTERM');
    program.kill('SIGINT');
    const { code, signal } = await program.ended;
    expect(code).toBeNull();
    expect(['SIGINT', 'SIGTERM']).toContain(signal);
  });

  test('waits no longer than allowed for a dead endpoint, and says so', async () => {
    const source = `
      import { shutdown, withSpan } from '@org/observe';
      withSpan('lost', () => {});
      const startedAt = performance.now();
      await shutdown({ timeoutMs: 300 });
      console.log(performance.now() - startedAt < 5000);
      process.exit(0);`;
    const { stdout, stderr } = await runProgram({ files: { 'app.mjs': source }, env: DEAD_ENDPOINT });
    expect(stdout).toBe('true\n');
    expect(stderr).toContain('OBS_ERR_RUNTIME_FLUSH_TIMEOUT');
  });

  test('sends also what the application records while its end is being sent', async () => {
    const { store, env } = await startReceiver();
    const source = `
      import { withSpan } from '@org/observe';
      import { setTimeout } from 'node:timers/promises';
      withSpan('first', () => {});
      process.once('beforeExit', async () => {
        await setTimeout(300);
        withSpan('last', () => {});
      });`;
    const { code } = await runProgram({ files: { 'app.mjs': source }, env });
    expect(code).toBe(0);
    expect(store.spans().map(({ name }) => name)).toEqual(['first', 'last']);
  });

  test('comes by itself though a dead endpoint would be tried for minutes', async () => {
    const { code, signal, stderr } = await runProgram({
      files: { 'app.mjs': `import { withSpan } from '@org/observe'; withSpan('lost', () => {});` },
      env: { ...DEAD_ENDPOINT, OTEL_EXPORTER_OTLP_TIMEOUT: '600000', OBSERVE_SHUTDOWN_TIMEOUT_MS: '300' },
    });
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(stderr).toContain('OBS_ERR_RUNTIME_FLUSH_TIMEOUT');
  });

  test('leaves no listener behind after shutdown()', async () => {
    const { env } = await startReceiver();
    const source = `
      const before = process.listenerCount('SIGTERM') + process.listenerCount('beforeExit');
      const { shutdown } = await import('@org/observe');
      const during = process.listenerCount('SIGTERM') + process.listenerCount('beforeExit');
      await shutdown();
      const after = process.listenerCount('SIGTERM') + process.listenerCount('beforeExit');
      console.log(before, during > before, after);`;
    const { stdout } = await runProgram({ files: { 'app.mjs': source }, env });
    expect(stdout).toBe('0 true 0\n');
  });

  test('keeps no process alive that has nothing to do', async () => {
    const { env } = await startReceiver();
    const { code, signal } = await runProgram({ files: { 'app.mjs': `import '@org/observe';` }, env });
    expect({ code, signal }).toEqual({ code: 0, signal: null });
  });
});
