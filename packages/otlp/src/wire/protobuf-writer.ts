const TEXT = new TextEncoder();
const CAPACITY_START = 4_096;
/** Room kept for a length whose size is known only once the message is written: enough for 4 GiB. */
const LENGTH_BYTES = 5;

/** Writes protobuf's wire format into one growing buffer; nested messages are written in place. */
export class ProtobufWriter {
  #bytes = new Uint8Array(CAPACITY_START);
  #view = new DataView(this.#bytes.buffer);
  #position = 0;

  /** What has been written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#position);
  }

  tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType);
  }

  varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#position++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#position++] = rest;
  }

  /** A signed 64-bit integer, in two's complement as protobuf's int64 has it. */
  int64(value: number | bigint): void {
    this.#reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.#bytes[this.#position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#position++] = Number(rest);
  }

  sint32(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  fixed32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#position, value, true);
    this.#position += 4;
  }

  fixed64(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigUint64(this.#position, BigInt.asUintN(64, value), true);
    this.#position += 8;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#position, value, true);
    this.#position += 8;
  }

  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#position);
    this.#position += value.length;
  }

  string(value: string): void {
    this.bytes(TEXT.encode(value));
  }

  /** A length-delimited message: `write` fills it, and its length is put before it afterwards. */
  message(write: () => void): void {
    this.#reserve(LENGTH_BYTES);
    const lengthAt = this.#position;
    this.#position += LENGTH_BYTES;
    write();
    const start = lengthAt + LENGTH_BYTES;
    const length = this.#position - start;
    this.#position = lengthAt;
    this.varint(length);
    this.#bytes.copyWithin(this.#position, start, start + length);
    this.#position += length;
  }

  #reserve(length: number): void {
    const needed = this.#position + length;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
