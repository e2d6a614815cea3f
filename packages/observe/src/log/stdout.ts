import { writeSync } from 'node:fs';
import { createError } from '../errors.ts';
import { currentRuntime } from '../runtime/runtime.ts';

const STDOUT_FD = 1;
/** Longest wait for a reader that does not read, in milliseconds; then lines are dropped until it reads again. */
const STALL_MS_MAX = 1_000;
const PAUSE_MS = 5;
const NOTHING = new Uint8Array();

/** Writes part of a buffer and tells how many bytes were taken; may throw `EAGAIN`. */
export type WriteBytes = (bytes: Uint8Array) => number;

/**
 * Writes whole lines to standard output, at once: nothing is left to lose when the process ends, by whatever cause.
 *
 * A reader that stalls may hold the application up for {@link STALL_MS_MAX}, once; after that lines are dropped and
 * counted until it reads again, so that a broken log shipper never stops a service.
 */
export class LineWriter {
  readonly #writeBytes: WriteBytes;
  readonly #pause: (ms: number) => void;
  #stalled = false;
  #closed = false;
  /** What is left of a line begun: it comes first, or two lines would run together. */
  #rest: Uint8Array = NOTHING;
  /** Lines given up because nobody read them. */
  dropped = 0;

  constructor(options: { writeBytes?: WriteBytes; pause?: (ms: number) => void } = {}) {
    this.#writeBytes = options.writeBytes ?? ((bytes) => writeSync(STDOUT_FD, bytes));
    this.#pause = options.pause ?? sleep;
  }

  write(line: string): void {
    if (this.#closed) return;
    this.#rest = this.#writeAll(this.#rest);
    if (this.#rest.length > 0) return this.#drop();
    const bytes = Buffer.from(line);
    const left = this.#writeAll(bytes);
    if (left.length === bytes.length) this.#drop();
    else this.#rest = left;
  }

  /** Returns what was not taken within the time allowed. */
  #writeAll(bytes: Uint8Array): Uint8Array {
    let left = bytes;
    let waitedMs = 0;
    while (left.length > 0) {
      const taken = this.#tryWrite(left);
      if (this.#closed) return NOTHING;
      left = left.subarray(taken);
      if (taken > 0) {
        this.#stalled = false;
        continue;
      }
      this.#stalled ||= waitedMs >= STALL_MS_MAX;
      if (this.#stalled) return left;
      this.#pause(PAUSE_MS);
      waitedMs += PAUSE_MS;
    }
    return NOTHING;
  }

  #tryWrite(bytes: Uint8Array): number {
    try {
      return this.#writeBytes(bytes);
    } catch (thrown) {
      // Anything but a full pipe means that there is no standard output (any more).
      if ((thrown as NodeJS.ErrnoException).code !== 'EAGAIN') this.#closed = true;
      return 0;
    }
  }

  #drop(): void {
    this.dropped += 1;
    if (this.dropped === 1) currentRuntime()?.diagnostics.reportOnce(createError('OBS_ERR_LOG_STDOUT'));
  }
}

let writeToStdout: ((line: string) => void) | undefined;

/** Writes one line, ending included, to the standard output of this process. Never throws. */
export function writeStdoutLine(line: string): void {
  writeToStdout ??= chooseWriter();
  writeToStdout(line);
}

/** Whoever has replaced `process.stdout.write`, such as a test runner, means to see what is written. */
function chooseWriter(): (line: string) => void {
  const { stdout } = process;
  const prototype = Object.getPrototypeOf(stdout) as { write: unknown };
  if (stdout.write !== prototype.write) return (line) => void stdout.write(line);
  const writer = new LineWriter();
  return (line) => writer.write(line);
}

const sleepCell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

function sleep(ms: number): void {
  Atomics.wait(sleepCell, 0, 0, ms);
}
