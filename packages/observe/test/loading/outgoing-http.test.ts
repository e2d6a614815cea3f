import { once } from 'node:events';
import http, { get, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { recordClients } from './client-recording.ts';

const recording = recordClients();
const received: IncomingMessage['headers'][] = [];
const server = http.createServer(answer);
let port: number;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function answer(request: IncomingMessage, response: http.ServerResponse): void {
  received.push(request.headers);
  if (request.url === '/cut') {
    response.write('a');
    setImmediate(() => response.destroy());
    return;
  }
  response.statusCode = request.url === '/unavailable' ? 503 : 200;
  response.end('body');
}

server.on('upgrade', (_request, socket) => {
  socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
});

/** Sends a request and waits until the client is done with it, however it ends. */
async function send(options: RequestOptions | string): Promise<void> {
  const request: ClientRequest = get(typeof options === 'string' ? options : { port, ...options });
  request.on('response', (response) => response.on('error', () => {}).resume());
  request.on('upgrade', (_response, socket) => socket.destroy());
  request.on('error', () => {});
  await once(request, 'close').catch(() => {});
}

const url = (path: string) => `http://127.0.0.1:${port}${path}`;

/** The two clients a Node process has; what is recorded of a request does not depend on which one sends it. */
const clients: Record<string, (path: string) => Promise<void>> = {
  'http.get imported by name': (path) => send(url(path)),
  'http.request': async (path) => {
    const request = http.request(url(path)).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    await once(request, 'close');
  },
  fetch: async (path) => {
    const response = await fetch(url(path));
    await response.text();
  },
};

describe.each(Object.entries(clients))('a request by %s', (_client, request) => {
  test('becomes a client span whose trace the receiver continues', async () => {
    const tracer = recording.tracerProvider.getTracer('test');
    const parent = tracer.startSpan('parent');
    await context.with(trace.setSpan(context.active(), parent), request, undefined, '/orders?page=2');
    await vi.waitFor(() => expect(recording.spans()).toHaveLength(1));

    const [span] = recording.spans();
    expect(span).toMatchObject({
      name: 'GET',
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
    });
    expect(span?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
    expect(span?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'network.peer.address': '127.0.0.1',
      'network.peer.port': port,
      'network.protocol.version': '1.1',
      'server.address': '127.0.0.1',
      'server.port': port,
      'url.full': url('/orders?page=2'),
    });
    const { traceId, spanId } = span?.spanContext() ?? {};
    expect(received.at(-1)?.traceparent).toBe(`00-${traceId}-${spanId}-01`);
  });

  test('is counted in the duration histogram', async () => {
    await request('/orders');
    await request('/orders');
    await vi.waitFor(async () => expect(await recording.durations()).toHaveLength(1));
    expect(await recording.durations()).toEqual([
      {
        metric: 'http.client.request.duration',
        attributes: {
          'http.request.method': 'GET',
          'http.response.status_code': 200,
          'network.protocol.version': '1.1',
          'server.address': '127.0.0.1',
          'server.port': port,
          'url.scheme': 'http',
        },
        count: 2,
      },
    ]);
  });

  test('is an error from status 400 on', async () => {
    await request('/unavailable');
    await vi.waitFor(() => expect(recording.spans()).toHaveLength(1));
    const [span] = recording.spans();
    expect(span?.status.code).toBe(SpanStatusCode.ERROR);
    expect(span?.attributes).toMatchObject({ 'error.type': '503', 'http.response.status_code': 503 });
    expect((await recording.durations())[0]?.attributes).toMatchObject({ 'error.type': '503' });
  });

  test('keeps secrets in the query to itself', async () => {
    await request('/files?signature=abc&token=def&page=1');
    await vi.waitFor(() => expect(recording.spans()).toHaveLength(1));
    const full = recording.spans()[0]?.attributes['url.full'];
    expect(full).toBe(url('/files?signature=REDACTED&token=REDACTED&page=1'));
  });

  test('is not recorded where tracing is suppressed, as it is for our own exports', async () => {
    await context.with(suppressTracing(context.active()), request, undefined, '/v1/traces');
    expect(received.at(-1)?.traceparent).toBeUndefined();
    expect(recording.spans()).toHaveLength(0);
    expect(await recording.durations()).toHaveLength(0);
  });
});

test('a refused connection is an error by its code', async () => {
  const closed = http.createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port: freePort } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  await send(`http://127.0.0.1:${freePort}/`);
  await fetch(`http://127.0.0.1:${freePort}/`).catch(() => {});
  await vi.waitFor(() => expect(recording.spans()).toHaveLength(2));
  for (const span of recording.spans()) {
    expect(span.attributes).toMatchObject({ 'error.type': 'ECONNREFUSED' });
    expect(span.attributes).not.toHaveProperty('http.response.status_code');
    expect(span.events.map(({ name }) => name)).toEqual(['exception']);
  }
});

test('a response that breaks off is an error though its status was good', async () => {
  await send('/cut'.replace(/^/, url('')));
  await vi.waitFor(() => expect(recording.spans()).toHaveLength(1));
  expect(recording.spans()[0]?.attributes).toMatchObject({
    'error.type': 'ECONNRESET',
    'http.response.status_code': 200,
  });
});

test('an upgrade ends when the protocol has been switched', async () => {
  await send({ host: '127.0.0.1', headers: { Connection: 'Upgrade', Upgrade: 'echo' } });
  await vi.waitFor(() => expect(recording.spans()).toHaveLength(1));
  expect(recording.spans()[0]?.attributes).toMatchObject({ 'http.response.status_code': 101 });
});

test('a request whose headers Node has sent at once is recorded without propagation', async () => {
  await send({
    host: '127.0.0.1',
    headers: ['host', `127.0.0.1:${port}`] as unknown as Record<string, string>,
  });
  expect(received.at(-1)?.traceparent).toBeUndefined();
  await vi.waitFor(() => expect(recording.spans()).toHaveLength(1));
});

test('a method of the client’s own making is folded', async () => {
  const request = http.request(url('/'), { method: 'PROPFIND' }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(request, 'close');
  expect(recording.spans()[0]).toMatchObject({
    name: 'HTTP',
    attributes: { 'http.request.method': '_OTHER', 'http.request.method_original': 'PROPFIND' },
  });
});

test('credentials in a URL are not kept', async () => {
  await send(`http://user:secret@127.0.0.1:${port}/private`);
  await vi.waitFor(() => expect(recording.spans()).toHaveLength(1));
  expect(JSON.stringify(recording.spans()[0]?.attributes)).not.toContain('secret');
});

test('nothing is recorded of the recorder’s own', () => {
  expect(recording.lines).toEqual([]);
});
