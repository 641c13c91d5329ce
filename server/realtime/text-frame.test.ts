import { once } from "node:events"
import { createServer } from "node:http"
import { afterAll, beforeAll, expect, test } from "vitest"
import { WebSocket, WebSocketServer } from "ws"
import { textFrame } from "./text-frame.ts"

const server = createServer()
const sockets = new WebSocketServer({ noServer: true })
const payloads = [0, 1, 125, 126, 65_535, 65_536, 200_000].map((length) => "x".repeat(length))

beforeAll(async () => {
  server.on("upgrade", (request, stream, head) =>
    sockets.handleUpgrade(request, stream, head, () => {
      for (const payload of payloads) stream.write(textFrame(Buffer.from(payload)))
    }),
  )
  await once(server.listen(0, "127.0.0.1"), "listening")
})
afterAll(() => void server.close())

test("a frame of any length is read as the text that it holds", async () => {
  const address = server.address()
  const port = typeof address === "object" ? address?.port : null
  const client = new WebSocket(`ws://127.0.0.1:${port}`)
  const heard: string[] = []
  client.on("message", (raw) => heard.push(raw.toString()))
  await expect.poll(() => heard.length).toBe(payloads.length)
  expect(heard.map(({ length }) => length)).toEqual(payloads.map(({ length }) => length))
  expect(heard).toEqual(payloads)
  client.terminate()
})
