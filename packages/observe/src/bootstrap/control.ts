import { currentRuntime } from '../runtime/runtime.ts';
import type { Deadline } from './shutdown.ts';

/**
 * Sends all buffered telemetry now, for a script or job that must not wait for the next interval.
 *
 * @param deadline - `timeoutMs`: how long to wait, in milliseconds; `shutdown.timeoutMs` of the configuration otherwise.
 * @returns A promise that resolves when it is sent or the time is up. It never rejects; failures are reported.
 *
 * @example
 * await flush({ timeoutMs: 2_000 });
 */
export async function flush(deadline?: Deadline): Promise<void> {
  await currentRuntime()?.flush(deadline);
}

/**
 * Sends all buffered telemetry for the last time and stops recording. Not needed where the process ends by itself or
 * by a signal: that flushes too.
 *
 * @param deadline - `timeoutMs`: how long to wait, in milliseconds; `shutdown.timeoutMs` of the configuration otherwise.
 * @returns A promise that resolves when it is done or the time is up. It never rejects; failures are reported.
 *
 * @example
 * await server.close();
 * await shutdown({ timeoutMs: 5_000 });
 */
export async function shutdown(deadline?: Deadline): Promise<void> {
  await currentRuntime()?.shutdown(deadline);
}
