/** The measure of the endpoint: a WebSocket server that can only hand the same bytes to everybody. */
import { once } from "node:events"
import { WebSocket, WebSocketServer } from "ws"
import { answerOrders } from "./answering.ts"

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false })
const listening = once(server, "listening")

answerOrders({
  async port() {
    await listening
    const address = server.address()
    if (address === null || typeof address === "string") throw new Error("the server has no port")
    return address.port
  },
  send(text: string) {
    const frame = Buffer.from(text)
    for (const client of server.clients)
      if (client.readyState === WebSocket.OPEN) client.send(frame, { binary: false })
  },
})
