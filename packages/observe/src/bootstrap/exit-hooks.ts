import { isMainThread } from 'node:worker_threads';

/** Signals by which an orchestrator or a person ends a service. */
const EXIT_SIGNALS = ['SIGTERM', 'SIGINT'] as const;
type ExitSignal = (typeof EXIT_SIGNALS)[number];

/** After a signal the application drains at its own pace; what its last requests record is sent this often. */
const DRAIN_INTERVAL_MS = 200;

interface ExitHooksOptions {
  /** Sends everything buffered; never rejects. */
  readonly flush: () => Promise<void>;
  /** The same for a process that has nothing else to do; resolves with whether spans or logs went out. Never rejects. */
  readonly lastFlush: () => Promise<boolean>;
  /** Flushes for the last time and stops; never rejects. */
  readonly shutdown: () => Promise<void>;
  readonly signals: boolean;
}

/**
 * Sends buffered telemetry when the process is about to end, without deciding over its end.
 *
 * A signal that only we listen to is raised again once telemetry is out, so that the process dies of it as it would
 * without us. Where the application listens too, ending is its business.
 *
 * @returns A function that removes every listener again.
 */
export function installExitHooks({ flush, lastFlush, shutdown, signals }: ExitHooksOptions): () => void {
  let drainTimer: NodeJS.Timeout | undefined;
  let nothingLeft = false;
  let ending = false;

  /** Sending schedules work, after which Node says this again: until a flush has found nothing to send. */
  function onBeforeExit(): void {
    if (nothingLeft) {
      nothingLeft = false;
      return;
    }
    void lastFlush().then((sent) => {
      nothingLeft = !sent;
    });
  }

  function onSignal(signal: ExitSignal): void {
    if (process.listenerCount(signal) === 1) {
      // Asked twice, a person means now.
      if (ending) return raiseAgain(signal);
      ending = true;
      void shutdown().then(() => raiseAgain(signal));
      return;
    }
    void flush();
    drainTimer ??= setInterval(() => void flush(), DRAIN_INTERVAL_MS).unref();
  }

  function raiseAgain(signal: ExitSignal): void {
    removeHooks();
    process.kill(process.pid, signal);
  }

  function removeHooks(): void {
    clearInterval(drainTimer);
    process.off('beforeExit', onBeforeExit);
    for (const signal of EXIT_SIGNALS) process.off(signal, onSignal);
  }

  process.on('beforeExit', onBeforeExit);
  // A worker thread receives no signals; its parent decides.
  if (signals && isMainThread) for (const signal of EXIT_SIGNALS) process.on(signal, onSignal);
  return removeHooks;
}
