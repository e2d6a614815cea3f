import type { Span } from '@opentelemetry/api';
import { expectTypeOf } from 'vitest';
import { annotate, currentTraceId, traced, withSpan } from '../../src/api.ts';

expectTypeOf(withSpan('a', () => 1)).toEqualTypeOf<number>();
expectTypeOf(withSpan('a', { attributes: { b: 1 } }, async () => 'x')).toEqualTypeOf<Promise<string>>();
withSpan('a', (span) => expectTypeOf(span).toEqualTypeOf<Span>());
// @ts-expect-error the work is missing
withSpan('a', {});

const load = traced('load', async (id: string, deep?: boolean) => ({ id, deep }));
expectTypeOf(load).toEqualTypeOf<
  (id: string, deep?: boolean) => Promise<{ id: string; deep: boolean | undefined }>
>();
const generic = traced('first', <Item>(items: Item[]) => items[0]);
expectTypeOf(generic([1])).toEqualTypeOf<number | undefined>();
const method = traced('method', { root: true }, function (this: Date, days: number) {
  return this.getTime() + days;
});
expectTypeOf(method).thisParameter.toEqualTypeOf<Date>();
// @ts-expect-error not a function
traced('load', {});

expectTypeOf(currentTraceId()).toEqualTypeOf<string | undefined>();
annotate({ a: 1, nested: { b: [1, 'two'] } });
// @ts-expect-error not an object
annotate('text');
