import Module from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ObserveError } from '@org/observe-conventions';
import { createError } from '../errors.ts';
import { packageOfFile, type InstalledPackage } from '../loading/installed-package.ts';
import { packagesLoadedEarly } from '../loading/module-hooks.ts';

/** The floor of OpenTelemetry JS 3.x and of `module.registerHooks`. */
const NODE_MINIMUM = '22.15.0';
const API_PACKAGE = '@opentelemetry/api';
/** Where every copy of the OpenTelemetry API 1.x keeps what is registered. */
const API_GLOBAL = Symbol.for('opentelemetry.js.api.1');
/** Agents that instrument the same modules and start their own spans. */
const AGENT_PACKAGES: ReadonlySet<string> = new Set([
  '@elastic/opentelemetry-node',
  '@opentelemetry/auto-instrumentations-node',
  '@sentry/node',
  'applicationinsights',
  'dd-trace',
  'elastic-apm-node',
  'newrelic',
]);

/** What can be wrong at the start; each looks for itself. */
export const START_FINDINGS: readonly (() => ObserveError[])[] = [
  findOldNode,
  findEarlyModules,
  findApiCopies,
  findAgents,
  findBundle,
];

function findOldNode(version: string = process.versions.node): ObserveError[] {
  return isOlder(version, NODE_MINIMUM)
    ? [createError('OBS_ERR_CHECK_NODE_VERSION', { version, minimum: NODE_MINIMUM })]
    : [];
}

function findEarlyModules(): ObserveError[] {
  const early = packagesLoadedEarly();
  if (early.length === 0) return [];
  return [createError('OBS_ERR_CHECK_LOADED_EARLY', { modules: nameAll(early) })];
}

/** Copies of the API in different versions: a registration made through one is not seen, or refused, by another. */
export function findApiCopies(): ObserveError[] {
  const copies = loadedPackages().filter(({ name }) => name === API_PACKAGE);
  const versions = new Set(copies.map(({ version }) => version));
  const { version } = ((globalThis as Record<symbol, unknown>)[API_GLOBAL] ?? {}) as { version?: string };
  if (version !== undefined) versions.add(version);
  if (versions.size < 2) return [];
  const list = [...versions].sort().join(', ');
  return [createError('OBS_ERR_CHECK_API_COPIES', { versions: list, registered: version ?? 'none' })];
}

function findAgents(): ObserveError[] {
  const agents = loadedPackages().filter(({ name }) => AGENT_PACKAGES.has(name));
  return agents.length === 0 ? [] : [createError('OBS_ERR_CHECK_OTHER_AGENT', { agents: nameAll(agents) })];
}

function findBundle(): ObserveError[] {
  return isBundled() ? [createError('OBS_ERR_CHECK_BUNDLED')] : [];
}

/** Packages of which at least one file is in the CommonJS cache, where ES modules importing them land too. */
function loadedPackages(): InstalledPackage[] {
  const { _cache } = Module as unknown as { _cache: Record<string, unknown> };
  const packages = new Set<InstalledPackage>();
  for (const filename of Object.keys(_cache)) {
    const owner = packageOfFile(filename);
    if (owner !== undefined) packages.add(owner);
  }
  return [...packages];
}

/** Whether a bundler has copied us into the application's file: our own manifest is then not where the build puts it. */
function isBundled(): boolean {
  try {
    const file = typeof __filename === 'string' ? __filename : fileURLToPath(import.meta.url);
    const manifest = readFileSync(join(dirname(file), '..', '..', 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { name?: string }).name !== '@org/observe';
  } catch {
    return true;
  }
}

function nameAll(packages: readonly InstalledPackage[]): string {
  return [...new Set(packages.map(({ name, version }) => `${name} ${version}`))].sort().join(', ');
}

function isOlder(version: string, minimum: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [minimumMajor = 0, minimumMinor = 0] = minimum.split('.').map(Number);
  return major < minimumMajor || (major === minimumMajor && minor < minimumMinor);
}
