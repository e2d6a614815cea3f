import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';

/**
 * What every adapter over the HTTP server recorder must do, as data: a request, and what is recorded of it. It knows
 * no test runner and no framework. An adapter is tested by an application with the routes of {@link APPLICATION_ROUTES}.
 */
export interface HttpAdapterCase {
  /** The behaviour, as a sentence. */
  readonly behaviour: string;
  /** The request as sent on a connection; `Host` and an end of line are added. */
  readonly request: { readonly line: string; readonly headers?: readonly string[]; readonly body?: string };
  /** What the client does when this much of the answer has come, instead of reading it to its end. */
  readonly leaveAfter?: 'request' | 'headers';
  readonly expected: RecordedRequest;
  /** Where a server without a router differs. */
  readonly withoutRouter?: Partial<RecordedRequest>;
}

/** What was recorded of one request, whatever recorded it. */
export interface RecordedRequest {
  /** `http.route` of span, histogram and SLIs. */
  readonly route: string | undefined;
  /** 0 when the connection closed before a status was sent. */
  readonly statusCode: number;
  /** `good`, `bad`, or the reason of the exclusion. */
  readonly availability: string;
  readonly latency: string;
  /** `error.type` of the histogram; only looked at where it is expected. */
  readonly errorType?: string;
  readonly spanName: string;
}

/** The application under test and its recording. */
export interface HttpAdapterSubject {
  readonly port: number;
  /** `false` for a server whose requests have no routes. */
  readonly hasRouter: boolean;
  /** Everything recorded since the last call; waits until it is one request at least. */
  takeRecorded(): Promise<readonly RecordedRequest[]>;
}

/** What the application must answer; a template is written as the framework writes it. */
export const APPLICATION_ROUTES = {
  'GET /': 'text',
  'GET /orders/:id': 'JSON',
  'POST /orders': '201 after reading the body',
  'GET /tenants/:tenant/items/:item': 'text, from a router or plugin mounted at /tenants/:tenant',
  'GET /failing': 'throws a RangeError',
  'GET /rejecting': 'rejects with a RangeError, asynchronously',
  'GET /unavailable': '503 without an error',
  'GET /teapot': '418',
  'GET /slow': 'text, after longer than SLOW_THRESHOLD_MS',
  'GET /events': 'two server-sent events, then the end',
  'GET /hanging': 'headers and a first chunk, then nothing',
  'GET /silent': 'never anything',
  'GET /destroying': 'destroys its socket',
  'GET /internal': 'text; opted out of SLIs by the options of the route',
  'GET /health': 'text',
} as const;

/** The latency threshold that `/slow` is configured with, in milliseconds. */
export const SLOW_THRESHOLD_MS = 1;

const GOOD = { availability: 'good', latency: 'good' } as const;
const FAILED = { availability: 'bad', latency: 'failed' } as const;

function excluded(reason: string) {
  return { availability: reason, latency: reason };
}

/** The cases, in the order of the standard's policy table. */
export const HTTP_ADAPTER_CASES: readonly HttpAdapterCase[] = [
  {
    behaviour: 'an answered request is good',
    request: { line: 'GET / HTTP/1.1' },
    expected: { route: '/', statusCode: 200, ...GOOD, spanName: 'GET /' },
    withoutRouter: { spanName: 'GET' },
  },
  {
    behaviour: 'a route is named by its template, never by the path',
    request: { line: 'GET /orders/4711?token=secret HTTP/1.1' },
    expected: { route: '/orders/:id', statusCode: 200, ...GOOD, spanName: 'GET /orders/:id' },
    withoutRouter: { spanName: 'GET' },
  },
  {
    behaviour: 'a HEAD request has the route of its GET and its own method',
    request: { line: 'HEAD /orders/4711 HTTP/1.1' },
    expected: { route: '/orders/:id', statusCode: 200, ...GOOD, spanName: 'HEAD /orders/:id' },
    withoutRouter: { spanName: 'HEAD' },
  },
  {
    behaviour: 'a chunked upload is recorded once',
    request: {
      line: 'POST /orders HTTP/1.1',
      headers: ['Content-Type: text/plain', 'Transfer-Encoding: chunked'],
      body: '5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n',
    },
    expected: { route: '/orders', statusCode: 201, ...GOOD, spanName: 'POST /orders' },
    withoutRouter: { spanName: 'POST' },
  },
  {
    behaviour: 'a route of a mounted router has the template of its mount',
    request: { line: 'GET /tenants/acme/items/17 HTTP/1.1' },
    expected: {
      route: '/tenants/:tenant/items/:item',
      statusCode: 200,
      ...GOOD,
      spanName: 'GET /tenants/:tenant/items/:item',
    },
    withoutRouter: { spanName: 'GET' },
  },
  {
    behaviour: 'a client error is good',
    request: { line: 'GET /teapot HTTP/1.1' },
    expected: { route: '/teapot', statusCode: 418, ...GOOD, spanName: 'GET /teapot' },
    withoutRouter: { spanName: 'GET' },
  },
  {
    behaviour: 'a request above the threshold of its route is available and slow',
    request: { line: 'GET /slow HTTP/1.1' },
    expected: {
      route: '/slow',
      statusCode: 200,
      availability: 'good',
      latency: 'bad',
      spanName: 'GET /slow',
    },
    withoutRouter: { latency: 'good', spanName: 'GET' },
  },
  {
    behaviour: 'a thrown error is bad and gives its class as error.type',
    request: { line: 'GET /failing HTTP/1.1' },
    expected: {
      route: '/failing',
      statusCode: 500,
      ...FAILED,
      errorType: 'RangeError',
      spanName: 'GET /failing',
    },
    withoutRouter: { spanName: 'GET', errorType: '500' },
  },
  {
    behaviour: 'a rejection is bad and gives its class as error.type',
    request: { line: 'GET /rejecting HTTP/1.1' },
    expected: {
      route: '/rejecting',
      statusCode: 500,
      ...FAILED,
      errorType: 'RangeError',
      spanName: 'GET /rejecting',
    },
    withoutRouter: { spanName: 'GET', errorType: '500' },
  },
  {
    behaviour: 'a server error without an exception has its status as error.type',
    request: { line: 'GET /unavailable HTTP/1.1' },
    expected: {
      route: '/unavailable',
      statusCode: 503,
      ...FAILED,
      errorType: '503',
      spanName: 'GET /unavailable',
    },
    withoutRouter: { spanName: 'GET' },
  },
  {
    behaviour: 'a client that leaves in the middle of the answer is never a success',
    request: { line: 'GET /hanging HTTP/1.1' },
    leaveAfter: 'headers',
    expected: { route: '/hanging', statusCode: 200, ...excluded('client_aborted'), spanName: 'GET /hanging' },
    withoutRouter: { spanName: 'GET' },
  },
  {
    behaviour: 'a client that leaves before any answer is never a success',
    request: { line: 'GET /silent HTTP/1.1' },
    leaveAfter: 'request',
    expected: { route: '/silent', statusCode: 0, ...excluded('client_aborted'), spanName: 'GET /silent' },
    withoutRouter: { spanName: 'GET' },
  },
  {
    behaviour: 'a socket destroyed by the server is bad',
    request: { line: 'GET /destroying HTTP/1.1' },
    expected: {
      route: '/destroying',
      statusCode: 0,
      ...FAILED,
      errorType: 'connection_destroyed',
      spanName: 'GET /destroying',
    },
    withoutRouter: { spanName: 'GET' },
  },
  {
    behaviour: 'server-sent events are good and their duration does not count',
    request: { line: 'GET /events HTTP/1.1' },
    expected: {
      route: '/events',
      statusCode: 200,
      availability: 'good',
      latency: 'streaming',
      spanName: 'GET /events',
    },
    withoutRouter: { spanName: 'GET' },
  },
  {
    behaviour: 'a health check is ignored',
    request: { line: 'GET /health HTTP/1.1' },
    expected: { route: '/health', statusCode: 200, ...excluded('ignored'), spanName: 'GET /health' },
    withoutRouter: { spanName: 'GET' },
  },
  {
    behaviour: 'synthetic traffic is ignored',
    request: { line: 'GET / HTTP/1.1', headers: ['X-Synthetic: probe'] },
    expected: { route: '/', statusCode: 200, ...excluded('ignored'), spanName: 'GET /' },
    withoutRouter: { spanName: 'GET' },
  },
  {
    behaviour: 'a route may opt out',
    request: { line: 'GET /internal HTTP/1.1' },
    expected: { route: '/internal', statusCode: 200, ...excluded('ignored'), spanName: 'GET /internal' },
    withoutRouter: { ...GOOD, spanName: 'GET' },
  },
  {
    behaviour: 'a path without a route is unmatched',
    request: { line: 'GET /nowhere/to/be/found HTTP/1.1' },
    expected: { route: undefined, statusCode: 404, ...excluded('unmatched'), spanName: 'GET' },
    withoutRouter: GOOD,
  },
  {
    behaviour: 'a method without a route is unmatched',
    request: { line: 'DELETE / HTTP/1.1' },
    expected: { route: undefined, statusCode: 404, ...excluded('unmatched'), spanName: 'DELETE' },
    withoutRouter: GOOD,
  },
  {
    behaviour: 'a method the conventions do not know is one constant',
    request: { line: 'PURGE /nowhere HTTP/1.1' },
    expected: { route: undefined, statusCode: 404, ...excluded('unmatched'), spanName: 'HTTP' },
    withoutRouter: GOOD,
  },
  {
    behaviour: 'HTTP/1.0 is recorded like any other',
    request: { line: 'GET /orders/1 HTTP/1.0' },
    expected: { route: '/orders/:id', statusCode: 200, ...GOOD, spanName: 'GET /orders/:id' },
    withoutRouter: { spanName: 'GET' },
  },
];

/**
 * Sends the request of one case and checks what was recorded of it.
 *
 * @throws AssertionError when something else was recorded.
 */
export async function checkHttpAdapterCase(
  { request, leaveAfter, expected, withoutRouter }: HttpAdapterCase,
  subject: HttpAdapterSubject,
): Promise<void> {
  const socket = connect(subject.port, '127.0.0.1');
  socket.write(serialize(request));
  await (leaveAfter === undefined ? closed(socket) : leave(socket, leaveAfter));
  const recorded = await subject.takeRecorded();
  const wanted = subject.hasRouter ? expected : { ...expected, route: undefined, ...withoutRouter };
  assert.equal(recorded.length, 1, `recorded ${recorded.length} times`);
  const { errorType, ...actual } = recorded[0] as RecordedRequest;
  const { errorType: wantedErrorType, ...wantedRest } = wanted;
  assert.deepEqual(actual, wantedRest);
  assert.equal(errorType, wantedErrorType);
}

/**
 * Sends requests in one piece on one connection, without waiting for answers, and checks that each is recorded once.
 *
 * @throws AssertionError when one is missing, or is there twice.
 */
export async function checkPipelining(subject: HttpAdapterSubject, count = 5): Promise<void> {
  const socket = connect(subject.port, '127.0.0.1');
  const last = serialize({ line: 'GET /orders/last HTTP/1.1' });
  const others = Array.from(
    { length: count - 1 },
    (_, index) => `GET /orders/${index} HTTP/1.1\r\nHost: a\r\n\r\n`,
  );
  socket.write(others.join('') + last);
  await closed(socket);
  const recorded: RecordedRequest[] = [];
  while (recorded.length < count) recorded.push(...(await subject.takeRecorded()));
  const route = subject.hasRouter ? '/orders/:id' : undefined;
  const one = { route, statusCode: 200, ...GOOD, spanName: route === undefined ? 'GET' : `GET ${route}` };
  assert.deepEqual(
    recorded.map(({ errorType: _errorType, ...rest }) => rest),
    Array.from({ length: count }, () => one),
  );
}

function serialize({ line, headers = [], body = '' }: HttpAdapterCase['request']): string {
  return [line, 'Host: conformance.test:8080', 'Connection: close', ...headers, '', body].join('\r\n');
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.resume();
    // A reset is an end too: some cases are about nothing else.
    socket.on('error', () => {});
    socket.on('close', () => resolve());
  });
}

async function leave(socket: Socket, after: 'request' | 'headers'): Promise<void> {
  await new Promise<void>((resolve) => {
    if (after === 'headers') socket.once('data', () => resolve());
    else socket.once('ready', () => setTimeout(resolve, REQUEST_ARRIVAL_MS));
  });
  socket.on('error', () => {});
  socket.destroy();
}

/** A request that is never answered gives no sign of its arrival; on the loopback it needs far less. */
const REQUEST_ARRIVAL_MS = 50;
