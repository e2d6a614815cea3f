import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import { context, createContextKey, propagation, ROOT_CONTEXT, trace, type Tracer } from '@opentelemetry/api';
import {
  classifyHttpRequest,
  DURATION_BUCKETS_SECONDS,
  mergeBuckets,
  METRIC_HTTP_SERVER_ACTIVE_REQUESTS,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
  type HttpClassification,
  type HttpRequestFacts,
} from '@org/observe-conventions';
import type { ResolvedConfig } from '../config/model.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';
import { CounterSeries } from '../recording/counter-series.ts';
import { HistogramSeries } from '../recording/histogram-series.ts';
import type { SeriesProducer } from '../recording/producer.ts';
import type { SliRegistry } from '../sli/registry.ts';
import { endingOf, isStream, sentStatusOf, upgradeEndingOf, type Ending } from './connection.ts';
import { HttpPolicy } from './policy.ts';
import { HttpServerRequest, REQUEST_BRAND, requestOf } from './request.ts';
import { requestLogRecord, type RequestLogRecord } from './request-log.ts';
import { RouteCatalogue } from './route-catalogue.ts';
import type { RouteSeries } from './route-series.ts';
import { endServerSpan, protocolVersionOf, startServerSpan } from './span.ts';
import { errorTypeOf, FIRST_SERVER_ERROR_STATUS } from './error-type.ts';

export interface HttpServerRecorderOptions {
  readonly config: ResolvedConfig['http'];
  readonly logs: { readonly requests: boolean };
  readonly seriesBudget: number;
  readonly sli: SliRegistry;
  readonly producer: SeriesProducer;
  readonly tracer: Tracer;
  readonly diagnostics: Diagnostics;
  readonly emitRequestLog: (record: RequestLogRecord) => void;
}

/** Where a request's record travels with the execution context; the same key in every installed copy. */
const REQUEST_CONTEXT_KEY = createContextKey('@org/observe.http-request');
/** What an upgrade is answered with; the application writes it to the socket itself. */
const SWITCHING_PROTOCOLS = 101;

/**
 * Records every request a server of this process serves, once: span, duration, active requests, SLIs and canonical
 * log line. It knows the names of the standard and no framework; adapters tell it routes and errors.
 */
export class HttpServerRecorder {
  readonly #options: HttpServerRecorderOptions;
  readonly #policy: HttpPolicy;
  readonly #routes: RouteCatalogue;
  readonly #active: CounterSeries;
  readonly #activeSlots = new Map<string, number>();
  readonly #routedServers = new WeakSet<Server>();
  readonly #onResponseClose: (this: ServerResponse) => void;
  /** Filled anew for each classification, which is over before the next. */
  readonly #facts = createFacts();
  #served = 0;

  constructor(options: HttpServerRecorderOptions) {
    this.#options = options;
    const { config, sli, producer, seriesBudget: budget } = options;
    this.#policy = new HttpPolicy(config);
    this.#active = new CounterSeries({ metric: METRIC_HTTP_SERVER_ACTIVE_REQUESTS, budget });
    const durations = new HistogramSeries({
      metric: METRIC_HTTP_SERVER_REQUEST_DURATION,
      budget,
      bounds: mergeBuckets(DURATION_BUCKETS_SECONDS, thresholdsSeconds(config)),
      onOverflow: (overflow) => sli.reportOverflow(overflow),
    });
    producer.add(this.#active);
    producer.add(durations);
    this.#routes = new RouteCatalogue({ policy: this.#policy, durations, sli });
    this.#onResponseClose = createCloseListener((request, ending) => this.#finish(request, ending));
  }

  /** Requests served since the start: what the self-check compares with what was exported. */
  get served(): number {
    return this.#served;
  }

  /** The request the running code serves, if any. */
  current(): HttpServerRequest | undefined {
    return context.active().getValue(REQUEST_CONTEXT_KEY) as HttpServerRequest | undefined;
  }

  /** Says that a framework with a router answers for a server: a request without a route is unmatched there. */
  claimServer(server: Server): void {
    this.#routedServers.add(server);
  }

  /**
   * Begins to record a request; one that is recorded already, by whichever copy or adapter, is returned as it is.
   *
   * @param response - Absent for an upgrade, whose socket stands in for it.
   */
  start(incoming: IncomingMessage, response: ServerResponse | undefined, server?: Server): HttpServerRequest {
    const known = requestOf(incoming);
    if (known !== undefined) return known;
    const request = new HttpServerRequest(incoming, response);
    try {
      brand(incoming, request);
      request.activeSlot = this.#activeSlot(request);
      this.#active.add(request.activeSlot);
      this.#listen(request);
      this.#begin(request, server);
    } catch (thrown) {
      this.#report(thrown);
    }
    return request;
  }

  /** Runs code as part of serving a request: its span is the active one. */
  run<Result>(request: HttpServerRequest, work: () => Result): Result {
    return context.with(request.context, work);
  }

  #listen(request: HttpServerRequest): void {
    const { incoming, response } = request;
    if (response !== undefined) {
      brand(response, request);
      response.on('close', this.#onResponseClose);
      return;
    }
    const { socket } = incoming;
    const { bytesWritten } = socket;
    socket.on('close', () => this.#finish(request, upgradeEndingOf(socket, bytesWritten)));
  }

  #begin(request: HttpServerRequest, server: Server | undefined): void {
    const { incoming } = request;
    request.routed = server !== undefined && this.#routedServers.has(server);
    request.ignored = this.#policy.ignores(request.path, incoming);
    request.streaming = request.response === undefined;
    const parent = propagation.extract(ROOT_CONTEXT, incoming.headers);
    request.span = startServerSpan(this.#options.tracer, request, parent);
    request.context = trace.setSpan(parent, request.span).setValue(REQUEST_CONTEXT_KEY, request);
  }

  /** Everything that is recorded of a request is recorded here, when its response has closed. */
  #finish(request: HttpServerRequest, ending: Ending): void {
    if (request.finished) return;
    request.finished = true;
    this.#served += 1;
    this.#active.add(request.activeSlot, -1);
    const durationMs = performance.now() - request.startedAtMs;
    const { response, incoming, scheme, span } = request;
    let statusCode = ending === 'complete' ? SWITCHING_PROTOCOLS : 0;
    try {
      if (response !== undefined) statusCode = sentStatusOf(response);
      const errorType = errorTypeOf(request, ending, statusCode);
      const series = this.#routes.seriesOf(request);
      const classification = this.#classify(request, series, ending, statusCode, durationMs);
      const protocolVersion = protocolVersionOf(incoming);
      series.record({ statusCode, scheme, protocolVersion, errorType }, durationMs, classification);
      if (span !== undefined) endServerSpan(span, request, statusCode, errorType);
      if (this.#options.logs.requests && !request.ignored)
        this.#log(requestLogRecord(request, { statusCode, durationMs, classification }), request);
    } catch (thrown) {
      this.#report(thrown);
    }
  }

  #classify(
    request: HttpServerRequest,
    series: RouteSeries,
    ending: Ending,
    statusCode: number,
    durationMs: number,
  ): HttpClassification {
    const { incoming, response, options } = request;
    const policy = options === undefined ? series.policy : series.policyWith(options);
    const facts = this.#facts;
    facts.statusCode = statusCode;
    facts.durationMs = durationMs;
    facts.aborted = ending === 'client_aborted';
    facts.destroyed = ending === 'destroyed';
    facts.failed = request.uncaught;
    facts.streaming =
      request.streaming || policy.streaming || (response !== undefined && isStream(incoming, response));
    facts.ignored = request.ignored || !policy.enabled;
    // A server error is never "unmatched": middleware may fail before any route is looked for.
    facts.matched =
      request.route !== undefined ||
      !request.routed ||
      statusCode >= FIRST_SERVER_ERROR_STATUS ||
      request.uncaught;
    return classifyHttpRequest(facts, policy);
  }

  /** In the context of the request, so that a logger finds its span. */
  #log(record: RequestLogRecord, request: HttpServerRequest): void {
    context.with(request.context, this.#options.emitRequestLog, undefined, record);
  }

  #report(thrown: unknown): void {
    const wrap = (reason: string, cause: unknown) => createError('OBS_ERR_HTTP_RECORDING', { reason }, cause);
    this.#options.diagnostics.reportThrown(thrown, wrap);
  }

  #activeSlot({ method, scheme }: HttpServerRequest): number {
    const key = scheme === 'http' ? method : `${scheme} ${method}`;
    const known = this.#activeSlots.get(key);
    if (known !== undefined) return known;
    const slot = this.#active.bind({ 'http.request.method': method, 'url.scheme': scheme });
    this.#activeSlots.set(key, slot);
    return slot;
  }
}

/** One function for every response: it finds the record on the response it is called on, so nothing is bound per request. */
function createCloseListener(finish: (request: HttpServerRequest, ending: Ending) => void) {
  return function onResponseClose(this: ServerResponse): void {
    const request = requestOf(this);
    if (request !== undefined) finish(request, endingOf(request.incoming, this));
  };
}

function brand(holder: object, request: HttpServerRequest): void {
  Object.defineProperty(holder, REQUEST_BRAND, { value: request, configurable: true });
}

function thresholdsSeconds({ latencyThresholdMs, routes }: ResolvedConfig['http']): number[] {
  const thresholdsMs = [
    latencyThresholdMs,
    ...Object.values(routes).map((route) => route.latencyThresholdMs),
  ];
  return thresholdsMs.filter((threshold) => threshold !== undefined).map((threshold) => threshold / 1_000);
}

function createFacts(): { -readonly [Fact in keyof HttpRequestFacts]: HttpRequestFacts[Fact] } {
  return {
    statusCode: 0,
    durationMs: 0,
    aborted: false,
    destroyed: false,
    failed: false,
    streaming: false,
    ignored: false,
    matched: true,
  };
}
