import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { currentTraceId } from '../../src/trace/current-trace-id.ts';
import { traced, withSpan } from '../../src/trace/span.ts';
import { Telemetry } from '../log/telemetry.ts';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = new Telemetry();
});
afterEach(() => telemetry.stop());

const spans = () => telemetry.spanExporter.getFinishedSpans();
const span = () => spans()[0]!;

describe('withSpan', () => {
  test('returns what the work returns and ends the span with it', () => {
    expect(withSpan('work', (running) => running.isRecording())).toBe(true);
    expect(span()).toMatchObject({ name: 'work', kind: SpanKind.INTERNAL, ended: true });
  });

  test('keeps the span open and active until a promise settles', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const result = withSpan('work', async (running) => {
      const value = await promise;
      expect(trace.getActiveSpan()).toBe(running);
      return value;
    });
    expect(spans()).toHaveLength(0);
    resolve('done');
    expect(await result).toBe('done');
    expect(spans()).toHaveLength(1);
  });

  test('nests spans, unless one is to be a root', () => {
    withSpan('outer', () => {
      withSpan('inner', () => {});
      withSpan('root', { root: true }, () => {});
    });
    const [inner, root, outer] = spans();
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(root?.parentSpanContext).toBeUndefined();
  });

  test('gives the span its attributes, kind and links', () => {
    const link = { context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 } };
    withSpan('work', { attributes: { a: 1 }, kind: SpanKind.CLIENT, links: [link] }, () => {});
    expect(span()).toMatchObject({ attributes: { a: 1 }, kind: SpanKind.CLIENT });
    expect(span().links).toHaveLength(1);
  });

  test.each([
    [
      'throws',
      (error: unknown) =>
        withSpan('work', () => {
          throw error;
        }),
    ],
    ['rejects', (error: unknown) => withSpan('work', () => Promise.reject(error))],
  ])('records what it %s, and throws the very same on', async (_, run) => {
    const error = new TypeError('broken');
    await expect(async () => run(error)).rejects.toBe(error);
    expect(span()).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'broken' },
      attributes: { 'error.type': 'TypeError' },
      ended: true,
    });
    expect(span().events[0]?.attributes).toMatchObject({ 'exception.message': 'broken' });
  });

  test.each<[string, unknown]>([
    ['text', 'just text'],
    ['nothing', undefined],
    ['an object without a prototype', Object.create(null)],
  ])('throws %s on as well', (_, thrown) => {
    let caught: unknown = 'nothing caught';
    try {
      withSpan('work', () => {
        throw thrown;
      });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
    expect(span().status.code).toBe(SpanStatusCode.ERROR);
  });
});

describe('traced', () => {
  test('passes arguments, this and the result through', async () => {
    const cart = {
      prices: [1, 2],
      total: traced('cart.total', async function total(this: { prices: number[] }, extra: number) {
        return this.prices.reduce((sum, price) => sum + price, extra);
      }),
    };
    expect(await cart.total(10)).toBe(13);
    expect(span().name).toBe('cart.total');
  });

  test('keeps name and number of parameters', () => {
    const add = traced('add', { attributes: { a: 1 } }, function add(a: number, b: number) {
      return a + b;
    });
    expect([add.name, add.length, add(1, 2)]).toEqual(['add', 2, 3]);
    expect(span().attributes).toEqual({ a: 1 });
  });
});

describe('currentTraceId', () => {
  test('is the id of the active trace', () => {
    withSpan('work', (running) => expect(currentTraceId()).toBe(running.spanContext().traceId));
  });

  test('is undefined outside a trace', () => {
    expect(currentTraceId()).toBeUndefined();
  });
});

test('everything is a no-op without telemetry', async () => {
  telemetry.stop();
  expect(withSpan('work', () => currentTraceId())).toBeUndefined();
  expect(await withSpan('work', async () => 1)).toBe(1);
  expect(traced('add', (a: number, b: number) => a + b)(1, 2)).toBe(3);
  expect(() =>
    withSpan('work', () => {
      throw new Error('on');
    }),
  ).toThrow('on');
});
