import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type TextMapSetter,
  type Tracer,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  ATTR_URL_SCHEME,
  KNOWN_HTTP_METHODS,
  OTHER_METHOD,
} from '@org/observe-conventions';
import { redactQuery } from '../http/query.ts';
import type { HistogramSeries } from '../recording/histogram-series.ts';
import type { SeriesAttributes } from '../recording/slot-table.ts';

/** Longest URL kept on a span, in characters. */
const URL_LENGTH_MAX = 2_048;
/** Longest `error.type`, in characters. */
const ERROR_TYPE_LENGTH_MAX = 64;
const KNOWN_METHODS: ReadonlySet<string> = new Set(KNOWN_HTTP_METHODS);

/** Where an outgoing request goes, whichever client sends it. */
export interface RequestTarget {
  readonly method: string;
  readonly scheme: string;
  readonly host: string;
  /** `undefined` where the client does not say. */
  readonly port: number | undefined;
  /** Path and query as sent; absolute when sent to a forward proxy. */
  readonly path: string;
}

/** How an outgoing request ended. */
export interface RequestEnding {
  readonly statusCode?: number | undefined;
  readonly protocolVersion?: string | undefined;
  readonly peerAddress?: string | undefined;
  readonly peerPort?: number | undefined;
  readonly error?: unknown;
}

/** Records requests this process sends: client span and `http.client.request.duration`, by the semantic conventions. */
export class OutgoingRequestRecorder {
  readonly #tracer: Tracer;
  readonly #durations: HistogramSeries;

  constructor({ tracer, durations }: { tracer: Tracer; durations: HistogramSeries }) {
    this.#tracer = tracer;
    this.#durations = durations;
  }

  /** Begins a request; `undefined` where recording is suppressed, as it is for our own exports. */
  start(target: RequestTarget): OutgoingRequest | undefined {
    const active = context.active();
    if (isTracingSuppressed(active)) return undefined;
    const method = KNOWN_METHODS.has(target.method) ? target.method : OTHER_METHOD;
    const attributes: Attributes = {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_SERVER_ADDRESS]: target.host,
      [ATTR_URL_FULL]: fullUrl(target),
    };
    if (target.port !== undefined) attributes[ATTR_SERVER_PORT] = target.port;
    if (method === OTHER_METHOD) attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = target.method;
    const name = method === OTHER_METHOD ? 'HTTP' : method;
    const span = this.#tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, active);
    return new OutgoingRequest(span, method, target, this.#durations);
  }
}

/** One request on its way. */
export class OutgoingRequest {
  readonly #span: Span;
  readonly #method: string;
  readonly #target: RequestTarget;
  readonly #durations: HistogramSeries;
  readonly #startedAtMs = performance.now();
  #ended = false;

  constructor(span: Span, method: string, target: RequestTarget, durations: HistogramSeries) {
    this.#span = span;
    this.#method = method;
    this.#target = target;
    this.#durations = durations;
  }

  /** Writes the propagation headers, by which the receiver continues the trace. */
  inject<Carrier>(carrier: Carrier, setter: TextMapSetter<Carrier>): void {
    propagation.inject(trace.setSpan(context.active(), this.#span), carrier, setter);
  }

  /** Ends it, once; later calls are ignored. */
  end(ending: RequestEnding): void {
    if (this.#ended) return;
    this.#ended = true;
    const errorType = errorTypeOf(ending);
    this.#endSpan(ending, errorType);
    const slot = this.#durations.bind(this.#metricAttributes(ending, errorType));
    this.#durations.record(slot, (performance.now() - this.#startedAtMs) / 1_000);
  }

  #endSpan(ending: RequestEnding, errorType: string | undefined): void {
    const { statusCode, protocolVersion, peerAddress, peerPort, error } = ending;
    const span = this.#span;
    if (span.isRecording()) {
      if (statusCode !== undefined) span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
      if (protocolVersion !== undefined) span.setAttribute(ATTR_NETWORK_PROTOCOL_VERSION, protocolVersion);
      if (peerAddress !== undefined) span.setAttribute(ATTR_NETWORK_PEER_ADDRESS, peerAddress);
      if (peerPort !== undefined) span.setAttribute(ATTR_NETWORK_PEER_PORT, peerPort);
      if (errorType !== undefined) {
        span.setAttribute(ATTR_ERROR_TYPE, errorType);
        if (error instanceof Error) span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
    }
    span.end();
  }

  #metricAttributes(ending: RequestEnding, errorType: string | undefined): SeriesAttributes {
    const { host, port, scheme } = this.#target;
    const attributes: Record<string, string | number> = {
      [ATTR_HTTP_REQUEST_METHOD]: this.#method,
      [ATTR_SERVER_ADDRESS]: host,
      [ATTR_URL_SCHEME]: scheme,
    };
    if (port !== undefined) attributes[ATTR_SERVER_PORT] = port;
    if (ending.statusCode !== undefined) attributes[ATTR_HTTP_RESPONSE_STATUS_CODE] = ending.statusCode;
    if (ending.protocolVersion !== undefined)
      attributes[ATTR_NETWORK_PROTOCOL_VERSION] = ending.protocolVersion;
    if (errorType !== undefined) attributes[ATTR_ERROR_TYPE] = errorType;
    return attributes;
  }
}

/** `error.type` by the conventions: for a client, any status from 400 is an error. */
function errorTypeOf({ statusCode, error }: RequestEnding): string | undefined {
  if (error !== undefined) {
    const { code, name } = (typeof error === 'object' && error !== null ? error : {}) as {
      code?: unknown;
      name?: unknown;
    };
    const known = typeof code === 'string' && code !== '' ? code : name;
    return typeof known === 'string' && known !== '' ? known.slice(0, ERROR_TYPE_LENGTH_MAX) : '_OTHER';
  }
  return statusCode !== undefined && statusCode >= 400 ? String(statusCode) : undefined;
}

/** Absolute URL without credentials; values of secret query parameters are replaced. */
function fullUrl({ scheme, host, port, path }: RequestTarget): string {
  const isDefaultPort = port === undefined || port === (scheme === 'https' ? 443 : 80);
  const authority = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const origin = `${scheme}://${authority}${isDefaultPort ? '' : `:${port}`}`;
  const url = path.startsWith('/') ? origin + path : path.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
  const query = url.indexOf('?');
  const redacted = query === -1 ? url : `${url.slice(0, query + 1)}${redactQuery(url.slice(query + 1))}`;
  return redacted.slice(0, URL_LENGTH_MAX);
}
