import { once } from "node:events"
import { createServer, type RequestListener } from "node:http"
import { afterEach, expect, test, vi } from "vitest"
import { startTestEndpoint, TEST_APP } from "#server/realtime/endpoint-fixture.ts"
import { createRealtimeClient, type Realtime, type RealtimeSettings } from "./realtime.ts"

const stops: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

function settingsFor(port: number, changed: Partial<RealtimeSettings> = {}): RealtimeSettings {
  const { id, key, secret } = TEST_APP
  return { appId: id, key, secret, host: "127.0.0.1", port, useTls: false, cluster: "embedded", ...changed }
}

async function startEmbedded() {
  const at = await startTestEndpoint()
  stops.push(at.stop)
  return { at, realtime: createRealtimeClient(settingsFor(at.port)) }
}

/** A server that answers as the test says, for what the embedded endpoint never does. */
async function startOdd(answer: RequestListener) {
  const server = createServer(answer)
  await once(server.listen(0, "127.0.0.1"), "listening")
  stops.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the test server has no port")
  return address.port
}

async function clientOfOdd(answer: RequestListener) {
  return createRealtimeClient(settingsFor(await startOdd(answer)))
}

const until = <T>(check: () => T) => vi.waitFor(check, { timeout: 10_000, interval: 10 })

test("what is published arrives in every channel exactly as it was, strings included", async () => {
  const { at, realtime } = await startEmbedded()
  const browser = at.browser()
  const heard: unknown[][] = []
  for (const name of ["private-a", "private-b"]) {
    const channel = browser.subscribe(name)
    channel.bind("e", (data: unknown) => heard.push([name, data]))
    await until(() => expect(channel.subscribed).toBe(true))
  }
  await realtime.publish(["private-a", "private-b"], "e", { text: "é" })
  await realtime.publish(["private-a"], "e", "42")
  await until(() =>
    expect(heard).toEqual([
      ["private-a", { text: "é" }],
      ["private-b", { text: "é" }],
      ["private-a", "42"],
    ]),
  )
})

test("a batch longer than the protocol allows arrives whole and in order", async () => {
  const { at, realtime } = await startEmbedded()
  const heard: unknown[] = []
  const channel = at.browser().subscribe("room")
  channel.bind("tick", (data: unknown) => heard.push(data))
  await until(() => expect(channel.subscribed).toBe(true))
  const numbers = Array.from({ length: 25 }, (_, n) => n)
  await realtime.publishBatch(numbers.map((n) => ({ channel: "room", event: "tick", data: n })))
  await until(() => expect(heard).toEqual(numbers))
})

test("a publish to more channels than the protocol allows at once reaches the last one", async () => {
  const { at, realtime } = await startEmbedded()
  const heard: unknown[] = []
  const channel = at.browser().subscribe("room-149")
  channel.bind("e", (data: unknown) => heard.push(data))
  await until(() => expect(channel.subscribed).toBe(true))
  const names = Array.from({ length: 150 }, (_, n) => `room-${n}`)
  await realtime.publish(names, "e", 1)
  await until(() => expect(heard).toEqual([1]))
})

test("the subscriptions of a channel are counted, none where nobody is", async () => {
  const { at, realtime } = await startEmbedded()
  for (const browser of [at.browser(), at.browser()]) browser.subscribe("room")
  await until(async () => expect(await realtime.subscriptionCount("room")).toBe(2))
  expect(await realtime.subscriptionCount("empty")).toBe(0)
})

test("an authorisation made here opens a presence channel there", async () => {
  const { at, realtime } = await startEmbedded()
  const { plain, frames, established } = at.socket()
  await established
  const socketId = /\d+\.\d+/.exec(frames[0] ?? "")?.[0] ?? ""
  const member = { user_id: "ada", user_info: { role: "presenter" } }
  const authorized = realtime.authorizeChannel(socketId, "presence-room", member)
  plain.send(JSON.stringify({ event: "pusher:subscribe", data: { channel: "presence-room", ...authorized } }))
  await until(() => expect(frames.at(-1)).toContain("pusher_internal:subscription_succeeded"))
  expect(frames.at(-1)).toContain("presenter")
})

test("a wrong secret is unauthorized and not worth a retry", async () => {
  const { at } = await startEmbedded()
  const realtime = createRealtimeClient(settingsFor(at.port, { secret: "wrong" }))
  const refusal = { name: "UpstreamError", service: "realtime", reason: "unauthorized", retryable: false }
  await expect(realtime.publish(["room"], "e", {})).rejects.toMatchObject(refusal)
  await expect(realtime.subscriptionCount("room")).rejects.toMatchObject(refusal)
})

test("an event that is too large is refused, not retried", async () => {
  const { realtime } = await startEmbedded()
  const failed = realtime.publish(["room"], "e", "x".repeat(11_000))
  await expect(failed).rejects.toMatchObject({ reason: "refused", code: "413", retryable: false })
})

test("an error inside a successful answer is an error, as soketi sends it", async () => {
  const realtime = await clientOfOdd((_request, response) => {
    response.end('{"error":"The secret authentication failed","code":401}')
  })
  await expect(realtime.publish(["room"], "e", {})).rejects.toMatchObject({ reason: "unauthorized" })
  const failed = realtime.publishBatch([{ channel: "room", event: "e", data: {} }])
  await expect(failed).rejects.toMatchObject({ reason: "unauthorized" })
})

test("an answer that is no JSON object is a bad answer", async () => {
  const realtime = await clientOfOdd(
    (_request, response) => void response.end("<html>welcome to nginx</html>"),
  )
  await expect(realtime.publish(["room"], "e", {})).rejects.toMatchObject({ reason: "bad_answer" })
})

test("a server that does not count subscriptions is not taken for an empty channel", async () => {
  const realtime = await clientOfOdd((_request, response) => void response.end('{"occupied":true}'))
  await expect(realtime.subscriptionCount("room")).rejects.toMatchObject({ reason: "bad_answer" })
})

test("a server in trouble is worth a retry", async () => {
  const realtime = await clientOfOdd((_request, response) => void response.writeHead(503).end("busy"))
  const failed = realtime.publish(["room"], "e", {})
  await expect(failed).rejects.toMatchObject({ reason: "failed", retryable: true, code: "503" })
})

test("a server that never answers, or never finishes answering, is given up", async () => {
  const silent = await clientOfOdd(() => undefined)
  const endless = await clientOfOdd((_request, response) => void response.write("{"))
  const timesOut = ({ publish }: Realtime) =>
    expect(publish(["room"], "e", {})).rejects.toMatchObject({ reason: "timeout", retryable: true })
  await Promise.all([timesOut(silent), timesOut(endless)])
})

test("an absent server is unreachable, and the signed address stays out of the error", async () => {
  const port = await startOdd(() => undefined)
  for (const stop of stops.splice(0)) await stop()
  const failure: unknown = await createRealtimeClient(settingsFor(port))
    .publish(["room"], "e", {})
    .catch((error: unknown) => error)
  expect(failure).toMatchObject({ reason: "unreachable", retryable: true, code: "ECONNREFUSED" })
  expect(failure instanceof Error && String(failure.cause)).toContain("ECONNREFUSED")
  expect(failure instanceof Error && `${failure.message} ${failure.cause}`).not.toContain("auth_signature")
})

test("a server that speaks no TLS is told apart from an absent one", async () => {
  const port = await startOdd((_request, response) => void response.end("{}"))
  const realtime = createRealtimeClient(settingsFor(port, { useTls: true }))
  await expect(realtime.publish(["room"], "e", {})).rejects.toMatchObject({ reason: "tls" })
})
