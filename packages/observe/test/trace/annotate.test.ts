import { afterEach, beforeEach, expect, test } from 'vitest';
import { trace } from '@opentelemetry/api';
import { HttpServerRequest } from '../../src/http/request.ts';
import { annotate } from '../../src/trace/annotate.ts';
import { withSpan } from '../../src/trace/span.ts';
import { Telemetry } from '../log/telemetry.ts';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = new Telemetry({ logs: { redact: ['iban'] } });
});
afterEach(() => telemetry.stop());

function attributesOf(name: string): unknown {
  return telemetry.spanExporter.getFinishedSpans().find((span) => span.name === name)?.attributes;
}

function serveRequest(): HttpServerRequest {
  const incoming = { method: 'GET', url: '/orders/17', headers: {}, socket: {} };
  const request = new HttpServerRequest(incoming as never, undefined);
  request.span = trace.getTracer('test').startSpan('GET');
  telemetry.request = request;
  return request;
}

test('adds fields to the line and the server span of the request, whatever span is active', () => {
  const request = serveRequest();
  withSpan('inner', () => annotate({ tenant: 'acme', user: { id: 7, iban: 'DE1' } }));
  request.span?.end();
  const fields = { tenant: 'acme', 'user.id': 7, 'user.iban': '[redacted]' };
  expect(request.fields).toEqual(fields);
  expect(attributesOf('GET')).toEqual(fields);
  expect(attributesOf('inner')).toEqual({});
});

test('adds fields to the active span outside a request', () => {
  withSpan('job', () => annotate({ items: 3 }));
  expect(attributesOf('job')).toEqual({ items: 3 });
});

test('leaves reserved fields out and says so once', () => {
  withSpan('job', () => {
    annotate({ 'http.route': '/mine', tenant: 'acme' });
    annotate({ 'http.route': '/mine' });
  });
  expect(attributesOf('job')).toEqual({ tenant: 'acme' });
  expect(telemetry.problems).toEqual([expect.stringContaining('OBS_ERR_TRACE_FIELD')]);
});

test('never throws, whatever it is given', () => {
  const hostile = {
    get field(): never {
      throw new Error('hostile');
    },
  };
  const given: unknown[] = [
    undefined,
    null,
    'text',
    7,
    [],
    hostile,
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('x');
        },
      },
    ),
  ];
  withSpan('job', () => {
    for (const fields of given) annotate(fields as Record<string, unknown>);
  });
  expect(attributesOf('job')).toEqual({});
});

test('is a no-op without telemetry', () => {
  telemetry.stop();
  expect(() => annotate({ a: 1 })).not.toThrow();
});
