/** What the live table shows, as plain rows. */
export interface View {
  readonly endpoint: string;
  readonly sent: number;
  /** Spans and log records received. */
  readonly spans: number;
  readonly logRecords: number;
  readonly services: readonly ServiceRow[];
  readonly routes: readonly RouteRow[];
  readonly slis: readonly SliRow[];
  /** Newest first. */
  readonly traces: readonly TraceRow[];
  /** Newest first. */
  readonly logs: readonly LogRow[];
}

export interface ServiceRow {
  readonly name: string;
  readonly version: string;
  readonly requests: number;
}

export interface RouteRow {
  readonly service: string;
  /** Method and template: `GET /orders/:orderId`. */
  readonly route: string;
  readonly requests: number;
  /** Requests answered with 500 or above. */
  readonly errors: number;
  /** Estimated from the histogram's buckets, in milliseconds; `undefined` without requests. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

export interface SliRow {
  readonly service: string;
  readonly name: string;
  readonly good: number;
  readonly bad: number;
  readonly excluded: number;
}

export interface TraceRow {
  readonly traceId: string;
  /** Name of the first span. */
  readonly root: string;
  readonly services: readonly string[];
  readonly spans: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

export interface LogRow {
  /** Unix time in milliseconds. */
  readonly timeMs: number;
  readonly service: string;
  readonly level: string;
  readonly traceId: string;
  readonly message: string;
}
