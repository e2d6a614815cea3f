/**
 * What `observe.config.ts` imports: types and identity helpers, without starting anything.
 *
 * @packageDocumentation
 */
import type { ObserveConfig } from './config/model.ts';

export { configure } from './config/code.ts';
export { CONFIG_REFERENCE, ENVIRONMENT_REFERENCE } from './config/reference.ts';
export type { ConfigReferenceRow, EnvironmentReferenceRow } from './config/reference.ts';
export { explainConfig } from './config/explain.ts';
export type { ExplainRow } from './config/explain.ts';
export { resolveConfig } from './config/resolve.ts';
export type { Resolution, ResolveOptions } from './config/resolve.ts';
export type {
  ConfigSource,
  HttpConfig,
  HttpRouteConfig,
  InstrumentationName,
  LogLevel,
  ObserveConfig,
  PropagatorName,
  ResolvedConfig,
  ResourceDetectorName,
} from './config/model.ts';

/** A configuration that others build on: it has a name to be called by. */
export type ObservePreset = ObserveConfig & { readonly name: string };

/**
 * Types a configuration, for completion and checking in the editor. Returns it as it is.
 *
 * @example
 * // observe.config.ts
 * import { defineConfig } from '@org/observe/config';
 * export default defineConfig({ service: { team: 'payments' }, http: { latencyThresholdMs: 300 } });
 */
export function defineConfig<const Config extends ObserveConfig>(config: Config): Config {
  return config;
}

/**
 * Types a preset: defaults of a platform team, some of which services may not change. Returns it as it is.
 *
 * @example
 * export const platform = definePreset({
 *   name: 'platform',
 *   locked: ['logs.redact'],
 *   logs: { redact: ['iban'] },
 * });
 */
export function definePreset<const Preset extends ObservePreset>(preset: Preset): Preset {
  return preset;
}
