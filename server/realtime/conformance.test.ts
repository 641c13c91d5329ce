/** What the official libraries expect of a Pusher server, over real sockets. */
import type PusherClient from "pusher-js"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { z } from "zod"
import { startTestEndpoint } from "./endpoint-fixture.ts"
import { isElsewhere, isForeign, openTarget } from "./test-target.ts"

/** What no page of Amphi needs (signing in), or where its endpoint is stricter than others: they are not held to it. */
const ownTest = test.skipIf(isForeign())
/** What Amphi has switched off wherever it is in use. */
const hereTest = test.skipIf(isElsewhere())

let at: Awaited<ReturnType<typeof openTarget>>
let channelNumber = 0

beforeAll(async () => {
  at = await openTarget()
})
afterAll(async () => {
  await at.stop()
})

function freshName(prefix = "") {
  channelNumber += 1
  return `${prefix}room-${channelNumber}`
}

const until = <T>(check: () => T) => vi.waitFor(check, { timeout: 10_000, interval: 10 })

async function connected(client: PusherClient) {
  await until(() => expect(client.connection.state).toBe("connected"))
  return client
}

/** Subscribes, waits for the server's yes, and keeps all that comes: `[event, data, metadata]`. */
async function listen(client: PusherClient, name: string) {
  await connected(client)
  const heard: unknown[][] = []
  const channel = client.subscribe(name)
  channel.bind_global((event: string, data: unknown) => heard.push([event, data]))
  await until(() => expect(channel.subscribed).toBe(true))
  return { channel, heard, events: () => heard.filter(([event]) => !String(event).startsWith("pusher:")) }
}

async function get(path: string, params: Record<string, string> = {}) {
  const response = await at.rest.get({ path, params })
  return z.unknown().parse(await response.json())
}

const Listed = z.object({ channels: z.record(z.string(), z.unknown()) })

async function channelsBy(params: Record<string, string>) {
  return Listed.parse(await get("/channels", params)).channels
}

/** soketi says so inside a successful answer. */
async function isRefused(path: string, params: Record<string, string> = {}) {
  const answer = await get(path, params).catch((error: unknown) => error)
  return answer instanceof Error || (typeof answer === "object" && answer !== null && "error" in answer)
}

test("pusher-js connects and gets a socket id", async () => {
  const client = await connected(at.browser())
  expect(client.connection.socket_id).toMatch(/^\d+\.\d+$/)
})

test("a subscriber of a public channel gets what is published there, and nothing published elsewhere", async () => {
  const name = freshName()
  const { events } = await listen(at.browser(), name)
  await at.rest.trigger(freshName(), "elsewhere", {})
  await at.rest.trigger(name, "greeting", { text: "bonjour « é »" })
  await until(() => expect(events()).toEqual([["greeting", { text: "bonjour « é »" }]]))
})

test("a private channel opens to a signed subscription", async () => {
  const name = freshName("private-")
  const { events } = await listen(at.browser(), name)
  await at.rest.trigger(name, "secret", { n: 1 })
  await until(() => expect(events()).toEqual([["secret", { n: 1 }]]))
})

test("a subscription signed with another secret is refused and hears nothing", async () => {
  const name = freshName("private-")
  const client = await connected(at.browser({ secret: "another" }))
  const refused: unknown[] = []
  const heard: unknown[] = []
  const channel = client.subscribe(name)
  channel.bind("pusher:subscription_error", (error: unknown) => refused.push(error))
  channel.bind("secret", (data: unknown) => heard.push(data))
  await until(() => expect(refused).toMatchObject([{ type: "AuthError", status: 401 }]))
  const { events } = await listen(at.browser(), name)
  await at.rest.trigger(name, "secret", { n: 1 })
  await until(() => expect(events()).toHaveLength(1))
  expect(heard).toEqual([])
})

test("presence members see each other come and go, once per person", async () => {
  const name = freshName("presence-")
  const ada = await listen(at.browser({ userId: "ada" }), name)
  const succeeded = () => ada.heard.find(([event]) => event === "pusher:subscription_succeeded")?.[1]
  expect(succeeded()).toMatchObject({ count: 1, myID: "ada", members: { ada: { name: "Name of ada" } } })

  const bob = at.browser({ userId: "bob" })
  await listen(bob, name)
  const bobAgain = at.browser({ userId: "bob" })
  await listen(bobAgain, name)
  const names = () => ada.heard.map(([event]) => event)
  await until(() => expect(names()).toContain("pusher:member_added"))
  bob.disconnect()
  await until(async () =>
    expect(await get(`/channels/${name}`, { info: "subscription_count" })).toMatchObject({
      subscription_count: 2,
    }),
  )
  expect(names()).not.toContain("pusher:member_removed")
  bobAgain.unsubscribe(name)
  await until(() => expect(names()).toContain("pusher:member_removed"))
  expect(names().filter((event) => event === "pusher:member_added")).toHaveLength(1)
})

hereTest("a client event reaches the others, with the sender's user id, and not the sender", async () => {
  const name = freshName("presence-")
  const ada = await listen(at.browser({ userId: "ada" }), name)
  const bob = await listen(at.browser({ userId: "bob" }), name)
  const heard: unknown[][] = []
  bob.channel.bind("client-typing", (...all: unknown[]) => heard.push(all))
  ada.channel.trigger("client-typing", { on: true })
  await until(() => expect(heard).toEqual([[{ on: true }, { user_id: "ada" }]]))
  expect(ada.events()).toEqual([])
})

ownTest("a client event on a public channel, or in a channel one is not in, goes nowhere", async () => {
  const [open, closed] = [freshName(), freshName("private-")]
  const stranger = await connected(at.browser())
  const inOpen = await listen(at.browser(), open)
  const inClosed = await listen(at.browser(), closed)
  stranger.subscribe(open)
  const errors: unknown[] = []
  stranger.connection.bind("error", (error: unknown) => errors.push(error))
  stranger.send_event("client-x", {}, open)
  stranger.send_event("client-x", {}, closed)
  await until(() => expect(errors).toHaveLength(2))
  expect([...inOpen.events(), ...inClosed.events()]).toEqual([])
})

test("a publisher can leave out one socket", async () => {
  const name = freshName()
  const sender = at.browser()
  const first = await listen(sender, name)
  const second = await listen(at.browser(), name)
  await at.rest.trigger(name, "moved", {}, { socket_id: sender.connection.socket_id })
  await at.rest.trigger(name, "done", {})
  await until(() => expect(first.events()).toEqual([["done", {}]]))
  await until(() => expect(second.events().map(([event]) => event)).toEqual(["moved", "done"]))
})

test("one publish reaches several channels", async () => {
  const names = [freshName(), freshName("private-")]
  const client = at.browser()
  const both = await Promise.all(names.map((name) => listen(client, name)))
  await at.rest.trigger(names, "all", { n: 7 })
  for (const { events } of both) await until(() => expect(events()).toEqual([["all", { n: 7 }]]))
})

test("a batch arrives whole and in order", async () => {
  const name = freshName()
  const { events } = await listen(at.browser(), name)
  await at.rest.triggerBatch([1, 2, 3].map((n) => ({ channel: name, name: "tick", data: { n } })))
  await until(() => expect(events().map(([, data]) => data)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]))
})

test("occupied channels are listed by prefix", async () => {
  const [name, other] = [freshName("presence-"), freshName()]
  await listen(at.browser({ userId: "ada" }), name)
  await listen(at.browser(), other)
  expect(Object.keys(await channelsBy({ filter_by_prefix: name }))).toEqual([name])
  expect(await channelsBy({})).toMatchObject({ [name]: {}, [other]: {} })
})

ownTest("the users of listed presence channels are counted", async () => {
  const name = freshName("presence-")
  await listen(at.browser({ userId: "ada" }), name)
  const asked = { filter_by_prefix: name, info: "user_count" }
  expect(await channelsBy(asked)).toEqual({ [name]: { user_count: 1 } })
})

test("a channel tells its subscriptions and, if it has presence, its users", async () => {
  const name = freshName("presence-")
  await listen(at.browser({ userId: "ada" }), name)
  await listen(at.browser({ userId: "ada" }), name)
  const counts = { occupied: true, user_count: 1, subscription_count: 2 }
  expect(await get(`/channels/${name}`, { info: "user_count,subscription_count" })).toEqual(counts)
  expect(await get(`/channels/${freshName()}`)).toMatchObject({ occupied: false })
})

ownTest("only what is asked of a channel is told, and users only where there is presence", async () => {
  expect(await get(`/channels/${freshName()}`)).toEqual({ occupied: false })
  await expect(get(`/channels/${freshName()}`, { info: "user_count" })).rejects.toMatchObject({ status: 400 })
})

test("the users of a presence channel are listed, those of other channels are not known", async () => {
  const name = freshName("presence-")
  await listen(at.browser({ userId: "ada" }), name)
  await listen(at.browser({ userId: "bob" }), name)
  expect(await get(`/channels/${name}/users`)).toEqual({ users: [{ id: "ada" }, { id: "bob" }] })
  expect(await isRefused(`/channels/${freshName()}/users`)).toBe(true)
})

ownTest("a signed-in user is reached by id, on every connection and nobody else's", async () => {
  const [ada, bob] = [at.browser({ userId: "ada-7" }), at.browser({ userId: "bob-7" })]
  const heard: Record<string, unknown[]> = { ada: [], bob: [] }
  ada.user.bind("note", (data: unknown) => heard.ada?.push(data))
  bob.user.bind("note", (data: unknown) => heard.bob?.push(data))
  for (const client of [ada, bob]) client.signin()
  await until(async () => {
    for (const id of ["ada-7", "bob-7"])
      expect(await get("/channels")).toHaveProperty(["channels", `#server-to-user-${id}`])
  })
  await at.rest.sendToUser("ada-7", "note", { n: 1 })
  await at.rest.sendToUser("bob-7", "note", { n: 2 })
  await until(() => expect(heard).toEqual({ ada: [{ n: 1 }], bob: [{ n: 2 }] }))
})

ownTest("nobody listens to what is sent to another user", async () => {
  const { plain, frames, established } = at.socket()
  await established
  plain.send('{"event":"pusher:subscribe","data":{"channel":"#server-to-user-victim"}}')
  await until(() => expect(frames.at(-1)).toContain("pusher:subscription_error"))
  expect(await get("/channels")).not.toHaveProperty(["channels", "#server-to-user-victim"])
})

ownTest("a forged sign-in closes the connection for good", async () => {
  const client = await connected(at.browser({ secret: "another" }))
  client.signin()
  await until(() => expect(client.connection.state).toBe("disconnected"))
})

ownTest("terminating a user's connections puts that user out for good, and nobody else", async () => {
  const [ada, bob] = [at.browser({ userId: "ada 8/é" }), at.browser({ userId: "bob-8" })]
  for (const client of [ada, bob]) {
    await connected(client)
    client.signin()
    await until(() => expect(client.user.user_data).toBeTruthy())
  }
  await at.rest.terminateUserConnections(encodeURIComponent("ada 8/é"))
  await until(() => expect(ada.connection.state).toBe("disconnected"))
  expect(bob.connection.state).toBe("connected")
})

test("a cache channel gives its last event to who comes late, or says that it has none", async () => {
  const name = freshName("cache-")
  const early = await listen(at.browser(), name)
  await until(() => expect(early.heard.map(([event]) => event)).toContain("pusher:cache_miss"))
  await at.rest.trigger(name, "state", { phase: "waiting" })
  await at.rest.trigger(name, "state", { phase: "live" })
  const late = await listen(at.browser(), name)
  await until(() => expect(late.events()).toEqual([["state", { phase: "live" }]]))
})

test("a ping is answered by a pong", async () => {
  const { plain, frames, established } = at.socket()
  await established
  plain.send('{"event":"pusher:ping","data":{}}')
  await until(() => expect(frames.at(-1)).toBe('{"event":"pusher:pong","data":{}}'))
})

test("an unknown key is refused with 4001, and pusher-js gives up", async () => {
  const client = at.browser({ key: "someone-else" })
  const codes: unknown[] = []
  client.connection.bind("error", ({ error }: { error: unknown }) => codes.push(error))
  await until(() => expect(client.connection.state).toBe("disconnected"))
  expect(codes).toMatchObject([{ data: { code: 4001 } }])
})

ownTest("nothing is left of connections and channels that are gone", async () => {
  const lonely = await startTestEndpoint()
  const client = lonely.browser()
  for (const name of ["room", "private-room", "presence-room", "cache-room"]) await listen(client, name)
  expect(lonely.stats()).toMatchObject({ connections: 1, channels: 4 })
  client.disconnect()
  await until(() => expect(lonely.stats()).toMatchObject({ connections: 0, channels: 0 }))
  await lonely.stop()
})
