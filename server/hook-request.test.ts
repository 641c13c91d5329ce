// From the meeting's chat to the listeners, with BBB's stand-in calling a real server: each way in which versions sign.
import { createServer } from "node:http"
import { describe, expect, onTestFinished, test } from "vitest"
import { createBbbClient } from "#server/clients/bbb.ts"
import { portOf } from "#server/clients/test-server.ts"
import type { Deps } from "#server/deps.ts"
import { messageOf } from "#server/errors.ts"
import { answerHook } from "#server/hook-request.ts"
import { sendMessage } from "#server/services/chat.ts"
import { relayMessage } from "#server/services/chat-relay.ts"
import { endEverything, getControlView } from "#server/services/livestreams.ts"
import { endMeeting } from "#server/services/meeting-end.ts"
import { enterMeeting } from "#server/services/meetings.ts"
import { makeUser } from "#server/test-factories.ts"
import { chatOf, hookOf, workOnHook } from "#server/test-hooks.ts"
import { makeStage } from "#server/test-live.ts"
import { type BbbSimOptions, startBbbSim } from "../e2e/sims/bbb/bbb-sim.ts"

const SECRET = "a-bbb-secret"
const PATIENT = { timeout: 20_000, interval: 20 }

/** Where BBB's calls come in, as pages are served. */
async function openDoor() {
  const door: { url: string; isClosed: boolean; deps: Deps | null } = { url: "", isClosed: false, deps: null }
  const server = createServer(async (incoming, outgoing) => {
    const url = new URL(incoming.url ?? "/", door.url)
    if (!door.deps || door.isClosed) return outgoing.writeHead(503).end()
    const chunks: Uint8Array[] = await incoming.toArray()
    const request = new Request(url, {
      method: "POST",
      headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, `${value}`]),
      body: Buffer.concat(chunks),
    })
    const answer = await answerHook(door.deps, url.pathname.replace("/api/bbb/hooks/", ""), request)
    outgoing.writeHead(answer.status).end(await answer.text())
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  door.url = `http://127.0.0.1:${portOf(server.address())}`
  return door
}

async function meet(options: Partial<BbbSimOptions> = {}) {
  const door = await openDoor()
  const sim = await startBbbSim({ host: "127.0.0.1", port: 0, ...options, secret: SECRET })
  onTestFinished(() => sim.close())
  const stage = await makeStage({}, { CALLBACK_URL: door.url, BBB_SECRET_KEY: SECRET })
  const { deps, owner, webinarId, meetingId } = stage
  Object.assign(deps.bbb, createBbbClient({ apiUrl: sim.apiUrl, secret: SECRET, timeoutMs: 5_000 }))
  door.deps = deps
  await enterMeeting(deps, owner, { webinarId, locale: "fr" })
  await workOnHook(stage)
  sim.control.connect({ meetingID: meetingId, fullName: "Zoé", userID: owner.id, role: "MODERATOR" })
  const lines = async () => (await chatOf(stage)).map(({ authorName, text }) => [authorName, text])
  const deliveries = () => sim.control.requests({ kind: "hook" })
  return { ...stage, sim, door, lines, deliveries }
}

async function listenerWrites({ deps, eventId }: Awaited<ReturnType<typeof meet>>, text: string) {
  const ada = await makeUser(deps, { name: "Ada" })
  await sendMessage(deps, ada, { eventId, clientId: "client-1", text })
}

const VARIANTS: [string, Partial<BbbSimOptions>][] = [
  ["3.4", {}],
  ["3.4 with sha512", { webhooks: { algorithm: "sha512" } }],
  ["3.0 to 3.3", { webhooks: { version: "3.0-3.3" } }],
  ["2.x", { profile: "bbb27" }],
  ["3.4 by bearer", { webhooks: { auth: "bearer" } }],
  ["2.x by bearer", { profile: "bbb27", webhooks: { auth: "bearer" } }],
]

describe.each(VARIANTS)("bbb-webhooks %s", (_version, options) => {
  test("brings each line once, as it was typed, and nothing else", async () => {
    const stage = await meet(options)
    stage.sim.control.faults({ call: "hook", fault: "duplicate" })
    stage.sim.control.chat(stage.meetingId, "l'été <b> & co", "Zoé")
    await expect.poll(stage.deliveries, PATIENT).toHaveLength(2)
    stage.sim.control.chat(stage.meetingId, "deux", "Somebody else")
    await expect.poll(stage.lines, PATIENT).toEqual([
      ["Zoé", "l'été <b> & co"],
      ["Somebody else", "deux"],
    ])
    const seen = () => stage.deliveries().map(({ status, call }) => `${call} ${status}`)
    await expect.poll(seen, PATIENT).toEqual(Array.from({ length: 3 }, () => "chat-group-message-sent 200"))
  })

  test("is not believed when somebody else sends what it would", async () => {
    const stage = await meet(options)
    stage.sim.control.faults({ call: "hook", fault: "forge" })
    stage.sim.control.chat(stage.meetingId, "a forgery", "Zoé")
    await expect.poll(stage.deliveries, PATIENT).toMatchObject([{ status: 403 }])
    stage.sim.control.chat(stage.meetingId, "the truth", "Zoé")
    await expect.poll(stage.lines, PATIENT).toEqual([["Zoé", "the truth"]])
  })
})

test("a listener's message goes into the meeting and doesn't come back", async () => {
  const stage = await meet()
  await listenerWrites(stage, "bonjour")
  const [message] = await chatOf(stage)
  await relayMessage(stage.deps, { messageId: message?.id ?? "" })
  await expect.poll(stage.deliveries, PATIENT).toMatchObject([{ status: 200 }])
  stage.sim.control.chat(stage.meetingId, "bonjour à vous", "Zoé")
  await expect.poll(stage.lines, PATIENT).toEqual([
    ["Ada", "bonjour"],
    ["Zoé", "bonjour à vous"],
  ])
  const [, answer] = await chatOf(stage)
  // Before 3.4 nobody would know that Zoé is the presenter.
  expect(answer).toMatchObject({ origin: "meeting", authorId: stage.owner.id })
})

test("what is written while we are down comes when we are back", async () => {
  const stage = await meet()
  stage.door.isClosed = true
  stage.sim.control.chat(stage.meetingId, "anybody there?", "Zoé")
  await expect.poll(stage.deliveries, PATIENT).toMatchObject([{ status: 503 }])
  stage.door.isClosed = false
  await expect.poll(stage.lines, PATIENT).toEqual([["Zoé", "anybody there?"]])
})

test("the hook goes with the meeting", async () => {
  const stage = await meet()
  const { deps, owner, webinarId } = stage
  expect(stage.sim.control.hooks()).toMatchObject([
    { meetingId: stage.meetingId, eventIds: ["chat-group-message-sent", "meeting-ended"] },
  ])
  await endEverything(deps, owner, { webinarId })
  // The stand-in's meeting takes its time to end, as BBB's does.
  const isGone = () => endMeeting(deps, { webinarId }).then(() => true, messageOf)
  await expect.poll(isGone, PATIENT).toBe(true)
  await workOnHook(stage)
  expect(stage.sim.control.hooks()).toEqual([])
  expect(await hookOf(stage)).toMatchObject({ hookId: null })
})

test("where the package isn't installed the control room says so, and nothing else is troubled", async () => {
  const stage = await meet({ webhooks: { installed: false } })
  const { deps, owner, webinarId } = stage
  expect(await hookOf(stage)).toMatchObject({ missing: true })
  expect(await getControlView(deps, owner, { webinarId })).toMatchObject({
    chatInbound: "missing",
    chatRoute: "bbb",
  })
})

test("an address that nobody has is unknown; more than BBB ever sends is taken without being read", async () => {
  const stage = await meet()
  const post = async (key: string, body: string) =>
    (await fetch(`${stage.door.url}/api/bbb/hooks/${key}?checksum=00`, { method: "POST", body })).status
  const { key } = await hookOf(stage)
  expect(await post("guessed", "event=")).toBe(404)
  expect(await post(key, "event=")).toBe(403)
  expect(await post(key, "x".repeat(256_001))).toBe(200)
  expect(await stage.lines()).toEqual([])
})
