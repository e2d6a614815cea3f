/**
 * Starts telemetry before the application is loaded: `node --import @org/observe/register app.js`. The same as the
 * import in the entry file, and in addition able to instrument packages that are ES modules only.
 *
 * @packageDocumentation
 */
import { start } from './bootstrap/start.ts';
import { installEsmHooks } from './loading/esm-hooks.ts';

const runtime = start();
if (runtime !== undefined) installEsmHooks(runtime.diagnostics);
