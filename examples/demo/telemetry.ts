/** Everything received so far, flat: one row for each series, span and log record. */
export interface Telemetry {
  readonly metrics: readonly MetricSeries[];
  readonly spans: readonly SpanRow[];
  readonly logs: readonly LogRecordRow[];
  /** How many have arrived, shown here or not. */
  readonly spanCount: number;
  readonly logCount: number;
}

export type Attributes = Readonly<Record<string, unknown>>;

/** A series with all it has counted since its process began. */
export interface MetricSeries {
  readonly service: string;
  readonly version: string;
  readonly name: string;
  readonly attributes: Attributes;
  /** Sum of a counter, or number of events of a histogram. */
  readonly total: number;
  /** Bounds in seconds and counts, for a histogram. */
  readonly bounds: readonly number[];
  readonly bucketCounts: readonly number[];
}

export interface SpanRow {
  readonly service: string;
  readonly traceId: string;
  readonly name: string;
  readonly isServer: boolean;
  readonly failed: boolean;
  /** Unix time in milliseconds. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly attributes: Attributes;
}

export interface LogRecordRow {
  readonly service: string;
  readonly traceId: string;
  /** Unix time in milliseconds. */
  readonly timeMs: number;
  readonly level: string;
  readonly message: string;
  readonly attributes: Attributes;
}
