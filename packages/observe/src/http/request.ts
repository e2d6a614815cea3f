import type { IncomingMessage, ServerResponse } from 'node:http';
import { ROOT_CONTEXT, type Context, type Span } from '@opentelemetry/api';
import { KNOWN_HTTP_METHODS, OTHER_METHOD } from '@org/observe-conventions';
import type { HttpRouteConfig } from '../config/model.ts';
import { createError } from '../errors.ts';
import { currentRuntime } from '../runtime/runtime.ts';
import { schemeOf } from './connection.ts';

/** Every installed copy finds the record of a request here: the mark that it is being recorded already. */
export const REQUEST_BRAND = Symbol.for('@org/observe.http-request');

/** Longest route template kept, in characters; a longer one is cut. */
const ROUTE_LENGTH_MAX = 256;
/** Fields one request may be annotated with. */
const FIELDS_MAX = 64;
const NO_FIELDS: Readonly<Record<string, unknown>> = Object.freeze({});
const KNOWN_METHODS: ReadonlySet<string> = new Set(KNOWN_HTTP_METHODS);

/**
 * The record of one request being served: what adapters and the application tell about it until its response closes.
 * All calls are safe at any time and never throw; after the response has closed they change nothing.
 */
export class HttpServerRequest {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse | undefined;
  /** A method of the semantic conventions, or `_OTHER`. */
  readonly method: string;
  /** Path as sent, without the query. */
  readonly path: string;
  readonly scheme: 'http' | 'https';
  /** `performance.now()` when the server received it. */
  readonly startedAtMs: number;
  route: string | undefined;
  /** A framework with a router serves it: no route then means that none matched. */
  routed = false;
  ignored = false;
  streaming = false;
  /** Threw out of the server's request listener, past every framework. */
  uncaught = false;
  finished = false;
  error: unknown;
  options: HttpRouteConfig | undefined;
  span: Span | undefined;
  context: Context = ROOT_CONTEXT;
  fields: Readonly<Record<string, unknown>> = NO_FIELDS;
  /** Its series of active requests, to be left when it ends. */
  activeSlot = -1;
  /** For the adapter that serves it: where in its routing the request is. */
  scope: unknown;

  constructor(incoming: IncomingMessage, response: ServerResponse | undefined) {
    this.incoming = incoming;
    this.response = response;
    const method = incoming.method ?? 'GET';
    this.method = KNOWN_METHODS.has(method) ? method : OTHER_METHOD;
    this.path = pathOf(incoming.url);
    this.scheme = schemeOf(incoming);
    this.startedAtMs = performance.now();
  }

  /** Names the matched route by its template: `/orders/:id`. A later, more exact one replaces it. */
  setRoute(template: string): void {
    if (typeof template !== 'string') return;
    this.routed = true;
    this.route = template.length > ROUTE_LENGTH_MAX ? template.slice(0, ROUTE_LENGTH_MAX) : template;
  }

  /** Says that a framework with a router serves the request, so that no route means "unmatched". */
  claim(): void {
    this.routed = true;
  }

  /** Overrides the policy for this request: the options of its route. */
  configure(options: HttpRouteConfig): void {
    this.options = this.options === undefined ? options : { ...this.options, ...options };
  }

  /** Notes what went wrong; it counts only if the response says so too. */
  recordError(error: unknown): void {
    this.error ??= error;
  }

  /** Adds fields to the canonical log line; past the bound, further ones are left out. */
  annotate(fields: Readonly<Record<string, unknown>>): void {
    try {
      const merged: Record<string, unknown> = { ...this.fields };
      let room = FIELDS_MAX - Object.keys(merged).length;
      for (const [name, value] of Object.entries(fields)) {
        if (!Object.hasOwn(merged, name) && (room -= 1) < 0) continue;
        merged[name] = value;
      }
      this.fields = merged;
    } catch (thrown) {
      // Reading the application's fields may run its getters.
      const wrap = (reason: string, cause: unknown) =>
        createError('OBS_ERR_HTTP_RECORDING', { reason }, cause);
      currentRuntime()?.diagnostics.reportThrown(thrown, wrap);
    }
  }

  /** Excludes the request from the latency SLI: its duration is the wish of the client. */
  markStreaming(): void {
    this.streaming = true;
  }

  /** Excludes the request from all SLIs. */
  ignore(): void {
    this.ignored = true;
  }
}

/** The record of a request that is being served, whoever recorded it. */
export function requestOf(incoming: object): HttpServerRequest | undefined {
  return (incoming as Record<symbol, HttpServerRequest | undefined>)[REQUEST_BRAND];
}

/** Proxies may ask by an absolute URL, RFC 9112 section 3.2.2: its path begins after the authority. */
function pathOf(url: unknown): string {
  if (typeof url !== 'string') return '/';
  const start = url.startsWith('/') ? 0 : absolutePathStart(url);
  if (start === -1) return '/';
  const query = url.indexOf('?', start);
  return query === -1 ? url.slice(start) : url.slice(start, query);
}

function absolutePathStart(url: string): number {
  const authority = url.indexOf('://');
  return authority === -1 ? 0 : url.indexOf('/', authority + '://'.length);
}
