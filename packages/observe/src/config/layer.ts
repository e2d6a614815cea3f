import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_NAMESPACE,
  ATTR_SERVICE_TEAM,
  ATTR_SERVICE_TIER,
  ATTR_SERVICE_VERSION,
} from '@org/observe-conventions';
import type { ConfigSource } from './model.ts';
import { CONFIG_FIELDS, SECTION_NAMES, findField, lockableKeys } from './schema.ts';
import { didYouMean } from './spelling.ts';
import { isPlainObject, mismatch } from './value-type.ts';

/** What one source says, by dotted key. Layers are stacked from the weakest to the strongest. */
export interface Layer extends ConfigSource {
  readonly values: ReadonlyMap<string, unknown>;
  /** Keys and sections that no stronger layer may change. */
  readonly locked: readonly string[];
}

/** A layer and everything wrong with what it was read from, each finding led by its key. */
export interface ReadLayer {
  readonly layer: Layer;
  readonly findings: readonly string[];
}

/** Top-level keys that steer the reading and hold no value themselves. */
const STEERING_KEYS: ReadonlySet<string> = new Set(['extends', 'locked', 'name', '$schema']);

/** Resource attributes that have a key of their own; `deployment.environment` is the name before it was stable. */
const SERVICE_ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  [ATTR_SERVICE_NAME, 'service.name'],
  [ATTR_SERVICE_VERSION, 'service.version'],
  [ATTR_SERVICE_NAMESPACE, 'service.namespace'],
  [ATTR_SERVICE_TEAM, 'service.team'],
  [ATTR_SERVICE_TIER, 'service.tier'],
  ['deployment.environment', 'service.environment'],
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME, 'service.environment'],
]);

/**
 * Reads a configuration object as written by hand into a layer, checking every key and value on the way.
 *
 * @param written - Anything: what a file exports, or what `start` was given.
 * @param source - Said with each value and each finding.
 */
export function readLayer(written: unknown, source: ConfigSource): ReadLayer {
  const values = new Map<string, unknown>();
  if (!isPlainObject(written)) {
    const findings = [mismatch('configuration', 'an object', written)];
    return { layer: { ...source, values, locked: [] }, findings };
  }
  const findings: string[] = [];
  for (const [name, value] of Object.entries(written)) {
    if (STEERING_KEYS.has(name) || value === undefined) continue;
    if (SECTION_NAMES.has(name)) findings.push(...readSection(name, value, values));
    else findings.push(...readValue(name, value, values));
  }
  const locked = readLocked(written.locked, findings);
  return { layer: { ...source, values: promoteServiceAttributes(values), locked }, findings };
}

/** Gives `service.*` attributes to the keys that stand for them, unless the same layer sets those keys. */
export function promoteServiceAttributes(values: ReadonlyMap<string, unknown>): Map<string, unknown> {
  const promoted = new Map(values);
  const attributes = values.get('resource.attributes');
  if (!isPlainObject(attributes)) return promoted;
  const rest = new Map(Object.entries(attributes));
  for (const [attribute, key] of SERVICE_ATTRIBUTES) {
    const value = rest.get(attribute);
    if (value === undefined) continue;
    rest.delete(attribute);
    if (!values.has(key)) promoted.set(key, String(value));
  }
  if (rest.size > 0) promoted.set('resource.attributes', Object.fromEntries(rest));
  else promoted.delete('resource.attributes');
  return promoted;
}

function readSection(section: string, written: unknown, values: Map<string, unknown>): string[] {
  if (!isPlainObject(written)) return [mismatch(section, 'an object', written)];
  return Object.entries(written).flatMap(([name, value]) =>
    value === undefined ? [] : readValue(`${section}.${name}`, value, values),
  );
}

function readValue(key: string, value: unknown, values: Map<string, unknown>): string[] {
  const field = findField(key);
  if (field === undefined) return [`${key}: unknown key${didYouMean(key, knownKeys())}`];
  const findings = field.type.check(value, key);
  if (findings.length === 0) values.set(key, value);
  return field.secret ? findings.map(hideQuoted) : findings;
}

function knownKeys(): string[] {
  return [...CONFIG_FIELDS.map(({ key }) => key), ...SECTION_NAMES, 'extends', 'locked'];
}

function readLocked(written: unknown, findings: string[]): readonly string[] {
  if (written === undefined) return [];
  if (!Array.isArray(written)) {
    findings.push(mismatch('locked', 'a list of dotted keys', written));
    return [];
  }
  const known = lockableKeys();
  const items: readonly unknown[] = written;
  const unknown = items.filter((key) => typeof key !== 'string' || !known.includes(key));
  findings.push(...unknown.map((key) => `locked: ${String(key)} is no key${didYouMean(String(key), known)}`));
  return items.filter((key) => typeof key === 'string' && known.includes(key)) as string[];
}

/** A header value must not reach a log, not even a wrong one. */
function hideQuoted(finding: string): string {
  return finding.replace(/, got .*$/s, '');
}
