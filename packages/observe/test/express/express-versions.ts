import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { patchExpress } from '../../src/express/patch.ts';

/** Express brings no types of its own; this is what the tests use of it. */
export interface ExpressRequest extends IncomingMessage {
  params: Record<string, string>;
  baseUrl: string;
  originalUrl: string;
  body: unknown;
}
export interface ExpressResponse extends ServerResponse {
  send(body: unknown): ExpressResponse;
  json(body: unknown): ExpressResponse;
  status(code: number): ExpressResponse;
}
export type Next = (error?: unknown) => void;
export type Handler = (request: ExpressRequest, response: ExpressResponse, next: Next) => unknown;
export type ErrorHandler = (
  error: Error,
  request: ExpressRequest,
  response: ExpressResponse,
  next: Next,
) => unknown;
export type Path = string | RegExp | readonly (string | RegExp)[];
type Method = (path: Path, ...handlers: Handler[]) => Router;

/** Express tells an error handler by its four parameters; the types here know one kind of handler. */
export function errorHandler(handler: ErrorHandler): Handler {
  return handler as unknown as Handler;
}

export interface Route {
  get(...handlers: Handler[]): Route;
  post(...handlers: Handler[]): Route;
  all(...handlers: Handler[]): Route;
}

export interface Router {
  (request: ExpressRequest, response: ExpressResponse, next: Next): void;
  get: Method;
  post: Method;
  all: Method;
  use(path: Path, ...handlers: Handler[]): Router;
  use(...handlers: Handler[]): Router;
  route(path: Path): Route;
  param(
    name: string,
    callback: (...args: [ExpressRequest, ExpressResponse, Next, string]) => unknown,
  ): Router;
}

export type Application = Router & RequestListener & { set(name: string, value: unknown): void };

export interface Express {
  (): Application;
  Router(options?: { mergeParams?: boolean }): Router;
}

const require = createRequire(import.meta.url);

export interface ExpressVersion {
  readonly name: string;
  readonly major: 4 | 5;
  readonly express: Express;
}

/** Both majors, patched as the load hook patches them. */
export const EXPRESS_VERSIONS: readonly ExpressVersion[] = [
  { name: 'Express 5', major: 5, express: patchExpress(require('express') as Express) },
  { name: 'Express 4', major: 4, express: patchExpress(require('express4') as Express) },
];
