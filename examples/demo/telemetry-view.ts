import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SLI_NAME,
  ATTR_SLI_OUTCOME,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
  METRIC_SLI_EVENTS,
  METRIC_SLI_EXCLUDED,
} from '@org/observe-conventions';
import { NO_ROUTE } from './ledger.ts';
import { addBuckets, estimateQuantile, type Buckets } from './quantile.ts';
import type { MetricSeries, SpanRow, Telemetry } from './telemetry.ts';
import type { LogRow, RouteRow, ServiceRow, SliRow, TraceRow, View } from './view.ts';

/** Newest traces and logs kept for the screen, which shows as many as fit. */
const TRACES_MAX = 40;
const LOGS_MAX = 500;

/** Turns what arrived into the rows of the screen. */
export function viewTelemetry(telemetry: Telemetry, endpoint: string, sent: number): View {
  return {
    endpoint,
    sent,
    spans: telemetry.spanCount,
    logRecords: telemetry.logCount,
    services: viewServices(telemetry),
    routes: viewRoutes(telemetry.metrics),
    slis: viewSlis(telemetry.metrics),
    traces: viewTraces(telemetry.spans),
    logs: viewLogs(telemetry),
  };
}

function viewServices({ metrics }: Telemetry): ServiceRow[] {
  const rows = new Map<string, { name: string; version: string; requests: number }>();
  for (const { name, service, version, total } of metrics) {
    const row = rows.get(service) ?? { name: service, version, requests: 0 };
    rows.set(service, row);
    if (name === METRIC_HTTP_SERVER_REQUEST_DURATION) row.requests += total;
  }
  return [...rows].sort(byText).map(([, row]) => row);
}

interface RouteSum {
  readonly service: string;
  readonly route: string;
  requests: number;
  errors: number;
  buckets: Buckets | undefined;
}

function viewRoutes(metrics: readonly MetricSeries[]): RouteRow[] {
  const sums = new Map<string, RouteSum>();
  for (const { name, service, attributes, total, bounds, bucketCounts } of metrics) {
    if (name !== METRIC_HTTP_SERVER_REQUEST_DURATION) continue;
    const route = `${String(attributes[ATTR_HTTP_REQUEST_METHOD])} ${String(attributes[ATTR_HTTP_ROUTE] ?? NO_ROUTE)}`;
    const key = `${service} ${route}`;
    const sum = sums.get(key) ?? { service, route, requests: 0, errors: 0, buckets: undefined };
    sums.set(key, sum);
    sum.requests += total;
    if (Number(attributes[ATTR_HTTP_RESPONSE_STATUS_CODE]) >= 500) sum.errors += total;
    sum.buckets = addBuckets(sum.buckets, { bounds, counts: bucketCounts });
  }
  return [...sums].sort(byText).map(([, { buckets, ...row }]) => ({
    ...row,
    p50Ms: quantileMs(buckets, 0.5),
    p99Ms: quantileMs(buckets, 0.99),
  }));
}

function quantileMs(buckets: Buckets | undefined, quantile: number): number | undefined {
  const seconds = buckets && estimateQuantile(buckets, quantile);
  return seconds === undefined ? undefined : seconds * 1_000;
}

function viewSlis(metrics: readonly MetricSeries[]): SliRow[] {
  const rows = new Map<
    string,
    { service: string; name: string; good: number; bad: number; excluded: number }
  >();
  for (const { name: metric, service, attributes, total } of metrics) {
    if (metric !== METRIC_SLI_EVENTS && metric !== METRIC_SLI_EXCLUDED) continue;
    const name = String(attributes[ATTR_SLI_NAME]);
    const key = `${service} ${name}`;
    const row = rows.get(key) ?? { service, name, good: 0, bad: 0, excluded: 0 };
    rows.set(key, row);
    if (metric === METRIC_SLI_EXCLUDED) row.excluded += total;
    else if (attributes[ATTR_SLI_OUTCOME] === 'good') row.good += total;
    else row.bad += total;
  }
  return [...rows].sort(byText).map(([, row]) => row);
}

function viewTraces(spans: readonly SpanRow[]): TraceRow[] {
  const traces = new Map<string, SpanRow[]>();
  for (const span of spans) {
    const trace = traces.get(span.traceId);
    if (trace === undefined) traces.set(span.traceId, [span]);
    else trace.push(span);
  }
  return [...traces]
    .map(([traceId, members]) => ({ row: viewTrace(traceId, members), startMs: startOf(members) }))
    .sort((first, second) => second.startMs - first.startMs)
    .slice(0, TRACES_MAX)
    .map(({ row }) => row);
}

function viewTrace(traceId: string, members: readonly SpanRow[]): TraceRow {
  const inOrder = [...members].sort((first, second) => first.startMs - second.startMs);
  const startMs = startOf(members);
  return {
    traceId,
    root: inOrder[0]?.name ?? '',
    services: [...new Set(inOrder.map(({ service }) => service))],
    spans: members.length,
    durationMs: Math.max(...members.map((span) => span.startMs + span.durationMs)) - startMs,
    failed: members.some(({ failed }) => failed),
  };
}

function startOf(members: readonly SpanRow[]): number {
  return Math.min(...members.map(({ startMs }) => startMs));
}

function viewLogs({ logs }: Telemetry): LogRow[] {
  return [...logs]
    .sort((first, second) => second.timeMs - first.timeMs)
    .slice(0, LOGS_MAX)
    .map(({ timeMs, service, level, traceId, message }) => ({ timeMs, service, level, traceId, message }));
}

function byText([first]: readonly [string, unknown], [second]: readonly [string, unknown]): number {
  return first.localeCompare(second);
}
