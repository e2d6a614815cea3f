import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { onTestFinished } from 'vitest';
import {
  SLOW_THRESHOLD_MS,
  type HttpAdapterSubject,
  type RecordedRequest,
} from '../../../../test/conformance/http-adapter.ts';
import { until, type Count, type Recording } from './recording.ts';

/** The part of the configuration that the conformance cases rely on. */
export const CONFORMANCE_CONFIG = { routes: { '/slow': { latencyThresholdMs: SLOW_THRESHOLD_MS } } };

/** Serves until the test ends. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => closeServer(server));
  return (server.address() as AddressInfo).port;
}

export function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** What the conformance suite asks of a recording: each request from its span, its log line and its series. */
export function createSubject(recording: Recording, port: number, hasRouter: boolean): HttpAdapterSubject {
  return {
    port,
    hasRouter,
    async takeRecorded() {
      const spans: ReadableSpan[] = [];
      await until(() => spans.push(...recording.takeSpans()) > 0, 'a span');
      const counts = await recording.takeCounts();
      return spans.map((span) => recordedRequest(span, counts));
    },
  };
}

/** Reads the series next to the span: with one request at a time, or several alike, each has exactly one outcome. */
function recordedRequest(span: ReadableSpan, counts: readonly Count[]): RecordedRequest {
  const durations = counts.filter(({ metric }) => metric === 'http.server.request.duration');
  const route = one(durations.map(({ attributes }) => attributes['http.route']));
  const errorType = one(durations.map(({ attributes }) => attributes['error.type']));
  if (route !== span.attributes['http.route']) throw new Error('span and histogram differ in their route');
  return {
    route: route as string | undefined,
    statusCode: Number(span.attributes['http.response.status_code'] ?? 0),
    availability: outcomeOf(counts, 'http.server.availability'),
    latency: outcomeOf(counts, 'http.server.latency'),
    ...(errorType !== undefined && { errorType: errorType as string }),
    spanName: span.name,
  };
}

function outcomeOf(counts: readonly Count[], sli: string): string {
  const mine = counts.filter(({ attributes }) => attributes['sli.name'] === sli);
  return one(mine.map(({ attributes }) => attributes['sli.outcome'] ?? attributes['sli.reason'])) as string;
}

function one(values: readonly unknown[]): unknown {
  if (values.length !== 1) throw new Error(`expected one series, found ${values.length}`);
  return values[0];
}
