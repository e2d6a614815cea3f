import type { IncomingMessage } from 'node:http';
import {
  SpanKind,
  SpanStatusCode,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '@org/observe-conventions';
import { redactQuery } from './query.ts';
import type { HttpServerRequest } from './request.ts';

/** Longest value of a client-sent text kept on a span, in characters. */
export const CLIENT_TEXT_LENGTH_MAX = 512;

/**
 * Starts the server span of a request, by the semantic conventions for HTTP spans. The one place that knows how a
 * server span comes to be.
 */
export function startServerSpan(tracer: Tracer, request: HttpServerRequest, parent: Context): Span {
  const options = { kind: SpanKind.SERVER, attributes: requestAttributes(request) };
  return tracer.startSpan(request.method === '_OTHER' ? 'HTTP' : request.method, options, parent);
}

/** Completes and ends the server span with what is known once the response has closed. */
export function endServerSpan(
  span: Span,
  request: HttpServerRequest,
  statusCode: number,
  errorType?: string,
): void {
  const { route, error } = request;
  if (route !== undefined) {
    span.updateName(`${request.method === '_OTHER' ? 'HTTP' : request.method} ${route}`);
    span.setAttribute(ATTR_HTTP_ROUTE, route);
  }
  if (statusCode !== 0) span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
  if (errorType !== undefined) {
    span.setAttribute(ATTR_ERROR_TYPE, errorType);
    span.setStatus({ code: SpanStatusCode.ERROR });
    recordException(span, error);
  }
  span.end();
}

/** The version by the semantic conventions, which know `2` where Node says `2.0`. */
export function protocolVersionOf({ httpVersion }: IncomingMessage): string {
  return httpVersion === '2.0' ? '2' : httpVersion;
}

/** An error is the application's object, and reading it may throw: the span must end all the same. */
function recordException(span: Span, error: unknown): void {
  try {
    if (error instanceof Error) span.recordException(error);
  } catch {
    span.addEvent('exception');
  }
}

function requestAttributes(request: HttpServerRequest): Attributes {
  const { incoming, method, path, scheme } = request;
  const attributes: Attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_URL_PATH]: bound(path),
    [ATTR_URL_SCHEME]: scheme,
    [ATTR_NETWORK_PROTOCOL_VERSION]: protocolVersionOf(incoming),
  };
  if (method === '_OTHER') attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = bound(incoming.method ?? '');
  const query = queryOf(incoming.url ?? '');
  if (query !== '') attributes[ATTR_URL_QUERY] = bound(redactQuery(query));
  const userAgent = incoming.headers['user-agent'];
  if (userAgent !== undefined) attributes[ATTR_USER_AGENT_ORIGINAL] = bound(userAgent);
  setPeer(attributes, incoming);
  setServer(attributes, incoming);
  return attributes;
}

function setPeer(attributes: Attributes, { socket }: IncomingMessage): void {
  if (socket?.remoteAddress === undefined) return;
  attributes[ATTR_CLIENT_ADDRESS] = socket.remoteAddress;
  attributes[ATTR_NETWORK_PEER_ADDRESS] = socket.remoteAddress;
  if (socket.remotePort !== undefined) attributes[ATTR_NETWORK_PEER_PORT] = socket.remotePort;
}

/** The host a client asked for; HTTP/2 has it in a pseudo-header. */
function setServer(attributes: Attributes, { headers }: IncomingMessage): void {
  const authority = headers.host ?? headers[':authority'];
  if (typeof authority !== 'string' || authority === '') return;
  const [port] = PORT.exec(authority.slice(-PORT_LENGTH_MAX)) ?? [''];
  attributes[ATTR_SERVER_ADDRESS] = bound(authority.slice(0, authority.length - port.length));
  if (port !== '') attributes[ATTR_SERVER_PORT] = Number(port.slice(1));
}

const PORT = /:\d{1,5}$/;
const PORT_LENGTH_MAX = ':65535'.length;

function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

function bound(text: string): string {
  return text.length > CLIENT_TEXT_LENGTH_MAX ? text.slice(0, CLIENT_TEXT_LENGTH_MAX) : text;
}
