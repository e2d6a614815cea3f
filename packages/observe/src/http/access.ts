import type { IncomingMessage, ServerResponse } from 'node:http';
import { currentRuntime } from '../runtime/runtime.ts';
import type { HttpServerRequest } from './request.ts';

/**
 * The record of a request, begun if nobody has: with the automatic bootstrap it exists before any framework runs, and
 * calling this twice for one request gives the same record.
 *
 * @returns `undefined` when telemetry is not running.
 */
export function recordHttpRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
): HttpServerRequest | undefined {
  return currentRuntime()?.http.start(incoming, response);
}

/** The request that the running code serves; `undefined` outside of one or when telemetry is not running. */
export function currentHttpRequest(): HttpServerRequest | undefined {
  return currentRuntime()?.http.current();
}
