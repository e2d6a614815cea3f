import type { IncomingMessage, ServerResponse } from 'node:http';
import { expectTypeOf } from 'vitest';
import { instrumentExpress, observeExpress, observeRoute, type HttpRouteConfig } from '../../src/express.ts';

expectTypeOf(observeExpress).parameter(0).toEqualTypeOf<HttpRouteConfig | false | undefined>();
expectTypeOf(observeRoute).parameter(0).toEqualTypeOf<HttpRouteConfig | false>();
// @ts-expect-error A misspelt option does not compile.
observeRoute({ latencyTresholdMs: 300 });

// It fits Express by Node's own types.
expectTypeOf(observeExpress()).toBeCallableWith({} as IncomingMessage, {} as ServerResponse, () => {});

const express = (): { use(): void } => ({ use() {} });
expectTypeOf(instrumentExpress(express)).toEqualTypeOf<typeof express>();
