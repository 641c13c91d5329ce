import { Socket } from "node:net"
import { expect, onTestFinished, test } from "vitest"
import { encodeRtmpMessage, MESSAGE } from "./rtmp-chunks.ts"
import { RtmpConnection } from "./rtmp-connection.ts"

const NOT_READ_BYTES = 1024 * 1024
const WINDOW_BYTES = 16_384

/** Its peer reads nothing: what is written to it stays. */
class DeafSocket extends Socket {
  override _write() {
    // Never done.
  }
}

function connect() {
  const socket = new DeafSocket()
  onTestFinished(() => void socket.destroy())
  const reasons: string[] = []
  const handler = {
    publish: () => Promise.reject(new Error("nobody publishes here")),
    closed: (_connection: RtmpConnection, reason: string) => void reasons.push(reason),
  }
  new RtmpConnection(socket, handler, { maxMessageBytes: 1e6, idleMs: 60_000, handshakeMs: 60_000 })
  return { socket, reasons }
}

function hello() {
  return Buffer.concat([Buffer.from([3]), Buffer.alloc(2 * 1536)])
}

function message(type: number, payload: Buffer) {
  return encodeRtmpMessage(2, { type, streamId: 0, timestamp: 0, payload }, 128)
}

test("who sends on and on and reads no acknowledgement is closed, and nobody else learns of it", () => {
  const { socket, reasons } = connect()
  const window = Buffer.alloc(4)
  window.writeUInt32BE(WINDOW_BYTES)
  socket.emit("data", Buffer.concat([hello(), message(MESSAGE.windowSize, window)]))
  socket.write(Buffer.alloc(NOT_READ_BYTES))
  for (let sent = 0; sent < WINDOW_BYTES; sent += 1_024)
    socket.emit("data", message(MESSAGE.audio, Buffer.alloc(1_024)))
  expect(reasons).toEqual(["answers are not read"])
})
