import type { AudioConfig } from "./aac.ts"
import type { VideoConfig } from "./h264.ts"

// ISO 14496-12 boxes of a muxed CMAF-like stream: video is track 1 at 90 kHz, audio is track 2 at its sampling rate.

export type VideoSample = { data: Buffer; dts: number; duration: number; composition: number; isKey: boolean }
export type AudioSample = { data: Buffer; dts: number; duration: number }

export const VIDEO_TIMESCALE = 90_000

const VIDEO_TRACK = 1
const AUDIO_TRACK = 2
const SAMPLE_IS_KEY = 0x02000000
const SAMPLE_DEPENDS = 0x01010000
const UNITY_MATRIX = Buffer.concat([u32(0x10000), zeros(12), u32(0x10000), zeros(12), u32(0x40000000)])

export function initSegment(video: VideoConfig, audio: AudioConfig | null): Buffer {
  const tracks = [videoTrack(video), ...(audio ? [audioTrack(audio)] : [])]
  const extensions = [trackExtends(VIDEO_TRACK), ...(audio ? [trackExtends(AUDIO_TRACK)] : [])]
  return Buffer.concat([
    box("ftyp", Buffer.from("iso6"), u32(0), Buffer.from("iso6cmfcmp41")),
    box("moov", movieHeader(), ...tracks, box("mvex", ...extensions)),
  ])
}

/** One moof and its mdat: a part of a segment. */
export function fragment(sequence: number, video: VideoSample[], audio: AudioSample[]): Buffer {
  const samples = [...video.map((sample) => sample.data), ...audio.map((sample) => sample.data)]
  const mdatLength = samples.reduce((sum, data) => sum + data.length, 8)
  const size = movieFragment(sequence, video, audio, 0).length
  const moof = movieFragment(sequence, video, audio, size + 8)
  return Buffer.concat([moof, u32(mdatLength), Buffer.from("mdat"), ...samples])
}

function movieFragment(
  sequence: number,
  video: VideoSample[],
  audio: AudioSample[],
  dataOffset: number,
): Buffer {
  const videoLength = video.reduce((sum, sample) => sum + sample.data.length, 0)
  const tracks: Buffer[] = []
  if (video.length > 0) tracks.push(videoFragment(video, dataOffset))
  if (audio.length > 0) tracks.push(audioFragment(audio, dataOffset + videoLength))
  return box("moof", fullBox("mfhd", 0, 0, u32(sequence)), ...tracks)
}

function videoFragment(samples: VideoSample[], dataOffset: number): Buffer {
  const rows = words(
    samples.flatMap((sample) => [
      sample.duration,
      sample.data.length,
      sample.isKey ? SAMPLE_IS_KEY : SAMPLE_DEPENDS,
      sample.composition,
    ]),
  )
  return box(
    "traf",
    fullBox("tfhd", 0, 0x020000, u32(VIDEO_TRACK)),
    fullBox("tfdt", 1, 0, u64(samples[0]?.dts ?? 0)),
    fullBox("trun", 1, 0x000f01, u32(samples.length), u32(dataOffset), rows),
  )
}

function audioFragment(samples: AudioSample[], dataOffset: number): Buffer {
  const rows = words(samples.flatMap((sample) => [sample.duration, sample.data.length]))
  return box(
    "traf",
    fullBox("tfhd", 0, 0x020020, u32(AUDIO_TRACK), u32(SAMPLE_IS_KEY)),
    fullBox("tfdt", 1, 0, u64(samples[0]?.dts ?? 0)),
    fullBox("trun", 0, 0x000301, u32(samples.length), u32(dataOffset), rows),
  )
}

function movieHeader(): Buffer {
  const nextTrack = u32(AUDIO_TRACK + 1)
  return fullBox(
    "mvhd",
    0,
    0,
    zeros(8),
    u32(1000),
    zeros(4),
    u32(0x10000),
    u16(0x100),
    zeros(10),
    UNITY_MATRIX,
    zeros(24),
    nextTrack,
  )
}

function trackExtends(track: number): Buffer {
  return fullBox("trex", 0, 0, u32(track), u32(1), zeros(12))
}

function videoTrack(video: VideoConfig): Buffer {
  const size = Buffer.concat([u16(video.width), u16(video.height)])
  const entry = box(
    "avc1",
    zeros(6),
    u16(1),
    zeros(16),
    size,
    u32(0x480000),
    u32(0x480000),
    zeros(4),
    u16(1),
    zeros(32),
    u16(0x18),
    u16(0xffff),
    box("avcC", video.avcC),
  )
  const header = trackHeader(VIDEO_TRACK, 0, video.width, video.height)
  return box("trak", header, mediaBox(VIDEO_TIMESCALE, "vide", fullBox("vmhd", 0, 1, zeros(8)), entry))
}

function audioTrack(audio: AudioConfig): Buffer {
  const entry = box(
    "mp4a",
    zeros(6),
    u16(1),
    zeros(8),
    u16(audio.channels),
    u16(16),
    zeros(4),
    u32(audio.sampleRate * 0x10000),
    elementaryStream(audio.asc),
  )
  const header = trackHeader(AUDIO_TRACK, 0x100, 0, 0)
  return box("trak", header, mediaBox(audio.sampleRate, "soun", fullBox("smhd", 0, 0, zeros(4)), entry))
}

function elementaryStream(asc: Buffer): Buffer {
  const specific = descriptor(5, asc)
  const decoder = descriptor(4, Buffer.from([0x40, 0x15, 0, 0, 0]), u32(0), u32(0), specific)
  return fullBox(
    "esds",
    0,
    0,
    descriptor(3, u16(AUDIO_TRACK), zeros(1), decoder, descriptor(6, Buffer.from([2]))),
  )
}

function descriptor(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from([tag, body.length]), body])
}

function trackHeader(track: number, volume: number, width: number, height: number): Buffer {
  return fullBox(
    "tkhd",
    0,
    3,
    zeros(8),
    u32(track),
    zeros(16),
    zeros(4),
    u16(volume),
    zeros(2),
    UNITY_MATRIX,
    u32(width * 0x10000),
    u32(height * 0x10000),
  )
}

function mediaBox(timescale: number, handler: string, header: Buffer, entry: Buffer): Buffer {
  const undetermined = u16(0x55c4)
  const table = box(
    "stbl",
    fullBox("stsd", 0, 0, u32(1), entry),
    fullBox("stts", 0, 0, zeros(4)),
    fullBox("stsc", 0, 0, zeros(4)),
    fullBox("stsz", 0, 0, zeros(8)),
    fullBox("stco", 0, 0, zeros(4)),
  )
  return box(
    "mdia",
    fullBox("mdhd", 0, 0, zeros(8), u32(timescale), zeros(4), undetermined, zeros(2)),
    fullBox("hdlr", 0, 0, zeros(4), Buffer.from(handler), zeros(12), Buffer.from("amphi\0")),
    box("minf", header, box("dinf", fullBox("dref", 0, 0, u32(1), fullBox("url ", 0, 1))), table),
  )
}

function box(type: string, ...content: Buffer[]): Buffer {
  const length = content.reduce((sum, piece) => sum + piece.length, 8)
  return Buffer.concat([u32(length), Buffer.from(type, "latin1"), ...content], length)
}

function fullBox(type: string, version: number, flags: number, ...content: Buffer[]): Buffer {
  return box(type, u32(version * 0x1000000 + flags), ...content)
}

function zeros(length: number): Buffer {
  return Buffer.alloc(length)
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function u32(value: number): Buffer {
  return words([value])
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

function words(values: number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 4)
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value >>> 0, index * 4)
  })
  return bytes
}
