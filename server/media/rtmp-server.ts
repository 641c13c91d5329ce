import { createServer, type Server, type Socket } from "node:net"
import { addressGroupOf } from "../request.ts"
import { RtmpConnection, type RtmpHandler } from "./rtmp-connection.ts"

export type RtmpLimits = {
  maxMessageBytes: number
  maxConnections: number
  /** Of those who don't publish (yet): a hall of encoders may stand behind one address. */
  maxWaitingPerAddress: number
  idleMs: number
  handshakeMs: number
}

export type RtmpServer = { server: Server; close: () => Promise<void> }

/** Accepts RTMP clients within the limits; each lives and fails alone. */
export function createRtmpServer(handler: RtmpHandler, limits: RtmpLimits): RtmpServer {
  const open = new Map<RtmpConnection, Socket>()
  const server = createServer((socket) => accept(socket))
  server.maxConnections = limits.maxConnections

  function accept(socket: Socket): void {
    if (waitingFrom(socket.remoteAddress ?? "") >= limits.maxWaitingPerAddress) {
      socket.destroy()
      return
    }
    const connection = new RtmpConnection(socket, handler, limits)
    open.set(connection, socket)
    socket.once("close", () => open.delete(connection))
  }

  function waitingFrom(address: string): number {
    const group = addressGroupOf(address)
    return [...open.keys()].filter(
      ({ isPublishing, remoteAddress }) => !isPublishing && addressGroupOf(remoteAddress) === group,
    ).length
  }

  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
    for (const [connection, socket] of open) {
      connection.close("the server stops")
      socket.destroy()
    }
    await closed
  }

  return { server, close }
}
