import type { Attributes, Resource, Scope } from '../model/attributes.ts';
import type { LogRecord, LogsData } from '../model/logs.ts';
import type { MetricsData } from '../model/metrics.ts';
import type { Span, TracesData } from '../model/traces.ts';
import { mergeSeries, readSeries, seriesKey, type MetricSeries } from './metric-series.ts';

/** Records a store keeps of each kind, unless told otherwise. */
const RECORDS_MAX = 200_000;
/** The share of a full list that goes at once: moving the rest for each new record would be slow. */
const EVICTED_SHARE = 0.1;

/** A span with what owns it. */
export interface StoredSpan extends Span {
  readonly resource: Attributes;
  readonly scope: string;
}

/** A log record with what owns it. */
export interface StoredLog extends LogRecord {
  readonly resource: Attributes;
  readonly scope: string;
}

export interface TelemetryStoreOptions {
  /** Spans, and logs, kept: the oldest go first. Of metrics the series kept: no new one is taken after these. */
  readonly recordsMax?: number;
}

export interface WaitOptions {
  /** How long to wait, in milliseconds. */
  readonly timeoutMs?: number;
  /** Named in the error when the time is up. */
  readonly what?: string;
}

/** What a receiver has received, in memory and bounded, for suites, the doctor and the demo. */
export class TelemetryStore {
  readonly #spans: StoredSpan[] = [];
  readonly #logs: StoredLog[] = [];
  readonly #series = new Map<string, MetricSeries>();
  readonly #waiting = new Set<() => void>();
  readonly #recordsMax: number;

  /** Callbacks for an `OtlpReceiver`. */
  readonly sink = {
    onTraces: (data: TracesData) => this.addTraces(data),
    onMetrics: (data: MetricsData) => this.addMetrics(data),
    onLogs: (data: LogsData) => this.addLogs(data),
  };

  constructor({ recordsMax = RECORDS_MAX }: TelemetryStoreOptions = {}) {
    this.#recordsMax = recordsMax;
  }

  addTraces({ resourceSpans }: TracesData): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      for (const { scope, spans } of scopeSpans) {
        for (const span of spans) {
          this.#keep(this.#spans, { ...span, ...ownerOf(resource, scope) });
        }
      }
    }
    this.#wake();
  }

  addLogs({ resourceLogs }: LogsData): void {
    for (const { resource, scopeLogs } of resourceLogs) {
      for (const { scope, logRecords } of scopeLogs) {
        for (const record of logRecords) {
          this.#keep(this.#logs, { ...record, ...ownerOf(resource, scope) });
        }
      }
    }
    this.#wake();
  }

  addMetrics(data: MetricsData): void {
    for (const series of readSeries(data)) {
      const key = seriesKey(series);
      const before = this.#series.get(key);
      if (before === undefined && this.#series.size >= this.#recordsMax) continue;
      this.#series.set(key, mergeSeries(before, series));
    }
    this.#wake();
  }

  spans(): readonly StoredSpan[] {
    return this.#spans;
  }

  logs(): readonly StoredLog[] {
    return this.#logs;
  }

  /** The series of a metric, those only whose attributes (or resource attributes) have the given values. */
  series(name: string, match: Attributes = {}): MetricSeries[] {
    const wanted = Object.entries(match);
    return [...this.#series.values()].filter(
      (series) =>
        series.name === name &&
        wanted.every(([key, value]) => (series.attributes[key] ?? series.resource[key]) === value),
    );
  }

  /** The sum of a counter, or the number of values in a histogram, over all series that match. */
  total(name: string, match: Attributes = {}): number {
    return this.series(name, match).reduce((sum, series) => sum + series.value, 0);
  }

  /** Names of all metrics received. */
  metricNames(): string[] {
    return [...new Set([...this.#series.values()].map(({ name }) => name))].sort();
  }

  clear(): void {
    this.#spans.length = 0;
    this.#logs.length = 0;
    this.#series.clear();
  }

  /**
   * Waits until what has been received satisfies a condition, looking again whenever something comes in.
   *
   * @throws Error when the time is up first, or what the condition throws.
   */
  async waitFor(
    condition: (store: this) => boolean,
    { timeoutMs = 10_000, what = 'telemetry' }: WaitOptions = {},
  ): Promise<void> {
    if (condition(this)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => {
      // What a condition throws is for its author, not for whoever sends telemetry.
      try {
        if (condition(this)) resolve();
      } catch (thrown) {
        reject(thrown);
      }
    };
    const timer = setTimeout(
      () => reject(new Error(`${what} did not arrive within ${timeoutMs} ms`)),
      timeoutMs,
    );
    this.#waiting.add(look);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(look);
    }
  }

  #keep<Item>(items: Item[], item: Item): void {
    if (items.length >= this.#recordsMax) items.splice(0, Math.ceil(this.#recordsMax * EVICTED_SHARE));
    items.push(item);
  }

  #wake(): void {
    for (const look of this.#waiting) look();
  }
}

function ownerOf(resource: Resource | undefined, scope: Scope | undefined) {
  return { resource: resource?.attributes ?? {}, scope: scope?.name ?? '' };
}
