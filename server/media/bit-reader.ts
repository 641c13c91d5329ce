import { MediaProtocolError } from "./protocol-error.ts"

const EXP_GOLOMB_MAX_ZEROS = 31

/** Reads bits and the exponential-Golomb codes of H.264 headers. */
export class BitReader {
  private position = 0

  constructor(private readonly bytes: Buffer) {}

  bit(): number {
    const byte = this.bytes[this.position >> 3]
    if (byte === undefined) throw new MediaProtocolError("truncated bit stream")
    const value = (byte >> (7 - (this.position & 7))) & 1
    this.position += 1
    return value
  }

  flag(): boolean {
    return this.bit() === 1
  }

  bits(count: number): number {
    let value = 0
    for (let i = 0; i < count; i += 1) value = value * 2 + this.bit()
    return value
  }

  unsigned(): number {
    let zeros = 0
    while (!this.flag()) {
      zeros += 1
      if (zeros > EXP_GOLOMB_MAX_ZEROS) throw new MediaProtocolError("bad exponential-Golomb code")
    }
    return 2 ** zeros - 1 + this.bits(zeros)
  }

  signed(): number {
    const code = this.unsigned()
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2
  }
}
