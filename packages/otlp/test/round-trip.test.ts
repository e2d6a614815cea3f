import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOGS, METRICS, TRACES, type Attributes, type Signal } from '../src/index.ts';
import { attributes, wideInteger } from './fixtures/attributes.ts';
import { logsData } from './fixtures/logs.ts';
import { metricsData } from './fixtures/metrics.ts';
import { tracesData } from './fixtures/traces.ts';

const RUNS = { numRuns: 300 };

// Node's comparison, as Vitest's takes an attribute named "constructor" for a class.
function expectSame<Data extends object>(signal: Signal<Data>, data: Data): void {
  deepStrictEqual(signal.decode(signal.encode(data)), data);
}

function passThrough(values: Attributes): Attributes | undefined {
  const bytes = LOGS.encode({
    resourceLogs: [
      { resource: { attributes: values, droppedAttributesCount: 0 }, scopeLogs: [], schemaUrl: '' },
    ],
  });
  return LOGS.decode(bytes).resourceLogs[0]?.resource?.attributes;
}

describe('what was encoded', () => {
  test('decodes to the same spans', () => {
    fc.assert(
      fc.property(tracesData, (data) => expectSame(TRACES, data)),
      RUNS,
    );
  });

  test('decodes to the same metrics', () => {
    fc.assert(
      fc.property(metricsData, (data) => expectSame(METRICS, data)),
      RUNS,
    );
  });

  test('decodes to the same log records', () => {
    fc.assert(
      fc.property(logsData, (data) => expectSame(LOGS, data)),
      RUNS,
    );
  });

  test('decodes to the same attributes, however nested', () => {
    fc.assert(
      fc.property(attributes, (values) => {
        deepStrictEqual(passThrough(values), values);
      }),
      RUNS,
    );
  });

  test('takes no byte when it holds nothing', () => {
    expect(TRACES.encode({ resourceSpans: [] })).toHaveLength(0);
    expect(TRACES.decode(new Uint8Array())).toStrictEqual({ resourceSpans: [] });
  });

  test('keeps the bits of a text that begins with a byte order mark', () => {
    expect(passThrough({ '\uFEFFkey': '\uFEFFtext' })).toStrictEqual({ '\uFEFFkey': '\uFEFFtext' });
  });

  test('keeps the sign of zero', () => {
    expect(passThrough({ zero: -0 })?.['zero']).toBe(-0);
  });

  test('keeps integers wider than a number', () => {
    fc.assert(
      fc.property(wideInteger, (wide) => {
        expect(passThrough({ wide })).toStrictEqual({ wide });
      }),
    );
  });

  test('comes back as numbers where bigints were exact ones', () => {
    expect(passThrough({ small: 5n, large: 2n ** 53n - 1n })).toStrictEqual({
      small: 5,
      large: Number.MAX_SAFE_INTEGER,
    });
  });

  test('does not share memory with the bytes it was decoded from', () => {
    const values = { raw: Uint8Array.of(1, 2, 3) };
    const bytes = Buffer.from(
      LOGS.encode({
        resourceLogs: [
          { resource: { attributes: values, droppedAttributesCount: 0 }, scopeLogs: [], schemaUrl: '' },
        ],
      }),
    );
    const decoded = LOGS.decode(bytes);
    bytes.fill(0);
    expect(decoded.resourceLogs[0]?.resource?.attributes).toStrictEqual(values);
  });

  test('may be longer than the first buffer of the writer', () => {
    const long = 'a'.repeat(1_000_000);
    expect(passThrough({ long })).toStrictEqual({ long });
  });
});
