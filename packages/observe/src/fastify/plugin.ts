import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpRouteConfig } from '../config/model.ts';
import { requestOf } from '../http/request.ts';
import { currentRuntime } from '../runtime/runtime.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Options of `@org/observe` for this route; `false` excludes it from SLIs. */
    observe?: HttpRouteConfig | false;
  }
}

/** Set on an instance that has our hooks, by whichever copy. */
const HOOKED = Symbol.for('@org/observe.fastify-hooked');

/**
 * Adds the hooks that tell the recorder a request's route, its options and its error. Called for every Fastify
 * instance by the bootstrap; the hooks are the first ones, so early replies of later hooks have a route too.
 */
export function hookFastify(fastify: FastifyInstance): void {
  const holder = fastify as unknown as Record<symbol, boolean>;
  if (holder[HOOKED] === true) return;
  Object.defineProperty(fastify, HOOKED, { value: true });
  currentRuntime()?.http.claimServer(fastify.server);
  fastify.addHook('onRequest', onRequest);
  fastify.addHook('onError', onError);
}

/** `done` style: a promise for each request would cost more than the hook does. */
function onRequest(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const record = requestOf(request.raw) ?? currentRuntime()?.http.start(request.raw, reply.raw);
  if (record !== undefined) {
    record.claim();
    const { url, config } = request.routeOptions;
    if (url !== undefined && !request.is404) record.setRoute(url);
    if (config?.observe === false) record.configure({ enabled: false });
    else if (config?.observe !== undefined) record.configure(config.observe);
  }
  done();
}

function onError(request: FastifyRequest, _reply: FastifyReply, error: Error, done: () => void): void {
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
      ...overrides
    } = options as HttpRouteConfig & RegisterOptions;
    if (Object.keys(overrides).length > 0) {
      fastify.addHook('onRequest', (request, _reply, next) => {
        const record = requestOf(request.raw);
        const own = request.routeOptions.config?.observe;
        // A route's own options are nearer than the plugin's.
        if (record !== undefined) record.configure(own ? { ...overrides, ...own } : overrides);
        if (own === false) record?.configure({ enabled: false });
        next();
      });
    }
    done();
  },
  // Hooks reach the instance that registers the plugin, not a context of their own.
  { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: '@org/observe' },
);

/** What Fastify itself adds to the options of a plugin. */
interface RegisterOptions {
  readonly prefix?: string;
  readonly logLevel?: string;
}
