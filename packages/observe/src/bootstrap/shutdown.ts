import type { Delivery } from '../delivery/delivery.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { createError } from '../errors.ts';

export interface Deadline {
  /** How long to wait, in milliseconds. */
  readonly timeoutMs?: number;
}

/** The ways to send what is buffered: and go on, or for the last time. None ever rejects. */
export interface Flushing {
  flush(deadline?: Deadline): Promise<void>;
  /**
   * The same for a process that is about to end: what is not out by then is given up. Resolves with whether spans or
   * logs went out.
   */
  lastFlush(deadline?: Deadline): Promise<boolean>;
  shutdown(deadline?: Deadline): Promise<void>;
}

interface FlushingOptions {
  readonly delivery: Delivery;
  readonly diagnostics: Diagnostics;
  /** Used where a call names no deadline, in milliseconds. */
  readonly timeoutMs: number;
  /** Stops everything after the last flush, in order; a failing step does not keep the next from running. */
  readonly stop: readonly (() => void | Promise<void>)[];
}

/** Binds flush and shutdown to a delivery. Failures were counted and said by the delivery already. */
export function createFlushing({ delivery, diagnostics, timeoutMs, stop }: FlushingOptions): Flushing {
  let stopping: Promise<void> | undefined;

  async function flush(deadline: Deadline = {}): Promise<void> {
    const allowedMs = deadline.timeoutMs ?? timeoutMs;
    const finished = await finishesWithin(delivery.flush(), allowedMs);
    if (!finished)
      diagnostics.reportOnce(createError('OBS_ERR_RUNTIME_FLUSH_TIMEOUT', { timeoutMs: allowedMs }));
  }

  async function lastFlush(deadline?: Deadline): Promise<boolean> {
    const before = recordsDelivered(delivery);
    await flush(deadline);
    delivery.abandon();
    return recordsDelivered(delivery) > before;
  }

  async function stopEverything(deadline: Deadline): Promise<void> {
    await lastFlush(deadline);
    for (const step of stop) {
      // A provider's own shutdown may wait for a dead endpoint; what could be sent has been sent above.
      await finishesWithin(Promise.resolve().then(step), STOP_STEP_MS);
    }
  }

  return {
    flush,
    lastFlush,
    shutdown: (deadline = {}) => (stopping ??= stopEverything(deadline)),
  };
}

/** Spans and logs that went out. Metrics do not count: there is always something to send of them. */
function recordsDelivered({ tallies: { traces, logs } }: Delivery): number {
  return traces.delivered + logs.delivered;
}

/** Longest wait for one part to stop after the last flush. */
const STOP_STEP_MS = 500;

/** Whether `work` settled within `timeoutMs`; the timer holds the process open so that the answer is given. */
async function finishesWithin(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  const { promise: timedOut, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, timeoutMs, false);
  const settled = work.then(
    () => true,
    () => true,
  );
  const finished = await Promise.race([settled, timedOut]);
  clearTimeout(timer);
  return finished;
}
