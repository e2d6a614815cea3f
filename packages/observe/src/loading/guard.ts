import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';

/** Runs recording code; what it throws is reported once and never reaches the application. */
export type Guard = (record: () => void) => void;

/** Makes the guard of one instrumentation; `name` is how its failures are named. */
export function createGuard(name: string, diagnostics: Diagnostics): Guard {
  return (record) => {
    try {
      record();
    } catch (thrown) {
      diagnostics.reportThrown(thrown, (reason, cause) =>
        createError('OBS_ERR_LOADING_RECORDING', { module: name, reason }, cause),
      );
    }
  };
}
