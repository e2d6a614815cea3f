import { hideCredentials } from './endpoint.ts';
import type { ResolvedConfig } from './model.ts';
import { CONFIG_FIELDS } from './schema.ts';
import { describeSource } from './stack.ts';

/** What stands in place of a secret. */
const HIDDEN = '[hidden]';

/** One line of `observe config --explain`. */
export interface ExplainRow {
  readonly key: string;
  /** As JSON, with the values of headers hidden. */
  readonly value: string;
  /** `default`, `OTEL_SERVICE_NAME`, `/srv/app/observe.config.ts`, `preset platform`. */
  readonly source: string;
}

/**
 * Tells of every key which value is in force and who said so, fit to be shown or logged: secrets are masked.
 *
 * @returns One row for each key, in the order of the reference; values that combine by entry have a row for each entry.
 *
 * @example
 * for (const { key, value, source } of explainConfig(config)) console.log(key, value, source);
 */
export function explainConfig(config: ResolvedConfig): ExplainRow[] {
  return CONFIG_FIELDS.flatMap(({ key, merge, secret }) => {
    const value = readKey(config, key);
    const source = sourceOf(config, key);
    if (merge !== 'entries' || Object.keys(value as object).length === 0) {
      return [{ key, value: show(value), source }];
    }
    return Object.entries(value as object).map(([entry, entryValue]) => ({
      key: `${key}.${entry}`,
      value: secret ? HIDDEN : show(entryValue),
      source: sourceOf(config, `${key}.${entry}`) || source,
    }));
  });
}

function sourceOf(config: ResolvedConfig, key: string): string {
  const source = config.sources.get(key);
  return source === undefined ? '' : describeSource(source);
}

function readKey(config: ResolvedConfig, key: string): unknown {
  const [section = key, name] = key.split('.');
  const value = (config as unknown as Record<string, unknown>)[section];
  return name === undefined ? value : (value as Record<string, unknown>)[name];
}

function show(value: unknown): string {
  return JSON.stringify(typeof value === 'string' ? hideCredentials(value) : value);
}
