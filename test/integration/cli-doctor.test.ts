import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OBSERVE = join(ROOT, 'packages/cli/dist/cjs/observe.js');
const FIXTURES = join(ROOT, 'test/fixtures/doctor');

interface Answer {
  readonly exitCode: number | null;
  readonly printed: string;
  readonly errors: string;
}

/** Runs the built command as a person would. */
async function observe(words: readonly string[], environment: Record<string, string> = {}): Promise<Answer> {
  const child = spawn(process.execPath, [OBSERVE, ...words], {
    cwd: FIXTURES,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [printed, errors, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { exitCode, printed, errors };
}

function examine(
  program: readonly string[],
  options: readonly string[] = [],
  environment?: Record<string, string>,
) {
  const [file = '', ...rest] = program;
  return observe(['doctor', ...options, '--', process.execPath, join(FIXTURES, file), ...rest], environment);
}

describe('observe doctor', () => {
  test('follows a request through a service as it should be', async () => {
    const { exitCode, printed } = await examine(['good.mjs'], ['--path', '/orders/7']);
    expect(printed).toMatch(/✓ its span arrived: GET \/orders\/:orderId of service \S+, trace [0-9a-f]{32}/);
    expect(printed).toContain('✓ its route is known: /orders/:orderId');
    expect(printed).toContain('✓ http.server.availability counted it: good');
    expect(printed).toContain('✓ http.server.latency counted it: good');
    expect(printed).toContain('✓ its log arrived with the same trace id');
    expect(printed).toContain('Everything arrived.');
    expect(exitCode).toBe(0);
  });

  test('follows a request into what the command starts in its turn', async () => {
    const { exitCode, printed } = await examine(['fastify.cjs'], ['--path', '/items/tea']);
    expect(printed).toContain('✓ its route is known: /items/:sku');
    expect(exitCode).toBe(0);
  });

  test('counts a failing request as bad, which is no problem of the telemetry', async () => {
    const { exitCode, printed } = await examine(['good.mjs'], ['--path', '/failing']);
    expect(printed).toContain('✓ http.server.availability counted it: bad');
    expect(printed).toContain('✓ http.server.latency left it out');
    expect(exitCode).toBe(0);
  });

  test('overrules an endpoint of the environment, so that nothing leaves the machine', async () => {
    const elsewhere = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/v1/traces' };
    const { exitCode } = await examine(['good.mjs'], [], elsewhere);
    expect(exitCode).toBe(0);
  });

  test('uses no colours in a pipe', async () => {
    const { printed } = await examine(['crashing.mjs']);
    expect(printed).not.toContain('\u001B');
  });
});

describe('observe doctor finds', () => {
  test.each([
    ['a missing import', ['without-import.mjs'], [], 'OBS_ERR_DOCTOR_NOT_IMPORTED'],
    ['an import that comes too late', ['late-import.mjs'], [], 'OBS_ERR_CHECK_LOADED_EARLY'],
    ['a program that ends, with its last words', ['crashing.mjs'], [], 'DATABASE_URL is not set'],
    [
      'a program that never listens',
      ['not-listening.mjs'],
      ['--timeout', '2'],
      'OBS_ERR_DOCTOR_NOT_LISTENING',
    ],
    ['a path without a route', ['good.mjs'], ['--path', '/nowhere'], 'OBS_ERR_DOCTOR_NO_ROUTE'],
    ['a path that does not count', ['good.mjs'], ['--path', '/health'], 'OBS_ERR_DOCTOR_NOT_COUNTED'],
  ])('%s', async (_title, program, options, expected) => {
    const { exitCode, printed } = await examine(program, options);
    expect(printed).toContain(expected);
    expect(printed).toMatch(/\d problems? found\./);
    expect(exitCode).toBe(1);
  });

  test('telemetry that is switched off', async () => {
    const { exitCode, printed } = await examine(['good.mjs'], [], { OTEL_SDK_DISABLED: 'true' });
    expect(printed).toContain('OBS_ERR_DOCTOR_DISABLED');
    expect(exitCode).toBe(1);
  });

  test('logs that are switched off, and nothing else', async () => {
    const { exitCode, printed } = await examine(['good.mjs'], ['--timeout', '4'], {
      OTEL_LOGS_EXPORTER: 'none',
    });
    expect(printed.match(/OBS_ERR_\w+/g)).toEqual(['OBS_ERR_DOCTOR_NO_LOG']);
    expect(exitCode).toBe(1);
  });

  test('two versions of the OpenTelemetry API', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'observe-doctor-api-'));
    const api = join(folder, 'node_modules/@opentelemetry/api');
    cpSync(join(ROOT, 'node_modules/@opentelemetry/api'), api, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(api, 'package.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(join(api, 'package.json'), JSON.stringify({ ...manifest, version: '1.9.1' }));
    mkdirSync(join(folder, 'node_modules/@org'));
    symlinkSync(join(ROOT, 'packages/observe'), join(folder, 'node_modules/@org/observe'));
    cpSync(join(FIXTURES, 'two-apis.cjs'), join(folder, 'app.cjs'));
    const { exitCode, printed } = await observe(['doctor', '--', process.execPath, join(folder, 'app.cjs')]);
    rmSync(folder, { recursive: true });
    expect(printed).toContain('OBS_ERR_CHECK_API_COPIES');
    expect(exitCode).toBe(1);
  });

  test('a command that does not exist', async () => {
    const { exitCode, printed } = await observe(['doctor', '--', 'no-such-program']);
    expect(printed).toContain('OBS_ERR_DOCTOR_SPAWN');
    expect(exitCode).toBe(1);
  });
});
