import { ENV_READERS } from './env-readers.ts';
import { CONFIG_FIELDS } from './schema.ts';

/** One key of the configuration reference. */
export interface ConfigReferenceRow {
  readonly key: string;
  readonly type: string;
  /** Markdown. */
  readonly default: string;
  /** Variables that set it, the strongest first. */
  readonly env: readonly string[];
  readonly description: string;
  readonly unit: string;
}

/** One variable of the configuration reference, with the keys it sets. */
export interface EnvironmentReferenceRow {
  readonly variable: string;
  readonly keys: readonly string[];
}

/** Every configuration key as data; `docs/reference/configuration.md` is generated from it. */
export const CONFIG_REFERENCE: readonly ConfigReferenceRow[] = CONFIG_FIELDS.map((field) => ({
  key: field.key,
  type: field.type.label,
  default: field.defaultText ?? `\`${JSON.stringify(field.default)}\``,
  env: field.env,
  description: field.description,
  unit: field.unit ?? '',
}));

/** Every environment variable that is read, by name. */
export const ENVIRONMENT_REFERENCE: readonly EnvironmentReferenceRow[] = [
  ...new Set([...CONFIG_FIELDS.flatMap(({ env }) => env), ...ENV_READERS.keys(), 'OBSERVE_CONFIG']),
]
  .toSorted()
  .map((variable) => ({
    variable,
    keys: CONFIG_FIELDS.filter(({ env }) => env.includes(variable)).map(({ key }) => key),
  }));
