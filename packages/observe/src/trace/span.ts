import {
  SpanStatusCode,
  trace,
  type Attributes,
  type Link,
  type Span,
  type SpanKind,
  type SpanOptions,
} from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@org/observe-conventions';

/** Instrumentation scope of the spans made by hand. */
const SCOPE = '@org/observe/api';
/** Longest message of a failed span, in characters. */
const STATUS_MESSAGE_LENGTH_MAX = 1_024;

export interface WithSpanOptions {
  readonly attributes?: Attributes;
  /** `SpanKind.INTERNAL` unless given. */
  readonly kind?: SpanKind;
  readonly links?: readonly Link[];
  /** Begins a trace of its own instead of a child of the active span. */
  readonly root?: boolean;
}

type Work<Result> = (span: Span) => Result;

/**
 * Runs work inside a span of its own, which is the active one meanwhile. The span ends when the work has: for a
 * promise, when that settles. What it throws is recorded on the span and thrown on. Without telemetry the work just
 * runs.
 *
 * @param name - Low-cardinality name of the operation: `price.calculate`, not `price 4711`.
 * @param options - Attributes, kind and links of the span; may be left out.
 * @param work - Gets the span; what it returns is returned.
 *
 * @example
 * const price = await withSpan('price.calculate', { attributes: { 'cart.size': 3 } }, async (span) => {
 *   const total = await calculate(cart);
 *   span.setAttribute('price.total', total);
 *   return total;
 * });
 */
export function withSpan<Result>(name: string, work: Work<Result>): Result;
export function withSpan<Result>(name: string, options: WithSpanOptions, work: Work<Result>): Result;
export function withSpan<Result>(
  name: string,
  optionsOrWork: WithSpanOptions | Work<Result>,
  work?: Work<Result>,
): Result {
  if (typeof optionsOrWork === 'function') return runInSpan(name, {}, optionsOrWork);
  return runInSpan(name, optionsOrWork, work as Work<Result>);
}

/**
 * Wraps a function so that each call runs in a span. Arguments, result and `this` are those of the function.
 *
 * @param name - Low-cardinality name of the operation.
 * @param options - Attributes, kind and links of every span; may be left out.
 * @param fn - The function; the wrapped one keeps its name and its number of parameters.
 *
 * @example
 * const loadUser = traced('user.load', async (id: string) => database.users.find(id));
 * await loadUser('u-17');
 */
export function traced<Fn extends (this: never, ...args: never[]) => unknown>(name: string, fn: Fn): Fn;
export function traced<Fn extends (this: never, ...args: never[]) => unknown>(
  name: string,
  options: WithSpanOptions,
  fn: Fn,
): Fn;
export function traced(name: string, ...rest: readonly unknown[]): unknown {
  const fn = rest.at(-1) as (this: unknown, ...args: unknown[]) => unknown;
  const options = rest.length > 1 ? (rest[0] as WithSpanOptions) : {};
  function wrapped(this: unknown, ...args: unknown[]): unknown {
    return runInSpan(name, options, () => fn.apply(this, args));
  }
  Object.defineProperty(wrapped, 'name', { value: fn.name, configurable: true });
  Object.defineProperty(wrapped, 'length', { value: fn.length, configurable: true });
  return wrapped;
}

function runInSpan<Result>(name: string, options: WithSpanOptions, work: Work<Result>): Result {
  return trace.getTracer(SCOPE).startActiveSpan(name, options as SpanOptions, (span) => {
    let result: Result;
    try {
      result = work(span);
    } catch (thrown) {
      endFailed(span, thrown);
      throw thrown;
    }
    if (!isThenable(result)) {
      span.end();
      return result;
    }
    return result.then(
      (value) => {
        span.end();
        return value;
      },
      (thrown: unknown) => {
        endFailed(span, thrown);
        throw thrown;
      },
    ) as Result;
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function endFailed(span: Span, thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : undefined;
  const message = error?.message ?? describe(thrown);
  span.recordException(error ?? message);
  span.setAttribute(ATTR_ERROR_TYPE, error?.name ?? typeof thrown);
  span.setStatus({ code: SpanStatusCode.ERROR, message: message.slice(0, STATUS_MESSAGE_LENGTH_MAX) });
  span.end();
}

/** Anything can be thrown, even an object that cannot be turned into text. */
function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return typeof thrown;
  }
}
