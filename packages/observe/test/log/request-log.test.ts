import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { ObserveConfig } from '../../src/config/model.ts';
import type { RequestLogRecord } from '../../src/http/request-log.ts';
import { emitRequestLog } from '../../src/log/request-log.ts';
import { markStdoutStructured } from '../../src/log/structured-stdout.ts';
import { Telemetry } from './telemetry.ts';

const RECORD: RequestLogRecord = {
  method: 'GET',
  route: '/orders/:id',
  path: '/orders/17',
  statusCode: 200,
  durationMs: 12.34567,
  outcome: 'good',
  error: undefined,
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
  fields: {},
};

const lines: string[] = [];
vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
afterEach(() => void lines.splice(0));

function emit(changes: Partial<RequestLogRecord> = {}, config: ObserveConfig = {}) {
  const telemetry = new Telemetry(config);
  onTestFinished(() => telemetry.stop());
  emitRequestLog({ ...RECORD, ...changes });
  const [line] = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
  return { line, record: telemetry.records[0], telemetry };
}

test('leaves the standard output of an application alone that has no logger of ours', () => {
  const { record } = emit();
  expect(lines).toEqual([]);
  expect(record).toBeDefined();
  markStdoutStructured();
});

test('writes one line that says all of a request', () => {
  const { line } = emit({ fields: { tenant: 'acme', user: { id: 7, password: 'p' } } });
  expect(lines).toHaveLength(1);
  expect(line).toEqual({
    level: 'info',
    time: expect.any(Number),
    service: 'shop',
    env: 'test',
    version: '1.2.3',
    trace_id: RECORD.traceId,
    span_id: RECORD.spanId,
    trace_flags: '01',
    msg: 'GET /orders/:id 200',
    'event.name': 'http.server.request',
    tenant: 'acme',
    'user.id': 7,
    'user.password': '[redacted]',
    'http.request.method': 'GET',
    'http.route': '/orders/:id',
    'url.path': '/orders/17',
    'http.response.status_code': 200,
    'http.server.request.duration_ms': 12.346,
    'sli.outcome': 'good',
  });
});

test("sends the same as a log record of the request's span", () => {
  const { record } = emit({ fields: { tenant: 'acme' } });
  expect(record).toEqual({
    body: 'GET /orders/:id 200',
    severity: 9,
    severityText: 'info',
    scope: '@org/observe/http-server',
    eventName: 'http.server.request',
    attributes: {
      tenant: 'acme',
      'http.request.method': 'GET',
      'http.route': '/orders/:id',
      'url.path': '/orders/17',
      'http.response.status_code': 200,
      'http.server.request.duration_ms': 12.346,
      'sli.outcome': 'good',
    },
    traceId: RECORD.traceId,
    spanId: RECORD.spanId,
  });
});

test.each([
  ['a success', { statusCode: 204 }, 'info'],
  ['an error of the client', { statusCode: 404 }, 'info'],
  ['a 429 that counts as bad', { statusCode: 429, outcome: 'bad' }, 'info'],
  ['an error of the server', { statusCode: 503, outcome: 'bad' }, 'error'],
  ['a response broken off after its status', { statusCode: 200, outcome: 'bad' }, 'error'],
  ['a connection destroyed before any', { statusCode: undefined, outcome: 'bad' }, 'error'],
  ['a client that went away', { statusCode: undefined, outcome: 'client_aborted' }, 'info'],
])('has for %s the level fitting it', (_, changes, level) => {
  const { line, record } = emit(changes);
  expect(line).toMatchObject({ level });
  expect(record).toMatchObject({ severityText: level });
});

test('says why a request was excluded, and that it was closed without a status', () => {
  const { line } = emit({ statusCode: undefined, outcome: 'client_aborted', route: undefined });
  expect(line).toMatchObject({ msg: 'GET /orders/17 closed', 'sli.reason': 'client_aborted' });
  expect(line).not.toHaveProperty('http.response.status_code');
  expect(line).not.toHaveProperty('sli.outcome');
});

test('names the error', () => {
  const { line } = emit({ statusCode: 500, outcome: 'bad', error: new RangeError('too far') });
  expect(line).toMatchObject({ 'error.type': 'RangeError', 'exception.message': 'too far' });
});

test('lets no field change what was measured', () => {
  const { line } = emit({
    fields: { 'http.route': '/mine', level: 'fatal', time: 0, msg: 'x', trace_id: 'y' },
  });
  expect(line).toMatchObject({ 'http.route': '/orders/:id', level: 'info', trace_id: RECORD.traceId });
  expect(lines[0]?.match(/"level"/g)).toHaveLength(1);
});

test('carries no ids where nothing was traced', () => {
  const { line, record } = emit({ traceId: '', spanId: '', traceFlags: 0 });
  expect(line).not.toHaveProperty('trace_id');
  expect(record?.traceId).toBeUndefined();
});

test.each<[string, ObserveConfig['logs'], number, number]>([
  ['stdout is off', { stdout: false }, 0, 1],
  ['otlp is off', { otlp: false }, 1, 0],
  ['logs are off', { enabled: false }, 0, 0],
  ['the level is above it', { level: 'warn' }, 0, 0],
  ['logs are silent', { level: 'silent' }, 0, 0],
])('goes where the configuration says when %s', (_, logs, lineCount, recordCount) => {
  const { telemetry } = emit({}, { logs: logs ?? {} });
  expect(lines).toHaveLength(lineCount);
  expect(telemetry.records).toHaveLength(recordCount);
});
