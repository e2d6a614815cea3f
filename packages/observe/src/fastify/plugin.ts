import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpRouteConfig } from '../config/model.ts';
import { createError } from '../errors.ts';
import { requestOf, type HttpServerRequest } from '../http/request.ts';
import { readRouteOptions } from '../http/route-options.ts';
import { currentRuntime } from '../runtime/runtime.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Options of `@org/observe` for this route; `false` excludes it from SLIs. */
    observe?: HttpRouteConfig | false;
  }
}

/** Set on an instance that has our hooks, by whichever copy. */
const HOOKED = Symbol.for('@org/observe.fastify-hooked');

/** What a route was registered with; Fastify adds the full template, and none for its 404 handler. */
interface RouteContextConfig {
  readonly url?: string;
  readonly observe?: HttpRouteConfig | false;
}

/** Options as checked, by the object given in `config.observe`: one for each route. */
const checkedOptions = new WeakMap<object, HttpRouteConfig>();
const OPTED_OUT = readRouteOptions(false, '');

/**
 * Adds the hooks that tell the recorder a request's route, its options and its error. Called for every Fastify
 * instance by the bootstrap; the hooks are the first ones, so early replies of later hooks have a route too.
 */
export function hookFastify(fastify: FastifyInstance): void {
  const holder = fastify as unknown as Record<symbol, boolean>;
  if (holder[HOOKED] === true) return;
  Object.defineProperty(fastify, HOOKED, { value: true });
  currentRuntime()?.http.claimServer(fastify.server);
  fastify.addHook('onRequest', observeRequest);
  fastify.addHook('onError', observeError);
}

/** `done` style: a promise for each request would cost more than the hook does. */
function observeRequest(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const known = requestOf(request.raw);
  if (known !== undefined) {
    applyRoute(known, request);
    return done();
  }
  // Injected, or from a server that is not Node's.
  const recorder = currentRuntime()?.http;
  if (recorder === undefined) return done();
  const record = recorder.start(request.raw, reply.raw);
  applyRoute(record, request);
  return recorder.run(record, done);
}

function applyRoute(record: HttpServerRequest, request: FastifyRequest): void {
  try {
    record.claim();
    const { url, observe } = contextConfigOf(request);
    if (url === undefined) return;
    record.setRoute(url);
    if (observe !== undefined) record.configure(optionsOf(observe));
  } catch (thrown) {
    const wrap = (reason: string, cause: unknown) => createError('OBS_ERR_HTTP_FASTIFY', { reason }, cause);
    currentRuntime()?.diagnostics.reportThrown(thrown, wrap);
  }
}

/** Fastify before 4.10 has no `routeOptions`; later ones warn of `context`. */
function contextConfigOf(request: FastifyRequest): RouteContextConfig {
  const { routeOptions } = request as { routeOptions?: { config?: RouteContextConfig } };
  if (routeOptions !== undefined) return routeOptions.config ?? {};
  return (request as { context?: { config?: RouteContextConfig } }).context?.config ?? {};
}

function optionsOf(observe: HttpRouteConfig | false): HttpRouteConfig {
  if (typeof observe !== 'object' || observe === null)
    return observe === false ? OPTED_OUT : readRouteOptions(observe, 'config.observe');
  const known = checkedOptions.get(observe);
  if (known !== undefined) return known;
  const options = readRouteOptions(observe, 'config.observe');
  checkedOptions.set(observe, options);
  return options;
}

function observeError(request: FastifyRequest, _reply: FastifyReply, error: Error, done: () => void): void {
  requestOf(request.raw)?.recordError(error);
  done();
}

/**
 * Fastify plugin that gives every route below it options. Recording needs none of this: `import '@org/observe'`
 * records every request already; a route has its own options in `config.observe`.
 *
 * @example
 * fastify.register(observeFastify, { latencyThresholdMs: 300 });
 * fastify.get('/export', { config: { observe: { streaming: true } } }, exportOrders);
 */
export const observeFastify: FastifyPluginCallback<HttpRouteConfig> = Object.assign(
  function observeFastifyPlugin(fastify: FastifyInstance, options: HttpRouteConfig, done: () => void): void {
    hookFastify(fastify);
    const {
      prefix: _prefix,
      logLevel: _logLevel,
      logSerializers: _logSerializers,
      ...own
    } = options as HttpRouteConfig & RegisterOptions;
    const overrides = readRouteOptions(own, 'observeFastify');
    if (Object.keys(overrides).length > 0) fastify.addHook('onRequest', createConfiguringHook(overrides));
    done();
  },
  // Hooks reach the instance that registers the plugin, not a context of their own.
  { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: '@org/observe' },
);

/** What Fastify itself adds to the options of a plugin. */
interface RegisterOptions {
  readonly prefix?: string;
  readonly logLevel?: string;
  readonly logSerializers?: object;
}

/** A route's own options, applied before, are nearer than the plugin's. */
function createConfiguringHook(overrides: HttpRouteConfig) {
  const merged = new WeakMap<HttpRouteConfig, HttpRouteConfig>();
  return function configureRequest(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
    const record = requestOf(request.raw);
    if (record === undefined) return done();
    const { options } = record;
    let both = options === undefined ? overrides : merged.get(options);
    if (both === undefined && options !== undefined) {
      both = { ...overrides, ...options };
      merged.set(options, both);
    }
    record.options = both;
    return done();
  };
}
