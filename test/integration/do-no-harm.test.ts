import { OtlpReceiver, TelemetryStore } from '@org/observe-otlp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEAD_ENDPOINT, runProgram } from '../fixtures/program.ts';
import { observe, startApp, type RunningApp } from '../fixtures/do-no-harm/observed-pair.ts';
import { REQUEST_SHAPES } from '../fixtures/do-no-harm/request-shapes.ts';

const APPLICATIONS = [
  { name: 'Express 5', file: 'express-app.mjs', framework: 'express', span: 'GET /params/:a/:b' },
  { name: 'Express 4', file: 'express-app.mjs', framework: 'express4', span: 'GET /params/:a/:b' },
  { name: 'Fastify 5', file: 'fastify-app.mjs', framework: 'fastify', span: 'GET /params/:a/:b' },
  { name: 'Fastify 4', file: 'fastify-app.mjs', framework: 'fastify4', span: 'GET /params/:a/:b' },
  { name: 'node:http', file: 'http-app.mjs', framework: 'http', span: 'GET' },
];

it('there are at least 150 request shapes, all different', () => {
  expect(REQUEST_SHAPES.length).toBeGreaterThanOrEqual(150);
  expect(new Set(REQUEST_SHAPES.map(({ name }) => name)).size).toBe(REQUEST_SHAPES.length);
});

describe.each(APPLICATIONS)('$name', ({ file, framework, span }) => {
  const store = new TelemetryStore();
  const receiver = new OtlpReceiver(store.sink);
  let bare: RunningApp;
  let observed: RunningApp;
  let steps = 0;
  let bytes = 0;

  beforeAll(async () => {
    const { url } = await receiver.listen();
    const env = { FRAMEWORK: framework, OTEL_EXPORTER_OTLP_ENDPOINT: url, OBSERVE_SELF_CHECK: 'false' };
    [bare, observed] = await Promise.all([
      startApp(file, { env, observed: false }),
      startApp(file, { env, observed: true }),
    ]);
  });

  afterAll(() => receiver.close());

  it.each(REQUEST_SHAPES.map((shape) => [shape.name, shape] as const))(
    'behaves the same: %s',
    async (_name, shape) => {
      const [without, with_] = await Promise.all([observe(bare, shape), observe(observed, shape)]);
      expect(with_).toEqual(without);
      steps += without.trail.length;
      bytes += without.answer?.length ?? 0;
    },
  );

  it('printed the same, had the same uncaught errors, and was recorded meanwhile', async () => {
    await Promise.all([bare.stop(), observed.stop()]);
    expect(observed.printed()).toBe(bare.printed());
    expect(observed.uncaught).toEqual(bare.uncaught);
    expect(store.spans().length).toBeGreaterThan(100);
    expect(store.spans().map(({ name }) => name)).toContain(span);
    // That the comparison had something to compare.
    expect(steps).toBeGreaterThan(500);
    expect(bytes).toBeGreaterThan(20_000);
  });
});

describe('a crash', () => {
  const CRASHING = [
    "import { createServer, get } from 'node:http';",
    'const server = createServer(() => {',
    "  throw new Error('past everything');",
    '});',
    'server.listen(0, () => get({ port: server.address().port }).on("error", () => {}));',
  ].join('\n');

  it('ends the process with the same code, and points at the same line', async () => {
    const [bare, observed] = await Promise.all([
      runProgram({ files: { 'app.mjs': CRASHING } }),
      runProgram({
        files: { 'main.mjs': "import '@org/observe';\nawait import('./app.mjs');", 'app.mjs': CRASHING },
        env: { ...DEAD_ENDPOINT, OBSERVE_SELF_CHECK: 'false' },
      }),
    ]);
    expect(observed.code).toBe(bare.code);
    expect(placeOf(observed.stderr)).toEqual(placeOf(bare.stderr));
    expect(placeOf(bare.stderr)).toEqual([
      'app.mjs:3',
      "throw new Error('past everything');",
      'Error: past everything',
    ]);
  });
});

/** Where Node says an uncaught error came from: file and line, the line itself, and the error. */
function placeOf(stderr: string): string[] {
  return [/app\.mjs:\d+/, /throw new .*/, /^Error: .*/m].map((pattern) => pattern.exec(stderr)?.[0] ?? '');
}
