import { ByteReader } from "./byte-reader.ts"
import { MediaProtocolError } from "./protocol-error.ts"

export type AmfObject = { [key: string]: AmfValue }
export type AmfValue = number | boolean | string | null | AmfValue[] | AmfObject

const DEPTH_MAX = 16
const VALUES_MAX = 4096

const NUMBER = 0
const BOOLEAN = 1
const STRING = 2
const OBJECT = 3
const NULL = 5
const OBJECT_END = 9

export function decodeAmf0(bytes: Buffer): AmfValue[] {
  const decoder = new Amf0Decoder(new ByteReader(bytes))
  return decoder.all()
}

export function encodeAmf0(values: AmfValue[]): Buffer {
  return Buffer.concat(values.map(encodeValue))
}

export function isAmfObject(value: AmfValue | undefined): value is AmfObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

class Amf0Decoder {
  private values = 0

  constructor(private readonly reader: ByteReader) {}

  all(): AmfValue[] {
    const found: AmfValue[] = []
    while (this.reader.remaining > 0) found.push(this.value(0))
    return found
  }

  private value(depth: number): AmfValue {
    this.values += 1
    if (depth > DEPTH_MAX || this.values > VALUES_MAX)
      throw new MediaProtocolError("AMF data too deep or long")
    const reader = this.reader
    const marker = reader.u8()
    switch (marker) {
      case NUMBER:
        return reader.f64()
      case BOOLEAN:
        return reader.u8() !== 0
      case STRING:
        return this.shortString()
      case OBJECT:
        return this.object(depth)
      case NULL:
      case 6: // undefined
      case 13: // unsupported
        return null
      case 8: // ECMA array: its announced length is only a hint
        reader.u32()
        return this.object(depth)
      case 10:
        return this.strictArray(depth)
      case 11:
        return this.date()
      case 12:
      case 15: // XML
        return reader.take(reader.u32()).toString("utf8")
      case 16:
        this.shortString()
        return this.object(depth)
      default:
        throw new MediaProtocolError(`AMF marker ${marker} is not known`)
    }
  }

  private shortString(): string {
    return this.reader.take(this.reader.u16()).toString("utf8")
  }

  private object(depth: number): AmfObject {
    const object: AmfObject = Object.create(null)
    for (;;) {
      const key = this.shortString()
      if (key === "") {
        if (this.reader.u8() === OBJECT_END) return object
        throw new MediaProtocolError("AMF object without an end")
      }
      object[key] = this.value(depth + 1)
    }
  }

  private strictArray(depth: number): AmfValue[] {
    const count = this.reader.u32()
    if (count > VALUES_MAX) throw new MediaProtocolError("AMF array too long")
    const items: AmfValue[] = []
    for (let i = 0; i < count; i += 1) items.push(this.value(depth + 1))
    return items
  }

  private date(): number {
    const time = this.reader.f64()
    this.reader.u16()
    return time
  }
}

function encodeValue(value: AmfValue): Buffer {
  if (value === null) return Buffer.from([NULL])
  if (typeof value === "boolean") return Buffer.from([BOOLEAN, value ? 1 : 0])
  if (typeof value === "number") {
    const bytes = Buffer.alloc(9)
    bytes.writeDoubleBE(value, 1)
    return bytes
  }
  if (typeof value === "string") return Buffer.concat([Buffer.from([STRING]), encodeShortString(value)])
  if (Array.isArray(value)) {
    const header = Buffer.alloc(5, 10)
    header.writeUInt32BE(value.length, 1)
    return Buffer.concat([header, ...value.map(encodeValue)])
  }
  const fields = Object.entries(value).flatMap(([key, item]) => [encodeShortString(key), encodeValue(item)])
  return Buffer.concat([Buffer.from([OBJECT]), ...fields, Buffer.from([0, 0, OBJECT_END])])
}

function encodeShortString(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8")
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}
