import type { SliName, SliObjective } from '@org/observe-conventions';
import { currentRuntime } from '../runtime/runtime.ts';
import { declareSli } from './declared-slis.ts';
import type { AttributeSets, Sli } from './sli.ts';

/** Everything of a declaration but its name. */
export interface SliOptions<Sets extends AttributeSets> {
  readonly description?: string;
  /** Closed sets: each attribute with every value it may have. */
  readonly attributes?: Sets;
  /** For `latency` SLIs: a duration above it is bad, in milliseconds; 500 otherwise. */
  readonly thresholdMs?: number;
  readonly objective?: SliObjective;
}

/**
 * Declares an SLI of your own, once, where the work happens. Its series exist with 0 from the start of telemetry.
 * Libraries may declare too: without telemetry, recording costs next to nothing.
 *
 * @param name - `<area>.<operation>.<kind>`, such as `checkout.submit.latency`; a wrong kind does not compile.
 * @param options - Attributes as closed sets, the latency threshold in milliseconds, the objective.
 * @throws ObserveError `OBS_ERR_SLI_DECLARATION` naming the broken rule; `OBS_ERR_SLI_CONFLICT` when the name is
 * declared differently elsewhere.
 *
 * @example
 * const exportSuccess = defineSli('invoice_export.run.correctness', { attributes: { format: ['pdf', 'csv'] } });
 * exportSuccess.good({ format: 'pdf' });
 */
export function defineSli<const Sets extends AttributeSets = Record<never, never>>(
  name: SliName,
  options: SliOptions<Sets> = {},
): Sli<Sets> {
  const sli = declareSli({ name, ...options });
  currentRuntime()?.sli.adopt(sli);
  return sli as unknown as Sli<Sets>;
}
