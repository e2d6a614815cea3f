import { beforeAll, describe, expect, test } from 'vitest';
import { parseLines, runLogProgram, type Line, type ProgramOutput } from './program.ts';

let output: ProgramOutput;
let lines: Line[];

beforeAll(async () => {
  output = await runLogProgram('own-logger');
  lines = parseLines(output);
});

function line(message: string): Line {
  return lines.find(({ msg }) => msg === message) ?? {};
}

function record(body: string) {
  return output.records.find((seen) => seen.body === body);
}

describe('@org/observe/logger on standard output', () => {
  test('writes plain JSON lines before telemetry starts', () => {
    expect(lines[0]).toEqual({ level: 'info', time: expect.any(Number), msg: 'before the start' });
  });

  test('takes the configured level once telemetry starts', () => {
    expect(lines.map(({ msg }) => msg)).not.toContain('too detailed');
    expect(line('now detailed enough')).toMatchObject({ level: 'debug' });
  });

  test('names service, environment and version, without ids outside a span', () => {
    expect(line('outside a span')).toEqual({
      level: 'info',
      time: expect.any(Number),
      service: 'shop',
      env: 'test',
      version: '1.2.3',
      msg: 'outside a span',
    });
  });

  test('carries the ids of the active span', () => {
    expect(line('order placed')).toMatchObject({
      trace_id: output.traceId,
      span_id: output.spanId,
      trace_flags: '01',
      orderId: 42,
    });
  });

  test('lets a field of the call win over an id of the same name', () => {
    expect(line('now detailed enough')).toMatchObject({ trace_id: 'mine', span_id: output.spanId });
  });

  test('redacts built-in and configured secrets at any depth, in calls and in child bindings', () => {
    expect(line('order placed')).toMatchObject({
      customer: { name: 'Ada', 'api-key': '[redacted]', addresses: [{ iban: '[redacted]' }] },
    });
    expect(line('one of 2')).toMatchObject({ component: 'billing', token: '[redacted]' });
  });

  test('keeps names, custom levels and serializers of pino', () => {
    expect(line('audited')).toMatchObject({ level: 'audit', name: 'named', user: 'serialized' });
  });
});

describe('@org/observe/logger over OTLP', () => {
  test('sends one record for each line since the start', () => {
    expect(output.records.map(({ body }) => body)).toEqual(lines.slice(1).map(({ msg }) => msg));
  });

  test('sends severity, flat attributes and the ids, and no secret', () => {
    expect(record('order placed')).toEqual({
      body: 'order placed',
      severity: 9,
      severityText: 'info',
      scope: '@org/observe/logger',
      attributes: {
        orderId: 42,
        'customer.name': 'Ada',
        'customer.api-key': '[redacted]',
        'customer.addresses.0.iban': '[redacted]',
      },
      traceId: output.traceId,
      spanId: output.spanId,
    });
    expect(record('one of 2')).toMatchObject({ severity: 13, severityText: 'warn' });
    expect(record('audited')).toMatchObject({ severity: 11, severityText: 'audit', scope: 'named' });
  });

  test.each([
    ['failed', 'TypeError', 'broken'],
    ['out of range', 'RangeError', 'out of range'],
  ])('sends the error of %j as an exception', (body, type, message) => {
    expect(record(body)?.attributes).toEqual({
      'error.type': type,
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': expect.stringContaining(`${type}: ${message}`),
    });
  });
});

test('logs switched off leave plain lines, still without secrets, and no records', async () => {
  const off = await runLogProgram('logs-off');
  const time = expect.any(Number) as number;
  const origin = { service: 'shop', env: 'test', version: '1.2.3' };
  expect(parseLines(off)).toEqual([
    { level: 'info', time, ...origin, token: '[redacted]', msg: 'ours' },
    { level: 30, time, msg: 'theirs' },
  ]);
  expect(off.records).toEqual([]);
});
