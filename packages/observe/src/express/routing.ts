import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestOf, type HttpServerRequest } from '../http/request.ts';
import {
  joinTemplates,
  matchedTemplate,
  readPathPattern,
  type ExpressPath,
  type PathPattern,
} from './path-pattern.ts';

/** Set on a layer when it is registered: its path as given. */
const PATTERN = Symbol.for('@org/observe.express-pattern');
/** Set on a prototype that is patched already, by whichever copy. */
const PATCHED = Symbol.for('@org/observe.express-patched');
/** Stands for a mount whose path is not known, because it was registered before we were loaded. */
const UNKNOWN_MOUNT = '/*';

type Next = (error?: unknown) => void;
type Handle = (this: Layer, request: IncomingMessage, response: ServerResponse, next: Next) => unknown;
type HandleError = (
  this: Layer,
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  next: Next,
) => unknown;

/** What a layer of either router looks like: Express 4 names its methods with underscores. */
interface Layer {
  readonly route?: { readonly path: ExpressPath } | undefined;
  readonly rawPath?: ExpressPath;
  readonly method?: string;
  handle_request?: Handle;
  handleRequest?: Handle;
  handle_error?: HandleError;
  handleError?: HandleError;
  match(path: string): unknown;
  [PATTERN]?: PathPattern;
}

type LayerClass = new (path: string | RegExp, options: object, handle: () => void) => Layer;

/** The object that all routers of an Express share: `express.Router` itself in 4, its prototype in 5. */
export interface RouterPrototype {
  stack?: Layer[];
  use(this: RouterPrototype, ...args: unknown[]): unknown;
  route(this: RouterPrototype, path: ExpressPath): unknown;
  handle(this: unknown, request: IncomingMessage, response: ServerResponse, done: Next): unknown;
  [PATCHED]?: boolean;
}

/** Where a request is in the tree of routers; kept on the request while Express serves it. */
interface Routing {
  /** URL prefix and template of the router now running. */
  base: string;
  template: string;
  /** Template of the mount now running inside it. */
  mount: string;
}

const ROUTING = Symbol.for('@org/observe.express-routing');
interface RoutedRequest extends IncomingMessage {
  baseUrl?: string;
  [ROUTING]?: Routing;
}

/**
 * Makes the routers of one Express report the template of whatever they match, mounts included, and the errors they
 * pass on. Works on Express 4 and 5 and on the `router` package, in place, once.
 */
export function patchRouter(prototype: RouterPrototype): void {
  if (prototype[PATCHED] === true) return;
  Object.defineProperty(prototype, PATCHED, { value: true });
  const { use, route, handle } = prototype;

  prototype.use = function (this: RouterPrototype, ...args: unknown[]) {
    const before = this.stack?.length ?? 0;
    const result = use.apply(this, args);
    const path = typeof args[0] === 'function' ? '/' : (args[0] as ExpressPath);
    markLayers(this.stack?.slice(before) ?? [], isPath(path) ? path : '/', false);
    return result;
  };

  prototype.route = function (this: RouterPrototype, path: ExpressPath) {
    const before = this.stack?.length ?? 0;
    const result = route.call(this, path);
    markLayers(this.stack?.slice(before) ?? [], path, true);
    return result;
  };

  prototype.handle = function (this: unknown, request: RoutedRequest, response: ServerResponse, done: Next) {
    const record = requestOf(request);
    if (record === undefined || record.finished) return handle.call(this, request, response, done);
    return handle.call(this, request, response, enterRouter(record, request, done));
  };
}

/** Sets the routing state for a router and returns its `done`, which puts back that of the router around it. */
function enterRouter(record: HttpServerRequest, request: RoutedRequest, done: Next): Next {
  const outer = request[ROUTING];
  record.claim();
  const template = outer === undefined ? '' : outer.mount;
  request[ROUTING] = { base: request.baseUrl ?? '', template, mount: template };
  return function leaveRouter(this: unknown, ...args: Parameters<Next>) {
    const [error] = args;
    if (outer !== undefined) request[ROUTING] = outer;
    else if (!isFailure(error)) record.route = undefined;
    if (isFailure(error)) record.recordError(error);
    return Reflect.apply(done, this, args);
  };
}

/** Notes the path of freshly registered layers, and patches their class when it is first seen: Express does not export it. */
function markLayers(layers: readonly Layer[], path: ExpressPath, end: boolean): void {
  for (const layer of layers) {
    const LayerClass = layer.constructor as LayerClass;
    patchLayer(LayerClass.prototype as Layer);
    layer[PATTERN] = readPathPattern(path, (single) => {
      const matcher = new LayerClass(single, { end, strict: false, sensitive: false }, () => {});
      return (candidate) => Boolean(matcher.match(candidate));
    });
  }
}

function patchLayer(prototype: Layer & { [PATCHED]?: boolean }): void {
  if (prototype[PATCHED] === true) return;
  Object.defineProperty(prototype, PATCHED, { value: true });
  const handleName = prototype.handleRequest === undefined ? 'handle_request' : 'handleRequest';
  const errorName = prototype.handleError === undefined ? 'handle_error' : 'handleError';
  const handle = prototype[handleName] as Handle;
  const handleError = prototype[errorName] as HandleError;

  prototype[handleName] = function (this: Layer, request: RoutedRequest, response, next) {
    const routing = request[ROUTING];
    if (routing === undefined) return handle.call(this, request, response, next);
    const record = requestOf(request);
    if (record === undefined) return handle.call(this, request, response, next);
    if (this.route !== undefined)
      return handle.call(this, request, response, enterRoute(this, record, routing, request, next));
    if (this[PATTERN] !== undefined || this.rawPath !== undefined) enterMount(this, record, routing, request);
    return handle.call(this, request, response, next);
  };

  prototype[errorName] = function (this: Layer, error, request, response, next) {
    requestOf(request)?.recordError(error);
    return handleError.call(this, error, request, response, next);
  };
}

/** Names the matched route; should it pass the request on, the name is taken back. */
function enterRoute(
  layer: Layer,
  record: HttpServerRequest,
  routing: Routing,
  request: RoutedRequest,
  next: Next,
): Next {
  const before = record.route;
  const pattern = layer[PATTERN];
  const path = pattern === undefined ? String(layer.route?.path) : matchedTemplate(pattern, pathOf(request));
  record.setRoute(joinTemplates(routing.template, path));
  return function leaveRoute(this: unknown, ...args: Parameters<Next>) {
    if (isFailure(args[0])) record.recordError(args[0]);
    else record.route = before;
    return Reflect.apply(next, this, args);
  };
}

/**
 * Notes the mount that a nested router continues from. A mounted handler may answer by itself, so its path is the
 * route until a more exact one is found.
 */
function enterMount(layer: Layer, record: HttpServerRequest, routing: Routing, request: RoutedRequest): void {
  const prefix = (request.baseUrl ?? '').slice(routing.base.length);
  if (prefix === '') {
    routing.mount = routing.template;
    return;
  }
  const pattern = layer[PATTERN];
  const template = pattern === undefined ? unmarkedMount(layer) : matchedTemplate(pattern, prefix);
  routing.mount = joinTemplates(routing.template, template);
  record.setRoute(routing.mount);
}

function unmarkedMount({ rawPath }: Layer): string {
  return typeof rawPath === 'string' ? rawPath : UNKNOWN_MOUNT;
}

/** `next('route')` and `next('router')` skip; they are no failures. */
function isFailure(error: unknown): boolean {
  return Boolean(error) && error !== 'route' && error !== 'router';
}

function isPath(value: unknown): value is ExpressPath {
  return (
    typeof value === 'string' ||
    value instanceof RegExp ||
    (Array.isArray(value) && value.length > 0 && value.every(isPath))
  );
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
