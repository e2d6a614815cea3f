import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { ResolvedConfig } from '../config/model.ts';
import type { HttpServerRecorder } from '../http/recorder.ts';
import type { SliRegistry } from '../sli/registry.ts';

/** One per process (or worker thread): whatever the bootstrap composed, shared by every installed copy. */
export interface Runtime {
  readonly version: string;
  readonly config: ResolvedConfig;
  readonly diagnostics: Diagnostics;
  readonly sli: SliRegistry;
  readonly http: HttpServerRecorder;
  /** Sends what is buffered; resolves when done or when `timeoutMs` has passed, never rejects. */
  flush(options?: { timeoutMs?: number }): Promise<void>;
  /** Flushes and stops everything; later calls return the same promise. Never rejects. */
  shutdown(options?: { timeoutMs?: number }): Promise<void>;
}

/** Two copies of the package, or an ES and a CommonJS importer, meet at this key. */
const RUNTIME_KEY = Symbol.for('@org/observe.runtime');

const globalSlots = globalThis as unknown as Record<symbol, Runtime | undefined>;

/** The running telemetry of this process, or `undefined` before the start and when disabled. */
export function currentRuntime(): Runtime | undefined {
  return globalSlots[RUNTIME_KEY];
}

/** Makes `runtime` the one of this process; `undefined` clears it. Called by the bootstrap and by tests. */
export function installRuntime(runtime: Runtime | undefined): void {
  globalSlots[RUNTIME_KEY] = runtime;
}
