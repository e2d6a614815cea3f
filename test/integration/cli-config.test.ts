import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const OBSERVE = fileURLToPath(new URL('../../packages/cli/dist/cjs/observe.js', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'observe-cli-config-'));
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "@shop/orders", "version": "3.2.1", "type": "module" }',
  );
  writeFileSync(join(folder, 'observe.config.json'), '{ "logs": { "level": "warn" } }');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the built command in the folder of a service, with none of our own variables. */
function config(words: readonly string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [OBSERVE, 'config', ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', ...environment },
  });
  return { exitCode: status, printed: stdout, errors: stderr };
}

test('explains who set each value', () => {
  const { exitCode, printed, errors } = config(['--explain'], { OTEL_SERVICE_NAME: 'checkout' });
  expect(errors).toBe('');
  expect(printed).toMatch(/^service\.name +"checkout" +OTEL_SERVICE_NAME$/m);
  expect(printed).toMatch(/^service\.version +"3\.2\.1" +.*package\.json/m);
  expect(printed).toMatch(/^logs\.level +"warn" +.*observe\.config\.json$/m);
  expect(printed).toMatch(/^http\.latencyThresholdMs +500 +default$/m);
  expect(exitCode).toBe(0);
});

test('prints JSON for a program', () => {
  const { printed } = config(['--explain', '--json']);
  const values = JSON.parse(printed) as Record<string, { value: unknown; source: string }>;
  expect(values['logs.level']).toMatchObject({ value: 'warn' });
  expect(JSON.parse(config(['--json']).printed)).toMatchObject({ 'logs.level': 'warn' });
});

test('hides the values of headers', () => {
  const { printed } = config(['--explain'], { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=very-secret' });
  expect(printed).toContain('api-key');
  expect(printed).not.toContain('very-secret');
});

test('tells a wrong variable on standard error, with its code, and fails', () => {
  const { exitCode, errors } = config([], { OTEL_METRIC_EXPORT_INTERVAL: 'often' });
  expect(errors).toMatch(/^OBS_ERR_CONFIG_\w+: .*OTEL_METRIC_EXPORT_INTERVAL/m);
  expect(errors).not.toMatch(/^\s+at /m);
  expect(exitCode).toBe(1);
});

test('starts no telemetry itself', () => {
  const { printed, errors } = config(['--json'], { OBSERVE_DEBUG: 'true' });
  expect(errors).toBe('');
  expect(() => JSON.parse(printed) as unknown).not.toThrow();
});
