/** What the endpoint refuses, so that no stranger and no slow socket harms the others. */
import Pusher from "pusher"
import { afterEach, expect, test, vi } from "vitest"
import type { RealtimeOptions } from "./endpoint.ts"
import { startTestEndpoint, TEST_APP, type TestEndpoint } from "./endpoint-fixture.ts"

const running: TestEndpoint[] = []

afterEach(async () => {
  for (const at of running.splice(0)) await at.stop()
})

async function start(options: Partial<RealtimeOptions> = {}) {
  const at = await startTestEndpoint(options)
  running.push(at)
  return at
}

const until = <T>(check: () => T) => vi.waitFor(check, { timeout: 10_000, interval: 10 })

const EVENT = JSON.stringify({ name: "e", channels: ["room"], data: "{}" })

type Signing = { app?: typeof TEST_APP; timestampS?: number; body?: string; path?: string }

/** Signed as the official library would, except for what the test says. */
function signedUrl(at: TestEndpoint, { app = TEST_APP, timestampS, body = EVENT, path = "events" }: Signing) {
  const full = `/apps/${TEST_APP.id}/${path}`
  vi.spyOn(Date, "now").mockReturnValue((timestampS ?? nowS()) * 1000)
  const signer = new Pusher({ appId: app.id, key: app.key, secret: app.secret, host: "127.0.0.1" })
  const query = signer.createSignedQueryString({ method: "POST", path: full, body })
  vi.restoreAllMocks()
  return new URL(`${at.url}${full}?${query}`)
}

function nowS() {
  return Math.floor(performance.timeOrigin / 1000 + performance.now() / 1000)
}

async function post(url: URL, body: string) {
  const response = await fetch(url, { method: "POST", body })
  await response.text()
  return response.status
}

test("an origin that is not allowed is refused before it can subscribe", async () => {
  const at = await start({ allowedOrigins: (origin) => origin === "https://amphi.example" })
  const stranger = at.socket({ origin: "https://evil.example" })
  expect(await stranger.closed).toBe(4009)
  expect(stranger.frames.join()).not.toContain("connection_established")
  await at.socket({ origin: "https://amphi.example" }).established
  expect(at.stats().connections).toBe(1)
})

test("one address over its capacity is told to come back later, others still get in", async () => {
  let address = "192.0.2.1"
  const at = await start({ limits: { connectionsPerAddressMax: 2 }, clientAddress: () => address })
  const [first] = [at.socket(), at.socket()]
  await until(() => expect(at.stats().connections).toBe(2))
  expect(await at.socket().closed).toBe(4100)
  address = "192.0.2.2"
  await at.socket().established
  address = "192.0.2.1"
  first?.plain.close()
  await until(() => expect(at.stats().connections).toBe(2))
  await at.socket().established
})

test("the whole endpoint has a capacity too", async () => {
  const at = await start({ limits: { connectionsMax: 1 } })
  await at.socket().established
  expect(await at.socket().closed).toBe(4100)
})

test("a socket that does not read is cut, and the others miss nothing", async () => {
  const at = await start({ limits: { bufferedMaxBytes: 64 * 1024 } })
  const [slow, quick] = [at.socket(), at.socket()]
  for (const { plain, established } of [slow, quick]) {
    await established
    plain.send('{"event":"pusher:subscribe","data":{"channel":"room"}}')
  }
  await until(() => expect(quick.frames.join()).toContain("subscription_succeeded"))
  await until(() => expect(slow.frames.join()).toContain("subscription_succeeded"))
  slow.plain.pause()
  const batch = () =>
    Array.from({ length: 10 }, () => ({ channel: "room", name: "fill", data: "x".repeat(10_000) }))
  let published = 0
  while (at.stats().dropped === 0 && published < 5_000) {
    await at.rest.triggerBatch(batch())
    published += 10
  }
  expect(at.stats().dropped).toBe(1)
  await until(() => expect(at.stats().connections).toBe(1))
  await until(() => expect(quick.frames.filter((frame) => frame.includes('"fill"'))).toHaveLength(published))
  expect(at.logged).toContain("realtime: a slow socket was cut")
})

test("a socket that answers no ping is closed with 4201, one that does stays", async () => {
  const at = await start({ limits: { activityTimeoutMs: 50, pongTimeoutMs: 200 } })
  const [dead, alive] = [at.socket({ autoPong: false }), at.socket()]
  expect(await dead.closed).toBe(4201)
  expect(alive.plain.readyState).toBe(alive.plain.OPEN)
})

test("a flood of frames closes the connection for good", async () => {
  const at = await start({ limits: { framesPerSecond: 1, framesBurst: 20 } })
  const { plain, closed, established } = at.socket()
  await established
  for (let n = 0; n < 100; n += 1) plain.send('{"event":"pusher:ping","data":{}}')
  expect(await closed).toBe(4301)
})

test("client events over the rate are refused, the connection stays", async () => {
  const at = await start({ limits: { clientEventsPerSecond: 2 } })
  const { plain, frames, established } = at.socket()
  await established
  for (let n = 0; n < 3; n += 1) plain.send('{"event":"client-x","channel":"private-room","data":{}}')
  await until(() => expect(frames.join()).toContain("rate limit"))
  expect(plain.readyState).toBe(plain.OPEN)
})

test("a message that nobody can handle ends its connection, and no other", async () => {
  const at = await start()
  const [odd, neighbour] = [at.socket(), at.socket()]
  await Promise.all([odd.established, neighbour.established])
  const socketId = /\d+\.\d+/.exec(odd.frames.join())?.[0] ?? ""
  const { auth } = at.rest.authorizeChannel(socketId, "private-room")
  odd.plain.send(JSON.stringify({ event: "pusher:subscribe", data: { channel: "private-room", auth } }))
  await until(() => expect(odd.frames.join()).toContain("subscription_succeeded"))
  // It can be read, but not written again: the stack ends.
  const deep = "[".repeat(15_000) + "]".repeat(15_000)
  odd.plain.send(`{"event":"client-x","channel":"private-room","data":${deep}}`)
  expect(await odd.closed).toBe(4200)
  expect(at.logged.join()).toContain("not handled")
  expect(neighbour.plain.readyState).toBe(neighbour.plain.OPEN)
})

test("a frame over the payload limit closes the connection", async () => {
  const at = await start()
  const { plain, closed, established } = at.socket()
  await established
  plain.send("x".repeat(33 * 1024))
  expect(await closed).toBe(1009)
})

test("subscriptions per connection and members per presence channel are bounded", async () => {
  const at = await start({ limits: { subscriptionsPerConnectionMax: 1, presenceMembersMax: 1 } })
  const [ada, bob] = [at.browser({ userId: "ada" }), at.browser({ userId: "bob" })]
  const errors: unknown[] = []
  const room = ada.subscribe("presence-room")
  await until(() => expect(room.subscribed).toBe(true))
  for (const channel of [ada.subscribe("second"), bob.subscribe("presence-room")])
    channel.bind("pusher:subscription_error", (error: unknown) => errors.push(error))
  await until(() => expect(errors).toMatchObject([{ type: "LimitReached" }, { type: "LimitReached" }]))
})

test("a protocol version that is not spoken here is refused", async () => {
  const at = await start()
  expect(await at.socket({ query: "protocol=99" }).closed).toBe(4007)
})

test("paths of others are left to others", async () => {
  const at = await start()
  expect((await fetch(`${at.url}/elsewhere`)).status).toBe(404)
  expect((await fetch(`${at.url}/apps/${TEST_APP.id}/unknown`)).status).toBe(401)
})

test("a forged signature, a wrong key and a changed body are refused with 401, and nothing is delivered", async () => {
  const at = await start()
  const { plain, frames, established } = at.socket()
  await established
  plain.send('{"event":"pusher:subscribe","data":{"channel":"room"}}')
  await until(() => expect(frames.join()).toContain("subscription_succeeded"))
  const forged = signedUrl(at, { app: { ...TEST_APP, secret: "guessed" } })
  const wrongKey = signedUrl(at, { app: { ...TEST_APP, key: "another" } })
  expect(await post(forged, EVENT)).toBe(401)
  expect(await post(wrongKey, EVENT)).toBe(401)
  expect(await post(signedUrl(at, {}), EVENT.replace("{}", "[]"))).toBe(401)
  const genuine = signedUrl(at, {})
  expect(await post(genuine, EVENT)).toBe(200)
  await until(() => expect(frames.filter((frame) => frame.includes('"event":"e"'))).toHaveLength(1))
  expect(at.stats().deliveries).toBe(1)
})

test("a body without its digest is refused even though the rest is signed", async () => {
  const at = await start()
  const url = signedUrl(at, { body: "" })
  expect(await post(url, EVENT)).toBe(401)
})

test("a recorded request is worthless once its timestamp expired, and a new timestamp breaks its signature", async () => {
  const at = await start()
  const recorded = signedUrl(at, { timestampS: nowS() - 700 })
  expect(await post(recorded, EVENT)).toBe(401)
  recorded.searchParams.set("auth_timestamp", String(nowS()))
  expect(await post(recorded, EVENT)).toBe(401)
  expect(await post(signedUrl(at, { timestampS: nowS() + 700 }), EVENT)).toBe(401)
})

test("an event over 10 kB and a body over the limit are refused with 413", async () => {
  const at = await start()
  const event = (length: number) =>
    JSON.stringify({ name: "e", channels: ["room"], data: "x".repeat(length) })
  for (const [length, status] of [
    [10_240, 200],
    [10_241, 413],
    [400_000, 413],
  ] as const) {
    const body = event(length)
    expect(await post(signedUrl(at, { body }), body)).toBe(status)
  }
  const streamed = event(10) + " ".repeat(400_000)
  const chunks = new Blob([streamed]).stream()
  const init = { method: "POST", body: chunks, duplex: "half" } as const
  expect((await fetch(signedUrl(at, { body: streamed }), init)).status).toBe(413)
})

test("malformed events are refused with 400, and a batch with one bad event delivers none", async () => {
  const at = await start()
  const client = at.browser()
  const channel = client.subscribe("room")
  await until(() => expect(channel.subscribed).toBe(true))
  const good = { channel: "room", name: "e", data: "{}" }
  const bad: [string, unknown][] = [
    ["events", "not an object"],
    ["events", { name: "e", channels: [], data: "{}" }],
    ["events", { name: "e", channels: ["a b"], data: "{}" }],
    ["events", { name: "e".repeat(201), channels: ["room"], data: "{}" }],
    ["events", { name: "e", channels: Array.from({ length: 101 }, (_, n) => `room-${n}`), data: "{}" }],
    ["batch_events", { batch: [good, { ...good, channel: "a b" }] }],
    ["batch_events", { batch: Array.from({ length: 11 }, () => good) }],
  ]
  for (const [path, value] of bad) {
    const body = JSON.stringify(value)
    expect(await post(signedUrl(at, { path, body }), body), body).toBe(400)
  }
  expect(at.stats().deliveries).toBe(0)
})

test("when the server restarts, pusher-js comes back by itself and hears again", async () => {
  const at = await start()
  const client = at.browser()
  const heard: unknown[] = []
  const channel = client.subscribe("private-room").bind("e", (data: unknown) => heard.push(data))
  await until(() => expect(channel.subscribed).toBe(true))
  await at.restart()
  expect(at.stats().connections).toBe(0)
  await until(() => expect(at.stats()).toMatchObject({ connections: 1, channels: 1 }))
  await at.rest.trigger("private-room", "e", { n: 1 })
  await until(() => expect(heard).toEqual([{ n: 1 }]))
})
