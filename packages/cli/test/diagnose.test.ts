import { describe, expect, test } from 'vitest';
import { diagnose } from '../src/doctor/diagnose.ts';
import type { Evidence, TelemetryEvidence } from '../src/doctor/evidence.ts';
import type { SdkFacts } from '../src/doctor/program-report.ts';

const SDK: SdkFacts = { imported: true, runningVersion: '1.2.3' };
const TELEMETRY: TelemetryEvidence = {
  span: { name: 'GET /orders/:id', service: 'shop', route: '/orders/:id' },
  slis: { 'http.server.availability': { outcome: 'good' }, 'http.server.latency': { outcome: 'good' } },
  log: 'GET /orders/1 200',
};
const HEALTHY: Evidence = {
  command: 'node app.js',
  timeoutMs: 10_000,
  start: { state: 'listening', port: 3000 },
  sdk: SDK,
  request: {
    url: 'http://localhost:3000/orders/1',
    path: '/orders/1',
    traceId: 'ab'.repeat(16),
    outcome: { status: 200 },
  },
  telemetry: TELEMETRY,
  warnings: [],
  errorOutput: [],
};

function problemsOf(evidence: Partial<Evidence>): string[] {
  return diagnose({ ...HEALTHY, ...evidence }).flatMap(({ problem }) => problem?.code ?? []);
}

/** Evidence of an application that failed before it could be asked anything. */
function stopped(start: Evidence['start']): Evidence {
  const { command, timeoutMs, warnings, errorOutput } = HEALTHY;
  return { command, timeoutMs, warnings, errorOutput, start };
}

test('finds no problem where everything arrived, and names the trace, the route and the outcomes', () => {
  const checks = diagnose(HEALTHY);
  expect(checks.filter(({ problem }) => problem !== undefined)).toEqual([]);
  const text = checks.map(({ title }) => title).join('\n');
  for (const part of [
    'port 3000',
    '1.2.3',
    'ab'.repeat(16),
    '/orders/:id',
    'http.server.latency counted it: good',
  ]) {
    expect(text).toContain(part);
  }
});

describe('an application that cannot be asked is one problem, not ten', () => {
  test.each([
    ['not started', { state: 'not started', reason: 'ENOENT' }, 'OBS_ERR_DOCTOR_SPAWN'],
    ['ended early', { state: 'exited', ending: 'exit code 1' }, 'OBS_ERR_DOCTOR_EXITED'],
    ['not listening', { state: 'not listening' }, 'OBS_ERR_DOCTOR_NOT_LISTENING'],
  ] as const)('%s', (_title, start, code) => {
    const checks = diagnose(stopped(start));
    expect(checks.map(({ problem }) => problem?.code)).toEqual([code]);
  });
});

describe('each missing signal is its own problem', () => {
  test.each([
    [
      'no import',
      { sdk: { ...SDK, imported: false, runningVersion: undefined } },
      'OBS_ERR_DOCTOR_NOT_IMPORTED',
    ],
    ['imported but switched off', { sdk: { ...SDK, runningVersion: undefined } }, 'OBS_ERR_DOCTOR_DISABLED'],
    ['no span', { telemetry: without('span') }, 'OBS_ERR_DOCTOR_NO_SPAN'],
    ['no log', { telemetry: without('log') }, 'OBS_ERR_DOCTOR_NO_LOG'],
    [
      'a warning',
      { warnings: ['OBS_ERR_EXPORT_FAILED: It was refused. Fix: Start it.'] },
      'OBS_ERR_EXPORT_FAILED',
    ],
  ] as const)('%s', (_title, evidence, code) => {
    expect(problemsOf(evidence)).toEqual([code]);
  });

  test('a missing SLI is told for each SLI that misses the request', () => {
    expect(
      problemsOf({ telemetry: { ...TELEMETRY, slis: { 'http.server.latency': { outcome: 'bad' } } } }),
    ).toEqual(['OBS_ERR_DOCTOR_NO_SLI']);
  });

  test('an unanswered request is told, and no telemetry is asked for', () => {
    const request = { url: 'http://localhost/', path: '/', traceId: '1', outcome: { reason: 'ECONNRESET' } };
    const { telemetry: _, ...rest } = HEALTHY;
    expect(diagnose({ ...rest, request }).flatMap(({ problem }) => problem?.code ?? [])).toEqual([
      'OBS_ERR_DOCTOR_NO_ANSWER',
    ]);
  });
});

describe('a request that does not count', () => {
  const excluded = (reason: string): Partial<Evidence> => ({
    telemetry: {
      ...without('span'),
      span: { name: 'GET', service: 'shop' },
      slis: { 'http.server.availability': { excluded: reason }, 'http.server.latency': { excluded: reason } },
    },
  });

  test('is one problem about the route when no route matched', () => {
    expect(problemsOf(excluded('unmatched'))).toEqual(['OBS_ERR_DOCTOR_NO_ROUTE']);
  });

  test('names the reason when the path is ignored', () => {
    const problems = diagnose({ ...HEALTHY, ...excluded('ignored') }).flatMap(
      ({ problem }) => problem?.message ?? [],
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('"ignored"');
  });

  test('is no problem when a failed request has no latency', () => {
    const slis = {
      'http.server.availability': { outcome: 'bad' },
      'http.server.latency': { excluded: 'failed' },
    } as const;
    expect(problemsOf({ telemetry: { ...TELEMETRY, slis } })).toEqual([]);
  });

  test('is no problem for a server without routes', () => {
    expect(problemsOf({ telemetry: { ...TELEMETRY, span: { name: 'GET', service: 'shop' } } })).toEqual([]);
  });
});

function without(key: 'span' | 'log'): TelemetryEvidence {
  const { [key]: _, ...rest } = TELEMETRY;
  return rest;
}
