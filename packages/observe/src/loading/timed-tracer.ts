import {
  SpanStatusCode,
  type Attributes,
  type Exception,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import {
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@org/observe-conventions';
import type { HistogramSeries } from '../recording/histogram-series.ts';

/** Span attributes that are attributes of the metric too, if present. */
const METRIC_ATTRIBUTES = [ATTR_DB_SYSTEM_NAME, ATTR_DB_NAMESPACE, ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT];
const ATTR_DB_QUERY_TEXT = 'db.query.text';
/** A statement's first word as span name: `SELECT`, `INSERT`. Anything else is no operation. */
const STATEMENT_WORD = /^[A-Za-z]{2,16}$/;
/** Longest `error.type`, in characters. */
const ERROR_TYPE_LENGTH_MAX = 64;

/**
 * Makes tracers that also record `db.client.operation.duration` for every database span, sampled or not: upstream's
 * instrumentations of Redis, MySQL and MongoDB write spans only.
 */
export function createTimedTracerProvider(
  tracerProvider: TracerProvider,
  durations: HistogramSeries,
): TracerProvider {
  return {
    getTracer(name, version, options) {
      const tracer = tracerProvider.getTracer(name, version, options);
      const startSpan: Tracer['startSpan'] = (spanName, spanOptions, parent) => {
        const span = tracer.startSpan(spanName, spanOptions, parent);
        const operation = operationOf(spanName, spanOptions);
        if (operation !== undefined) timeSpan(span, operation, durations);
        return span;
      };
      const startActiveSpan = tracer.startActiveSpan.bind(tracer) as Tracer['startActiveSpan'];
      return { startSpan, startActiveSpan } as Tracer;
    },
  };
}

/** Metric attributes of a span for a database operation; connecting is none. */
function operationOf(spanName: string, options: SpanOptions | undefined): Attributes | undefined {
  const attributes = options?.attributes;
  if (attributes?.[ATTR_DB_SYSTEM_NAME] === undefined) return undefined;
  const named = attributes[ATTR_DB_OPERATION_NAME];
  const word = STATEMENT_WORD.test(spanName) ? spanName.toUpperCase() : undefined;
  const operation = named ?? (isStatement(attributes) ? word : undefined);
  if (named === undefined && !isStatement(attributes)) return undefined;
  const kept: Attributes = operation === undefined ? {} : { [ATTR_DB_OPERATION_NAME]: operation };
  for (const key of METRIC_ATTRIBUTES) {
    const value = attributes[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}

function isStatement(attributes: Attributes): boolean {
  const text = attributes[ATTR_DB_QUERY_TEXT];
  return typeof text === 'string' && text !== 'connect';
}

/** Watches one span: these three calls are all an instrumentation tells about its end. */
function timeSpan(span: Span, operation: Attributes, durations: HistogramSeries): void {
  const startedAtMs = performance.now();
  const { end, setStatus, recordException } = span;
  let errorType: string | undefined;
  let ended = false;

  span.recordException = function (exception: Exception, ...rest) {
    errorType = typeOfException(exception);
    return recordException.call(this, exception, ...rest);
  };
  span.setStatus = function (status) {
    if (status.code === SpanStatusCode.ERROR) errorType ??= '_OTHER';
    return setStatus.call(this, status);
  };
  span.end = function (...args) {
    if (!ended) {
      ended = true;
      const outcome = errorType === undefined ? operation : { ...operation, [ATTR_ERROR_TYPE]: errorType };
      const slot = durations.bind(outcome as Record<string, string | number>);
      durations.record(slot, (performance.now() - startedAtMs) / 1_000);
    }
    return end.apply(this, args);
  };
}

function typeOfException(exception: Exception): string {
  if (typeof exception === 'string') return '_OTHER';
  const type = exception.code ?? exception.name;
  return type === undefined || type === '' ? '_OTHER' : String(type).slice(0, ERROR_TYPE_LENGTH_MAX);
}
