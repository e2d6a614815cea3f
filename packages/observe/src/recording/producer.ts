import type { HrTime } from '@opentelemetry/api';
import { hrTime, type InstrumentationScope } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { Series } from './series.ts';

export interface SeriesProducerOptions {
  /** Decided once: a second reader with another temporality would take the first one's deltas. */
  readonly temporality: AggregationTemporality;
  readonly scope: InstrumentationScope;
  /** The time of a collection; a test passes its own. */
  readonly clock?: () => HrTime;
}

/**
 * Hands the typed-array series to OpenTelemetry's metric reader, which adds the resource and exports them with
 * everyone else's metrics.
 */
export class SeriesProducer implements MetricProducer {
  readonly #scope: InstrumentationScope;
  readonly #delta: boolean;
  readonly #clock: () => HrTime;
  readonly #series: Series[] = [];
  #startTime: HrTime;
  #first = true;

  constructor({ temporality, scope, clock = hrTime }: SeriesProducerOptions) {
    this.#scope = scope;
    this.#delta = temporality === AggregationTemporality.DELTA;
    this.#clock = clock;
    this.#startTime = clock();
  }

  /** Makes a metric part of every later collection. */
  add(series: Series): void {
    this.#series.push(series);
  }

  async collect(): Promise<CollectionResult> {
    const endTime = this.#clock();
    const interval = { startTime: this.#startTime, endTime, delta: this.#delta, first: this.#first };
    const metrics = this.#series
      .map((series) => series.collect(interval))
      .filter((metric) => metric !== undefined);
    if (this.#delta) this.#startTime = endTime;
    this.#first = false;
    return {
      resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope: this.#scope, metrics }] },
      errors: [],
    };
  }
}
