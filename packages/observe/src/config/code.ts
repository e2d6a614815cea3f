import { createError } from '../errors.ts';
import { currentRuntime } from '../runtime/runtime.ts';
import type { ObserveConfig } from './model.ts';

/** Whichever copy of the package is asked to configure, the one that starts reads it here. */
const CODE_KEY = Symbol.for('@org/observe.code-config');

const slots = globalThis as unknown as Record<symbol, ObserveConfig | undefined>;

/**
 * Configures telemetry in code, before `@org/observe` is imported. A configuration file and the environment win over
 * it; most services want the file instead, where `observe config --explain` and other tools can read it.
 *
 * Called after the start it changes nothing and says so.
 *
 * @param config - The same as `observe.config.ts` exports. What is wrong with it is reported at the start.
 *
 * @example
 * // observe-settings.js
 * import { configure } from '@org/observe/config';
 * configure({ service: { team: 'payments' } });
 *
 * // server.js
 * import './observe-settings.js';
 * import '@org/observe';
 */
export function configure(config: ObserveConfig): void {
  const running = currentRuntime();
  if (running !== undefined) {
    running.diagnostics.reportOnce(createError('OBS_ERR_CONFIG_LATE'));
    return;
  }
  slots[CODE_KEY] = config;
}

/** What {@link configure} was given, if anything. */
export function configuredInCode(): ObserveConfig | undefined {
  return slots[CODE_KEY];
}
