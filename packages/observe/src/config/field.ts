import type { ValueType } from './value-type.ts';

/** One row of the configuration table: validation, defaults, variables and the reference page follow from it. */
export interface ConfigField {
  /** Dotted, as in `service.name`. */
  readonly key: string;
  readonly type: ValueType;
  /** `undefined` when the value follows from another key, as `defaultText` then says. */
  readonly default: unknown;
  readonly defaultText?: string;
  /** Variables that set it, the strongest first. */
  readonly env: readonly string[];
  readonly description: string;
  readonly unit?: 'ms';
  /** Never shown: `observe config --explain` and messages mask it. */
  readonly secret?: boolean;
  /** How layers combine; without it a stronger layer replaces the value. */
  readonly merge?: 'entries' | 'by name';
  /** A key whose setting in a stronger layer makes weaker layers' values of this one void. */
  readonly general?: string;
}

/** The part of a row that a section writes. */
export type FieldDefinition = Omit<ConfigField, 'key' | 'env'> & { readonly env?: readonly string[] };

/** Turns a section's rows, keyed by the last word, into fields with their dotted keys. */
export function defineSection(
  section: string,
  rows: Readonly<Record<string, FieldDefinition>>,
): readonly ConfigField[] {
  return Object.entries(rows).map(([name, row]) => ({
    ...row,
    env: row.env ?? [],
    key: section === '' ? name : `${section}.${name}`,
  }));
}
