import { OtlpError } from '../errors.ts';

/** Bounds of the integers of protobuf, by their names there. */
const INTEGER_RANGES = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
} as const;

// Texts may have megabytes: the first two look for one character that is wrong, the others bound the length.
const NOT_HEX = /[^0-9a-f]/i;
const NOT_BASE64 = /[^A-Za-z0-9+/_=-]/;
const DECIMAL = /^-?\d{1,20}$/;
const NUMBER = /^-?\d{1,400}(?:\.\d{0,400})?(?:[eE][+-]?\d{1,4})?$/;

export function expectText(name: string, value: unknown): string {
  if (typeof value !== 'string') throw refuse(name, 'text');
  return value;
}

/** An id; OTLP/JSON writes ids in hex where proto3 JSON has base64. */
export function expectHex(name: string, value: unknown): string {
  const text = expectText(name, value);
  if (text.length % 2 !== 0 || NOT_HEX.test(text)) throw refuse(name, 'hex');
  return text.toLowerCase();
}

export function expectBase64(name: string, value: unknown): Uint8Array {
  const text = expectText(name, value);
  if (NOT_BASE64.test(text)) throw refuse(name, 'base64');
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** An integer as a JSON number or, as proto3 JSON has 64-bit ones, as text. */
export function expectInteger(name: string, value: unknown, type: keyof typeof INTEGER_RANGES): bigint {
  const isInteger =
    (typeof value === 'number' && Number.isInteger(value)) ||
    (typeof value === 'string' && DECIMAL.test(value));
  if (!isInteger) throw refuse(name, 'an integer');
  const integer = BigInt(value as number | string);
  const [min, max] = INTEGER_RANGES[type];
  if (integer < min || integer > max) throw refuse(name, `within ${type}`);
  return integer;
}

export function expectDouble(name: string, value: unknown): number {
  if (typeof value === 'number') return value;
  // proto3 JSON spells what JSON numbers cannot say.
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  if (typeof value === 'string' && NUMBER.test(value)) return Number(value);
  throw refuse(name, 'a number');
}

export function refuse(name: string, expected: string): OtlpError {
  return new OtlpError('OBS_ERR_OTLP_JSON', `${name} is not ${expected}`);
}
