import type { ObserveError, SliDeclaration } from '@org/observe-conventions';
import { createError } from '../errors.ts';
import type { ConfigField } from './field.ts';
import type { Layer } from './layer.ts';
import type { ConfigSource } from './model.ts';
import { CONFIG_FIELDS } from './schema.ts';

/** Layers laid over each other: the value in force of each key, and who said it. */
export interface Stack {
  readonly values: Map<string, unknown>;
  /** By key; for values that combine by entry also by `key.entry`. */
  readonly sources: Map<string, ConfigSource>;
  readonly warnings: ObserveError[];
}

const DEFAULT_SOURCE: ConfigSource = { layer: 'default', origin: 'default' };

/** Which of two layers is stronger, where one variable's order within the environment does not matter. */
const LAYER_ORDER: readonly ConfigSource['layer'][] = [
  'default',
  'package.json',
  'preset',
  'code',
  'file',
  'env',
];

/**
 * Lays layers over the defaults, from the weakest to the strongest, keeping to what presets lock.
 */
export function stackLayers(layers: readonly Layer[]): Stack {
  const stack: Stack = { values: new Map(), sources: new Map(), warnings: [] };
  for (const field of CONFIG_FIELDS) {
    stack.values.set(field.key, field.default);
    stack.sources.set(field.key, DEFAULT_SOURCE);
  }
  const locks = new Map<string, Layer>();
  for (const layer of layers) {
    for (const field of CONFIG_FIELDS) {
      if (!layer.values.has(field.key)) continue;
      const lock = locks.get(field.key);
      if (lock === undefined) applyValue(stack, field, layer, locks);
      else refuseLocked(stack, field, layer, lock);
    }
    for (const key of layer.locked.flatMap(fieldsUnder)) if (!locks.has(key)) locks.set(key, layer);
  }
  return stack;
}

/** Source as a person reads it: which kind, and which one. */
export function describeSource({ layer, origin }: ConfigSource): string {
  if (layer === 'default') return origin === 'default' ? 'default' : `default (${origin})`;
  return layer === 'preset' ? `preset ${origin}` : origin;
}

function applyValue(stack: Stack, field: ConfigField, layer: Layer, locks: ReadonlyMap<string, Layer>): void {
  const { key } = field;
  const value = normalizeNames(field, layer.values.get(key));
  const source: ConfigSource = { layer: layer.layer, origin: layer.origin };
  stack.values.set(key, combine(field, stack.values.get(key), value));
  stack.sources.set(key, source);
  if (field.merge === 'entries') {
    for (const entry of Object.keys(value as object)) stack.sources.set(`${key}.${entry}`, source);
  }
  voidSpecials(stack, key, layer, locks);
}

/** An operator who names one endpoint means it for every signal, whatever a weaker layer said of one of them. */
function voidSpecials(stack: Stack, general: string, layer: Layer, locks: ReadonlyMap<string, Layer>): void {
  for (const field of CONFIG_FIELDS) {
    if (field.general !== general || locks.has(field.key)) continue;
    const source = stack.sources.get(field.key) ?? DEFAULT_SOURCE;
    if (LAYER_ORDER.indexOf(source.layer) >= LAYER_ORDER.indexOf(layer.layer)) continue;
    stack.values.set(field.key, field.default);
    stack.sources.set(field.key, DEFAULT_SOURCE);
  }
}

function combine(field: ConfigField, weaker: unknown, stronger: unknown): unknown {
  if (field.merge === 'entries') return { ...(weaker as object), ...(stronger as object) };
  if (field.merge !== 'by name') return stronger;
  const byName = new Map(
    [...(weaker as SliDeclaration[]), ...(stronger as SliDeclaration[])].map((item) => [item.name, item]),
  );
  return [...byName.values()];
}

/** Header names are one name in any case; a weaker spelling must not be sent beside a stronger one. */
function normalizeNames(field: ConfigField, value: unknown): unknown {
  if (field.merge !== 'entries' || field.secret !== true) return value;
  return Object.fromEntries(
    Object.entries(value as object).map(([name, entry]) => [name.toLowerCase(), entry]),
  );
}

function refuseLocked(stack: Stack, { key }: ConfigField, layer: Layer, lock: Layer): void {
  const refused = layer.values.get(key);
  if (JSON.stringify(refused) === JSON.stringify(stack.values.get(key))) return;
  stack.warnings.push(
    createError('OBS_ERR_CONFIG_LOCKED', {
      key,
      source: describeSource(layer),
      preset: describeSource(lock),
    }),
  );
}

/** A lock on a general exporter setting would be hollow if each signal could still leave it. */
function fieldsUnder(lockedKey: string): string[] {
  const isUnder = ({ key, general }: ConfigField) =>
    key === lockedKey || general === lockedKey || key.startsWith(`${lockedKey}.`);
  return CONFIG_FIELDS.filter(isUnder).map(({ key }) => key);
}
