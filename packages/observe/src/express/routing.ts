import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestOf, type HttpServerRequest } from '../http/request.ts';
import { readPathPattern, type ExpressPath } from './path-pattern.ts';
import {
  enterMount,
  enterRoute,
  enterRouter,
  type ExpressRequest,
  type Registration,
} from './router-scope.ts';

/** Set on a layer or route when it is registered. */
const REGISTRATION = Symbol.for('@org/observe.express-registration');
/** Set on a prototype that is patched already, by whichever copy. */
const PATCHED = Symbol.for('@org/observe.express-patched');
/** Stands for a mount whose path is not known: registered before us, on a router that does not keep it. */
const UNKNOWN_MOUNT = '/*';

type Next = (error?: unknown) => void;
type Handle = (this: Layer, request: ExpressRequest, response: ServerResponse, next: Next) => unknown;
type HandleError = (
  this: Layer,
  error: unknown,
  request: ExpressRequest,
  response: ServerResponse,
  next: Next,
) => unknown;
type ParamCallback = (this: unknown, request: ExpressRequest, ...rest: unknown[]) => unknown;

interface Registered {
  [REGISTRATION]?: Registration;
}

/** What a layer of either router looks like: Express 4 names its methods with underscores. */
interface Layer extends Registered {
  readonly route?: { readonly path: ExpressPath } | undefined;
  /** The path as given, where the router keeps it. */
  readonly rawPath?: ExpressPath;
  readonly slash?: boolean;
  readonly regexp?: { readonly fast_slash?: boolean };
  handle_request?: Handle;
  handleRequest?: Handle;
  handle_error?: HandleError;
  handleError?: HandleError;
  match(path: string): unknown;
}

type LayerClass = new (path: string | RegExp, options: object, handle: () => void) => Layer;

/** The object that all routers of an Express share: `express.Router` itself in 4, its prototype in 5. */
export interface RouterPrototype {
  readonly stack?: Layer[];
  readonly caseSensitive?: boolean;
  readonly strict?: boolean;
  use(this: RouterPrototype, ...args: unknown[]): unknown;
  route(this: RouterPrototype, path: ExpressPath): unknown;
  param(this: RouterPrototype, name: unknown, callback: unknown): unknown;
  handle(this: RouterPrototype, request: IncomingMessage, response: ServerResponse, done: Next): unknown;
  [PATCHED]?: boolean;
}

/**
 * Makes the routers of one Express report the template of whatever they match, mounts included, and the errors they
 * pass on. Works on Express 4 and 5 and on the `router` package, in place, once.
 */
export function patchRouter(prototype: RouterPrototype): void {
  if (prototype[PATCHED] === true) return;
  Object.defineProperty(prototype, PATCHED, { value: true });
  const { use, route, param, handle } = prototype;

  prototype.use = function (this: RouterPrototype, ...args: unknown[]) {
    const before = this.stack?.length ?? 0;
    const result = use.apply(this, args);
    const [path] = args;
    register(this, this.stack?.slice(before) ?? [], isPath(path) ? path : '/');
    return result;
  };

  prototype.route = function (this: RouterPrototype, path: ExpressPath) {
    const before = this.stack?.length ?? 0;
    const result = route.call(this, path);
    register(this, this.stack?.slice(before) ?? [], path);
    return result;
  };

  prototype.param = function (this: RouterPrototype, name: unknown, callback: unknown) {
    const own = typeof callback === 'function' ? namingParam(this, callback as ParamCallback) : callback;
    return param.call(this, name, own);
  };

  prototype.handle = function (this: RouterPrototype, request: ExpressRequest, response, done) {
    const record = requestOf(request);
    if (record === undefined || record.finished || typeof done !== 'function')
      return handle.call(this, request, response, done);
    adoptLayers(this);
    const outermost = record.scope === undefined;
    enterRouter(record, this, request.baseUrl);
    return handle.call(this, request, response, outermost ? leavingWith(record, done) : done);
  };
}

/** Registers the layers that a router had before it was patched: of a bundled Express, or one loaded before us. */
function adoptLayers(router: RouterPrototype): void {
  const { stack } = router;
  if (stack?.[0] === undefined || stack[0][REGISTRATION] !== undefined) return;
  for (const layer of stack)
    if (layer[REGISTRATION] === undefined) register(router, [layer], pathOfLayer(layer));
}

function pathOfLayer({ route, rawPath, slash, regexp }: Layer): ExpressPath {
  if (slash === true || regexp?.fast_slash === true) return '/';
  return route?.path ?? rawPath ?? UNKNOWN_MOUNT;
}

/** Notes the path of layers, and patches their class when it is first seen: Express does not export it. */
function register(router: RouterPrototype, layers: readonly Layer[], path: ExpressPath): void {
  for (const layer of layers) {
    const LayerClass = layer.constructor as LayerClass;
    patchLayer(LayerClass.prototype as Layer);
    const options = {
      end: layer.route !== undefined,
      strict: layer.route !== undefined && router.strict === true,
      sensitive: router.caseSensitive === true,
    };
    const pattern = readPathPattern(path, (single) => {
      const matcher = new LayerClass(single, options, () => {});
      return (candidate) => Boolean(matcher.match(candidate));
    });
    const registration: Registration = { router, pattern };
    Object.defineProperty(layer, REGISTRATION, { value: registration });
    if (layer.route !== undefined) Object.defineProperty(layer.route, REGISTRATION, { value: registration });
  }
}

function patchLayer(prototype: Layer & { [PATCHED]?: boolean }): void {
  if (prototype[PATCHED] === true) return;
  Object.defineProperty(prototype, PATCHED, { value: true });
  const handleName = prototype.handleRequest === undefined ? 'handle_request' : 'handleRequest';
  const errorName = prototype.handleError === undefined ? 'handle_error' : 'handleError';
  const handle = prototype[handleName] as Handle;
  const handleError = prototype[errorName] as HandleError;

  prototype[handleName] = function (this: Layer, request, response, next) {
    const registration = this[REGISTRATION];
    // Layers inside a route have none: its handlers.
    if (registration !== undefined) {
      const record = requestOf(request);
      if (record !== undefined) {
        if (this.route === undefined) enterMount(record, registration, request);
        else enterRoute(record, registration, request);
      }
    }
    return handle.call(this, request, response, next);
  };

  prototype[errorName] = function (this: Layer, error, request, response, next) {
    if (isFailure(error)) requestOf(request)?.recordError(error);
    return handleError.call(this, error, request, response, next);
  };
}

/** A parameter's callback runs before the layer of its route, and may answer in its place. */
function namingParam(router: object, callback: ParamCallback): ParamCallback {
  return function (this: unknown, request, ...rest) {
    const registration = (request.route as Registered | undefined)?.[REGISTRATION];
    const record = registration?.router === router ? requestOf(request) : undefined;
    if (record !== undefined) enterRoute(record, registration as Registration, request);
    return callback.call(this, request, ...rest);
  };
}

/** The outermost router's `done`, called when nothing in it answered: with an error, or because nothing matched. */
function leavingWith(record: HttpServerRequest, done: Next): Next {
  return function leaveRouter(this: unknown, ...args: Parameters<Next>) {
    record.scope = undefined;
    if (isFailure(args[0])) record.recordError(args[0]);
    else if (record.response?.headersSent !== true) record.route = undefined;
    return Reflect.apply(done, this, args);
  };
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
