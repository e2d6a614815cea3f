import type { HttpRouteConfig } from '../config/model.ts';
import { HTTP_FIELDS } from '../config/schema-http.ts';
import { createError } from '../errors.ts';
import { currentRuntime } from '../runtime/runtime.ts';

/** The keys of the HTTP configuration that hold for a single route too. */
const ROUTE_KEYS: ReadonlySet<string> = new Set<keyof HttpRouteConfig>([
  'enabled',
  'latencyThresholdMs',
  'badStatusCodes',
  'availabilityObjective',
  'latencyObjective',
  'streaming',
]);
const NO_OPTIONS: HttpRouteConfig = Object.freeze({});
const OPTED_OUT: HttpRouteConfig = Object.freeze({ enabled: false });

/**
 * Takes from options given in code what is right, and reports the rest once: a wrong option must not change how
 * requests count, and never fails one.
 *
 * @param options - `false` excludes from all SLIs.
 * @param where - How the message names what was given the options: `observeExpress()`.
 */
export function readRouteOptions(options: unknown, where: string): HttpRouteConfig {
  if (options === false) return OPTED_OUT;
  if (options === undefined || options === null) return NO_OPTIONS;
  const problems: string[] = [];
  const read: Record<string, unknown> = {};
  for (const [key, value] of entriesOf(options, problems)) {
    if (value === undefined) continue;
    const found = problemsOf(key, value);
    problems.push(...found);
    if (found.length === 0) read[key] = value;
  }
  if (problems.length > 0) report(where, problems);
  return Object.freeze(read);
}

function entriesOf(options: unknown, problems: string[]): [string, unknown][] {
  if (typeof options === 'object' && options !== null) {
    try {
      return Object.entries(options);
    } catch {
      // A getter of the application threw.
    }
  }
  problems.push('expected an object with options, or false');
  return [];
}

function problemsOf(key: string, value: unknown): string[] {
  const field = HTTP_FIELDS.find((candidate) => candidate.key === `http.${key}`);
  if (field === undefined || !ROUTE_KEYS.has(key)) return [`${key}: unknown key`];
  return field.type.check(value, key);
}

function report(where: string, problems: readonly string[]): void {
  const error = createError('OBS_ERR_HTTP_OPTIONS', { where, problems: problems.join('; ') });
  currentRuntime()?.diagnostics.reportOnce(error);
}
