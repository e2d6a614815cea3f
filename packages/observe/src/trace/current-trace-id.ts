import { isSpanContextValid, trace } from '@opentelemetry/api';

/**
 * The id of the trace the running code belongs to: for an error page, a support ticket, a header of the response.
 *
 * @returns 32 hexadecimal characters, or `undefined` outside a trace and without telemetry.
 *
 * @example
 * response.setHeader('x-trace-id', currentTraceId() ?? 'none');
 */
export function currentTraceId(): string | undefined {
  const context = trace.getActiveSpan()?.spanContext();
  return context !== undefined && isSpanContextValid(context) ? context.traceId : undefined;
}
