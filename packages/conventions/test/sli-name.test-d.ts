import { expectTypeOf } from 'vitest';
import type { SliName } from '../src/index.ts';

expectTypeOf<'checkout.submit.latency'>().toExtend<SliName>();
expectTypeOf<'http.server.availability'>().toExtend<SliName>();
expectTypeOf<'a.b.c.freshness'>().toExtend<SliName>();
expectTypeOf<'checkout.submit.latenzy'>().not.toExtend<SliName>();
expectTypeOf<'latency'>().not.toExtend<SliName>();
expectTypeOf<'Checkout.submit.latency'>().not.toExtend<SliName>();
expectTypeOf<string>().not.toExtend<SliName>();
