/** Two copies of the package recognise each other's errors by this brand, where `instanceof` would not. */
const ERROR_BRAND = Symbol.for('@org/observe.error');

/** One row of an error table: what happened, with `{placeholders}`, and what to do about it. */
export interface ErrorDefinition {
  readonly message: string;
  readonly fix: string;
}

/** A table of errors, keyed by code. Codes are never reused. */
export type ErrorTable = Readonly<Record<`OBS_ERR_${string}`, ErrorDefinition>>;

/** Values that fill the `{placeholders}` of a message or fix. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/**
 * The error every package of `@org/observe` throws or reports: a stable code, a plain message, and the fix.
 *
 * @example
 * try { defineSli('Checkout', …) } catch (error) {
 *   if (isObserveError(error)) console.error(error.code, error.fix);
 * }
 */
export class ObserveError extends Error {
  readonly code: string;
  readonly fix: string;

  constructor(code: string, message: string, fix: string, options?: ErrorOptions) {
    super(`${code}: ${message} Fix: ${fix}`, options);
    this.name = 'ObserveError';
    this.code = code;
    this.fix = fix;
    Object.defineProperty(this, ERROR_BRAND, { value: true });
  }
}

/** True for an {@link ObserveError} made by any installed copy of any `@org/observe` package. */
export function isObserveError(value: unknown): value is ObserveError {
  return (
    typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[ERROR_BRAND] === true
  );
}

/**
 * Turns an error table into a function that makes its errors.
 *
 * @param table - Codes with their message and fix templates; `{name}` is replaced by `details.name`.
 * @returns `createError(code, details?, cause?)`, typed so that only codes of the table compile.
 *
 * @example
 * const createError = defineErrors({
 *   OBS_ERR_CONFIG_KEY: { message: 'Unknown key {key}.', fix: 'Remove it.' },
 * });
 * throw createError('OBS_ERR_CONFIG_KEY', { key: 'sevice' });
 */
export function defineErrors<Table extends ErrorTable>(table: Table) {
  return function createError(
    code: keyof Table & string,
    details: ErrorDetails = {},
    cause?: unknown,
  ): ObserveError {
    const { message, fix } = table[code] as ErrorDefinition;
    const options = cause === undefined ? undefined : { cause };
    return new ObserveError(code, fillTemplate(message, details), fillTemplate(fix, details), options);
  };
}

function fillTemplate(template: string, details: ErrorDetails): string {
  return template.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) =>
    String(details[name] ?? placeholder),
  );
}
