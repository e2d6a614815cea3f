import type { ConfigField } from './field.ts';
import { EXPORTER_FIELDS } from './schema-exporter.ts';
import { HTTP_FIELDS, SELF_CHECK_FIELDS, SHUTDOWN_FIELDS, SLI_FIELDS } from './schema-http.ts';
import { GENERAL_FIELDS, RESOURCE_FIELDS, SERVICE_FIELDS } from './schema-service.ts';
import { INSTRUMENTATION_FIELDS, LOGS_FIELDS, METRICS_FIELDS, TRACES_FIELDS } from './schema-signals.ts';

/** Every configuration key there is. */
export const CONFIG_FIELDS: readonly ConfigField[] = [
  ...GENERAL_FIELDS,
  ...SERVICE_FIELDS,
  ...RESOURCE_FIELDS,
  ...EXPORTER_FIELDS,
  ...TRACES_FIELDS,
  ...METRICS_FIELDS,
  ...LOGS_FIELDS,
  ...SLI_FIELDS,
  ...HTTP_FIELDS,
  ...INSTRUMENTATION_FIELDS,
  ...SHUTDOWN_FIELDS,
  ...SELF_CHECK_FIELDS,
];

const FIELDS_BY_KEY: ReadonlyMap<string, ConfigField> = new Map(
  CONFIG_FIELDS.map((field) => [field.key, field]),
);

/** Names that hold keys of their own, such as `service`. */
export const SECTION_NAMES: ReadonlySet<string> = new Set(
  CONFIG_FIELDS.filter(({ key }) => key.includes('.')).map(({ key }) => key.slice(0, key.indexOf('.'))),
);

export function findField(key: string): ConfigField | undefined {
  return FIELDS_BY_KEY.get(key);
}

/** Every key, and every section on its own: what a preset may lock. */
export function lockableKeys(): string[] {
  return [...SECTION_NAMES, ...FIELDS_BY_KEY.keys()];
}
