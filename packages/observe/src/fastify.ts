/**
 * Options for Fastify. Recording needs none of this: `import '@org/observe'` records every request already.
 *
 * @packageDocumentation
 */
export { observeFastify } from './fastify/plugin.ts';
export type { HttpRouteConfig } from './config/model.ts';
