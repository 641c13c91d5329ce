/** Who is connected: admission, sending with back-pressure, and finding sockets that went silent. */
import { randomInt } from "node:crypto"
import type { Duplex } from "node:stream"
import { WebSocket } from "ws"
import { addressGroupOf } from "../request.ts"
import { type Allowance, createAllowance, type RealtimeLimits } from "./limits.ts"
import { CLOSE_CODE, encodeError } from "./pusher-protocol.ts"
import { textFrame } from "./text-frame.ts"

const CLOSE_REPLY_MS = 5_000

export type Connection = {
  readonly id: string
  readonly socket: WebSocket
  /** What `socket` writes to. */
  readonly stream: Duplex
  readonly addressGroup: string
  readonly channels: Set<string>
  /** Who this connection is in each presence channel. */
  readonly memberIds: Map<string, string>
  readonly frames: Allowance
  readonly clientEvents: Allowance
  userId: string | null
  seenAt: number
  pingedAt: number | null
}

export type Connections = ReturnType<typeof createConnections>

export function createConnections(limits: RealtimeLimits, onSlow: (connection: Connection) => void) {
  const open = new Map<string, Connection>()
  const perAddress = new Map<string, number>()
  let dropped = 0

  function isFull(address: string) {
    const sameAddress = perAddress.get(addressGroupOf(address)) ?? 0
    return open.size >= limits.connectionsMax || sameAddress >= limits.connectionsPerAddressMax
  }

  function add(socket: WebSocket, stream: Duplex, address: string): Connection {
    const connection: Connection = {
      id: freeSocketId(),
      socket,
      stream,
      addressGroup: addressGroupOf(address),
      channels: new Set(),
      memberIds: new Map(),
      frames: createAllowance(limits.framesPerSecond, limits.framesBurst),
      clientEvents: createAllowance(limits.clientEventsPerSecond, limits.clientEventsPerSecond),
      userId: null,
      seenAt: Date.now(),
      pingedAt: null,
    }
    open.set(connection.id, connection)
    perAddress.set(connection.addressGroup, (perAddress.get(connection.addressGroup) ?? 0) + 1)
    return connection
  }

  function remove(connection: Connection) {
    if (!open.delete(connection.id)) return
    const left = (perAddress.get(connection.addressGroup) ?? 1) - 1
    if (left > 0) perAddress.set(connection.addressGroup, left)
    else perAddress.delete(connection.addressGroup)
  }

  function send(connection: Connection, message: Buffer) {
    write(connection, textFrame(message))
  }

  /**
   * False when the frame was not handed to the socket. Written past `ws`, which would frame the same text anew for each
   * reader: without compression it never holds anything back, so nothing can be overtaken.
   */
  function write(connection: Connection, frame: Buffer) {
    const { socket, stream } = connection
    if (socket.readyState !== WebSocket.OPEN) return false
    if (stream.writableLength > limits.bufferedMaxBytes) {
      dropped += 1
      onSlow(connection)
      // Not close(): a close frame would queue behind what the peer does not read.
      socket.terminate()
      return false
    }
    stream.write(frame)
    return true
  }

  function closeAll(code: number, message: string) {
    for (const connection of open.values()) refuse(connection.socket, code, message)
  }

  function terminateAll() {
    for (const { socket } of open.values()) socket.terminate()
  }

  function terminateUser(userId: string) {
    for (const connection of open.values())
      if (connection.userId === userId)
        refuse(connection.socket, CLOSE_CODE.unauthorized, "Terminated by the application")
  }

  function markSeen(connection: Connection) {
    connection.seenAt = Date.now()
    connection.pingedAt = null
  }

  /** Busy listeners never ping by themselves, so silence is answered by a ping from here. */
  function checkActivity(now: number) {
    for (const connection of open.values()) {
      if (connection.socket.readyState !== WebSocket.OPEN) continue
      const { pingedAt, seenAt, socket } = connection
      if (pingedAt !== null && now - pingedAt >= limits.pongTimeoutMs)
        closeSocket(socket, CLOSE_CODE.noPong, "Pong reply not received")
      else if (pingedAt === null && now - seenAt >= limits.activityTimeoutMs) {
        connection.pingedAt = now
        socket.ping()
      }
    }
  }

  function freeSocketId(): string {
    const id = `${randomInt(1e9)}.${randomInt(1e9)}`
    return open.has(id) ? freeSocketId() : id
  }

  return {
    isFull,
    add,
    remove,
    send,
    write,
    closeAll,
    terminateAll,
    terminateUser,
    markSeen,
    checkActivity,
    stats: () => ({ connections: open.size, dropped }),
  }
}

/** Says why, then closes; pusher-js decides by the code whether to come back. */
export function refuse(socket: WebSocket, code: number, message: string) {
  if (socket.readyState !== WebSocket.OPEN) return
  socket.send(encodeError(code, message), { binary: false })
  closeSocket(socket, code, message)
}

/** A peer that never answers the close frame must not keep its socket. */
function closeSocket(socket: WebSocket, code: number, message: string) {
  const deadline = setTimeout(() => socket.terminate(), CLOSE_REPLY_MS).unref()
  socket.once("close", () => clearTimeout(deadline))
  socket.close(code, message)
}
