/**
 * The recorder under the Express and Fastify adapters, for adapters of other frameworks.
 *
 * An adapter calls {@link recordHttpRequest} with Node's request and response, and tells the record what it learns.
 *
 * @example
 * import { recordHttpRequest } from '@org/observe/http-server';
 *
 * framework.onRoute((context) => {
 *   const record = recordHttpRequest(context.req, context.res);
 *   record?.setRoute(context.route.template);
 * });
 *
 * @packageDocumentation
 */
export { currentHttpRequest, recordHttpRequest } from './http/access.ts';
export type { HttpServerRequest } from './http/request.ts';
export type { HttpRouteConfig } from './config/model.ts';
