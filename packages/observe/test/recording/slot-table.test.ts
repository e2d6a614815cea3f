import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CounterSeries } from '../../src/recording/counter-series.ts';
import { SlotTable, type Overflow } from '../../src/recording/slot-table.ts';

const attributes = fc.dictionary(
  fc.string({ maxLength: 4 }),
  fc.oneof(fc.string({ maxLength: 4 }), fc.integer()),
  {
    maxKeys: 3,
  },
);

describe('binding attributes', () => {
  test('gives equal sets one slot in any order, and different sets different ones', () => {
    fc.assert(
      fc.property(attributes, attributes, (left, right) => {
        const table = new SlotTable({ metric: 'm', budget: 10 });
        const reversed = Object.fromEntries(Object.entries(left).toReversed());
        const slot = table.bind(left);
        expect(table.bind(reversed)).toBe(slot);
        const isEqual =
          JSON.stringify(Object.entries(left).sort()) === JSON.stringify(Object.entries(right).sort());
        expect(table.bind(right) === slot).toBe(isEqual);
      }),
    );
  });

  test('tells a number from the same digits as text', () => {
    const table = new SlotTable({ metric: 'm', budget: 10 });
    expect(table.bind({ code: 200 })).not.toBe(table.bind({ code: '200' }));
  });
});

describe('past its budget a metric', () => {
  const overflows: Overflow[] = [];
  const series = new CounterSeries({
    metric: 'sli.events',
    budget: 3,
    keep: ['outcome'],
    onOverflow: (overflow) => overflows.push(overflow),
  });
  const slots = ['/a', '/b', '/c'].map((route) => series.bind({ route, outcome: 'good' }));
  const folded = series.bind({ route: '/d', outcome: 'good' });

  test('folds further series into one of _OTHER, keeping what must be told apart', () => {
    expect(slots).not.toContain(folded);
    expect(series.bind({ route: '/e', outcome: 'good' })).toBe(folded);
    expect(series.slots.attributesOf(folded)).toEqual({ route: '_OTHER', outcome: 'good' });
    const bad = series.bind({ route: '/f', outcome: 'bad' });
    expect(series.slots.attributesOf(bad)).toEqual({ route: '_OTHER', outcome: 'bad' });
  });

  test('names the attribute at fault', () => {
    expect(overflows[0]).toEqual({ metric: 'sli.events', budget: 3, attribute: 'route' });
    expect(series.slots.overflowAttribute(folded)).toBe('route');
    expect(series.slots.overflowAttribute(slots[0] as number)).toBeUndefined();
  });

  test('keeps counting the series it has', () => {
    expect(series.bind({ outcome: 'good', route: '/a' })).toBe(slots[0]);
  });

  test('loses no event', () => {
    const many = new CounterSeries({ metric: 'sli.events', budget: 50 });
    for (let event = 0; event < 10_000; event += 1) many.add(many.bind({ path: `/${event}` }));
    let total = 0;
    for (let slot = 0; slot < many.slots.size; slot += 1) total += many.valueOf(slot);
    expect(total).toBe(10_000);
    expect(many.slots.size).toBe(51);
  });
});

test('recording to a slot that was never bound changes nothing and throws nothing', () => {
  const series = new CounterSeries({ metric: 'sli.events', budget: 3 });
  series.add(10_000);
  series.add(-1);
  expect(series.valueOf(10_000)).toBe(0);
});
