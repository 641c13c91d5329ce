import type { ClientMessage, ServerMessage } from "./protocol.ts"

export type Connection = { send(message: ClientMessage): void; close(): void }

const RETRY_MS = 1000
const REFUSALS_BEFORE_END = 5

/** The live line to the server; opening it is joining, closing it is leaving. */
export function connect(receive: (message: ServerMessage) => void): Connection {
  const token = new URLSearchParams(location.search).get("sessionToken") ?? ""
  const base = location.href.replace(/\/html5client.*$/, "").replace(/^http/, "ws")
  const address = `${base}/html5client/ws?sessionToken=${token}`
  let over = false
  let refusals = 0
  let socket = open()

  function open() {
    const opened = new WebSocket(address)
    opened.addEventListener("open", () => {
      refusals = 0
    })
    opened.addEventListener("message", ({ data }) => {
      const message: ServerMessage = JSON.parse(data)
      if (message.type === "ended") over = true
      receive(message)
    })
    opened.addEventListener("close", () => {
      if (over) return
      refusals += 1
      if (refusals > REFUSALS_BEFORE_END) {
        over = true
        return receive({ type: "ended" })
      }
      setTimeout(() => {
        if (!over) socket = open()
      }, RETRY_MS)
    })
    return opened
  }

  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
    },
    close() {
      over = true
      socket.close()
    },
  }
}
