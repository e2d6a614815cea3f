/** What the canonical log line of one served request holds. */
export interface RequestLogRecord {
  readonly method: string;
  /** Template of the matched route; `undefined` where none matched or there is no router. */
  readonly route: string | undefined;
  /** Path without the query, bounded in length. */
  readonly path: string;
  /** `undefined` when the connection closed before a status was sent. */
  readonly statusCode: number | undefined;
  readonly durationMs: number;
  /** How the request counted for availability: `good`, `bad`, or why it was excluded. */
  readonly outcome: string;
  /** What was passed to the framework's error handling, or thrown. */
  readonly error: unknown;
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  /** Fields given to `annotate`. */
  readonly fields: Readonly<Record<string, unknown>>;
}
