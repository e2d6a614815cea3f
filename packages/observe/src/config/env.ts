import type { ObserveError } from '@org/observe-conventions';
import { createError } from '../errors.ts';
import { ENV_READERS, type EnvReport, type EnvValues } from './env-readers.ts';
import type { ConfigField } from './field.ts';
import type { Layer } from './layer.ts';
import { CONFIG_FIELDS, findField } from './schema.ts';
import { didYouMean } from './spelling.ts';
import { quoteValue } from './value-type.ts';

/** Variables of a process, as `process.env` has them. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Variables that set no key: where the file is, and what belongs to our other programs. */
const OTHER_VARIABLES = ['OBSERVE_CONFIG', 'OBSERVE_DOCTOR_REPORT'];

/** Variables that can only be agreed with; they are in no field's list. */
const PROTOCOL_VARIABLES = [...ENV_READERS.keys()].filter((name) => name.endsWith('_PROTOCOL'));

/** Which kinds of variables win over which: the later, the stronger. */
const STRENGTH: readonly RegExp[] = [
  /^DD_TAGS$/,
  /^DD_/,
  /^OTEL_RESOURCE_ATTRIBUTES$/,
  /^OTEL_/,
  /^OBSERVE_/,
  /^OTEL_SDK_DISABLED$/,
];

/** What the environment says about the configuration. */
export interface Environment {
  /** One layer for each variable that sets something, from the weakest to the strongest. */
  readonly layers: readonly Layer[];
  readonly warnings: readonly ObserveError[];
  /** Path of the configuration file, when `OBSERVE_CONFIG` names one. */
  readonly configFile: string | undefined;
  /** A test runner set `NODE_ENV=test`. */
  readonly underTest: boolean;
}

/**
 * Reads every variable that configures telemetry. This file is the only one that looks at `process.env`.
 *
 * What a variable says wrongly is reported and left out: whoever operates a service must not take it down by a slip.
 *
 * @param env - Variables to read instead of the process's own.
 */
export function readEnvironment(env: EnvironmentVariables = process.env): Environment {
  const warnings: ObserveError[] = [];
  const layers: Layer[] = [];
  for (const variable of [...VARIABLES, ...PROTOCOL_VARIABLES]) {
    const text = valueOf(env, variable);
    if (text === undefined) continue;
    const values = readVariable(variable, text, env, warnings);
    if (values.size > 0) layers.push({ layer: 'env', origin: variable, values, locked: [] });
  }
  warnings.push(...findUnknownVariables(env));
  const configFile = valueOf(env, 'OBSERVE_CONFIG');
  return { layers, warnings, configFile, underTest: valueOf(env, 'NODE_ENV') === 'test' };
}

/** Reads the variables by which platforms tell a process where it runs. */
export function readPlatformVariables(
  names: readonly string[],
  env: EnvironmentVariables = process.env,
): EnvironmentVariables {
  return Object.fromEntries(names.map((name) => [name, valueOf(env, name)]));
}

/** Every variable of the table, from the weakest to the strongest. */
const VARIABLES: readonly string[] = [
  // Within a field the table lists the strongest first; a general field stands before those of a signal.
  ...new Set(CONFIG_FIELDS.flatMap(({ env }) => env.toReversed())),
].toSorted((left, right) => strengthOf(left) - strengthOf(right));

function strengthOf(variable: string): number {
  return STRENGTH.findLastIndex((pattern) => pattern.test(variable));
}

/** The specification: an empty variable is as good as none. */
function valueOf(env: EnvironmentVariables, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === '' ? undefined : text;
}

function readVariable(
  variable: string,
  text: string,
  env: EnvironmentVariables,
  warnings: ObserveError[],
): ReadonlyMap<string, unknown> {
  const fields = CONFIG_FIELDS.filter((field) => field.env.includes(variable));
  const shown = fields.some(({ secret }) => secret) ? 'set' : quoteValue(text);
  const report: EnvReport = {
    expected: (expected) =>
      warnings.push(createError('OBS_ERR_CONFIG_ENV_VALUE', { variable, value: shown, expected })),
    unsupported: (reason, fix) =>
      warnings.push(createError('OBS_ERR_CONFIG_ENV_UNSUPPORTED', { variable, value: shown, reason, fix })),
    variable: (name) => valueOf(env, name) ?? '',
  };
  const reader = ENV_READERS.get(variable);
  const values = reader === undefined ? parseByType(fields, text) : reader(text, report);
  return keepValid(values, report);
}

function parseByType(fields: readonly ConfigField[], text: string): EnvValues {
  return Object.fromEntries(fields.map((field) => [field.key, field.type.parse(text)]));
}

function keepValid(values: EnvValues, report: EnvReport): ReadonlyMap<string, unknown> {
  const valid = new Map<string, unknown>();
  for (const [key, value] of Object.entries(values)) {
    const type = findField(key)?.type;
    if (type === undefined) continue;
    if (type.check(value, key).length === 0) valid.set(key, value);
    else report.expected(type.label);
  }
  return valid;
}

/** A misspelt variable would otherwise be ignored in silence. Those of OpenTelemetry are not ours to know. */
function findUnknownVariables(env: EnvironmentVariables): ObserveError[] {
  const known = [...VARIABLES, ...OTHER_VARIABLES];
  return Object.keys(env)
    .filter((name) => name.startsWith('OBSERVE_') && !known.includes(name))
    .map((variable) =>
      createError('OBS_ERR_CONFIG_ENV_UNKNOWN', { variable, suggestion: didYouMean(variable, known) }),
    );
}
