import {
  DEFAULT_LATENCY_THRESHOLD_MS,
  OTHER,
  sliKindOf,
  type ExclusionReason,
  type SliDeclaration,
  type SliKind,
} from '@org/observe-conventions';
import { BoundSli, type SliSlots } from './bound-sli.ts';

/** The closed sets of an SLI's attributes: each key with every value it may have. */
export type AttributeSets = Readonly<Record<string, readonly string[]>>;

/** One value for each declared attribute. */
export type AttributeValues<Sets extends AttributeSets> = { readonly [Key in keyof Sets]: Sets[Key][number] };

/** The attributes argument: required where attributes are declared, absent where none are. */
export type AttributesArgument<Sets extends AttributeSets> = keyof Sets extends never
  ? []
  : [AttributeValues<Sets>];

/** A reason of the standard, or one of the service's own. */
export type Reason = ExclusionReason | (string & {});

/** What an SLI needs of the running telemetry. */
export interface SliSink {
  /** Series of one set of attribute values; over the budget, those of their folded form. */
  bindSli(declaration: SliDeclaration, attributes: Readonly<Record<string, string>>): SliSlots;
  /** Told of a value that is not in the declared set. */
  onUnknownValue(declaration: SliDeclaration, attribute: string, value: string): void;
}

/** Bound series one SLI keeps; the closed sets make fewer, this holds for the open ones of HTTP routes. */
const BOUND_MAX = 10_000;

/**
 * A declared SLI. Every call is safe at any time: before telemetry starts it counts in memory, without telemetry it
 * is a no-op in effect, and it never throws into the application.
 */
export class Sli<Sets extends AttributeSets = AttributeSets> {
  readonly declaration: SliDeclaration;
  readonly kind: SliKind;
  readonly #attributeSets: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #bound = new Map<
    string,
    { readonly sli: BoundSli; readonly attributes: Readonly<Record<string, string>> }
  >();
  #sink: SliSink | undefined;

  /** Made by `defineSli` or by the registry, which check the declaration first. */
  constructor(declaration: SliDeclaration) {
    this.declaration = declaration;
    this.kind = sliKindOf(declaration.name) ?? 'quality';
    const sets = Object.entries(declaration.attributes ?? {});
    this.#attributeSets = new Map(sets.map(([key, values]) => [key, new Set(values)]));
  }

  get name(): string {
    return this.declaration.name;
  }

  /** Counts a good event. */
  good(...attributes: AttributesArgument<Sets>): void {
    this.bind(...attributes).good();
  }

  /** Counts a bad event. */
  bad(...attributes: AttributesArgument<Sets>): void {
    this.bind(...attributes).bad();
  }

  /** Counts an event that is neither, and why. */
  exclude(reason: Reason, ...attributes: AttributesArgument<Sets>): void {
    this.bind(...attributes).exclude(reason);
  }

  /**
   * Counts a measured duration against the declared threshold, or a truth as good or bad.
   *
   * @param value - Milliseconds for a `latency` SLI; `true` for good otherwise.
   */
  record(value: number | boolean, ...attributes: AttributesArgument<Sets>): void {
    this.bind(...attributes).record(value);
  }

  /**
   * Runs work and counts how it went. A `latency` SLI compares the duration and excludes failed work (`failed`); any
   * other kind counts success as good and a throw as bad.
   *
   * @returns What `work` returns; what it throws is thrown on.
   *
   * @example
   * const order = await checkoutLatency.measure(() => submit(cart), { payment: 'card' });
   */
  measure<Result>(work: () => Result, ...attributes: AttributesArgument<Sets>): Result {
    const bound = this.bind(...attributes);
    const startedAt = performance.now();
    let result: Result;
    try {
      result = work();
    } catch (thrown) {
      this.#countFailure(bound);
      throw thrown;
    }
    if (!isThenable(result)) {
      this.#countSuccess(bound, startedAt);
      return result;
    }
    return result.then(
      (value) => {
        this.#countSuccess(bound, startedAt);
        return value;
      },
      (reason: unknown) => {
        this.#countFailure(bound);
        throw reason;
      },
    ) as Result;
  }

  /** The series of one set of attribute values, for code that records often: its calls allocate nothing. */
  bind(...[attributes]: AttributesArgument<Sets>): BoundSli {
    return this.bindOpen(this.#closeValues((attributes ?? {}) as Readonly<Record<string, string>>));
  }

  /** Like {@link bind}, for attributes whose values are not declared but known to be few: HTTP routes. */
  bindOpen(attributes: Readonly<Record<string, string>>): BoundSli {
    const key = attributesKey(attributes);
    const known = this.#bound.get(key);
    if (known !== undefined) return known.sli;
    const sli = new BoundSli(this.declaration.thresholdMs ?? DEFAULT_LATENCY_THRESHOLD_MS);
    if (this.#sink !== undefined) sli.attach(this.#sink.bindSli(this.declaration, attributes));
    if (this.#bound.size < BOUND_MAX) this.#bound.set(key, { sli, attributes });
    return sli;
  }

  /** Begins to count in a running telemetry, with what was counted before. */
  attach(sink: SliSink): void {
    this.#sink = sink;
    for (const { sli, attributes } of this.#bound.values())
      sli.attach(sink.bindSli(this.declaration, attributes));
  }

  #countSuccess(bound: BoundSli, startedAt: number): void {
    bound.record(this.kind === 'latency' ? performance.now() - startedAt : true);
  }

  #countFailure(bound: BoundSli): void {
    if (this.kind === 'latency') bound.exclude('failed');
    else bound.bad();
  }

  /** Exactly the declared keys: a value outside its set, or a missing one, becomes `_OTHER`; other keys are left out. */
  #closeValues(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const closed: Record<string, string> = {};
    for (const [key, allowed] of this.#attributeSets) {
      const value = attributes[key];
      if (value !== undefined && allowed.has(value)) {
        closed[key] = value;
        continue;
      }
      closed[key] = OTHER;
      this.#sink?.onUnknownValue(this.declaration, key, String(value));
    }
    return closed;
  }
}

/** Declared order is fixed, so values alone tell one set from another. */
function attributesKey(attributes: Readonly<Record<string, string>>): string {
  let key = '';
  for (const name in attributes) key += `${name}\u0000${attributes[name]}\u0000`;
  return key;
}

function isThenable<Value>(value: Value): value is Value & Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
