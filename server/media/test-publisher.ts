import { readFileSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { type AmfObject, type AmfValue, decodeAmf0, encodeAmf0, isAmfObject } from "./amf0.ts"
import { ByteQueue } from "./byte-queue.ts"
import { encodeRtmpMessage, MESSAGE, RtmpChunkReader } from "./rtmp-chunks.ts"

// An RTMP publisher for tests, and the tags of the recording it plays.

export type FlvTag = { type: number; timestamp: number; payload: Buffer }

/**
 * 12 s of 320x180 at 30 fps, a key frame every 3 s, with sound. Made once by:
 * ffmpeg -f lavfi -i testsrc2=s=320x180:r=30 -f lavfi -i sine=r=44100 -t 12 -c:v libx264 -preset slow -crf 34
 *   -x264-params keyint=90:scenecut=0 -pix_fmt yuv420p -c:a aac -b:a 24k -ac 1 -f flv testsrc-12s.flv
 */
export function fixtureTags(): FlvTag[] {
  const bytes = readFileSync(new URL("./fixtures/testsrc-12s.flv", import.meta.url))
  const tags: FlvTag[] = []
  let at = 13
  while (at + 11 <= bytes.length) {
    const length = bytes.readUIntBE(at + 1, 3)
    const timestamp = bytes.readUIntBE(at + 4, 3) + bytes.readUInt8(at + 7) * 2 ** 24
    tags.push({ type: bytes.readUInt8(at), timestamp, payload: bytes.subarray(at + 11, at + 11 + length) })
    at += 11 + length + 4
  }
  return tags.filter((tag) => tag.type === MESSAGE.video || tag.type === MESSAGE.audio)
}

export function isVideo(tag: FlvTag): boolean {
  return tag.type === MESSAGE.video
}

export function isHeader(tag: FlvTag): boolean {
  return tag.payload.readUInt8(1) === 0
}

export function isKeyFrame(tag: FlvTag): boolean {
  return isVideo(tag) && !isHeader(tag) && tag.payload.readUInt8(0) >> 4 === 1
}

export type PublisherOptions = {
  port: number
  name: string
  app?: string
  tcUrl?: string
  chunkSize?: number
}

/** Connects and asks to publish; `statuses` fills with the codes the server answers. */
export class TestPublisher {
  readonly statuses: string[] = []
  isClosed = false
  private readonly socket: Socket
  private readonly queue = new ByteQueue()
  private readonly reader = new RtmpChunkReader(this.queue, 1 << 20)
  private handshakeBytes = 1 + 1536 + 1536
  private readonly chunkSize: number

  constructor(private readonly options: PublisherOptions) {
    this.chunkSize = options.chunkSize ?? 4096
    this.socket = connect(options.port, "127.0.0.1", () => this.hello())
    this.socket.on("data", (bytes: Buffer) => this.receive(bytes))
    this.socket.on("error", () => this.socket.destroy())
    this.socket.on("close", () => {
      this.isClosed = true
    })
  }

  get isPublishing(): boolean {
    return this.statuses.includes("NetStream.Publish.Start")
  }

  send(tag: FlvTag): void {
    const { type, timestamp, payload } = tag
    this.message(type === MESSAGE.video ? 6 : 4, type, 1, payload, timestamp)
  }

  sendAll(tags: FlvTag[]): void {
    for (const tag of tags) this.send(tag)
  }

  command(values: AmfValue[], streamId = 0): void {
    this.message(3, MESSAGE.commandAmf0, streamId, encodeAmf0(values))
  }

  message(chunkStreamId: number, type: number, streamId: number, payload: Buffer, timestamp = 0): void {
    this.write(encodeRtmpMessage(chunkStreamId, { type, streamId, timestamp, payload }, this.chunkSize))
  }

  write(bytes: Buffer): void {
    if (this.socket.writable) this.socket.write(bytes)
  }

  unpublish(): void {
    this.command(["FCUnpublish", 6, null, this.options.name])
    this.command(["deleteStream", 7, null, 1])
  }

  close(): void {
    this.socket.destroy()
  }

  private hello(): void {
    this.write(Buffer.concat([Buffer.from([3]), Buffer.alloc(1536, 7)]))
  }

  private receive(bytes: Buffer): void {
    this.queue.push(bytes)
    if (this.handshakeBytes > 0) {
      if (this.queue.length < this.handshakeBytes) return
      this.queue.skip(this.handshakeBytes)
      this.handshakeBytes = 0
      this.requestPublish()
    }
    for (let message = this.reader.next(); message; message = this.reader.next()) {
      if (message.type === MESSAGE.commandAmf0) this.noteStatus(decodeAmf0(message.payload))
    }
  }

  private requestPublish(): void {
    const { name, app = "live", tcUrl = "rtmp://127.0.0.1/live" } = this.options
    const chunkSize = Buffer.alloc(4)
    chunkSize.writeUInt32BE(this.chunkSize)
    const connectObject: AmfObject = { app, type: "nonprivate", tcUrl }
    this.write(Buffer.alloc(1536, 7))
    this.write(encodeRtmpMessage(2, { type: 1, streamId: 0, timestamp: 0, payload: chunkSize }, 128))
    this.command(["connect", 1, connectObject])
    this.command(["releaseStream", 2, null, name])
    this.command(["FCPublish", 3, null, name])
    this.command(["createStream", 4, null])
    this.command(["publish", 5, null, name, "live"], 1)
  }

  private noteStatus(values: AmfValue[]): void {
    const info = values[3]
    if (isAmfObject(info) && typeof info.code === "string") this.statuses.push(info.code)
  }
}
