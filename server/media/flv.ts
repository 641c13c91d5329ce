import { type AudioConfig, parseAudioConfig } from "./aac.ts"
import { ByteReader } from "./byte-reader.ts"
import { parseVideoConfig, type VideoConfig } from "./h264.ts"
import { MediaProtocolError } from "./protocol-error.ts"

export type VideoTag =
  | { kind: "config"; config: VideoConfig }
  | { kind: "frame"; isKey: boolean; compositionMs: number; data: Buffer }
  | { kind: "nothing" }

export type AudioTag =
  | { kind: "config"; config: AudioConfig }
  | { kind: "frame"; data: Buffer }
  | { kind: "unsupported" }
  | { kind: "nothing" }

const ENHANCED_RTMP = 0x80
const AVC = 7
const AAC = 10
const COMPOSITION_MAX_MS = 5_000

/** The body of an RTMP video message. Anything but H.264 is a protocol error: there would be no picture. */
export function parseVideoTag(payload: Buffer): VideoTag {
  if (payload.length === 0) return { kind: "nothing" }
  const reader = new ByteReader(payload)
  const first = reader.u8()
  const frameType = first >> 4
  if (frameType === 5) return { kind: "nothing" }
  if ((first & ENHANCED_RTMP) !== 0 || (first & 15) !== AVC) {
    throw new MediaProtocolError("only H.264 video can be published")
  }
  const packetType = reader.u8()
  const compositionMs = reader.i24()
  if (packetType === 0) return { kind: "config", config: parseVideoConfig(reader.rest()) }
  if (packetType !== 1 || reader.remaining === 0) return { kind: "nothing" }
  if (Math.abs(compositionMs) > COMPOSITION_MAX_MS)
    throw new MediaProtocolError("composition time out of range")
  return { kind: "frame", isKey: frameType === 1, compositionMs, data: reader.rest() }
}

/** The body of an RTMP audio message. Other codecs than AAC are left out and the picture goes on alone. */
export function parseAudioTag(payload: Buffer): AudioTag {
  if (payload.length === 0) return { kind: "nothing" }
  const reader = new ByteReader(payload)
  if (reader.u8() >> 4 !== AAC) return { kind: "unsupported" }
  const packetType = reader.u8()
  if (packetType === 0) return { kind: "config", config: parseAudioConfig(reader.rest()) }
  if (packetType !== 1 || reader.remaining === 0) return { kind: "nothing" }
  return { kind: "frame", data: reader.rest() }
}
