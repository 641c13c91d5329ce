import { createServer, type Server, type Socket } from "node:net"
import { RtmpConnection, type RtmpHandler } from "./rtmp-connection.ts"

export type RtmpLimits = {
  maxMessageBytes: number
  maxConnections: number
  maxConnectionsPerAddress: number
  idleMs: number
  handshakeMs: number
}

export type RtmpServer = { server: Server; close: () => Promise<void> }

/** Accepts RTMP clients within the limits; each lives and fails alone. */
export function createRtmpServer(handler: RtmpHandler, limits: RtmpLimits): RtmpServer {
  const open = new Map<RtmpConnection, Socket>()
  const perAddress = new Map<string, number>()
  const server = createServer((socket) => accept(socket))
  server.maxConnections = limits.maxConnections

  function accept(socket: Socket): void {
    const address = socket.remoteAddress ?? ""
    const count = (perAddress.get(address) ?? 0) + 1
    if (count > limits.maxConnectionsPerAddress) {
      socket.destroy()
      return
    }
    perAddress.set(address, count)
    const connection = new RtmpConnection(socket, handler, limits)
    open.set(connection, socket)
    socket.once("close", () => {
      open.delete(connection)
      release(address)
    })
  }

  function release(address: string): void {
    const left = (perAddress.get(address) ?? 1) - 1
    if (left > 0) perAddress.set(address, left)
    else perAddress.delete(address)
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
