import type { FastifyContextConfig, FastifyPluginCallback, RouteShorthandOptions } from 'fastify';
import { expectTypeOf } from 'vitest';
import { observeFastify, type HttpRouteConfig } from '../../src/fastify.ts';

// A route takes options of ours in its config.
expectTypeOf<FastifyContextConfig['observe']>().toEqualTypeOf<HttpRouteConfig | false | undefined>();
expectTypeOf({ config: { observe: { latencyThresholdMs: 300 } } }).toExtend<RouteShorthandOptions>();
// @ts-expect-error A misspelt option does not compile.
export const misspelt: FastifyContextConfig = { observe: { latencyTresholdMs: 300 } };

expectTypeOf(observeFastify).toEqualTypeOf<FastifyPluginCallback<HttpRouteConfig>>();
