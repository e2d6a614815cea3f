import { OtlpError } from '../errors.ts';
import { RecordBudget } from './record-budget.ts';

/** A byte order mark is a character of the text like any other. */
const TEXT = new TextDecoder('utf-8', { ignoreBOM: true });
const VARINT_BYTES_MAX = 10;

export const WIRE_VARINT = 0;
export const WIRE_FIXED64 = 1;
export const WIRE_BYTES = 2;
export const WIRE_FIXED32 = 5;

/** Reads protobuf's wire format from bytes it does not trust: every read is checked against the end. */
export class ProtobufReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position: number;
  readonly #end: number;
  readonly #budget: RecordBudget;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length, budget = new RecordBudget()) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = start;
    this.#end = end;
    this.#budget = budget;
  }

  get done(): boolean {
    return this.#position >= this.#end;
  }

  /** Number and wire type of the next field, as one number: `field * 8 + wire type`. */
  tag(): number {
    const tag = this.varint();
    if (tag < 8) throw new OtlpError('OBS_ERR_OTLP_WIRE', 'a field has number 0');
    return tag;
  }

  /** A varint as a number; past 2^53 the value loses precision, which no OTLP varint reaches. */
  varint(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < VARINT_BYTES_MAX; count += 1) {
      const byte = this.#bytes[this.#advance(1)] as number;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
    throw new OtlpError('OBS_ERR_OTLP_WIRE', 'a varint does not end');
  }

  /** A varint as a signed 64-bit integer: a number where it fits exactly, a bigint otherwise. */
  int64(): number | bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#advance(1)] as number;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return narrow(BigInt.asIntN(64, value));
    }
    throw new OtlpError('OBS_ERR_OTLP_WIRE', 'a varint does not end');
  }

  /** The low 32 bits of a varint, which is what protobuf makes of one that is too large. */
  uint32(): number {
    let value = 0;
    for (let count = 0; count < VARINT_BYTES_MAX; count += 1) {
      const byte = this.#bytes[this.#advance(1)] as number;
      if (count < 5) value |= (byte & 0x7f) << (7 * count);
      if (byte < 0x80) return value >>> 0;
    }
    throw new OtlpError('OBS_ERR_OTLP_WIRE', 'a varint does not end');
  }

  /** A zigzag-encoded 32-bit integer. */
  sint32(): number {
    const value = this.uint32();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  fixed32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  sfixed64(): bigint {
    return this.#view.getBigInt64(this.#advance(8), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  bytes(): Uint8Array {
    const length = this.varint();
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Text; bytes that are not UTF-8 become U+FFFD, so that a broken string does not lose a whole batch. */
  string(): string {
    return TEXT.decode(this.bytes());
  }

  hex(): string {
    const bytes = this.bytes();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  }

  /** A reader of the length-delimited message that comes next. */
  message(): ProtobufReader {
    this.#budget.spend();
    const length = this.varint();
    const start = this.#advance(length);
    return new ProtobufReader(this.#bytes, start, start + length, this.#budget);
  }

  /** Counts a value that is no message. */
  spend(): void {
    this.#budget.spend();
  }

  /** Passes over a field nobody knows. */
  skip(wireType: number): void {
    if (wireType === WIRE_VARINT) this.varint();
    else if (wireType === WIRE_FIXED64) this.#advance(8);
    else if (wireType === WIRE_BYTES) this.#advance(this.varint());
    else if (wireType === WIRE_FIXED32) this.#advance(4);
    else throw new OtlpError('OBS_ERR_OTLP_WIRE', `wire type ${wireType}`);
  }

  #advance(length: number): number {
    const start = this.#position;
    if (start + length > this.#end) throw new OtlpError('OBS_ERR_OTLP_TRUNCATED');
    this.#position = start + length;
    return start;
  }
}

/** A number where it is exact, the bigint otherwise. */
export function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
