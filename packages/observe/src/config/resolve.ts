import { resolve } from 'node:path';
import type { ObserveError } from '@org/observe-conventions';
import { createError } from '../errors.ts';
import { readApplicationPackage } from './application-package.ts';
import { checkEndpoints } from './endpoint.ts';
import { readEnvironment, type Environment, type EnvironmentVariables } from './env.ts';
import { findConfigFile, loadConfigFile } from './file.ts';
import { readLayer, type Layer, type ReadLayer } from './layer.ts';
import type { ConfigSource, ObserveConfig, ResolvedConfig } from './model.ts';
import { readPresets } from './presets.ts';
import { CONFIG_FIELDS } from './schema.ts';
import { SIGNALS } from './schema-exporter.ts';
import { stackLayers, type Stack } from './stack.ts';

/** Where a configuration is resolved; what is left out is the process's own. */
export interface ResolveOptions {
  readonly env?: EnvironmentVariables;
  readonly cwd?: string;
  readonly argv?: readonly string[];
  /** What a program says that starts telemetry itself. */
  readonly code?: ObserveConfig;
}

/** The configuration in force, and what is worth saying about how it came to be. */
export interface Resolution {
  readonly config: ResolvedConfig;
  readonly warnings: readonly ObserveError[];
}

/** A layer that the findings of an invalid configuration name. */
interface Reading extends ReadLayer {
  readonly label: string;
}

/**
 * Resolves the configuration: defaults < package.json < presets < code < file < environment.
 *
 * @returns A frozen configuration with the source of every value, and coded warnings.
 * @throws ObserveError `OBS_ERR_CONFIG_INVALID` with every finding in code and file at once, or
 *   `OBS_ERR_CONFIG_FILE_*` when the file cannot be loaded. A wrong variable is a warning, never an error.
 *
 * @example
 * const { config, warnings } = resolveConfig();
 * config.sources.get('service.name'); // { layer: 'env', origin: 'OTEL_SERVICE_NAME' }
 */
export function resolveConfig(options: ResolveOptions = {}): Resolution {
  const cwd = resolve(options.cwd ?? '.');
  const entryFile = (options.argv ?? process.argv)[1];
  const environment = readEnvironment(options.env);
  const { file, warnings } = findConfigFile({ cwd, entryFile, named: environment.configFile });

  const written = [
    ...readWritten(options.code, { layer: 'code', origin: 'code' }),
    ...(file === undefined ? [] : readWritten(loadConfigFile(file), { layer: 'file', origin: file })),
  ];
  refuseFindings(written);

  const layers = orderLayers(
    readApplicationPackage(entryFile, cwd),
    written.map(({ layer }) => layer),
    environment,
  );
  const stack = stackLayers(layers);
  settleDependents(stack, environment);
  return {
    config: freezeConfig(stack),
    warnings: [...environment.warnings, ...warnings, ...stack.warnings, ...checkEndpoints(stack)],
  };
}

function readWritten(written: unknown, source: ConfigSource): Reading[] {
  if (written === undefined) return [];
  return [...readPresets(written, source), readLayer(written, source)].map((reading) => ({
    ...reading,
    label: reading.layer.layer === 'preset' ? `preset ${reading.layer.origin}` : source.origin,
  }));
}

/** All findings at once: whoever mends a file should have to start the service only once more. */
function refuseFindings(readings: readonly Reading[]): void {
  const findings = readings.flatMap(({ label, findings }) =>
    findings.map((finding) => `${label}: ${finding.replace(/\.$/, '')}`),
  );
  if (findings.length === 0) return;
  throw createError('OBS_ERR_CONFIG_INVALID', { findings: findings.join('; ') });
}

function orderLayers(
  applicationPackage: Layer | undefined,
  written: readonly Layer[],
  environment: Environment,
): Layer[] {
  const isPreset = ({ layer }: Layer) => layer === 'preset';
  return [
    ...(applicationPackage === undefined ? [] : [applicationPackage]),
    // Presets of code and file alike lie below both: they are what someone else chose.
    ...written.filter(isPreset),
    ...written.filter((layer) => !isPreset(layer)),
    ...environment.layers,
  ];
}

/** Values that follow from others, once those are known. */
function settleDependents(stack: Stack, environment: Environment): void {
  const { values, sources } = stack;
  const follow = (key: string, from: string, value: unknown) => {
    values.set(key, value);
    sources.set(key, sources.get(from) as ConfigSource);
  };
  for (const signal of SIGNALS) {
    const endpoint = `exporter.${signal}Endpoint`;
    if (values.get(endpoint) === undefined) {
      follow(endpoint, 'exporter.endpoint', appendPath(values.get('exporter.endpoint') as string, signal));
    }
    for (const general of ['TimeoutMs', 'Compression']) {
      const key = `exporter.${signal}${general}`;
      const from = `exporter.${general[0]?.toLowerCase()}${general.slice(1)}`;
      if (values.get(key) === undefined) follow(key, from, values.get(from));
    }
    const headers = `exporter.${signal}Headers`;
    if (sources.get(headers)?.layer === 'default') follow(headers, 'exporter.headers', {});
    values.set(headers, {
      ...(values.get('exporter.headers') as object),
      ...(values.get(headers) as object),
    });
  }
  settleNamespace(stack);
  settleEnabled(stack, environment);
}

/** The scope of a package name is the namespace of that name, not of one that was chosen elsewhere. */
function settleNamespace({ values, sources }: Stack): void {
  const fromPackage = (key: string) => sources.get(key)?.layer === 'package.json';
  if (!fromPackage('service.namespace') || fromPackage('service.name')) return;
  values.set('service.namespace', '');
  sources.set('service.namespace', { layer: 'default', origin: 'default' });
}

/** A unit test that happens to import the application must not look for a collector. */
function settleEnabled({ values, sources }: Stack, { underTest }: Environment): void {
  const isDefault = (key: string) => sources.get(key)?.layer === 'default';
  const endpointKeys = ['endpoint', ...SIGNALS.map((signal) => `${signal}Endpoint`)];
  if (!underTest || !isDefault('enabled') || !endpointKeys.every((key) => isDefault(`exporter.${key}`)))
    return;
  values.set('enabled', false);
  sources.set('enabled', { layer: 'default', origin: 'NODE_ENV=test' });
}

/** The OTLP exporter specification: the base URL's path is kept, and the signal's is appended to it. */
function appendPath(endpoint: string, signal: string): string {
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/${signal}`;
  return url.href;
}

function freezeConfig({ values, sources }: Stack): ResolvedConfig {
  const config: Record<string, unknown> = {};
  for (const { key } of CONFIG_FIELDS) {
    const [section = key, name] = key.split('.');
    const value = copyFrozen(values.get(key));
    if (name === undefined) config[section] = value;
    else ((config[section] ??= {}) as Record<string, unknown>)[name] = value;
  }
  for (const section of Object.values(config)) Object.freeze(section);
  // The table and the model name the same keys; a test holds one against the other.
  return Object.freeze({ ...config, sources }) as unknown as ResolvedConfig;
}

/** A copy, because freezing what the application still holds would change its behaviour. */
function copyFrozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(copyFrozen));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.freeze(Object.fromEntries(entries.map(([key, entry]) => [key, copyFrozen(entry)])));
}
