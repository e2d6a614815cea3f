import { beforeAll, describe, expect, test } from 'vitest';
import { parseLines, runLogProgram, type ProgramOutput } from './program.ts';

function records({ records }: ProgramOutput) {
  return records.map(({ scope, body, severity, attributes, traceId }) => ({
    scope,
    body,
    severity,
    attributes,
    inTrace: traceId !== undefined,
  }));
}

describe('pino loggers of the application', () => {
  let output: ProgramOutput;
  beforeAll(async () => (output = await runLogProgram('app-pino')));

  test('carry the ids, made before or after the start, with every option of theirs', () => {
    const ids = { trace_id: output.traceId, span_id: output.spanId, trace_flags: '01' };
    // Each pino logger has a destination of its own, and so an order of its own.
    const lines = parseLines(output);
    const [early, late, own, outside] = ['early', 'late', 'y', 'outside'].map((text) =>
      lines.find(({ msg, message }) => (msg ?? message) === text),
    );
    expect(early).toEqual({ level: 30, time: expect.any(Number), ...ids, user: { id: 7 }, msg: 'early' });
    expect(late).toMatchObject({ ...ids, component: 'c', data: { card: '[Redacted]' }, message: 'late' });
    expect(own).toMatchObject({ ...ids, trace_id: 'mine', mixed: true, msg: 'y' });
    expect(outside).toEqual({ level: 30, time: expect.any(Number), msg: 'outside' });
  });

  test('send what they wrote, once, redacted as they redact it', () => {
    expect(records(output)).toEqual([
      { scope: 'pino', body: 'early', severity: 9, attributes: { 'user.id': 7 }, inTrace: true },
      {
        scope: 'pino',
        body: 'late',
        severity: 13,
        attributes: { component: 'c', 'data.card': '[Redacted]' },
        inTrace: true,
      },
      {
        scope: 'pino',
        body: 'x',
        severity: 17,
        attributes: expect.objectContaining({
          mixed: true,
          'exception.type': 'Error',
          'exception.message': 'boom',
        }),
        inTrace: true,
      },
      { scope: '@org/observe/logger', body: 'ours', severity: 9, attributes: {}, inTrace: true },
      { scope: 'pino', body: 'outside', severity: 9, attributes: {}, inTrace: false },
    ]);
  });
});

describe('winston loggers of the application', () => {
  let output: ProgramOutput;
  beforeAll(async () => (output = await runLogProgram('app-winston')));

  test('carry the ids in structured formats and leave text formats as they are', () => {
    const ids = { trace_id: output.traceId, span_id: output.spanId, trace_flags: '01' };
    const text = output.lines.indexOf('info plain text');
    expect(text).toBe(4);
    const lines = parseLines({ lines: output.lines.toSpliced(text, 1) });
    expect(lines).toEqual([
      { level: 'info', message: 'early', user: { id: 7 }, password: 'p', ...ids },
      { level: 'warn', message: 'child', component: 'c', ...ids },
      { level: 'error', message: 'broken', stack: expect.stringContaining('TypeError: broken'), ...ids },
      { level: 'info', message: 'hidden', ...ids },
      { level: 'info', message: 'shared', by: 'all', ...ids },
      { level: 'info', message: 'shared', by: 'all' },
    ]);
  });

  test('send what their formats leave, for enabled levels, secrets replaced', () => {
    expect(records(output)).toEqual([
      {
        scope: 'winston',
        body: 'early',
        severity: 9,
        attributes: { 'user.id': 7, password: '[redacted]' },
        inTrace: true,
      },
      { scope: 'winston', body: 'child', severity: 13, attributes: { component: 'c' }, inTrace: true },
      {
        scope: 'winston',
        body: 'broken',
        severity: 17,
        attributes: expect.objectContaining({ 'exception.message': 'broken' }),
        inTrace: true,
      },
      { scope: 'winston', body: 'hidden', severity: 9, attributes: {}, inTrace: true },
      { scope: 'winston', body: 'plain text', severity: 9, attributes: {}, inTrace: true },
      { scope: 'winston', body: 'shared', severity: 9, attributes: { by: 'all' }, inTrace: true },
      { scope: 'winston', body: 'shared', severity: 9, attributes: { by: 'all' }, inTrace: false },
    ]);
  });
});

describe('bunyan loggers of the application', () => {
  let output: ProgramOutput;
  beforeAll(async () => (output = await runLogProgram('app-bunyan')));

  test('carry the ids', () => {
    const ids = { trace_id: output.traceId, span_id: output.spanId, trace_flags: '01' };
    const [early, failed, outside] = parseLines(output);
    expect(early).toMatchObject({ ...ids, msg: 'early', user: { id: 7 } });
    expect(failed).toMatchObject({ ...ids, component: 'c', err: {} });
    expect(outside).not.toHaveProperty('trace_id');
  });

  test('send log records', () => {
    expect(records(output)).toEqual([
      {
        scope: 'bunyan',
        body: 'early',
        severity: 9,
        attributes: { 'user.id': 7, token: '[redacted]' },
        inTrace: true,
      },
      {
        scope: 'bunyan',
        body: 'failed',
        severity: 17,
        attributes: expect.objectContaining({ component: 'c', 'exception.type': 'TypeError' }),
        inTrace: true,
      },
      { scope: 'bunyan', body: 'outside', severity: 9, attributes: {}, inTrace: false },
    ]);
  });
});

describe('the console', () => {
  test('keeps its text and sends no records unless asked to', async () => {
    const output = await runLogProgram('app-console', 'off');
    expect(output.lines).toEqual(['hello world { a: 1 }', 'after the stop']);
    expect(output.records).toEqual([]);
  });

  test('sends records when asked to, never of what is logged while one is sent, nor after the stop', async () => {
    const output = await runLogProgram('app-console', 'on');
    expect(output.lines.filter((line) => line !== 'while emitting')).toEqual([
      'hello world { a: 1 }',
      'after the stop',
    ]);
    expect(records(output)).toEqual([
      { scope: 'console', body: 'hello world { a: 1 }', severity: 9, attributes: {}, inTrace: true },
      {
        scope: 'console',
        body: expect.stringContaining('TypeError: broken'),
        severity: 17,
        attributes: expect.objectContaining({ 'exception.type': 'TypeError' }),
        inTrace: true,
      },
    ]);
  });
});
