import { ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import { INSTRUMENTS } from '@org/observe-conventions';
import type { CollectionInterval, Series } from './series.ts';
import { SlotTable, type SeriesAttributes, type SlotTableOptions } from './slot-table.ts';

/** Slots allocated at first; doubled whenever they run out. */
const CAPACITY_START = 32;

/**
 * A counter, or an up-down counter, whose series are numbers in one typed array. Bind once, then `add` is an array
 * increment: it allocates nothing and cannot throw.
 *
 * @example
 * const events = new CounterSeries({ metric: 'sli.events', budget: 1_000 });
 * const slot = events.bind({ 'sli.name': 'http.server.availability', 'sli.outcome': 'good' });
 * events.add(slot);
 */
export class CounterSeries implements Series {
  readonly slots: SlotTable;
  readonly #metric: string;
  readonly #monotonic: boolean;
  #values = new Float64Array(CAPACITY_START);

  constructor(options: SlotTableOptions) {
    this.slots = new SlotTable(options);
    this.#metric = options.metric;
    this.#monotonic = INSTRUMENTS[options.metric]?.instrument !== 'updowncounter';
  }

  /** The slot of an attribute set, to be kept by the caller. */
  bind(attributes: SeriesAttributes): number {
    const slot = this.slots.bind(attributes);
    if (slot >= this.#values.length) this.#values = grow(this.#values);
    return slot;
  }

  /** Adds to a bound series. A slot that was never bound is ignored. */
  add(slot: number, value = 1): void {
    (this.#values[slot] as number) += value;
  }

  /** The value since the start, or since the last delta collection. */
  valueOf(slot: number): number {
    return this.#values[slot] ?? 0;
  }

  collect(interval: CollectionInterval): MetricData | undefined {
    // An up-down counter is a level: it has no meaningful delta for a reader that joins later.
    const delta = interval.delta && this.#monotonic;
    const dataPoints = this.#takePoints(interval, delta);
    if (dataPoints.length === 0) return undefined;
    return {
      descriptor: describeMetric(this.#metric, ValueType.INT),
      aggregationTemporality: delta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.SUM,
      isMonotonic: this.#monotonic,
      dataPoints,
    };
  }

  #takePoints({ startTime, endTime, first }: CollectionInterval, delta: boolean): DataPoint<number>[] {
    const points: DataPoint<number>[] = [];
    for (let slot = 0; slot < this.slots.size; slot += 1) {
      const value = this.#values[slot] ?? 0;
      if (delta && value === 0 && !first) continue;
      points.push({ startTime, endTime, attributes: this.slots.attributesOf(slot), value });
      if (delta) this.#values[slot] = 0;
    }
    return points;
  }
}

/** Name, unit and description of a metric as the standard has them. */
export function describeMetric(name: string, valueType: ValueType) {
  const { unit = '1', description = '' } = INSTRUMENTS[name] ?? {};
  return { name, unit, description, valueType };
}

/** Twice the room, same content. */
export function grow(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
