import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRouteConfig } from '../config/model.ts';
import { currentRuntime } from '../runtime/runtime.ts';
import { patchExpress } from './patch.ts';

/** Express's request handler, in Node's own types: Express brings none of its own. */
export type ExpressMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Middleware that gives every request below it options: a latency threshold, status codes that count as bad, or no
 * SLIs at all.
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

/**
 * Makes an Express that a bundler has put into the application's own file report its routes; where the module can be
 * seen loading, this has been done already and the call changes nothing.
 *
 * @param express - The `express` module, before any app or router is made of it.
 * @returns The same module.
 *
 * @example
 * import express from 'express';
 * import { instrumentExpress } from '@org/observe/express';
 *
 * const app = instrumentExpress(express)();
 */
export function instrumentExpress<Express>(express: Express): Express {
  return patchExpress(express);
}
