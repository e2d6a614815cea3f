/**
 * The manual API without side effects: nothing starts, so that libraries may use it. Everything is a no-op until an
 * application starts telemetry.
 *
 * @example
 * import { annotate, defineSli, withSpan } from '@org/observe/api';
 *
 * @packageDocumentation
 */
export { defineSli } from './sli/define.ts';
export type { SliOptions } from './sli/define.ts';
export { annotate } from './trace/annotate.ts';
export { currentTraceId } from './trace/current-trace-id.ts';
export { traced, withSpan } from './trace/span.ts';
export type { WithSpanOptions } from './trace/span.ts';
