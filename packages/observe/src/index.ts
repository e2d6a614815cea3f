/**
 * The one import of an application: it starts traces, metrics, logs and SLIs.
 *
 * @example
 * import '@org/observe'; // first line of the service
 *
 * @packageDocumentation
 */
import { start } from './bootstrap/start.ts';

export * from './api.ts';
export { flush, shutdown } from './bootstrap/control.ts';

start();
