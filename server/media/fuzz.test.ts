import { expect, test } from "vitest"
import { parseAudioConfig } from "./aac.ts"
import { decodeAmf0, encodeAmf0 } from "./amf0.ts"
import { ByteQueue } from "./byte-queue.ts"
import { parseAudioTag, parseVideoTag } from "./flv.ts"
import { parseSps, parseVideoConfig } from "./h264.ts"
import { MediaProtocolError } from "./protocol-error.ts"
import { Publication } from "./publication.ts"
import { encodeRtmpMessage, RtmpChunkReader } from "./rtmp-chunks.ts"
import { fixtureTags, isHeader, isVideo } from "./test-publisher.ts"
import { mutated, randomBytesOf, seededRandom } from "./test-random.ts"

const ROUNDS = 4_000

function onlyProtocolErrors(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof MediaProtocolError)) throw error
  }
}

function fuzz(seed: number, samples: Buffer[], parse: (bytes: Buffer) => void): void {
  const random = seededRandom(seed)
  for (let round = 0; round < ROUNDS; round += 1) {
    const sample = samples[round % samples.length] ?? Buffer.alloc(0)
    const bytes = round % 2 === 0 ? mutated(random, sample) : randomBytesOf(random, Math.floor(random() * 80))
    onlyProtocolErrors(() => parse(bytes))
  }
}

const tags = fixtureTags()
const videoHeader = tags.find((tag) => isVideo(tag) && isHeader(tag))?.payload ?? Buffer.alloc(0)
const audioHeader = tags.find((tag) => !isVideo(tag) && isHeader(tag))?.payload ?? Buffer.alloc(0)

test("broken AMF0 causes nothing but a protocol error", () => {
  const samples = [
    encodeAmf0(["connect", 1, { app: "live", nested: { a: [1, "x", null, true] } }]),
    encodeAmf0(["publish", 5, null, "demo?key=k", "live"]),
  ]
  fuzz(1, samples, decodeAmf0)
})

test("AMF0 that nests without end is refused", () => {
  expect(() =>
    decodeAmf0(Buffer.from([10, 0, 0, 0, 1].concat(...Array(9_000).fill([10, 0, 0, 0, 1])))),
  ).toThrow(MediaProtocolError)
})

test("broken H.264 and AAC headers cause nothing but a protocol error", () => {
  fuzz(2, [videoHeader, ...tags.filter(isVideo).map((tag) => tag.payload.subarray(0, 40))], parseVideoTag)
  fuzz(3, [audioHeader], parseAudioTag)
  fuzz(4, [videoHeader.subarray(5)], parseVideoConfig)
  fuzz(5, [videoHeader.subarray(13)], parseSps)
  fuzz(6, [audioHeader.subarray(2)], parseAudioConfig)
})

test("broken chunk streams cause nothing but a protocol error, and the reader always gets on", () => {
  const valid = Buffer.concat(
    tags
      .slice(0, 12)
      .map((tag, index) =>
        encodeRtmpMessage(4 + (index % 3), { ...tag, streamId: 1, timestamp: tag.timestamp + 0xfffff0 }, 128),
      ),
  )
  const random = seededRandom(7)
  for (let round = 0; round < 1_500; round += 1) {
    const bytes = round % 3 === 0 ? randomBytesOf(random, 600) : mutated(random, valid)
    onlyProtocolErrors(() => readInPieces(bytes, random))
  }
})

test("a publisher that sends nonsense frames only ends itself", () => {
  const random = seededRandom(8)
  for (let round = 0; round < 150; round += 1) {
    let now = 0
    const publication = new Publication(
      "demo",
      { partSeconds: 0.333, mediaTimeOffsetSeconds: 0, stallMs: 3000 },
      noEvents(),
      () => now,
      null,
    )
    onlyProtocolErrors(() => {
      for (const tag of tags.slice(0, 400)) {
        now += random() * 60
        const timestamp = random() < 0.02 ? Math.floor(random() * 2 ** 32) : tag.timestamp
        const payload = random() < 0.01 ? mutated(random, tag.payload) : tag.payload
        if (isVideo(tag)) publication.video(timestamp, payload)
        else publication.audio(timestamp, payload)
      }
    })
    publication.end()
  }
})

function readInPieces(bytes: Buffer, random: () => number): void {
  const queue = new ByteQueue()
  const reader = new RtmpChunkReader(queue, 64 * 1024)
  let at = 0
  let messages = 0
  while (at < bytes.length) {
    const size = 1 + Math.floor(random() * 200)
    queue.push(bytes.subarray(at, at + size))
    at += size
    while (reader.next()) messages += 1
  }
  expect(messages).toBeLessThanOrEqual(bytes.length)
}

function noEvents() {
  const ignore = () => undefined
  return { opened: ignore, started: ignore, stalled: ignore, resumed: ignore, ended: ignore, warn: ignore }
}
