import { MediaProtocolError } from "./protocol-error.ts"

/** Reads big-endian fields; the end of the data is a protocol error, never a RangeError. */
export class ByteReader {
  private position = 0

  constructor(private readonly bytes: Buffer) {}

  get remaining(): number {
    return this.bytes.length - this.position
  }

  u8(): number {
    return this.bytes.readUInt8(this.advance(1))
  }

  u16(): number {
    return this.bytes.readUInt16BE(this.advance(2))
  }

  i24(): number {
    return this.bytes.readIntBE(this.advance(3), 3)
  }

  u32(): number {
    return this.bytes.readUInt32BE(this.advance(4))
  }

  f64(): number {
    return this.bytes.readDoubleBE(this.advance(8))
  }

  take(length: number): Buffer {
    const start = this.advance(length)
    return this.bytes.subarray(start, start + length)
  }

  rest(): Buffer {
    return this.take(this.remaining)
  }

  private advance(length: number): number {
    if (length > this.remaining) throw new MediaProtocolError("truncated data")
    const start = this.position
    this.position += length
    return start
  }
}
