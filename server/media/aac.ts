import { BitReader } from "./bit-reader.ts"
import { MediaProtocolError } from "./protocol-error.ts"

export type AudioConfig = {
  asc: Buffer
  codec: string
  sampleRate: number
  channels: number
  /** Samples in one AAC frame. */
  frameSamples: number
  /** An AAC frame of silence, where one is known for this layout. */
  silence: Buffer | null
}

const SAMPLE_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]
const CHANNELS = [2, 1, 2, 3, 4, 5, 6, 8]
const AAC_LC = 2
const ASC_MAX = 64

// Raw AAC-LC frames of silence, the same at every sampling rate.
const SILENCE = new Map([
  [1, Buffer.from("00c800802380", "hex")],
  [2, Buffer.from("210049900219002380", "hex")],
])

/** Reads an AudioSpecificConfig (ISO 14496-3). */
export function parseAudioConfig(asc: Buffer): AudioConfig {
  if (asc.length > ASC_MAX) throw new MediaProtocolError("audio configuration too long")
  const reader = new BitReader(asc)
  const objectType = readObjectType(reader)
  const rateIndex = reader.bits(4)
  const sampleRate = rateIndex === 15 ? reader.bits(24) : SAMPLE_RATES[rateIndex]
  const channels = CHANNELS[reader.bits(4)]
  if (objectType === 0 || !sampleRate || sampleRate > 96_000 || sampleRate < 7_350 || !channels) {
    throw new MediaProtocolError("unusable audio configuration")
  }
  const isShortFrame = objectType === AAC_LC && reader.flag()
  return {
    asc: Buffer.from(asc),
    codec: `mp4a.40.${objectType}`,
    sampleRate,
    channels,
    frameSamples: isShortFrame ? 960 : 1024,
    silence: objectType === AAC_LC && !isShortFrame ? (SILENCE.get(channels) ?? null) : null,
  }
}

function readObjectType(reader: BitReader): number {
  const short = reader.bits(5)
  return short === 31 ? 32 + reader.bits(6) : short
}
