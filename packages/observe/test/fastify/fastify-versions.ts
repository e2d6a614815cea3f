import { createRequire } from 'node:module';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';

const require = createRequire(import.meta.url);

export type CreateFastify = (options?: FastifyServerOptions) => FastifyInstance;

/** Both majors; what the tests use of 4 has the types of 5. */
export const FASTIFY_VERSIONS: readonly { readonly name: string; readonly fastify: CreateFastify }[] = [
  { name: 'Fastify 5', fastify: require('fastify') as CreateFastify },
  { name: 'Fastify 4', fastify: require('fastify4') as CreateFastify },
];
