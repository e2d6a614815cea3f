import type { ConfigSource } from './model.ts';
import { readLayer, type ReadLayer } from './layer.ts';
import { isPlainObject } from './value-type.ts';

/** Presets below presets; more is a circle or a maze. */
const PRESET_DEPTH_MAX = 8;
/** Presets one configuration may build on, counted wherever they are used. */
const PRESET_COUNT_MAX = 64;

/**
 * Reads the presets that `written.extends` names, each after the presets it extends itself.
 *
 * @returns Layers from the weakest to the strongest, and what is wrong with them; a circle is a finding.
 */
export function readPresets(written: unknown, source: ConfigSource): ReadLayer[] {
  const layers: ReadLayer[] = [];
  visitPresets(written, source.origin, [written], layers);
  return layers;
}

function visitPresets(
  written: unknown,
  origin: string,
  trail: readonly unknown[],
  layers: ReadLayer[],
): void {
  if (!isPlainObject(written) || written.extends === undefined) return;
  const presets: readonly unknown[] = Array.isArray(written.extends) ? written.extends : [written.extends];
  for (const [index, preset] of presets.entries()) {
    const path = Array.isArray(written.extends) ? `extends[${index}]` : 'extends';
    const source = { layer: 'preset', origin: nameOf(preset) ?? `${origin} ${path}` } as const;
    const refusal = refusePreset(preset, path, trail, layers);
    if (refusal !== undefined) {
      layers.push({ layer: { ...source, values: new Map(), locked: [] }, findings: [refusal] });
      continue;
    }
    visitPresets(preset, source.origin, [...trail, preset], layers);
    layers.push(readLayer(preset, source));
  }
}

function refusePreset(
  preset: unknown,
  path: string,
  trail: readonly unknown[],
  layers: readonly ReadLayer[],
): string | undefined {
  if (trail.includes(preset)) return `${path}: the preset extends itself`;
  if (trail.length > PRESET_DEPTH_MAX) return `${path}: presets are nested deeper than ${PRESET_DEPTH_MAX}`;
  if (layers.length >= PRESET_COUNT_MAX) return `${path}: there are more than ${PRESET_COUNT_MAX} presets`;
  return undefined;
}

function nameOf(preset: unknown): string | undefined {
  if (!isPlainObject(preset)) return undefined;
  return typeof preset.name === 'string' && preset.name !== '' ? preset.name : undefined;
}
