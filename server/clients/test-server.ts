import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { z } from "zod"

export type SeenRequest = {
  method: string
  path: string
  query: URLSearchParams
  rawUrl: string
  headers: IncomingMessage["headers"]
  body: string
}
type Answer = { status?: number; headers?: Record<string, string>; body?: string }

/** A web server for one test: `answer` says what to reply; null leaves the caller waiting. */
export async function startTestServer(answer: (request: SeenRequest) => Answer | null) {
  const requests: SeenRequest[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
    incoming.on("end", () => {
      const seen = seenRequest(incoming, Buffer.concat(chunks).toString("utf8"))
      requests.push(seen)
      reply(outgoing, answer(seen))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function portOf(address: string | AddressInfo | null) {
  return z.object({ port: z.number() }).parse(address).port
}

function seenRequest(incoming: IncomingMessage, body: string): SeenRequest {
  const rawUrl = incoming.url ?? "/"
  const { pathname, searchParams } = new URL(rawUrl, "http://test")
  const { method = "GET", headers } = incoming
  return { method, path: pathname, query: searchParams, rawUrl, headers, body }
}

function reply(outgoing: ServerResponse, answer: Answer | null) {
  if (answer === null) return
  outgoing.writeHead(answer.status ?? 200, answer.headers)
  outgoing.end(answer.body ?? "")
}
