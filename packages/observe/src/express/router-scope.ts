import type { IncomingMessage } from 'node:http';
import type { HttpServerRequest } from '../http/request.ts';
import { joinTemplates, matchedTemplate, type PathPattern } from './path-pattern.ts';

/** A router a request is in, with what its own paths are relative to. Kept on the record, innermost first. */
export interface RouterScope {
  readonly router: object;
  readonly outer: RouterScope | undefined;
  /** URL prefix it is mounted at, as sent. */
  readonly base: string;
  /** The same as a template. */
  readonly template: string;
  /** What stands for an answer that none of its routes gave: the route around it, if it is the handler of one. */
  readonly fallback: string | undefined;
  /** Template of the mount now running inside it, which a router mounted there continues from. */
  mount: string;
  /** Template of the route now running inside it. */
  running: string | undefined;
}

/** Noted for a layer of a router's stack when it is registered. */
export interface Registration {
  readonly router: object;
  readonly pattern: PathPattern;
  /** The last join of a base with the pattern: nearly always the next one too. */
  joined?: { readonly base: string; readonly template: string };
}

/** Express's request, as far as we read it. */
export interface ExpressRequest extends IncomingMessage {
  readonly baseUrl?: string;
  readonly route?: object;
}

/** Enters a router: until a layer of it runs, nothing in it has matched. */
export function enterRouter(record: HttpServerRequest, router: object, base = ''): void {
  const outer = record.scope as RouterScope | undefined;
  const fallback = outer === undefined ? undefined : (outer.running ?? outer.fallback);
  const template = outer === undefined ? '' : outer.mount;
  record.claim();
  record.scope = {
    router,
    outer,
    base,
    template,
    fallback,
    mount: template,
    running: undefined,
  } satisfies RouterScope;
  if (!isAnswered(record)) record.route = fallback;
}

/** A route matched: it is the one, unless it passes the request on and another layer follows. */
export function enterRoute(
  record: HttpServerRequest,
  registration: Registration,
  request: ExpressRequest,
): void {
  const scope = findScope(record, registration, request);
  if (scope === undefined || isAnswered(record)) return;
  const template = templateIn(scope, registration, request.url ?? '/');
  scope.mount = scope.template;
  scope.running = template;
  record.setRoute(template);
}

/**
 * Something mounted runs. Mounted at a path of its own it may answer by itself, so that path is the route until a
 * more exact one is found; mounted at the root of its router it stands for no route.
 */
export function enterMount(
  record: HttpServerRequest,
  registration: Registration,
  request: ExpressRequest,
): void {
  const scope = findScope(record, registration, request);
  if (scope === undefined || isAnswered(record)) return;
  scope.running = undefined;
  const prefix = (request.baseUrl ?? '').slice(scope.base.length);
  if (prefix === '') {
    scope.mount = scope.template;
    record.route = scope.fallback;
    return;
  }
  scope.mount = templateIn(scope, registration, prefix);
  record.setRoute(scope.mount);
}

/** What runs after the answer, such as a handler that calls `next()` too, no longer changes whose answer it was. */
function isAnswered({ response }: HttpServerRequest): boolean {
  return response?.headersSent === true;
}

/**
 * The scope of the router a layer belongs to. Routers in it that the request has left are forgotten here: a closure
 * for each router and request would notice the moment, and cost more.
 */
function findScope(
  record: HttpServerRequest,
  { router }: Registration,
  { baseUrl = '' }: ExpressRequest,
): RouterScope | undefined {
  let scope = record.scope as RouterScope | undefined;
  while (scope !== undefined && (scope.router !== router || !baseUrl.startsWith(scope.base)))
    scope = scope.outer;
  if (scope !== undefined) record.scope = scope;
  return scope;
}

function templateIn({ template: base }: RouterScope, registration: Registration, url: string): string {
  const { pattern, joined } = registration;
  if (pattern.alternatives.length > 0) return joinTemplates(base, matchedTemplate(pattern, pathOf(url)));
  if (joined !== undefined && joined.base === base) return joined.template;
  const template = joinTemplates(base, pattern.template);
  registration.joined = { base, template };
  return template;
}

/** The path of what is left of the URL inside a router; a proxy's absolute URL keeps its authority there. */
function pathOf(url: string): string {
  const authority = url.startsWith('/') ? -1 : url.indexOf('://');
  const start = authority === -1 ? 0 : Math.max(0, url.indexOf('/', authority + '://'.length));
  const query = url.indexOf('?', start);
  return query === -1 ? url.slice(start) : url.slice(start, query);
}
