import { BitReader } from "./bit-reader.ts"
import { ByteReader } from "./byte-reader.ts"
import { MediaProtocolError } from "./protocol-error.ts"

export type VideoConfig = { avcC: Buffer; codec: string; width: number; height: number }

const SIDE_MAX = 8192
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])

/** Reads an AVCDecoderConfigurationRecord (ISO 14496-15), the H.264 headers of an FLV stream. */
export function parseVideoConfig(avcC: Buffer): VideoConfig {
  const reader = new ByteReader(avcC)
  if (reader.u8() !== 1) throw new MediaProtocolError("unknown avcC version")
  const profile = reader.take(3)
  reader.u8()
  if ((reader.u8() & 31) === 0) throw new MediaProtocolError("avcC without SPS")
  const sps = reader.take(reader.u16())
  const { width, height } = parseSps(sps)
  return { avcC: Buffer.from(avcC), codec: `avc1.${profile.toString("hex")}`, width, height }
}

export function parseSps(sps: Buffer): { width: number; height: number } {
  const reader = new BitReader(withoutEmulationPrevention(sps))
  reader.bits(8)
  const profile = reader.bits(8)
  reader.bits(16)
  reader.unsigned()
  const chroma = HIGH_PROFILES.has(profile) ? readChroma(reader) : 1
  reader.unsigned()
  skipPictureOrder(reader)
  reader.unsigned()
  reader.bit()
  const widthInMacroblocks = reader.unsigned() + 1
  const heightInMapUnits = reader.unsigned() + 1
  const fieldFactor = reader.flag() ? 1 : 2
  if (fieldFactor === 2) reader.bit()
  reader.bit()
  const crop = reader.flag() ? readCrop(reader) : { horizontal: 0, vertical: 0 }
  const width = widthInMacroblocks * 16 - crop.horizontal * (chroma === 1 || chroma === 2 ? 2 : 1)
  const height = heightInMapUnits * 16 * fieldFactor - crop.vertical * fieldFactor * (chroma === 1 ? 2 : 1)
  if (!(width > 0 && width <= SIDE_MAX && height > 0 && height <= SIDE_MAX)) {
    throw new MediaProtocolError("picture size out of range")
  }
  return { width, height }
}

function withoutEmulationPrevention(nal: Buffer): Buffer {
  const kept = Buffer.alloc(nal.length)
  let length = 0
  let zeros = 0
  for (const byte of nal) {
    if (byte === 3 && zeros >= 2) {
      zeros = 0
      continue
    }
    zeros = byte === 0 ? zeros + 1 : 0
    kept[length] = byte
    length += 1
  }
  return kept.subarray(0, length)
}

function readChroma(reader: BitReader): number {
  const chroma = reader.unsigned()
  if (chroma > 3) throw new MediaProtocolError("unknown chroma format")
  if (chroma === 3) reader.bit()
  reader.unsigned()
  reader.unsigned()
  reader.bit()
  if (reader.flag()) skipScalingLists(reader, chroma === 3 ? 12 : 8)
  return chroma
}

function skipScalingLists(reader: BitReader, count: number): void {
  for (let list = 0; list < count; list += 1) {
    if (reader.flag()) skipScalingList(reader, list < 6 ? 16 : 64)
  }
}

function skipScalingList(reader: BitReader, size: number): void {
  let last = 8
  let next = 8
  for (let i = 0; i < size && next !== 0; i += 1) {
    next = (last + reader.signed() + 256) % 256
    last = next === 0 ? last : next
  }
}

function skipPictureOrder(reader: BitReader): void {
  const kind = reader.unsigned()
  if (kind === 0) reader.unsigned()
  if (kind !== 1) return
  reader.bit()
  reader.signed()
  reader.signed()
  const cycle = reader.unsigned()
  if (cycle > 255) throw new MediaProtocolError("picture order cycle too long")
  for (let i = 0; i < cycle; i += 1) reader.signed()
}

function readCrop(reader: BitReader): { horizontal: number; vertical: number } {
  const horizontal = reader.unsigned() + reader.unsigned()
  return { horizontal, vertical: reader.unsigned() + reader.unsigned() }
}
