/** Longest piece of a wrong value quoted back in a message. */
const QUOTED_LENGTH_MAX = 60;

/** One kind of configuration value: how the reference names it, what it accepts, how a variable spells it. */
export interface ValueType {
  /** Completes "expected …": `a whole number from 1 to 100`. */
  readonly label: string;
  /** Everything wrong with `value`, each problem led by `path`; empty when it is right. */
  check(value: unknown, path: string): string[];
  /** Reads the text of an environment variable; what it cannot read is returned as it is, for `check` to refuse. */
  parse(text: string): unknown;
}

/** `true` or `false`; a variable may also say 1, 0, yes, no, on, off. */
export const flag: ValueType = simpleType(
  'true or false',
  (value) => typeof value === 'boolean',
  (text) => FLAG_WORDS.get(text.toLowerCase()) ?? text,
);

const FLAG_WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['no', false],
  ['off', false],
]);

/** Any text; a name with `notEmpty`. */
export function text(options: { notEmpty?: boolean } = {}): ValueType {
  return simpleType(
    options.notEmpty ? 'a text that is not empty' : 'a text',
    (value) => typeof value === 'string' && (!options.notEmpty || value.trim() !== ''),
    (written) => written,
  );
}

/** Text of a given form. */
export function textMatching(label: string, pattern: RegExp): ValueType {
  return simpleType(
    label,
    (value) => typeof value === 'string' && pattern.test(value),
    (written) => written,
  );
}

/** Absolute http or https URL. */
export const url: ValueType = simpleType(
  'an http:// or https:// URL',
  (value) => typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value),
  (written) => written,
);

export function wholeNumber(min: number, max: number): ValueType {
  return simpleType(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    parseNumber,
  );
}

/** A share; `open` leaves 0 and 1 themselves out, as objectives must. */
export function ratio(options: { open?: boolean } = {}): ValueType {
  return simpleType(
    options.open ? 'a number above 0 and below 1' : 'a number from 0 to 1',
    (value) =>
      typeof value === 'number' && (options.open ? value > 0 && value < 1 : value >= 0 && value <= 1),
    parseNumber,
  );
}

export function oneOf(...values: readonly string[]): ValueType {
  return simpleType(
    `one of ${values.join(', ')}`,
    (value) => typeof value === 'string' && values.includes(value),
    (written) => written.toLowerCase(),
  );
}

/** A list; a variable separates its items by commas, and `none` is the empty list. */
export function listOf(item: ValueType): ValueType {
  return {
    label: `a list, each item ${item.label}`,
    check(value, path) {
      if (!Array.isArray(value)) return [mismatch(path, this.label, value)];
      return value.flatMap((element, index) => item.check(element, `${path}[${index}]`));
    },
    parse: (written) =>
      written.toLowerCase() === 'none'
        ? []
        : written
            .split(',')
            .map((part) => part.trim())
            .filter((part) => part !== '')
            .map((part) => item.parse(part)),
  };
}

/** Named values, such as headers. */
export function recordOf(label: string, key: ValueType, value: ValueType): ValueType {
  return {
    label,
    check(record, path) {
      if (!isPlainObject(record)) return [mismatch(path, label, record)];
      return Object.entries(record).flatMap(([name, entry]) => [
        ...key.check(name, `${path}: the name`),
        ...value.check(entry, `${path}.${name}`),
      ]);
    },
    parse: (written) => written,
  };
}

/** True for `{}` as written in a file, whatever realm or prototype-less parser it comes from. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** `service.name: expected a text, got 7`. */
export function mismatch(path: string, label: string, value: unknown): string {
  return `${path}: expected ${label}, got ${quoteValue(value)}`;
}

/** A wrong value as a message quotes it: short, on one line. */
export function quoteValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function') return 'a function';
  return String(value);
}

export function simpleType(
  label: string,
  accepts: (value: unknown) => boolean,
  parse: (text: string) => unknown,
): ValueType {
  return {
    label,
    check: (value, path) => (accepts(value) ? [] : [mismatch(path, label, value)]),
    parse,
  };
}

function parseNumber(written: string): unknown {
  // Number('') and Number('0x10') are numbers to JavaScript, not to an operator.
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written) ? Number(written) : written;
}

function shorten(written: string): string {
  return written.length > QUOTED_LENGTH_MAX ? `${written.slice(0, QUOTED_LENGTH_MAX)}…` : written;
}
