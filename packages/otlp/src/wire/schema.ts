import { message, type FieldSpec, type Message } from './message.ts';

// Field numbers and types follow opentelemetry-proto 1.x, which never changes them.

const RESOURCE = message(
  'Resource',
  [1, 'attributes', 'attributes'],
  [2, 'droppedAttributesCount', 'uint32'],
);

const SCOPE = message(
  'InstrumentationScope',
  [1, 'name', 'string'],
  [2, 'version', 'string'],
  [3, 'attributes', 'attributes'],
  [4, 'droppedAttributesCount', 'uint32'],
);

const SPAN_EVENT = message(
  'Event',
  [1, 'timeUnixNano', 'time'],
  [2, 'name', 'string'],
  [3, 'attributes', 'attributes'],
  [4, 'droppedAttributesCount', 'uint32'],
);

const SPAN_LINK = message(
  'Link',
  [1, 'traceId', 'hex'],
  [2, 'spanId', 'hex'],
  [3, 'traceState', 'string'],
  [4, 'attributes', 'attributes'],
  [5, 'droppedAttributesCount', 'uint32'],
  [6, 'flags', 'fixed32'],
);

const SPAN = message(
  'Span',
  [1, 'traceId', 'hex'],
  [2, 'spanId', 'hex'],
  [3, 'traceState', 'string'],
  [4, 'parentSpanId', 'hex'],
  [5, 'name', 'string'],
  [6, 'kind', 'uint32'],
  [7, 'startTimeUnixNano', 'time'],
  [8, 'endTimeUnixNano', 'time'],
  [9, 'attributes', 'attributes'],
  [10, 'droppedAttributesCount', 'uint32'],
  [11, 'events', SPAN_EVENT, 'repeated'],
  [12, 'droppedEventsCount', 'uint32'],
  [13, 'links', SPAN_LINK, 'repeated'],
  [14, 'droppedLinksCount', 'uint32'],
  [15, 'status', message('Status', [2, 'message', 'string'], [3, 'code', 'uint32'])],
  [16, 'flags', 'fixed32'],
);

const EXEMPLAR = message(
  'Exemplar',
  [2, 'timeUnixNano', 'time'],
  [3, 'asDouble', 'double', 'choice'],
  [4, 'spanId', 'hex'],
  [5, 'traceId', 'hex'],
  [6, 'asInt', 'integer', 'choice'],
  [7, 'filteredAttributes', 'attributes'],
);

const NUMBER_POINT = message(
  'NumberDataPoint',
  [2, 'startTimeUnixNano', 'time'],
  [3, 'timeUnixNano', 'time'],
  [4, 'asDouble', 'double', 'choice'],
  [5, 'exemplars', EXEMPLAR, 'repeated'],
  [6, 'asInt', 'integer', 'choice'],
  [7, 'attributes', 'attributes'],
  [8, 'flags', 'uint32'],
);

const HISTOGRAM_POINT = message(
  'HistogramDataPoint',
  [2, 'startTimeUnixNano', 'time'],
  [3, 'timeUnixNano', 'time'],
  [4, 'count', 'count'],
  [5, 'sum', 'double', 'optional'],
  [6, 'bucketCounts', 'count', 'repeated'],
  [7, 'explicitBounds', 'double', 'repeated'],
  [8, 'exemplars', EXEMPLAR, 'repeated'],
  [9, 'attributes', 'attributes'],
  [10, 'flags', 'uint32'],
  [11, 'min', 'double', 'optional'],
  [12, 'max', 'double', 'optional'],
);

const BUCKETS = message('Buckets', [1, 'offset', 'sint32'], [2, 'bucketCounts', 'uint64', 'repeated']);

const EXPONENTIAL_POINT = message(
  'ExponentialHistogramDataPoint',
  [1, 'attributes', 'attributes'],
  [2, 'startTimeUnixNano', 'time'],
  [3, 'timeUnixNano', 'time'],
  [4, 'count', 'count'],
  [5, 'sum', 'double', 'optional'],
  [6, 'scale', 'sint32'],
  [7, 'zeroCount', 'count'],
  [8, 'positive', BUCKETS],
  [9, 'negative', BUCKETS],
  [10, 'flags', 'uint32'],
  [11, 'exemplars', EXEMPLAR, 'repeated'],
  [12, 'min', 'double', 'optional'],
  [13, 'max', 'double', 'optional'],
  [14, 'zeroThreshold', 'double'],
);

const SUMMARY_POINT = message(
  'SummaryDataPoint',
  [2, 'startTimeUnixNano', 'time'],
  [3, 'timeUnixNano', 'time'],
  [4, 'count', 'count'],
  [5, 'sum', 'double'],
  [
    6,
    'quantileValues',
    message('ValueAtQuantile', [1, 'quantile', 'double'], [2, 'value', 'double']),
    'repeated',
  ],
  [7, 'attributes', 'attributes'],
  [8, 'flags', 'uint32'],
);

const METRIC = message(
  'Metric',
  [1, 'name', 'string'],
  [2, 'description', 'string'],
  [3, 'unit', 'string'],
  [5, 'gauge', message('Gauge', [1, 'dataPoints', NUMBER_POINT, 'repeated']), 'choice'],
  [7, 'sum', aggregate('Sum', NUMBER_POINT, [3, 'isMonotonic', 'bool']), 'choice'],
  [9, 'histogram', aggregate('Histogram', HISTOGRAM_POINT), 'choice'],
  [10, 'exponentialHistogram', aggregate('ExponentialHistogram', EXPONENTIAL_POINT), 'choice'],
  [11, 'summary', message('Summary', [1, 'dataPoints', SUMMARY_POINT, 'repeated']), 'choice'],
);

const LOG_RECORD = message(
  'LogRecord',
  [1, 'timeUnixNano', 'time'],
  [2, 'severityNumber', 'uint32'],
  [3, 'severityText', 'string'],
  [5, 'body', 'value', 'optional'],
  [6, 'attributes', 'attributes'],
  [7, 'droppedAttributesCount', 'uint32'],
  [8, 'flags', 'fixed32'],
  [9, 'traceId', 'hex'],
  [10, 'spanId', 'hex'],
  [11, 'observedTimeUnixNano', 'time'],
  [12, 'eventName', 'string'],
);

export const TRACES_REQUEST = request('Trace', 'resourceSpans', 'scopeSpans', 'spans', SPAN);
export const METRICS_REQUEST = request('Metrics', 'resourceMetrics', 'scopeMetrics', 'metrics', METRIC);
export const LOGS_REQUEST = request('Logs', 'resourceLogs', 'scopeLogs', 'logRecords', LOG_RECORD);

export const TRACES_RESPONSE = response('Trace', 'rejectedSpans');
export const METRICS_RESPONSE = response('Metrics', 'rejectedDataPoints');
export const LOGS_RESPONSE = response('Logs', 'rejectedLogRecords');

/** `google.rpc.Status`, the body of an OTLP error answer. */
export const RPC_STATUS = message('Status', [1, 'code', 'uint32'], [2, 'message', 'string']);

function aggregate(name: string, point: Message, ...more: readonly FieldSpec[]): Message {
  return message(
    name,
    [1, 'dataPoints', point, 'repeated'],
    [2, 'aggregationTemporality', 'uint32'],
    ...more,
  );
}

/** The three signals share one shape: records by scope by resource. */
function request(
  signal: string,
  byResource: string,
  byScope: string,
  records: string,
  record: Message,
): Message {
  const scoped = message(
    byScope,
    [1, 'scope', SCOPE],
    [2, records, record, 'repeated'],
    [3, 'schemaUrl', 'string'],
  );
  const owned = message(
    byResource,
    [1, 'resource', RESOURCE],
    [2, byScope, scoped, 'repeated'],
    [3, 'schemaUrl', 'string'],
  );
  return message(`Export${signal}ServiceRequest`, [1, byResource, owned, 'repeated']);
}

function response(signal: string, rejected: string): Message {
  const partial = message(
    `Export${signal}PartialSuccess`,
    [1, rejected, 'uint64'],
    [2, 'errorMessage', 'string'],
  );
  return message(`Export${signal}ServiceResponse`, [1, 'partialSuccess', partial]);
}
