import { isSpanContextValid, trace, type SpanContext } from '@opentelemetry/api';

/** The ids of a span as log lines carry them: hexadecimal, by the conventions for trace context in other log formats. */
export interface TraceIds {
  readonly trace_id: string;
  readonly span_id: string;
  readonly trace_flags: string;
}

export const TRACE_ID_FIELDS: readonly (keyof TraceIds)[] = ['trace_id', 'span_id', 'trace_flags'];

let lastContext: SpanContext | undefined;
let lastJson = '';

/** The ids of the active span, or `undefined` where there is none. */
export function activeTraceIds(): TraceIds | undefined {
  const context = trace.getActiveSpan()?.spanContext();
  if (context === undefined || !isSpanContextValid(context)) return undefined;
  return { trace_id: context.traceId, span_id: context.spanId, trace_flags: flagsOf(context.traceFlags) };
}

/** The ids of the active span as `,"trace_id":"…",…`, ready to stand inside a JSON line; `''` where there is none. */
export function activeTraceIdsJson(): string {
  const context = trace.getActiveSpan()?.spanContext();
  if (context === undefined) return '';
  // The lines of one request come one after another: the last text often serves again.
  if (context !== lastContext) {
    lastContext = context;
    lastJson = isSpanContextValid(context) ? traceIdsJson(context) : '';
  }
  return lastJson;
}

/** The ids of a span as `,"trace_id":"…",…`. */
export function traceIdsJson(context: Pick<SpanContext, 'traceId' | 'spanId' | 'traceFlags'>): string {
  return `,"trace_id":"${context.traceId}","span_id":"${context.spanId}","trace_flags":"${flagsOf(context.traceFlags)}"`;
}

function flagsOf(flags: number): string {
  return flags.toString(16).padStart(2, '0');
}
