import type { AttributeValue } from '../model/attributes.ts';
import { OtlpError } from '../errors.ts';
import { createRecord, VALUE_DEPTH_MAX } from './decode-protobuf.ts';
import { expectBase64, expectDouble, expectHex, expectInteger, expectText, refuse } from './json-scalar.ts';
import { narrow } from './protobuf-reader.ts';
import { RecordBudget } from './record-budget.ts';
import type { Field, Message, ScalarType } from './message.ts';

type PlainRecord = Record<string, unknown>;

/**
 * Reads OTLP/JSON into the same plain records as protobuf: ids are hex, 64-bit integers strings or numbers, `null` is
 * absence, unknown fields are passed over.
 *
 * @throws OtlpError when the JSON is no such message.
 */
export function decodeJsonMessage(message: Message, json: unknown, budget = new RecordBudget()): PlainRecord {
  budget.spend();
  if (!isRecord(json)) throw refuse(message.name, 'an object');
  const record = createRecord(message);
  for (const field of message.fields) {
    const value = json[field.name];
    if (value !== undefined && value !== null) record[field.name] = readField(field, value, budget);
  }
  if (message.choices.filter((name) => record[name] !== undefined).length > 1) {
    throw refuse(message.name, `one of ${message.choices.join(', ')}`);
  }
  return record;
}

function readField(field: Field, value: unknown, budget: RecordBudget): unknown {
  if (field.type === 'attributes') return readAttributes(field.name, value, 0, budget);
  if (!field.repeated) return readSingle(field, value, budget);
  if (!Array.isArray(value)) throw refuse(field.name, 'a list');
  return value.map((item) => readSingle(field, item, budget));
}

function readSingle({ name, type }: Field, value: unknown, budget: RecordBudget): unknown {
  if (typeof type !== 'string') return decodeJsonMessage(type, value, budget);
  return type === 'value' ? readValue(value, 0, budget) : readScalar(name, type, value);
}

function readScalar(name: string, type: Exclude<ScalarType, 'value'>, value: unknown): unknown {
  switch (type) {
    case 'string':
      return expectText(name, value);
    case 'hex':
      return expectHex(name, value);
    case 'bool':
      return expectBoolean(name, value);
    case 'double':
      return expectDouble(name, value);
    case 'time':
      return expectInteger(name, value, 'uint64');
    case 'integer':
      return narrow(expectInteger(name, value, 'int64'));
    case 'sint32':
      return Number(expectInteger(name, value, 'int32'));
    case 'uint32':
    case 'fixed32':
      return Number(expectInteger(name, value, 'uint32'));
    default:
      return Number(expectInteger(name, value, 'uint64'));
  }
}

function readAttributes(
  name: string,
  json: unknown,
  depth: number,
  budget: RecordBudget,
): Record<string, AttributeValue> {
  if (!Array.isArray(json)) throw refuse(name, 'a list of key and value');
  const pairs = json.map((pair: unknown) => {
    if (!isRecord(pair)) throw refuse(name, 'a list of key and value');
    return [expectText('key', pair['key'] ?? ''), readValue(pair['value'] ?? {}, depth, budget)] as const;
  });
  return Object.fromEntries(pairs);
}

/** `AnyValue`: an object with at most one of seven fields. */
function readValue(json: unknown, depth: number, budget: RecordBudget): AttributeValue {
  budget.spend();
  if (depth > VALUE_DEPTH_MAX) throw new OtlpError('OBS_ERR_OTLP_DEPTH');
  if (!isRecord(json)) throw refuse('value', 'an AnyValue object');
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, arrayValue, kvlistValue } = json;
  if (isPresent(stringValue)) return expectText('stringValue', stringValue);
  if (isPresent(boolValue)) return expectBoolean('boolValue', boolValue);
  if (isPresent(intValue)) return narrow(expectInteger('intValue', intValue, 'int64'));
  if (isPresent(doubleValue)) return expectDouble('doubleValue', doubleValue);
  if (isPresent(bytesValue)) return expectBase64('bytesValue', bytesValue);
  if (isPresent(arrayValue)) return readList(arrayValue).map((item) => readValue(item, depth + 1, budget));
  if (isPresent(kvlistValue)) return readAttributes('kvlistValue', readList(kvlistValue), depth + 1, budget);
  return null;
}

function readList(json: unknown): unknown[] {
  const values = isRecord(json) ? (json['values'] ?? []) : undefined;
  if (!Array.isArray(values)) throw refuse('values', 'a list');
  return values;
}

function expectBoolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw refuse(name, 'true or false');
  return value;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isRecord(value: unknown): value is PlainRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
