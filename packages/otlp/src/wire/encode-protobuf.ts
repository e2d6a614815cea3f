import type { Attributes, AttributeValue } from '../model/attributes.ts';
import { WIRE_BYTES, WIRE_FIXED32, WIRE_FIXED64, WIRE_VARINT } from './protobuf-reader.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';
import type { Field, Message, ScalarType } from './message.ts';

/** Encodes a plain record as one protobuf message. What equals the default of proto3 is left out. */
export function encodeMessage(message: Message, record: object, writer: ProtobufWriter): void {
  for (const field of message.fields) {
    const value = (record as Record<string, unknown>)[field.name];
    if (value === undefined) continue;
    if (field.type === 'attributes') writeAttributes(field.number, value as Attributes, writer);
    else if (field.repeated) writeRepeated(field, value as readonly unknown[], writer);
    else if (field.optional || !isDefault(value)) writeSingle(field, value, writer);
  }
}

function writeRepeated(field: Field, values: readonly unknown[], writer: ProtobufWriter): void {
  const { number, type } = field;
  if (values.length === 0) return;
  if (typeof type !== 'string') {
    for (const value of values) writeSingle(field, value, writer);
    return;
  }
  writer.tag(number, WIRE_BYTES);
  writer.message(() => {
    for (const value of values) writeBare(type, value, writer);
  });
}

function writeSingle({ number, type }: Field, value: unknown, writer: ProtobufWriter): void {
  if (typeof type === 'string') {
    writer.tag(number, wireTypeOf(type));
    writeBare(type, value, writer);
    return;
  }
  writer.tag(number, WIRE_BYTES);
  writer.message(() => encodeMessage(type, value as object, writer));
}

function wireTypeOf(type: ScalarType): number {
  if (type === 'bool' || type === 'uint32' || type === 'uint64' || type === 'sint32') return WIRE_VARINT;
  if (type === 'fixed32') return WIRE_FIXED32;
  if (type === 'time' || type === 'count' || type === 'integer' || type === 'double') return WIRE_FIXED64;
  return WIRE_BYTES;
}

function writeBare(type: ScalarType, value: unknown, writer: ProtobufWriter): void {
  switch (type) {
    case 'string':
      return writer.string(value as string);
    case 'hex':
      return writer.bytes(Buffer.from(value as string, 'hex'));
    case 'bool':
      return writer.varint(value === true ? 1 : 0);
    case 'uint32':
    case 'uint64':
      return writer.varint(value as number);
    case 'sint32':
      return writer.sint32(value as number);
    case 'fixed32':
      return writer.fixed32(value as number);
    case 'double':
      return writer.double(value as number);
    case 'time':
    case 'count':
    case 'integer':
      return writer.fixed64(BigInt(value as number | bigint));
    default:
      return writer.message(() => writeValue(value as AttributeValue, writer));
  }
}

function writeAttributes(number: number, attributes: Attributes, writer: ProtobufWriter): void {
  for (const [key, value] of Object.entries(attributes)) {
    writer.tag(number, WIRE_BYTES);
    writer.message(() => {
      writer.tag(1, WIRE_BYTES);
      writer.string(key);
      writer.tag(2, WIRE_BYTES);
      writer.message(() => writeValue(value, writer));
    });
  }
}

/** `AnyValue`; a number without fraction travels as an integer, as OpenTelemetry's SDKs send it. */
function writeValue(value: AttributeValue, writer: ProtobufWriter): void {
  if (value === null) return;
  if (typeof value === 'string') {
    writer.tag(1, WIRE_BYTES);
    writer.string(value);
  } else if (typeof value === 'boolean') {
    writer.tag(2, WIRE_VARINT);
    writer.varint(value ? 1 : 0);
  } else if (typeof value === 'bigint' || (typeof value === 'number' && isInteger(value))) {
    writer.tag(3, WIRE_VARINT);
    writer.int64(value);
  } else if (typeof value === 'number') {
    writer.tag(4, WIRE_FIXED64);
    writer.double(value);
  } else writeComposite(value, writer);
}

function writeComposite(value: Extract<AttributeValue, object>, writer: ProtobufWriter): void {
  if (value instanceof Uint8Array) {
    writer.tag(7, WIRE_BYTES);
    writer.bytes(value);
  } else if (Array.isArray(value)) {
    writer.tag(5, WIRE_BYTES);
    writer.message(() => {
      for (const item of value) {
        writer.tag(1, WIRE_BYTES);
        writer.message(() => writeValue(item, writer));
      }
    });
  } else {
    writer.tag(6, WIRE_BYTES);
    writer.message(() => writeAttributes(1, value as Attributes, writer));
  }
}

function isInteger(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

/** Negative zero is not the default: protobuf compares bits. */
function isDefault(value: unknown): boolean {
  return Object.is(value, 0) || value === 0n || value === '' || value === false;
}
