import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SLI_NAME,
  ATTR_SLI_OUTCOME,
  ATTR_SLI_REASON,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
  METRIC_SLI_EVENTS,
  METRIC_SLI_EXCLUDED,
} from '@org/observe-conventions';
import {
  count,
  createLedger,
  excludedLine,
  requestLine,
  sliLine,
  traceLine,
  type Ledger,
  type RequestFacts,
} from './ledger.ts';
import type { Attributes, LogRecordRow, MetricSeries, Telemetry } from './telemetry.ts';

/** Writes the ledger of what arrived. */
export function recordTelemetry({ metrics, spans, logs }: Telemetry): Ledger {
  const ledger = createLedger();
  for (const series of metrics) recordSeries(ledger, series);
  for (const span of spans) {
    if (span.isServer)
      count(ledger.spans, traceLine(span.traceId, requestFacts(span.service, span.attributes)));
  }
  for (const log of logs) {
    if (isRequestLog(log))
      count(ledger.logs, traceLine(log.traceId, requestFacts(log.service, log.attributes)));
  }
  return ledger;
}

/** The canonical line of a request is the log record that carries its method; the service's own lines do not. */
function isRequestLog({ attributes }: LogRecordRow): boolean {
  return attributes[ATTR_HTTP_REQUEST_METHOD] !== undefined;
}

function recordSeries(ledger: Ledger, { service, name, attributes, total }: MetricSeries): void {
  const sliName = String(attributes[ATTR_SLI_NAME]);
  if (name === METRIC_HTTP_SERVER_REQUEST_DURATION) {
    count(ledger.durations, requestLine(requestFacts(service, attributes)), total);
  } else if (name === METRIC_SLI_EVENTS) {
    const facts = { service, sliName, attributes: ownAttributes(attributes) };
    count(ledger.slis, sliLine(facts, String(attributes[ATTR_SLI_OUTCOME])), total);
  } else if (name === METRIC_SLI_EXCLUDED) {
    count(ledger.slis, excludedLine(service, sliName, String(attributes[ATTR_SLI_REASON])), total);
  }
}

function requestFacts(service: string, attributes: Attributes): RequestFacts {
  const status = attributes[ATTR_HTTP_RESPONSE_STATUS_CODE];
  const route = attributes[ATTR_HTTP_ROUTE];
  return {
    service,
    method: String(attributes[ATTR_HTTP_REQUEST_METHOD]),
    route: typeof route === 'string' ? route : undefined,
    status: status === undefined ? undefined : Number(status),
  };
}

/** Values of what an SLI declares itself, in the order of their keys: `GET /orders/:orderId`. */
function ownAttributes(attributes: Attributes): string {
  return Object.keys(attributes)
    .filter((key) => !key.startsWith('sli.'))
    .sort()
    .map((key) => String(attributes[key]))
    .join(' ');
}
