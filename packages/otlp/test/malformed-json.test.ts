import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOGS, METRICS, OtlpError, TRACES, type Signal } from '../src/index.ts';
import { RECORDS_PER_REQUEST_MAX } from '../src/wire/record-budget.ts';
import { recordLogs, recordMetrics, recordSpans } from './fixtures/sdk-telemetry.ts';

const SEED = 514_229;
const MISFITS: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  1e300,
  '',
  'x',
  '99999999999999999999',
  true,
  [],
  [[]],
  {},
];

function outcomeOf(signal: Signal<object>, json: unknown): string {
  try {
    signal.decode(signal.encode(signal.decodeJson(json)));
    return 'taken';
  } catch (thrown) {
    if (thrown instanceof OtlpError) return thrown.code;
    throw thrown;
  }
}

/** Every copy of `json` in which one value is a misfit. */
function* misfits(json: unknown): Generator<unknown> {
  yield* MISFITS;
  if (Array.isArray(json)) {
    for (const [index, item] of json.entries()) for (const bad of misfits(item)) yield json.with(index, bad);
  } else if (typeof json === 'object' && json !== null) {
    for (const [key, item] of Object.entries(json)) {
      for (const bad of misfits(item)) yield { ...json, [key]: bad };
    }
  }
}

function parse(bytes: Uint8Array | undefined): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

describe.each<[name: string, signal: Signal<object>, read: () => Promise<unknown>]>([
  [
    'spans',
    TRACES as unknown as Signal<object>,
    async () => parse(JsonTraceSerializer.serializeRequest(await recordSpans())),
  ],
  [
    'metrics',
    METRICS as unknown as Signal<object>,
    async () =>
      parse(JsonMetricsSerializer.serializeRequest(await recordMetrics(AggregationTemporality.DELTA))),
  ],
  [
    'log records',
    LOGS as unknown as Signal<object>,
    async () => parse(JsonLogsSerializer.serializeRequest(await recordLogs())),
  ],
])('broken JSON of %s', (_name, signal, read) => {
  test('is refused or taken wherever a value does not fit', async () => {
    const outcomes = new Set<string>();
    for (const json of misfits(await read())) outcomes.add(outcomeOf(signal, json));
    expect([...outcomes].sort()).toEqual(['OBS_ERR_OTLP_JSON', 'taken']);
  });

  test('is refused or taken when it is anything at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => void outcomeOf(signal, json)),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});

/** A request whose only attribute has this value. */
function attributeOf(value: unknown): unknown {
  return { resourceSpans: [{ resource: { attributes: [{ key: 'k', value }] } }] };
}

function spanOf(fields: object): unknown {
  return { resourceSpans: [{ scopeSpans: [{ spans: [fields] }] }] };
}

function nest(depth: number): unknown {
  return Array.from({ length: depth }).reduce<unknown>((inner) => ({ arrayValue: { values: [inner] } }), {});
}

describe('JSON is refused', () => {
  const cases: Record<string, unknown> = {
    'when it is no object': [],
    'when it is nothing': null,
    'when a list is an object': { resourceSpans: {} },
    'when a record is text': { resourceSpans: ['x'] },
    'when a record is null': { resourceSpans: [null] },
    'when an id is not hex': spanOf({ traceId: 'zz' }),
    'when an id is base64': spanOf({ traceId: 'CvdlGRbNQ92ESOshHIAxnA==' }),
    'when an id has half a byte': spanOf({ spanId: 'abc' }),
    'when a time is negative': spanOf({ startTimeUnixNano: '-1' }),
    'when a time does not fit 64 bits': spanOf({ startTimeUnixNano: '18446744073709551616' }),
    'when a time has a fraction': spanOf({ startTimeUnixNano: 1.5 }),
    'when an enumeration is a name': spanOf({ kind: 'SPAN_KIND_SERVER' }),
    'when a count is negative': spanOf({ droppedEventsCount: -1 }),
    'when a value is not wrapped': attributeOf('text'),
    'when text is a number': attributeOf({ stringValue: 1 }),
    'when a truth is text': attributeOf({ boolValue: 'false' }),
    'when an integer does not fit 64 bits': attributeOf({ intValue: '9223372036854775808' }),
    'when an integer has a fraction': attributeOf({ intValue: 1.5 }),
    'when a double is a word': attributeOf({ doubleValue: 'many' }),
    'when a double is a blank': attributeOf({ doubleValue: ' ' }),
    'when a double is hexadecimal': attributeOf({ doubleValue: '0x10' }),
    'when bytes are not base64': attributeOf({ bytesValue: '§' }),
    'when a list has no values but text': attributeOf({ arrayValue: { values: 'x' } }),
    'when a key is a number': { resourceSpans: [{ resource: { attributes: [{ key: 1 }] } }] },
    'when attributes are a map': { resourceSpans: [{ resource: { attributes: { k: 'v' } } }] },
  };

  test.each(Object.entries(cases))('%s', (_title, json) => {
    expect(outcomeOf(TRACES as unknown as Signal<object>, json)).toBe('OBS_ERR_OTLP_JSON');
  });

  test('when a metric is of two kinds', () => {
    const metric = { name: 'm', gauge: {}, sum: {} };
    const json = { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] };
    expect(outcomeOf(METRICS as unknown as Signal<object>, json)).toBe('OBS_ERR_OTLP_JSON');
  });

  test('when values nest 33 deep, or deep enough to exhaust a stack', () => {
    const signal = TRACES as unknown as Signal<object>;
    expect(outcomeOf(signal, attributeOf(nest(33)))).toBe('OBS_ERR_OTLP_DEPTH');
    expect(outcomeOf(signal, attributeOf(nest(100_000)))).toBe('OBS_ERR_OTLP_DEPTH');
    expect(outcomeOf(signal, attributeOf(nest(32)))).toBe('taken');
  });

  test('when it holds more records than memory should', () => {
    const spans = Array.from({ length: RECORDS_PER_REQUEST_MAX + 1 }, () => ({}));
    const json = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
    expect(outcomeOf(TRACES as unknown as Signal<object>, json)).toBe('OBS_ERR_OTLP_SIZE');
  });

  test('when a text of many megabytes is no id', () => {
    const json = spanOf({ traceId: `${'a'.repeat(20_000_001)}z` });
    expect(outcomeOf(TRACES as unknown as Signal<object>, json)).toBe('OBS_ERR_OTLP_JSON');
  });
});

describe('JSON is taken', () => {
  function valueOf(value: unknown): unknown {
    return TRACES.decodeJson(attributeOf(value)).resourceSpans[0]?.resource?.attributes['k'];
  }

  test.each<[title: string, json: unknown, value: unknown]>([
    ['with integers as text', { intValue: '-5' }, -5],
    ['with integers as numbers', { intValue: 5 }, 5],
    ['with integers wider than a number', { intValue: '9223372036854775807' }, 2n ** 63n - 1n],
    ['with doubles as text', { doubleValue: '1.5e3' }, 1_500],
    ['with NaN', { doubleValue: 'NaN' }, Number.NaN],
    ['with infinity', { doubleValue: '-Infinity' }, Number.NEGATIVE_INFINITY],
    ['with base64', { bytesValue: 'AP8=' }, Uint8Array.of(0, 255)],
    ['with null for a member that is absent', { stringValue: null, intValue: '1' }, 1],
    ['with no member at all', {}, null],
    ['with null for a value', null, null],
    ['with an empty list', { arrayValue: {} }, []],
    ['with an empty map', { kvlistValue: {} }, {}],
  ])('%s', (_title, json, value) => {
    expect(valueOf(json)).toStrictEqual(value);
  });

  test('with unknown fields, null fields and upper-case ids', () => {
    const json = spanOf({ traceId: 'ABCDEF', name: null, added: { later: [1] } });
    expect(TRACES.decodeJson(json).resourceSpans[0]?.scopeSpans[0]?.spans[0]).toMatchObject({
      traceId: 'abcdef',
      name: '',
    });
  });

  test('with an attribute that has no key', () => {
    const json = { resourceSpans: [{ resource: { attributes: [{ value: { intValue: 1 } }] } }] };
    expect(TRACES.decodeJson(json).resourceSpans[0]?.resource?.attributes).toStrictEqual({ '': 1 });
  });

  test('with an attribute named __proto__, which stays an attribute', () => {
    const json = { resourceSpans: [{ resource: { attributes: [{ key: '__proto__', value: {} }] } }] };
    const attributes = TRACES.decodeJson(json).resourceSpans[0]?.resource?.attributes ?? {};
    expect(Object.keys(attributes)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
  });
});
