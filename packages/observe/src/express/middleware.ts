import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRouteConfig } from '../config/model.ts';
import { currentRuntime } from '../runtime/runtime.ts';
import { patchRouter, type RouterPrototype } from './routing.ts';

/** Express's request handler, in Node's own types: Express brings none of its own. */
export type ExpressMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Middleware that gives every request below it options: a latency threshold, status codes that count as bad, or no
 * SLIs at all. It also makes a bundled Express, which could not be seen while loading, report its routes.
 *
 * @param options - The part of the HTTP policy to override; see `HttpRouteConfig`.
 *
 * @example
 * app.use('/reports', observeExpress({ latencyThresholdMs: 5_000 }));
 */
export function observeExpress(options: HttpRouteConfig = {}): ExpressMiddleware {
  const overrides = Object.keys(options).length > 0;
  return function observe(request, response, next) {
    const recorder = currentRuntime()?.http;
    if (recorder !== undefined) {
      patchApplication(request);
      const record = recorder.start(request, response);
      record.claim();
      if (overrides) record.configure(options);
    }
    next();
  };
}

/**
 * The same for one route, placed before its handlers.
 *
 * @example
 * app.get('/export', observeRoute({ streaming: true }), exportOrders);
 * app.get('/internal/debug', observeRoute({ enabled: false }), debug);
 */
export function observeRoute(options: HttpRouteConfig): ExpressMiddleware {
  return observeExpress(options);
}

/** Patches the Express that is serving, in case it was bundled or loaded before us; a flag makes it once. */
function patchApplication(request: IncomingMessage & { app?: { router?: object; _router?: object } }): void {
  const { router, _router } = request.app ?? {};
  const instance = _router ?? router;
  if (instance !== undefined) patchRouter(Object.getPrototypeOf(instance) as RouterPrototype);
}
