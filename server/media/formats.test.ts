import { expect, test } from "vitest"
import { parseAudioConfig } from "./aac.ts"
import { parseAudioTag, parseVideoTag } from "./flv.ts"
import { fragment, initSegment } from "./fmp4.ts"
import { MediaProtocolError } from "./protocol-error.ts"
import { fixtureTags, isHeader, isKeyFrame, isVideo } from "./test-publisher.ts"

const tags = fixtureTags()

function configs() {
  const videoTag = parseVideoTag(
    tags.find((tag) => isVideo(tag) && isHeader(tag))?.payload ?? Buffer.alloc(0),
  )
  const audioTag = parseAudioTag(
    tags.find((tag) => !isVideo(tag) && isHeader(tag))?.payload ?? Buffer.alloc(0),
  )
  if (videoTag.kind !== "config" || audioTag.kind !== "config") throw new Error("the fixture has no headers")
  return { video: videoTag.config, audio: audioTag.config }
}

/** Types of the boxes at one level, by their own lengths. */
function boxTypes(bytes: Buffer): string[] {
  const types: string[] = []
  let at = 0
  while (at < bytes.length) {
    types.push(bytes.toString("latin1", at + 4, at + 8))
    at += bytes.readUInt32BE(at)
  }
  expect(at).toBe(bytes.length)
  return types
}

test("headers of a real encoder are understood", () => {
  const { video, audio } = configs()
  expect(video).toMatchObject({ width: 320, height: 180 })
  expect(video.codec).toMatch(/^avc1\.64[0-9a-f]{4}$/)
  expect(audio).toMatchObject({ codec: "mp4a.40.2", sampleRate: 44_100, channels: 1, frameSamples: 1024 })
})

test("key frames and composition times are read", () => {
  const frame = parseVideoTag(tags.find(isKeyFrame)?.payload ?? Buffer.alloc(0))
  expect(frame).toMatchObject({ kind: "frame", isKey: true })
})

test("other codecs are told apart: video is refused, audio is left out", () => {
  expect(() => parseVideoTag(Buffer.from([0x12, 0, 0, 0, 0]))).toThrow(MediaProtocolError)
  expect(() => parseVideoTag(Buffer.from([0x90, 0x68, 0x76, 0x63, 0x31]))).toThrow(MediaProtocolError)
  expect(parseAudioTag(Buffer.from([0x2f, 1, 2]))).toEqual({ kind: "unsupported" })
})

test("explicit sampling rates and HE-AAC signalling keep the codec string", () => {
  expect(parseAudioConfig(Buffer.from("2b920800", "hex")).codec).toBe("mp4a.40.5")
  expect(() => parseAudioConfig(Buffer.from("1690", "hex"))).toThrow(MediaProtocolError)
})

test("the init segment holds both tracks, or one", () => {
  const { video, audio } = configs()
  const both = initSegment(video, audio)
  expect(boxTypes(both)).toEqual(["ftyp", "moov"])
  expect(both.includes("mp4a")).toBe(true)
  expect(initSegment(video, null).includes("mp4a")).toBe(false)
})

test("a fragment points at its data", () => {
  const video = {
    data: Buffer.from("VIDEO"),
    dts: 90_000 * 2_100,
    duration: 3_000,
    composition: -90,
    isKey: true,
  }
  const audio = { data: Buffer.from("AUDIO"), dts: 44_100 * 2_100, duration: 1024 }
  const bytes = fragment(1, [video], [audio])
  expect(boxTypes(bytes)).toEqual(["moof", "mdat"])
  const offsets = [...bytes.toString("latin1").matchAll(/trun/g)].map(({ index }) =>
    bytes.readUInt32BE(index + 12),
  )
  expect(offsets.map((at) => bytes.toString("latin1", at, at + 5))).toEqual(["VIDEO", "AUDIO"])
})
