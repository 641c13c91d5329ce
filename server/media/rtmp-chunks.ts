import type { ByteQueue } from "./byte-queue.ts"
import { MediaProtocolError } from "./protocol-error.ts"

export type RtmpMessage = { type: number; streamId: number; timestamp: number; payload: Buffer }

export const MESSAGE = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowSize: 5,
  peerBandwidth: 6,
  audio: 8,
  video: 9,
  commandAmf3: 17,
  commandAmf0: 20,
} as const

const EXTENDED = 0xffffff
const CHUNK_STREAMS_MAX = 64
const CHUNK_SIZE_MAX = 1 << 24
const FIRST_ALLOCATION = 4 * 1024

type ChunkStream = {
  timestamp: number
  delta: number
  extended: number | null
  length: number
  type: number
  streamId: number
  partial: Buffer | null
  received: number
}

type Header = { format: number; chunkStreamId: number; size: number; bytes: Buffer; at: number }

/**
 * Turns bytes into RTMP messages, one per `next()`: the caller may stop between two messages (while it waits for
 * an authorisation) and nothing is lost. Memory follows what was received, never what a header announces.
 */
export class RtmpChunkReader {
  private readonly streams = new Map<number, ChunkStream>()
  private chunkSize = 128
  private current: { stream: ChunkStream; left: number } | null = null
  private pendingBytes = 0

  constructor(
    private readonly queue: ByteQueue,
    private maxMessageBytes: number,
  ) {}

  allowMessageBytes(limit: number): void {
    this.maxMessageBytes = limit
  }

  /** The next complete message, or null when more bytes are needed. Chunk size and abort are obeyed here. */
  next(): RtmpMessage | null {
    for (;;) {
      if (!this.current && !this.readHeader()) return null
      const message = this.readPayload()
      if (message === "more") return null
      if (message && !this.obey(message)) return message
    }
  }

  private obey({ type, payload }: RtmpMessage): boolean {
    if (type !== MESSAGE.setChunkSize && type !== MESSAGE.abort) return false
    if (payload.length < 4) throw new MediaProtocolError("short protocol control message")
    const value = payload.readUInt32BE(0)
    if (type === MESSAGE.abort) this.abort(value)
    else if (value === 0 || value > 0x7fffffff) throw new MediaProtocolError("chunk size out of range")
    else this.chunkSize = Math.min(value, CHUNK_SIZE_MAX)
    return true
  }

  private abort(chunkStreamId: number): void {
    const stream = this.streams.get(chunkStreamId)
    if (stream) this.discard(stream)
  }

  private discard(stream: ChunkStream): void {
    this.pendingBytes -= stream.received
    stream.partial = null
    stream.received = 0
  }

  private readHeader(): boolean {
    const header = this.peekHeader()
    if (!header) return false
    const known = this.streams.get(header.chunkStreamId)
    if (!known && header.format > 1) throw new MediaProtocolError("chunk stream continues nothing")
    const stream = known ?? this.openStream(header.chunkStreamId)
    const continues = stream.partial !== null && header.format === 3
    const extra = this.extendedTimestamp(header, stream, continues)
    if (extra === "more") return false
    this.queue.skip(header.size + (extra === null ? 0 : 4))
    if (!continues) {
      if (stream.partial) this.discard(stream)
      startMessage(stream, header, extra)
      if (stream.length > this.maxMessageBytes) throw new MediaProtocolError("message too long")
      stream.partial = Buffer.allocUnsafe(Math.min(stream.length, FIRST_ALLOCATION))
    }
    this.current = { stream, left: Math.min(this.chunkSize, stream.length - stream.received) }
    return true
  }

  private peekHeader(): Header | null {
    const first = this.queue.peek(1)
    if (!first) return null
    const format = first.readUInt8(0) >> 6
    const low = first.readUInt8(0) & 63
    const at = low === 0 ? 2 : low === 1 ? 3 : 1
    const size = at + messageHeaderSize(format)
    const bytes = this.queue.peek(size)
    if (!bytes) return null
    const chunkStreamId = low === 0 ? 64 + bytes.readUInt8(1) : low === 1 ? 64 + bytes.readUInt16LE(1) : low
    return { format, chunkStreamId, size, bytes, at }
  }

  private openStream(chunkStreamId: number): ChunkStream {
    if (this.streams.size >= CHUNK_STREAMS_MAX) throw new MediaProtocolError("too many chunk streams")
    const stream: ChunkStream = {
      timestamp: 0,
      delta: 0,
      extended: null,
      length: 0,
      type: 0,
      streamId: 0,
      partial: null,
      received: 0,
    }
    this.streams.set(chunkStreamId, stream)
    return stream
  }

  private extendedTimestamp(header: Header, stream: ChunkStream, continues: boolean): number | null | "more" {
    const present = header.format === 3 ? stream.extended !== null : time24(header) === EXTENDED
    if (!present) return null
    const bytes = this.queue.peek(header.size + 4)
    if (!bytes) return "more"
    const value = bytes.readUInt32BE(header.size)
    // Some encoders leave the field out of continuation chunks: then these bytes are already payload.
    return continues && value !== stream.extended ? null : value
  }

  private readPayload(): RtmpMessage | "more" | null {
    const current = this.current
    if (!current) return null
    const { stream } = current
    const wanted = Math.min(current.left, this.queue.length)
    const target = roomFor(stream, wanted)
    this.queue.readInto(target, stream.received, wanted)
    stream.received += wanted
    current.left -= wanted
    this.pendingBytes += wanted
    if (this.pendingBytes > 2 * this.maxMessageBytes)
      throw new MediaProtocolError("too many unfinished messages")
    if (current.left > 0) return "more"
    this.current = null
    return stream.received === stream.length ? this.complete(stream, target) : null
  }

  private complete(stream: ChunkStream, payload: Buffer): RtmpMessage {
    this.discard(stream)
    return { type: stream.type, streamId: stream.streamId, timestamp: stream.timestamp, payload }
  }
}

/** One message cut in chunks, ready to be written. */
export function encodeRtmpMessage(chunkStreamId: number, message: RtmpMessage, chunkSize: number): Buffer {
  const { type, streamId, timestamp, payload } = message
  const extended = timestamp >= EXTENDED
  const extension = Buffer.alloc(extended ? 4 : 0)
  if (extended) extension.writeUInt32BE(timestamp >>> 0)
  const header = Buffer.alloc(12)
  header.writeUInt8(chunkStreamId, 0)
  header.writeUIntBE(extended ? EXTENDED : timestamp, 1, 3)
  header.writeUIntBE(payload.length, 4, 3)
  header.writeUInt8(type, 7)
  header.writeUInt32LE(streamId, 8)
  const pieces = [header, extension, payload.subarray(0, chunkSize)]
  for (let at = chunkSize; at < payload.length; at += chunkSize) {
    pieces.push(Buffer.from([0xc0 | chunkStreamId]), extension, payload.subarray(at, at + chunkSize))
  }
  return Buffer.concat(pieces)
}

function messageHeaderSize(format: number): number {
  if (format === 0) return 11
  if (format === 1) return 7
  return format === 2 ? 3 : 0
}

function time24({ bytes, at }: Header): number {
  return bytes.readUIntBE(at, 3)
}

function startMessage(stream: ChunkStream, header: Header, extended: number | null): void {
  const { format, bytes, at } = header
  const time = format === 3 ? (extended ?? stream.delta) : (extended ?? time24(header))
  if (format < 3) stream.extended = extended
  if (format < 2) {
    stream.length = bytes.readUIntBE(at + 3, 3)
    stream.type = bytes.readUInt8(at + 6)
  }
  if (format === 0) stream.streamId = bytes.readUInt32LE(at + 7)
  stream.timestamp = format === 0 ? time : (stream.timestamp + time) >>> 0
  // The specification repeats an absolute time as the next chunk's delta, and ffmpeg counts on it.
  stream.delta = time
}

function roomFor(stream: ChunkStream, more: number): Buffer {
  const partial = stream.partial ?? Buffer.alloc(0)
  const needed = stream.received + more
  if (needed <= partial.length) return partial
  const grown = Buffer.allocUnsafe(Math.min(stream.length, Math.max(needed, partial.length * 2)))
  partial.copy(grown, 0, 0, stream.received)
  stream.partial = grown
  return grown
}
