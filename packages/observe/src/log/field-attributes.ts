import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
} from '@org/observe-conventions';
import { REDACTED, type Redaction } from './secrets.ts';

/** Attributes one set of fields may become. */
export const ATTRIBUTES_MAX = 64;
/** Longest attribute key, dots included, in characters. */
const KEY_LENGTH_MAX = 128;
/** Longest text value, in characters. */
const TEXT_LENGTH_MAX = 8_192;
const ITEMS_MAX = 64;
const DEPTH_MAX = 4;
/** Keys looked at in one object, so that a hostile one costs no more. */
const KEYS_MAX = 256;

type Value = string | number | boolean | (string | number | boolean)[];

/** An error as loggers write it into JSON. */
interface SerializedError {
  readonly type?: unknown;
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
}

/**
 * Turns logged fields into flat, bounded attributes: `{ user: { id: 1 } }` becomes `user.id`. Secrets are replaced,
 * what does not fit is left out. Never throws.
 *
 * @param skipped - Top-level fields that have a place of their own.
 */
export function flattenFields(
  fields: object,
  redaction: Pick<Redaction, 'isSecret'>,
  skipped?: ReadonlySet<string>,
): Attributes {
  const target: Attributes = {};
  try {
    new Flattening(target, redaction).addFields('', fields, DEPTH_MAX, skipped);
  } catch {
    // A getter or `toJSON` of the application threw: what was read so far is all there is.
  }
  return target;
}

/** Adds an error by the semantic conventions for exceptions; `error` may be serialized already. */
export function addException(target: Attributes, error: unknown): void {
  if (typeof error !== 'object' || error === null) {
    if (error !== undefined && error !== null) target[ATTR_EXCEPTION_MESSAGE] = cut(String(error));
    return;
  }
  const { type, name, message, stack } = error as SerializedError;
  const kind = error instanceof Error ? name : (type ?? name);
  if (typeof kind === 'string' && kind !== '') {
    target[ATTR_EXCEPTION_TYPE] = cut(kind);
    target[ATTR_ERROR_TYPE] = cut(kind);
  }
  if (typeof message === 'string') target[ATTR_EXCEPTION_MESSAGE] = cut(message);
  if (typeof stack === 'string') target[ATTR_EXCEPTION_STACKTRACE] = cut(stack);
}

/** Text short enough for an attribute or a body. */
export function cut(text: string): string {
  return text.length > TEXT_LENGTH_MAX ? text.slice(0, TEXT_LENGTH_MAX) : text;
}

class Flattening {
  readonly #target: Attributes;
  readonly #redaction: Pick<Redaction, 'isSecret'>;
  #left = ATTRIBUTES_MAX;

  constructor(target: Attributes, redaction: Pick<Redaction, 'isSecret'>) {
    this.#target = target;
    this.#redaction = redaction;
  }

  addFields(prefix: string, fields: object, depth: number, skipped?: ReadonlySet<string>): void {
    let keysLeft = KEYS_MAX;
    for (const field in fields) {
      if (this.#left === 0 || keysLeft-- === 0) return;
      if (!Object.hasOwn(fields, field) || field === '__proto__' || skipped?.has(field)) continue;
      const key = prefix === '' ? field : `${prefix}.${field}`;
      if (key.length > KEY_LENGTH_MAX) continue;
      const value = (fields as Record<string, unknown>)[field];
      if (this.#redaction.isSecret(field)) this.#set(key, REDACTED);
      else this.#add(key, value, depth);
    }
  }

  #add(key: string, value: unknown, depth: number): void {
    const simple = simpleValue(value);
    if (simple !== undefined) return this.#set(key, simple);
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return this.#addArray(key, value, depth);
    if (depth === 1) return;
    if (value instanceof Error) return this.addFields(key, serializeError(value), depth - 1);
    // A buffer or typed array has a key for each of its bytes.
    if (ArrayBuffer.isView(value)) return;
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.#add(key, toJSON.call(value), depth - 1);
    this.addFields(key, value, depth - 1);
  }

  /** A list of plain values stays a list; one of objects is spread by index. */
  #addArray(key: string, items: readonly unknown[], depth: number): void {
    const kept = items.slice(0, ITEMS_MAX);
    const values = kept.map(simpleValue).filter((value) => value !== undefined);
    if (values.length === kept.length) this.#set(key, values as (string | number | boolean)[]);
    else if (depth > 1) this.addFields(key, kept, depth - 1);
  }

  #set(key: string, value: Value): void {
    if (this.#left === 0) return;
    this.#left -= 1;
    this.#target[key] = value;
  }
}

function simpleValue(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'bigint' ? String(value) : undefined;
}

function serializeError(error: Error): Record<string, unknown> {
  return { type: error.name, message: error.message, stack: error.stack };
}
