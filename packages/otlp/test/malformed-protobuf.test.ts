import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOGS, METRICS, OtlpError, TRACES, type Signal } from '../src/index.ts';
import { ProtobufWriter } from '../src/wire/protobuf-writer.ts';
import { RECORDS_PER_REQUEST_MAX } from '../src/wire/record-budget.ts';
import { SAMPLE_LOGS, SAMPLE_METRICS, SAMPLE_TRACES } from './fixtures/samples.ts';

const SEED = 317_811;
const DEPTH_HOSTILE = 5_000;

const SIGNALS: readonly [name: string, signal: Signal<object>, bytes: Uint8Array][] = [
  ['spans', TRACES as unknown as Signal<object>, TRACES.encode(SAMPLE_TRACES)],
  ['metrics', METRICS as unknown as Signal<object>, METRICS.encode(SAMPLE_METRICS)],
  ['log records', LOGS as unknown as Signal<object>, LOGS.encode(SAMPLE_LOGS)],
];

/** The code it is refused with, or "taken" when a record came out which can be encoded; throws on any other error. */
function outcomeOf(signal: Signal<object>, bytes: Uint8Array): string {
  try {
    const data = signal.decode(bytes);
    signal.decode(signal.encode(data));
    return 'taken';
  } catch (thrown) {
    if (thrown instanceof OtlpError) return thrown.code;
    throw thrown;
  }
}

/** A length-delimited field. */
function delimited(field: number, content: Uint8Array): Uint8Array {
  const writer = new ProtobufWriter();
  writer.tag(field, 2);
  writer.bytes(content);
  return writer.finish();
}

/** `inner` within the fields named, outermost first. */
function within(fields: readonly number[], inner: Uint8Array): Uint8Array {
  return fields.reduceRight((content, field) => delimited(field, content), inner);
}

/** A resource with one attribute whose value is `value`. */
function attributeOf(value: Uint8Array): Uint8Array {
  return within([1, 1, 1, 2], value);
}

function nest(field: number, depth: number): Uint8Array {
  return within(
    Array.from({ length: depth }).flatMap(() => (field === 5 ? [5, 1] : [6, 1, 2])),
    new Uint8Array(),
  );
}

describe.each(SIGNALS)('broken bytes of %s', (_name, signal, bytes) => {
  test('are refused or taken wherever the message is cut off', () => {
    for (let length = 0; length < bytes.length; length += 1) outcomeOf(signal, bytes.subarray(0, length));
    expect(outcomeOf(signal, bytes.subarray(0, bytes.length - 1))).toBe('OBS_ERR_OTLP_TRUNCATED');
    expect(outcomeOf(signal, bytes)).toBe('taken');
  });

  test('are refused or taken when a bit of any byte is flipped', () => {
    const outcomes = new Set<string>();
    for (let index = 0; index < bytes.length; index += 1) {
      const broken = Uint8Array.from(bytes);
      broken[index] = (broken[index] as number) ^ (1 << ((index * 5) & 7));
      outcomes.add(outcomeOf(signal, broken));
    }
    expect(outcomes).toContain('taken');
    expect(outcomes).toContain('OBS_ERR_OTLP_TRUNCATED');
    expect(outcomes).toContain('OBS_ERR_OTLP_WIRE');
  });

  test('are refused or taken when they are noise', () => {
    const noise = fc.uint8Array({ maxLength: 256 });
    fc.assert(
      fc.property(noise, (random) => void outcomeOf(signal, random)),
      { seed: SEED, numRuns: 3_000 },
    );
  });

  test('are refused or taken when a part is replaced by noise', () => {
    const change = fc.record({
      at: fc.nat({ max: bytes.length - 1 }),
      noise: fc.uint8Array({ maxLength: 9 }),
    });
    fc.assert(
      fc.property(change, ({ at, noise }) => {
        const broken = Uint8Array.from(bytes);
        broken.set(noise.subarray(0, bytes.length - at), at);
        outcomeOf(signal, broken);
      }),
      { seed: SEED, numRuns: 3_000 },
    );
  });
});

describe('a message is refused', () => {
  const cases: Record<string, [bytes: Uint8Array, code: string]> = {
    'when a length goes past the end': [Uint8Array.of(0x0a, 0x05, 0x0a), 'OBS_ERR_OTLP_TRUNCATED'],
    'when a length is of gigabytes': [
      Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f),
      'OBS_ERR_OTLP_TRUNCATED',
    ],
    'when a length does not fit 63 bits': [
      Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
      'OBS_ERR_OTLP_TRUNCATED',
    ],
    'when an inner length goes past its own message': [
      Uint8Array.of(0x0a, 0x02, 0x0a, 0x04, 0, 0, 0, 0),
      'OBS_ERR_OTLP_TRUNCATED',
    ],
    'when a varint does not end': [new Uint8Array(12).fill(0xff), 'OBS_ERR_OTLP_WIRE'],
    'when a field has number 0': [Uint8Array.of(0x02, 0x00), 'OBS_ERR_OTLP_WIRE'],
    'when it begins a group': [Uint8Array.of(0x1b, 0x1c), 'OBS_ERR_OTLP_WIRE'],
    'when it ends a group': [Uint8Array.of(0x1c), 'OBS_ERR_OTLP_WIRE'],
    'when a wire type does not exist': [Uint8Array.of(0x1e), 'OBS_ERR_OTLP_WIRE'],
    'when a message comes as a varint': [Uint8Array.of(0x08, 0x01), 'OBS_ERR_OTLP_WIRE'],
    'when text comes as a number': [within([1, 2], Uint8Array.of(0x18, 0x01)), 'OBS_ERR_OTLP_WIRE'],
    'when a time comes as a varint': [within([1, 2, 2], Uint8Array.of(0x38, 0x01)), 'OBS_ERR_OTLP_WIRE'],
    'when values nest 33 deep in lists': [attributeOf(nest(5, 33)), 'OBS_ERR_OTLP_DEPTH'],
    'when values nest 33 deep in maps': [attributeOf(nest(6, 33)), 'OBS_ERR_OTLP_DEPTH'],
    'when values nest deep enough to exhaust a stack': [
      attributeOf(nest(5, DEPTH_HOSTILE)),
      'OBS_ERR_OTLP_DEPTH',
    ],
  };

  test.each(Object.entries(cases))('%s', (_title, [bytes, code]) => {
    expect(outcomeOf(TRACES as unknown as Signal<object>, bytes)).toBe(code);
  });

  test('when packed doubles end in the middle of one', () => {
    const point = delimited(7, new Uint8Array(12));
    expect(() => METRICS.decode(within([1, 2, 2, 9, 1], point))).toThrow('OBS_ERR_OTLP_TRUNCATED');
  });

  test('when a few bytes stand for more records than memory should hold', () => {
    const spans = new Uint8Array((RECORDS_PER_REQUEST_MAX + 1) * 2);
    for (let at = 0; at < spans.length; at += 2) spans[at] = 0x12;
    expect(() => TRACES.decode(within([1, 2], spans))).toThrow('OBS_ERR_OTLP_SIZE');
  });

  test('when packed numbers are more than memory should hold', () => {
    const counts = delimited(2, new Uint8Array(RECORDS_PER_REQUEST_MAX + 1));
    expect(() => METRICS.decode(within([1, 2, 2, 10, 1, 8], counts))).toThrow('OBS_ERR_OTLP_SIZE');
  });
});

describe('a message is taken', () => {
  test('with values that nest 32 deep', () => {
    expect(outcomeOf(TRACES as unknown as Signal<object>, attributeOf(nest(5, 32)))).toBe('taken');
    expect(outcomeOf(TRACES as unknown as Signal<object>, attributeOf(nest(6, 32)))).toBe('taken');
  });

  test('with fields nobody knows, of every wire type', () => {
    const unknown = Buffer.concat([
      Uint8Array.of(0xf8, 0x06, 0x01),
      Uint8Array.of(0xf9, 0x06, 1, 2, 3, 4, 5, 6, 7, 8),
      Uint8Array.of(0xfa, 0x06, 2, 1, 2),
      Uint8Array.of(0xfd, 0x06, 1, 2, 3, 4),
    ]);
    expect(TRACES.decode(unknown)).toStrictEqual({ resourceSpans: [] });
  });

  test('with text that is no UTF-8, as replacement characters', () => {
    const bytes = within([1, 3], Uint8Array.of(0x61, 0xff));
    expect(TRACES.decode(bytes).resourceSpans[0]?.schemaUrl).toBe('a\uFFFD');
  });

  test('with numbers one by one instead of packed', () => {
    const counts = Uint8Array.from([0x31, 1, 0, 0, 0, 0, 0, 0, 0, 0x31, 2, 0, 0, 0, 0, 0, 0, 0]);
    const { resourceMetrics } = METRICS.decode(within([1, 2, 2, 9, 1], counts));
    const metric = resourceMetrics[0]?.scopeMetrics[0]?.metrics[0];
    expect(metric?.histogram?.dataPoints[0]?.bucketCounts).toStrictEqual([1, 2]);
  });

  test('with an inner message in two parts, which are merged', () => {
    const name = within([1, 2, 1], delimited(1, Buffer.from('shop')));
    const parts = Buffer.concat([
      delimited(1, delimited(1, Buffer.from('shop'))),
      within([1, 2], Buffer.from('1.0')),
    ]);
    const decoded = TRACES.decode(within([1, 2], parts)).resourceSpans[0]?.scopeSpans[0]?.scope;
    expect(decoded).toMatchObject({ name: 'shop', version: '1.0' });
    expect(TRACES.decode(name).resourceSpans[0]?.scopeSpans[0]?.scope).toMatchObject({ name: 'shop' });
  });

  test('with two members of a oneof, of which the last counts', () => {
    const gaugeThenSum = Buffer.concat([delimited(5, new Uint8Array()), delimited(7, new Uint8Array())]);
    const metric = METRICS.decode(within([1, 2, 2], gaugeThenSum)).resourceMetrics[0]?.scopeMetrics[0]
      ?.metrics[0];
    expect(metric?.gauge).toBeUndefined();
    expect(metric?.sum).toBeDefined();
  });

  test('with a 32-bit number that is negative or too wide, by its low 32 bits', () => {
    const minusOne = Uint8Array.from([0x30, ...new Uint8Array(9).fill(0xff), 0x01]);
    const span = TRACES.decode(within([1, 2, 2], minusOne)).resourceSpans[0]?.scopeSpans[0]?.spans[0];
    expect(span?.kind).toBe(2 ** 32 - 1);
  });
});
