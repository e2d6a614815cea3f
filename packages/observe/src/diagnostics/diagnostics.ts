import { isObserveError, type ObserveError } from '@org/observe-conventions';

/** Distinct problems remembered for "warn once"; past it, further new ones are only counted. */
const REPORTED_MAX = 200;

/** Receives one line for people; standard error unless a test says otherwise. */
export type DiagnosticsSink = (line: string) => void;

/**
 * Tells people what is wrong with their telemetry: each distinct problem once, on standard error, never by
 * throwing. Repeats are counted, so that a failing exporter cannot flood a log.
 */
export class Diagnostics {
  readonly #sink: DiagnosticsSink;
  readonly #debugEnabled: boolean;
  readonly #counts = new Map<string, number>();
  #unremembered = 0;

  constructor(options: { debug?: boolean; sink?: DiagnosticsSink } = {}) {
    this.#debugEnabled = options.debug ?? false;
    this.#sink = options.sink ?? writeToStandardError;
  }

  /**
   * Reports a problem the first time it is seen.
   *
   * @param error - A coded error; its code and message tell one problem from another.
   * @param key - Replaces the message as identity, where the message varies (a count, a time).
   */
  reportOnce(error: ObserveError, key: string = error.message): void {
    const identity = `${error.code} ${key}`;
    const seen = this.#counts.get(identity);
    if (seen !== undefined) {
      this.#counts.set(identity, seen + 1);
      return;
    }
    if (this.#counts.size >= REPORTED_MAX) {
      this.#unremembered += 1;
      return;
    }
    this.#counts.set(identity, 1);
    this.#write(`[observe] ${error.message}`);
  }

  /** Reports whatever a hook or callback of the application threw, without letting it through. */
  reportThrown(thrown: unknown, wrap: (message: string, cause: unknown) => ObserveError): void {
    if (isObserveError(thrown)) {
      this.reportOnce(thrown);
      return;
    }
    this.reportOnce(wrap(describeThrown(thrown), thrown));
  }

  /** Writes a detail line when `debug` is on. */
  debug(line: string): void {
    if (this.#debugEnabled) this.#write(`[observe] ${line}`);
  }

  /** How often each reported problem happened, for health pages and tests. */
  counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Problems that came after the memory of {@link REPORTED_MAX} distinct ones was full. */
  get unremembered(): number {
    return this.#unremembered;
  }

  #write(line: string): void {
    try {
      this.#sink(line);
    } catch {
      // A closed standard error is no reason to harm the application.
    }
  }
}

/** Anything can be thrown, even what cannot be read or turned into text. */
function describeThrown(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return typeof thrown;
  }
}

function writeToStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
