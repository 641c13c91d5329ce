import { expect, test } from "vitest"
import { ByteQueue } from "./byte-queue.ts"
import { MediaProtocolError } from "./protocol-error.ts"
import { encodeRtmpMessage, RtmpChunkReader, type RtmpMessage } from "./rtmp-chunks.ts"

function readAll(bytes: Buffer, pieceSize = bytes.length, maxMessageBytes = 1 << 20): RtmpMessage[] {
  const queue = new ByteQueue()
  const reader = new RtmpChunkReader(queue, maxMessageBytes)
  const messages: RtmpMessage[] = []
  for (let at = 0; at < bytes.length; at += pieceSize) {
    queue.push(bytes.subarray(at, at + pieceSize))
    for (let message = reader.next(); message; message = reader.next()) messages.push(message)
  }
  return messages
}

function payloadOf(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => index % 251))
}

function header(format: number, chunkStreamId: number, ...bytes: number[]): Buffer {
  return Buffer.from([(format << 6) | chunkStreamId, ...bytes])
}

test("a message arrives whole however its bytes are cut", () => {
  const message = { type: 9, streamId: 1, timestamp: 1234, payload: payloadOf(1000) }
  const bytes = encodeRtmpMessage(6, message, 128)
  for (const pieceSize of [1, 2, 7, 128, 129, 5000]) expect(readAll(bytes, pieceSize)).toEqual([message])
})

test("extended timestamps repeat on continuation chunks, and encoders that leave them out are understood", () => {
  const message = { type: 9, streamId: 1, timestamp: 0xfffffff0, payload: payloadOf(300) }
  const repeated = encodeRtmpMessage(6, message, 128)
  expect(readAll(repeated, 5)).toEqual([message])
  const first = 1 + 11 + 4 + 128
  const cut = (at: number, length: number) => repeated.subarray(at, at + length)
  const omitted = Buffer.concat([
    cut(0, first + 1),
    cut(first + 5, 128),
    cut(first + 5 + 128, 1),
    cut(first + 5 + 128 + 5, 44),
  ])
  expect(readAll(omitted, 5)).toEqual([message])
})

test("interleaved chunk streams don't mix", () => {
  const video = encodeRtmpMessage(6, { type: 9, streamId: 1, timestamp: 10, payload: payloadOf(200) }, 128)
  const audio = encodeRtmpMessage(4, { type: 8, streamId: 1, timestamp: 12, payload: payloadOf(50) }, 128)
  const mixed = Buffer.concat([video.subarray(0, 140), audio, video.subarray(140)])
  expect(readAll(mixed).map(({ type, payload }) => [type, payload.length])).toEqual([
    [8, 50],
    [9, 200],
  ])
})

test("an aborted message is forgotten", () => {
  const video = encodeRtmpMessage(6, { type: 9, streamId: 1, timestamp: 10, payload: payloadOf(200) }, 128)
  const abort = encodeRtmpMessage(
    2,
    { type: 2, streamId: 0, timestamp: 0, payload: Buffer.from([0, 0, 0, 6]) },
    128,
  )
  expect(readAll(Buffer.concat([video.subarray(0, 140), abort, video]))).toHaveLength(1)
})

test("deltas add up over the short headers, and wrap at 32 bits", () => {
  const start = encodeRtmpMessage(
    6,
    { type: 8, streamId: 1, timestamp: 0xffffffff, payload: Buffer.from([1]) },
    128,
  )
  const delta = Buffer.concat([header(1, 6, 0, 0, 23, 0, 0, 1, 8), Buffer.from([2])])
  const same = Buffer.concat([header(3, 6), Buffer.from([3])])
  const shorter = Buffer.concat([header(2, 6, 0, 0, 5), Buffer.from([4])])
  const times = readAll(Buffer.concat([start, delta, same, shorter])).map((message) => message.timestamp)
  expect(times).toEqual([0xffffffff, 22, 45, 50])
})

test("long chunk stream ids are read in both forms", () => {
  const body = [0, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0, 42]
  expect(readAll(Buffer.from([0, 10, ...body]))).toHaveLength(1)
  expect(readAll(Buffer.from([1, 10, 3, ...body]))).toHaveLength(1)
})

test("a message longer than allowed is refused at its header, before its bytes are kept", () => {
  const bytes = encodeRtmpMessage(6, { type: 9, streamId: 1, timestamp: 0, payload: payloadOf(2000) }, 128)
  expect(() => readAll(bytes.subarray(0, 12), 12, 1000)).toThrow(MediaProtocolError)
})

test("unfinished messages on many chunk streams can't pile up", () => {
  const pieces = Array.from({ length: 40 }, (_, index) =>
    encodeRtmpMessage(
      3 + index,
      { type: 9, streamId: 1, timestamp: 0, payload: payloadOf(900) },
      512,
    ).subarray(0, 524),
  )
  const chunkSize = encodeRtmpMessage(
    2,
    { type: 1, streamId: 0, timestamp: 0, payload: Buffer.from([0, 0, 2, 0]) },
    128,
  )
  expect(() => readAll(Buffer.concat([chunkSize, ...pieces]), 600, 1000)).toThrow(
    "too many unfinished messages",
  )
})

test("a chunk size of 0 is refused instead of looping", () => {
  const zero = encodeRtmpMessage(2, { type: 1, streamId: 0, timestamp: 0, payload: Buffer.alloc(4) }, 128)
  expect(() => readAll(zero)).toThrow(MediaProtocolError)
})
