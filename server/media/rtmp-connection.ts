import { randomBytes } from "node:crypto"
import type { Socket } from "node:net"
import { type AmfObject, type AmfValue, decodeAmf0, encodeAmf0, isAmfObject } from "./amf0.ts"
import { ByteQueue } from "./byte-queue.ts"
import { MediaProtocolError } from "./protocol-error.ts"
import { applicationOf, type PublishTarget, publishTarget } from "./publish-request.ts"
import { encodeRtmpMessage, MESSAGE, RtmpChunkReader, type RtmpMessage } from "./rtmp-chunks.ts"

/** Where an accepted publisher's media goes. */
export type RtmpPublication = {
  video: (timestamp: number, payload: Buffer) => void
  audio: (timestamp: number, payload: Buffer) => void
  end: () => void
}

export type Refusal = { code: "NetStream.Publish.BadName" | "NetStream.Publish.Denied"; description: string }

export type RtmpHandler = {
  publish: (target: PublishTarget, connection: RtmpConnection) => Promise<RtmpPublication | Refusal>
  closed: (connection: RtmpConnection, reason: string) => void
}

type Phase = "hello" | "echo" | "chunks" | "closed"

const APPLICATION = "live"
const STREAM_ID = 1
const OUT_CHUNK_SIZE = 128
const WINDOW_BYTES = 2_500_000
const WINDOW_MIN_BYTES = 16_384
const COMMAND_BYTES_MAX = 64 * 1024
const UNSENT_BYTES_MAX = 256 * 1024
const GOODBYE_MS = 1_000
const HELLO_BYTES = 1537
const ECHO_BYTES = 1536
const USER_CONTROL_STREAM_BEGIN = 0
const USER_CONTROL_PING = 6
const USER_CONTROL_PONG = 7

/** One RTMP client, which may do nothing but publish one stream. */
export class RtmpConnection {
  readonly remoteAddress: string
  private readonly queue = new ByteQueue()
  private readonly reader = new RtmpChunkReader(this.queue, COMMAND_BYTES_MAX)
  private phase: Phase = "hello"
  private connected: AmfObject | null = null
  private publication: RtmpPublication | null = null
  private hasPublished = false
  private isWaiting = false
  private receivedBytes = 0
  private acknowledgedBytes = 0
  private windowBytes = WINDOW_BYTES
  private readonly deadline: NodeJS.Timeout

  constructor(
    private readonly socket: Socket,
    private readonly handler: RtmpHandler,
    private readonly limits: { maxMessageBytes: number; idleMs: number; handshakeMs: number },
  ) {
    this.remoteAddress = socket.remoteAddress ?? ""
    socket.setNoDelay(true)
    socket.setTimeout(limits.idleMs, () => this.close("idle"))
    this.deadline = setTimeout(() => this.close("no publish command in time"), limits.handshakeMs)
    socket.on("data", (bytes: Buffer) => this.receive(bytes))
    socket.on("error", () => this.close("socket error"))
    socket.on("close", () => this.close("disconnected"))
  }

  get isOpen(): boolean {
    return this.phase !== "closed"
  }

  get isPublishing(): boolean {
    return this.publication !== null
  }

  /** Ends the publication, then the connection; what was already written still gets its chance to leave. */
  close(reason: string): void {
    if (this.phase === "closed") return
    this.phase = "closed"
    clearTimeout(this.deadline)
    this.endPublication()
    this.socket.end()
    setTimeout(() => this.socket.destroy(), GOODBYE_MS).unref()
    this.handler.closed(this, reason)
  }

  private receive(bytes: Buffer): void {
    if (this.phase === "closed") return
    this.receivedBytes += bytes.length
    this.queue.push(bytes)
    this.drain()
  }

  /** The edge: whatever a publisher's bytes cause ends here, with this connection. */
  private drain(): void {
    try {
      this.acknowledge()
      this.handshake()
      while (this.phase === "chunks" && !this.isWaiting) {
        const message = this.reader.next()
        if (!message) return
        this.handle(message)
      }
    } catch (error) {
      this.close(error instanceof MediaProtocolError ? error.message : `failure: ${String(error)}`)
    }
  }

  private handshake(): void {
    if (this.phase === "hello") this.answerHello()
    if (this.phase === "echo" && this.queue.length >= ECHO_BYTES) {
      this.queue.skip(ECHO_BYTES)
      this.phase = "chunks"
    }
  }

  private answerHello(): void {
    if ((this.queue.peek(1)?.readUInt8(0) ?? 3) !== 3) throw new MediaProtocolError("not plain RTMP")
    const hello = this.queue.peek(HELLO_BYTES)
    if (!hello) return
    const own = Buffer.concat([Buffer.from([3]), Buffer.alloc(8), randomBytes(ECHO_BYTES - 8)])
    this.write(Buffer.concat([own, hello.subarray(1)]))
    this.queue.skip(HELLO_BYTES)
    this.phase = "echo"
  }

  private acknowledge(): void {
    if (this.phase !== "chunks" || this.receivedBytes - this.acknowledgedBytes < this.windowBytes / 2) return
    this.acknowledgedBytes = this.receivedBytes
    this.send(2, MESSAGE.acknowledgement, 0, word(this.receivedBytes))
  }

  private handle(message: RtmpMessage): void {
    const { type, payload, timestamp } = message
    switch (type) {
      case MESSAGE.video:
        this.publication?.video(timestamp, payload)
        break
      case MESSAGE.audio:
        this.publication?.audio(timestamp, payload)
        break
      case MESSAGE.windowSize:
        if (payload.length >= 4) this.windowBytes = Math.max(WINDOW_MIN_BYTES, payload.readUInt32BE(0))
        break
      case MESSAGE.userControl:
        this.answerPing(payload)
        break
      case MESSAGE.commandAmf0:
        this.command(decodeAmf0(payload), message.streamId)
        break
      case MESSAGE.commandAmf3:
        // An AMF3 command is AMF0 behind one format byte as long as no value switches to AMF3.
        this.command(decodeAmf0(payload.subarray(1)), message.streamId)
        break
    }
  }

  private answerPing(payload: Buffer): void {
    if (payload.length < 6 || payload.readUInt16BE(0) !== USER_CONTROL_PING) return
    this.send(2, MESSAGE.userControl, 0, Buffer.concat([half(USER_CONTROL_PONG), payload.subarray(2, 6)]))
  }

  private command([name, transaction = 0, object, argument]: AmfValue[], streamId: number): void {
    switch (name) {
      case "connect":
        this.connect(transaction, isAmfObject(object) ? object : {})
        break
      case "createStream":
        this.sendCommand(0, ["_result", transaction, null, STREAM_ID])
        break
      case "releaseStream":
      case "FCPublish":
      case "_checkbw":
        this.sendCommand(0, ["_result", transaction, null, null])
        break
      case "getStreamLength":
        this.sendCommand(0, ["_result", transaction, null, 0])
        break
      case "publish":
        this.publish(typeof argument === "string" ? argument : "", streamId)
        break
      case "play":
      case "play2":
        this.refuse(streamId, "NetStream.Play.Failed", "playback is by HLS")
        break
      case "FCUnpublish":
        this.endPublication()
        break
      case "deleteStream":
      case "closeStream":
        if (this.hasPublished) this.close("unpublished")
    }
  }

  private connect(transaction: AmfValue, parameters: AmfObject): void {
    if (this.connected) throw new MediaProtocolError("connected twice")
    if (applicationOf(parameters) !== APPLICATION) {
      const info = statusObject("error", "NetConnection.Connect.Rejected", "the application is live")
      this.sendCommand(0, ["_error", transaction, null, info])
      this.close("unknown application")
      return
    }
    this.connected = parameters
    this.send(2, MESSAGE.windowSize, 0, word(WINDOW_BYTES))
    this.send(2, MESSAGE.peerBandwidth, 0, Buffer.concat([word(WINDOW_BYTES), Buffer.from([2])]))
    const info = statusObject("status", "NetConnection.Connect.Success", "connected")
    const server = { fmsVer: "FMS/3,0,1,123", capabilities: 31 }
    this.sendCommand(0, ["_result", transaction, server, { ...info, objectEncoding: 0 }])
  }

  private publish(publishName: string, streamId: number): void {
    if (!this.connected) throw new MediaProtocolError("publish before connect")
    const target = publishTarget(this.connected, publishName)
    if (!target || this.hasPublished) {
      this.refuse(streamId, "NetStream.Publish.BadName", "no stream can have this name")
      return
    }
    this.hasPublished = true
    clearTimeout(this.deadline)
    this.isWaiting = true
    this.socket.pause()
    this.handler
      .publish(target, this)
      .then((outcome) => this.answerPublish(outcome, streamId))
      .catch((error: unknown) => this.close(`failure: ${String(error)}`))
  }

  private answerPublish(outcome: RtmpPublication | Refusal, streamId: number): void {
    const isRefused = "code" in outcome
    if (isRefused) {
      if (this.isOpen) this.refuse(streamId, outcome.code, outcome.description)
      return
    }
    this.publication = outcome
    if (!this.isOpen) {
      this.endPublication()
      return
    }
    this.reader.allowMessageBytes(this.limits.maxMessageBytes)
    this.send(2, MESSAGE.userControl, 0, Buffer.concat([half(USER_CONTROL_STREAM_BEGIN), word(STREAM_ID)]))
    this.sendStatus(streamId, "status", "NetStream.Publish.Start", "publishing")
    this.isWaiting = false
    this.socket.resume()
    this.drain()
  }

  private refuse(streamId: number, code: string, description: string): void {
    this.sendStatus(streamId, "error", code, description)
    this.socket.resume()
    this.close(`${code}: ${description}`)
  }

  private endPublication(): void {
    const publication = this.publication
    this.publication = null
    publication?.end()
  }

  private sendStatus(streamId: number, level: string, code: string, description: string): void {
    this.sendCommand(streamId, ["onStatus", 0, null, statusObject(level, code, description)])
  }

  private sendCommand(streamId: number, values: AmfValue[]): void {
    this.send(streamId === 0 ? 3 : 5, MESSAGE.commandAmf0, streamId, encodeAmf0(values))
  }

  private send(chunkStreamId: number, type: number, streamId: number, payload: Buffer): void {
    this.write(encodeRtmpMessage(chunkStreamId, { type, streamId, timestamp: 0, payload }, OUT_CHUNK_SIZE))
  }

  private write(bytes: Buffer): void {
    if (this.socket.writableLength > UNSENT_BYTES_MAX) throw new MediaProtocolError("answers are not read")
    if (this.socket.writable) this.socket.write(bytes)
  }
}

function statusObject(level: string, code: string, description: string): AmfObject {
  return { level, code, description }
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value % 2 ** 32)
  return bytes
}

function half(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}
