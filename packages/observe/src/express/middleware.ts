import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRouteConfig } from '../config/model.ts';
import { requestOf } from '../http/request.ts';
import { readRouteOptions } from '../http/route-options.ts';
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
 * @param options - The part of the HTTP policy to override; see `HttpRouteConfig`. `false` excludes from SLIs. What
 * is wrong in it is left out, and said once.
 *
 * @example
 * app.use('/reports', observeExpress({ latencyThresholdMs: 5_000 }));
 */
export function observeExpress(options: HttpRouteConfig | false = {}): ExpressMiddleware {
  return configuring(options, 'observeExpress()');
}

/**
 * The same for one route, placed before its handlers.
 *
 * @param options - The part of the HTTP policy to override for this route; `false` excludes it from SLIs.
 *
 * @example
 * app.get('/export', observeRoute({ streaming: true }), exportOrders);
 * app.get('/internal/debug', observeRoute(false), debug);
 */
export function observeRoute(options: HttpRouteConfig | false): ExpressMiddleware {
  return configuring(options, 'observeRoute()');
}

function configuring(options: HttpRouteConfig | false, where: string): ExpressMiddleware {
  const overrides = readRouteOptions(options, where);
  const hasOverrides = Object.keys(overrides).length > 0;
  return function observe(request, response, next) {
    const recorder = currentRuntime()?.http;
    if (recorder === undefined) return next();
    const known = requestOf(request);
    const record = known ?? recorder.start(request, response);
    record.claim();
    if (hasOverrides) record.configure(overrides);
    if (known !== undefined) return next();
    return recorder.run(record, next);
  };
}

/**
 * Makes an Express that a bundler has put into the application's own file report its routes; where the module can be
 * seen loading, this has been done already and the call changes nothing.
 *
 * @param express - The `express` module, before its first request.
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
