import type { HttpClassification } from '@org/observe-conventions';
import type { HttpServerRequest } from './request.ts';
import { CLIENT_TEXT_LENGTH_MAX } from './span.ts';

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

interface RequestResult {
  /** 0 when the connection closed before a status was sent. */
  readonly statusCode: number;
  readonly durationMs: number;
  readonly classification: HttpClassification;
}

/** The record of a request whose response has closed. */
export function requestLogRecord(
  request: HttpServerRequest,
  { statusCode, durationMs, classification }: RequestResult,
): RequestLogRecord {
  const spanContext = request.span?.spanContext();
  return {
    method: request.method,
    route: request.route,
    path: request.path.slice(0, CLIENT_TEXT_LENGTH_MAX),
    statusCode: statusCode === 0 ? undefined : statusCode,
    durationMs,
    outcome: classification.availability,
    error: request.error,
    traceId: spanContext?.traceId ?? '',
    spanId: spanContext?.spanId ?? '',
    traceFlags: spanContext?.traceFlags ?? 0,
    fields: request.fields,
  };
}
