import { defineErrors } from '@org/observe-conventions';

/**
 * Every problem `@org/observe` can report. A code is never reused; `docs/reference/errors.md` is generated from here.
 * Keep the rows grouped by area and sorted inside a group.
 */
export const OBSERVE_ERRORS = {
  OBS_ERR_RUNTIME_START: {
    message: 'Telemetry could not start: {reason}',
    fix: 'Mend the cause named above; the application runs on without telemetry.',
  },
} as const;

export const createError = defineErrors(OBSERVE_ERRORS);
