import type { AttributeValue } from '../model/attributes.ts';
import { OtlpError } from '../errors.ts';
import { createRecord, VALUE_DEPTH_MAX } from './decode-protobuf.ts';
import { narrow } from './protobuf-reader.ts';
import type { Field, Message, ScalarType } from './schema.ts';

type PlainRecord = Record<string, unknown>;
const HEX = /^(?:[0-9a-fA-F]{2})*$/;

/**
 * Reads OTLP/JSON into the same plain records as protobuf: ids are hex, 64-bit integers strings or numbers, unknown
 * fields are passed over.
 *
 * @throws OtlpError when the JSON is no such message.
 */
export function decodeJsonMessage(message: Message, json: unknown): PlainRecord {
  if (!isRecord(json)) throw refuse(message.name, 'an object');
  const record = createRecord(message);
  for (const field of message.fields) {
    const value = json[field.name];
    if (value === undefined || value === null) continue;
    record[field.name] = readField(field, value);
  }
  return record;
}

function readField(field: Field, value: unknown): unknown {
  if (field.type === 'attributes') return readAttributes(field, value, 0);
  if (!field.repeated) return readSingle(field, value);
  if (!Array.isArray(value)) throw refuse(field.name, 'a list');
  return value.map((item) => readSingle(field, item));
}

function readSingle({ name, type }: Field, value: unknown): unknown {
  return typeof type === 'string' ? readScalar(name, type, value) : decodeJsonMessage(type, value);
}

function readScalar(name: string, type: ScalarType, value: unknown): unknown {
  switch (type) {
    case 'string':
      return expectText(name, value);
    case 'hex': {
      const text = expectText(name, value);
      if (!HEX.test(text)) throw refuse(name, 'hex');
      return text.toLowerCase();
    }
    case 'bool':
      if (typeof value !== 'boolean') throw refuse(name, 'true or false');
      return value;
    case 'time':
      return expectInteger(name, value);
    case 'double':
      return expectDouble(name, value);
    case 'integer':
      return narrow(expectInteger(name, value));
    case 'value':
      return readValue(value, 0);
    default:
      return Number(expectInteger(name, value));
  }
}

function readAttributes(
  field: { name: string },
  value: unknown,
  depth: number,
): Record<string, AttributeValue> {
  if (!Array.isArray(value)) throw refuse(field.name, 'a list of key and value');
  const pairs = value.map((pair: unknown) => {
    if (!isRecord(pair) || typeof pair['key'] !== 'string')
      throw refuse(field.name, 'a list of key and value');
    return [pair['key'], readValue(pair['value'] ?? {}, depth)] as const;
  });
  return Object.fromEntries(pairs);
}

function readValue(json: unknown, depth: number): AttributeValue {
  if (depth > VALUE_DEPTH_MAX) throw new OtlpError('OBS_ERR_OTLP_DEPTH');
  if (!isRecord(json)) throw refuse('value', 'an AnyValue object');
  if (json['stringValue'] !== undefined) return expectText('stringValue', json['stringValue']);
  if (json['boolValue'] !== undefined) return Boolean(json['boolValue']);
  if (json['intValue'] !== undefined) return narrow(expectInteger('intValue', json['intValue']));
  if (json['doubleValue'] !== undefined) return expectDouble('doubleValue', json['doubleValue']);
  if (json['bytesValue'] !== undefined) {
    return Uint8Array.from(Buffer.from(expectText('bytesValue', json['bytesValue']), 'base64'));
  }
  if (json['arrayValue'] !== undefined)
    return readList(json['arrayValue']).map((item) => readValue(item, depth + 1));
  if (json['kvlistValue'] !== undefined) {
    return readAttributes({ name: 'kvlistValue' }, readList(json['kvlistValue']), depth + 1);
  }
  return null;
}

function readList(json: unknown): unknown[] {
  const values = isRecord(json) ? (json['values'] ?? []) : undefined;
  if (!Array.isArray(values)) throw refuse('values', 'a list');
  return values;
}

function expectText(name: string, value: unknown): string {
  if (typeof value !== 'string') throw refuse(name, 'text');
  return value;
}

function expectInteger(name: string, value: unknown): bigint {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  throw refuse(name, 'an integer');
}

function expectDouble(name: string, value: unknown): number {
  if (typeof value === 'number') return value;
  // proto3 JSON spells what JSON numbers cannot say.
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  if (typeof value === 'string' && value !== '' && !Number.isNaN(Number(value))) return Number(value);
  throw refuse(name, 'a number');
}

function isRecord(value: unknown): value is PlainRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(name: string, expected: string): OtlpError {
  return new OtlpError('OBS_ERR_OTLP_JSON', `${name} is not ${expected}`);
}
