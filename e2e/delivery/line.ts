/** A way to a server that can be cut: everything through it breaks, and nothing gets through until it is mended. */
import { once } from "node:events"
import { createConnection, createServer, type Socket } from "node:net"

const HOST = "127.0.0.1"
/** A full house may come in one moment. */
const BACKLOG = 4_096

export type Line = Awaited<ReturnType<typeof layLine>>

export async function layLine(toPort: number) {
  const open = new Set<Socket>()
  let mendedAt = 0
  const server = createServer((near) => {
    if (Date.now() < mendedAt) return near.destroy()
    join(near, createConnection(toPort, HOST))
  })

  function join(near: Socket, far: Socket) {
    const ends = [
      [near, far],
      [far, near],
    ] as const
    for (const [one, other] of ends) {
      open.add(one)
      one.setNoDelay(true)
      // The other end learns of it by the close below.
      one.on("error", () => other.destroy())
      one.on("close", () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  }

  /** Answers the moment of the cut. */
  function cut(forMs: number) {
    const at = Date.now()
    mendedAt = at + forMs
    for (const socket of open) socket.destroy()
    return at
  }

  function close() {
    cut(0)
    server.close()
  }

  await once(server.listen(0, HOST, BACKLOG), "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the line has no port")
  return { port: address.port, cut, close }
}
