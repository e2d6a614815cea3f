import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkMetricName,
  checkUnit,
  DURATION_BUCKETS_SECONDS,
  INSTRUMENTS,
  mergeBuckets,
} from '../src/index.ts';

describe('a metric of the standard', () => {
  test.each(Object.values(INSTRUMENTS))('$name keeps the rules for names and units', ({ name, unit }) => {
    expect([...checkMetricName(name), ...checkUnit(unit)]).toEqual([]);
  });
});

test.each([
  ['http.server.duration_seconds', 'metric-name-unit'],
  ['orders.total', 'metric-name-unit'],
  ['Orders', 'metric-name'],
  ['orders..placed', 'metric-name'],
])('the name %s breaks %s', (name, rule) => {
  expect(checkMetricName(name).map((finding) => finding.rule)).toEqual([rule]);
});

test.each(['ms', 'seconds', '%', 'requests', ''])('the unit "%s" is refused', (unit) => {
  expect(checkUnit(unit)).toHaveLength(1);
});

test('thresholds join the buckets in order, once, and nonsense is left out', () => {
  const thresholds = fc.array(
    fc.oneof(fc.double({ min: 0.001, max: 20, noNaN: true }), fc.constantFrom(NaN, -1, 0, Infinity, 0.5)),
  );
  fc.assert(
    fc.property(thresholds, (extra) => {
      const merged = mergeBuckets(DURATION_BUCKETS_SECONDS, extra);
      expect(merged).toEqual([...new Set(merged)].toSorted((a, b) => a - b));
      for (const bound of DURATION_BUCKETS_SECONDS) expect(merged).toContain(bound);
      for (const bound of extra) expect(merged.includes(bound)).toBe(Number.isFinite(bound) && bound > 0);
    }),
  );
});
