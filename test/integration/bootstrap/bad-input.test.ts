import { describe, expect, test } from 'vitest';
import { DEAD_ENDPOINT, runProgram, startReceiver, type ProgramOptions } from '../../fixtures/program.ts';

/** Serves one request to itself and says its answer: the application works, whatever is wrong with telemetry. */
const SERVES = `
  import http from 'node:http';
  const server = http.createServer((request, response) => response.end('served'));
  server.listen(0, async () => {
    console.log(await (await fetch('http://127.0.0.1:' + server.address().port)).text());
    process.exit(0);
  });`;

const app = (more = '') => `import '@org/observe';\n${more}\n${SERVES}`;

interface Mistake extends Partial<ProgramOptions> {
  readonly code: string;
  /** What the message must name. */
  readonly names: string;
}

const MISTAKES: Record<string, Mistake> = {
  'an unknown key in the configuration file': {
    files: { 'app.mjs': app(), 'observe.config.json': '{ "sevice": { "name": "x" } }' },
    code: 'OBS_ERR_CONFIG_INVALID',
    names: 'sevice',
  },
  'a wrong type in the configuration file': {
    files: { 'app.mjs': app(), 'observe.config.mjs': 'export default { traces: { sampleRatio: "half" } };' },
    code: 'OBS_ERR_CONFIG_INVALID',
    names: 'sampleRatio',
  },
  'an impossible value in the configuration file': {
    files: {
      'app.mjs': app(),
      'observe.config.ts': 'export default { traces: { sampleRatio: 7 as number } };',
    },
    code: 'OBS_ERR_CONFIG_INVALID',
    names: 'sampleRatio',
  },
  'a configuration file that throws': {
    files: { 'app.mjs': app(), 'observe.config.mjs': 'throw new Error("broken file");' },
    code: 'OBS_ERR_CONFIG_FILE',
    names: 'broken file',
  },
  'an endpoint that is no URL': {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318:x' },
    code: 'OBS_ERR_CONFIG',
    names: 'collector:4318:x',
  },
  'an unsupported protocol': {
    env: { ...DEAD_ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    code: 'OBS_ERR_CONFIG',
    names: 'http/protobuf',
  },
  'a misspelt SLI name in the configuration': {
    files: {
      'app.mjs': app(),
      'observe.config.json': '{ "sli": { "declarations": [{ "name": "Checkout.submit.latenzy" }] } }',
    },
    code: 'OBS_ERR_',
    names: 'latenzy',
  },
  'an attribute outside its closed set': {
    files: {
      'app.mjs': app(`import { defineSli } from '@org/observe';
        defineSli('checkout.submit.quality', { attributes: { payment: ['card'] } }).good({ payment: 'cash' });`),
    },
    code: 'OBS_ERR_SLI_VALUE',
    names: 'cash',
  },
  'a second SDK that came first': {
    files: {
      'app.mjs': `import './other-sdk.mjs';\n${app()}`,
      'other-sdk.mjs': `import { trace } from '@opentelemetry/api';
        import { TracerProvider } from '@opentelemetry/sdk-trace';
        trace.setGlobalTracerProvider(new TracerProvider());`,
    },
    code: 'OBS_ERR_',
    names: 'SDK',
  },
};

describe('the application serves on unharmed', () => {
  test.each(Object.entries(MISTAKES))('with %s, and one coded message says the fix', async (_, mistake) => {
    const { code, names, files = { 'app.mjs': app() }, env = DEAD_ENDPOINT } = mistake;
    const { stdout, stderr } = await runProgram({ files, env });
    expect(stdout).toBe('served\n');
    const lines = stderr.split('\n').filter((line) => line.includes(code) && line.includes(names));
    expect(lines, stderr).toHaveLength(1);
    expect(lines[0]).toContain('Fix: ');
  });

  test('with a dead collector, whose failure is said once', async () => {
    const source = `
      import { flush, withSpan } from '@org/observe';
      for (let round = 0; round < 3; round += 1) {
        withSpan('lost', () => {});
        await flush({ timeoutMs: 200 });
      }
      ${SERVES.replace('process.exit(0);', 'setTimeout(() => process.exit(0), 100);')}`;
    const { stdout, stderr } = await runProgram({
      files: { 'app.mjs': source },
      env: { ...DEAD_ENDPOINT, OTEL_EXPORTER_OTLP_TIMEOUT: '150' },
    });
    expect(stdout).toBe('served\n');
    const said = stderr.split('\n').filter((line) => line.includes('OBS_ERR_EXPORT_FAILED: Sending traces'));
    expect(said, stderr).toHaveLength(1);
  });

  test('with huge and hostile header values, which are cut in the span', async () => {
    const { store, env } = await startReceiver();
    const source = `
      import '@org/observe';
      import http from 'node:http';
      const server = http.createServer({ maxHeaderSize: 100_000 }, (request, response) => response.end('served'));
      server.listen(0, () => {
        const headers = { 'user-agent': 'x'.repeat(60_000), traceparent: '00-zz', tracestate: '=,,;', host: '[::1' };
        const path = '/' + 'y'.repeat(5_000) + '?token=geheim&' + 'z'.repeat(5_000);
        http.get({ port: server.address().port, path, headers }, (response) => {
          response.resume();
          response.on('end', () => { console.log('served'); server.close(); });
        });
      });`;
    const { stdout, stderr } = await runProgram({ files: { 'app.mjs': source }, env });
    expect({ stdout, stderr }).toEqual({ stdout: 'served\n', stderr: '' });
    const span = store.spans().find(({ kind }) => kind === 2);
    expect(String(span?.attributes['user_agent.original']).length).toBeLessThanOrEqual(512);
    expect(String(span?.attributes['url.path']).length).toBeLessThanOrEqual(512);
    expect(String(span?.attributes['url.query'])).not.toContain('geheim');
  });
});
