import type { AttributeValue } from '../model/attributes.ts';
import { OtlpError } from '../errors.ts';
import {
  narrow,
  ProtobufReader,
  WIRE_BYTES,
  WIRE_FIXED32,
  WIRE_FIXED64,
  WIRE_VARINT,
} from './protobuf-reader.ts';
import type { Field, Message, ScalarType } from './message.ts';

/** Nesting allowed in attribute values; deeper ones are refused before they can exhaust the stack. */
export const VALUE_DEPTH_MAX = 32;

type PlainRecord = Record<string, unknown>;

const WIRE_TYPES: Readonly<Record<ScalarType, number>> = {
  string: WIRE_BYTES,
  hex: WIRE_BYTES,
  value: WIRE_BYTES,
  attributes: WIRE_BYTES,
  bool: WIRE_VARINT,
  uint32: WIRE_VARINT,
  sint32: WIRE_VARINT,
  uint64: WIRE_VARINT,
  fixed32: WIRE_FIXED32,
  time: WIRE_FIXED64,
  count: WIRE_FIXED64,
  integer: WIRE_FIXED64,
  double: WIRE_FIXED64,
};

/**
 * Decodes one protobuf message into a plain record, or into one begun before: protobuf lets a message come in parts.
 * Unknown fields are passed over, as protobuf demands.
 *
 * @throws OtlpError when the bytes are truncated or no such message.
 */
export function decodeMessage(
  message: Message,
  reader: ProtobufReader,
  record: PlainRecord = createRecord(message),
): PlainRecord {
  while (!reader.done) {
    const tag = reader.tag();
    const wireType = tag % 8;
    const field = message.byNumber.get(Math.floor(tag / 8));
    if (field === undefined) reader.skip(wireType);
    else {
      dropOtherChoices(message, field, record);
      readField(field, wireType, reader, record);
    }
  }
  return record;
}

/** Of the fields of a `oneof`, the last one wins. */
function dropOtherChoices({ choices }: Message, { name }: Field, record: PlainRecord): void {
  if (!choices.includes(name)) return;
  for (const choice of choices) if (choice !== name) delete record[choice];
}

/** A record with every default of proto3: empty text, zero, no records. */
export function createRecord(message: Message): PlainRecord {
  const record: PlainRecord = {};
  for (const { name, type, repeated, optional } of message.fields) {
    if (repeated) record[name] = [];
    else if (!optional && typeof type === 'string') record[name] = defaultOf(type);
  }
  return record;
}

function defaultOf(type: ScalarType): unknown {
  if (type === 'string' || type === 'hex') return '';
  if (type === 'bool') return false;
  if (type === 'time') return 0n;
  return type === 'attributes' ? {} : 0;
}

function readField(field: Field, wireType: number, reader: ProtobufReader, record: PlainRecord): void {
  const { name, type, repeated } = field;
  const expected = typeof type === 'string' ? WIRE_TYPES[type] : WIRE_BYTES;
  if (wireType !== expected) {
    // Repeated numbers come packed into one length-delimited field, or one by one.
    if (!repeated || wireType !== WIRE_BYTES || typeof type !== 'string')
      throw wrongWireType(field, wireType);
    readPacked(type, reader.message(), record[name] as unknown[]);
    return;
  }
  if (type === 'attributes') {
    readAttribute(reader.message(), record[name] as Record<string, AttributeValue>, 0);
    return;
  }
  const value =
    typeof type === 'string'
      ? readScalar(type, reader)
      : decodeMessage(
          type,
          reader.message(),
          repeated ? undefined : (record[name] as PlainRecord | undefined),
        );
  if (repeated && typeof type === 'string') reader.spend();
  if (repeated) (record[name] as unknown[]).push(value);
  else record[name] = value;
}

function readPacked(type: ScalarType, reader: ProtobufReader, values: unknown[]): void {
  while (!reader.done) {
    reader.spend();
    values.push(readScalar(type, reader));
  }
}

function readScalar(type: ScalarType, reader: ProtobufReader): unknown {
  switch (type) {
    case 'string':
      return reader.string();
    case 'hex':
      return reader.hex();
    case 'bool':
      return reader.varint() !== 0;
    case 'uint32':
      return reader.uint32();
    case 'uint64':
      return reader.varint();
    case 'sint32':
      return reader.sint32();
    case 'fixed32':
      return reader.fixed32();
    case 'time':
      return reader.fixed64();
    case 'count':
      return Number(reader.fixed64());
    case 'integer':
      return narrow(reader.sfixed64());
    case 'double':
      return reader.double();
    default:
      return readValue(reader.message(), 0);
  }
}

/** `KeyValue`: the key is field 1, the value field 2. */
function readAttribute(
  reader: ProtobufReader,
  attributes: Record<string, AttributeValue>,
  depth: number,
): void {
  let key = '';
  let value: AttributeValue = null;
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === 1 * 8 + WIRE_BYTES) key = reader.string();
    else if (tag === 2 * 8 + WIRE_BYTES) value = readValue(reader.message(), depth);
    else reader.skip(tag % 8);
  }
  // `__proto__` is a key like any other here.
  Object.defineProperty(attributes, key, { value, enumerable: true, configurable: true, writable: true });
}

/** `AnyValue`: one field of seven; the last one wins. */
function readValue(reader: ProtobufReader, depth: number): AttributeValue {
  if (depth > VALUE_DEPTH_MAX) throw new OtlpError('OBS_ERR_OTLP_DEPTH');
  let value: AttributeValue = null;
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === 1 * 8 + WIRE_BYTES) value = reader.string();
    else if (tag === 2 * 8 + WIRE_VARINT) value = reader.varint() !== 0;
    else if (tag === 3 * 8 + WIRE_VARINT) value = reader.int64();
    else if (tag === 4 * 8 + WIRE_FIXED64) value = reader.double();
    else if (tag === 5 * 8 + WIRE_BYTES) value = readArray(reader.message(), depth + 1);
    else if (tag === 6 * 8 + WIRE_BYTES) value = readMap(reader.message(), depth + 1);
    else if (tag === 7 * 8 + WIRE_BYTES) value = new Uint8Array(reader.bytes());
    else reader.skip(tag % 8);
  }
  return value;
}

function readArray(reader: ProtobufReader, depth: number): AttributeValue[] {
  const values: AttributeValue[] = [];
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === 1 * 8 + WIRE_BYTES) values.push(readValue(reader.message(), depth));
    else reader.skip(tag % 8);
  }
  return values;
}

function readMap(reader: ProtobufReader, depth: number): Record<string, AttributeValue> {
  const map: Record<string, AttributeValue> = {};
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === 1 * 8 + WIRE_BYTES) readAttribute(reader.message(), map, depth);
    else reader.skip(tag % 8);
  }
  return map;
}

function wrongWireType({ name }: Field, wireType: number): OtlpError {
  return new OtlpError('OBS_ERR_OTLP_WIRE', `field ${name} has wire type ${wireType}`);
}
