import { eq } from "drizzle-orm"
import { describe, expect, onTestFinished, test } from "vitest"
import { chatMessages } from "#db/chat-schema.ts"
import { jobs } from "#db/schema.ts"
import { createBbbClient } from "#server/clients/bbb.ts"
import type { TestDeps } from "#server/test-deps.ts"
import { getWebinar, makeUser } from "#server/test-factories.ts"
import { livestreamOf, makeLive, makeStage, type Stage } from "#server/test-live.ts"
import { startWorker } from "#server/worker.ts"
import { startBbbSim } from "../../e2e/sims/bbb/bbb-sim.ts"
import { retryMessage, sendMessage } from "./chat.ts"
import { relayMessage } from "./chat-relay.ts"
import { endEverything, stopLive } from "./livestreams.ts"
import { enterMeeting } from "./meetings.ts"

const SECRET = "a-bbb-secret"
/** A busy machine takes its time. */
const PATIENT = { timeout: 20_000, interval: 20 }
const HOUR_MS = 3_600_000

async function say({ deps, eventId, owner }: Stage, text: string) {
  const clientId = `c-${Math.random()}`
  await sendMessage(deps, owner, { eventId, clientId, text })
  const [row] = await deps.db.select().from(chatMessages).where(eq(chatMessages.clientId, clientId))
  if (!row) throw new Error("the message was not stored")
  return row
}

async function deliveryOf({ deps }: Stage, id: string) {
  const [row] = await deps.db.select().from(chatMessages).where(eq(chatMessages.id, id))
  return row?.delivery
}

async function enter({ deps, owner, webinarId }: Stage) {
  await enterMeeting(deps, owner, { webinarId, locale: "fr" })
}

/** The services with the real client, against the stand-in of BBB. */
async function withBbb() {
  const sim = await startBbbSim({ host: "127.0.0.1", port: 0, secret: SECRET })
  onTestFinished(() => sim.close())
  const stage = await makeStage()
  const client = createBbbClient({ apiUrl: sim.apiUrl, secret: SECRET, timeoutMs: 2_000 })
  const deps: TestDeps = { ...stage.deps, bbb: Object.assign(stage.deps.bbb, client) }
  const shown = () => sim.control.meetings()[0]?.chat.map((line) => [line.senderName, line.message])
  return { ...stage, deps, sim, shown }
}

function work(deps: TestDeps) {
  const worker = startWorker(deps)
  deps.wakeWorker = worker.wake
  onTestFinished(() => worker.stop())
  return worker
}

describe("into a real meeting", () => {
  test("messages come in order, each once, under the listener's name", async () => {
    const stage = await withBbb()
    await enter(stage)
    stage.sim.control.connect({ meetingID: stage.meetingId, fullName: "Presenter" })
    work(stage.deps)
    const ada = await makeUser(stage.deps, { name: "Ada" })
    const { deps, eventId } = stage
    for (const text of ["one", "three", "L'été <b>à</b> 🎥 100%"])
      await sendMessage(deps, ada, { eventId, clientId: `client-${text.length}`, text })
    await expect.poll(stage.shown, PATIENT).toEqual([
      ["Ada (live)", "one"],
      ["Ada (live)", "three"],
      ["Ada (live)", "L'été <b>à</b> 🎥 100%"],
    ])
    const changed = () =>
      deps.realtime.published.flatMap(({ signals }) =>
        signals.flatMap((signal) =>
          signal.type === "chat.changed" ? signal.changes.map(({ delivery }) => delivery) : [],
        ),
      )
    await expect.poll(changed, PATIENT).toEqual(["in_meeting", "in_meeting", "in_meeting"])
  })

  test("a BBB that is down is waited for, and the order is kept", async () => {
    const stage = await withBbb()
    await enter(stage)
    stage.sim.control.connect({ meetingID: stage.meetingId, fullName: "Presenter" })
    stage.sim.control.faults({ call: "sendChatMessage", fault: "refuse", count: 2 })
    work(stage.deps)
    const first = await say(stage, "one")
    await say(stage, "two")
    await expect
      .poll(async () => {
        stage.deps.clock.advance(1_000)
        return stage.shown()?.map((line) => line[1])
      }, PATIENT)
      .toEqual(["one", "two"])
    await expect.poll(() => deliveryOf(stage, first.id), PATIENT).toBe("in_meeting")
  })

  test("a message sent while nobody has joined yet comes when somebody has", async () => {
    const stage = await withBbb()
    await enter(stage)
    const message = await say(stage, "early bird")
    const relay = () => relayMessage(stage.deps, { messageId: message.id })
    await expect(relay()).rejects.toMatchObject({ retryable: true })
    expect(await deliveryOf(stage, message.id)).toBe("waiting")
    stage.sim.control.connect({ meetingID: stage.meetingId, fullName: "Presenter" })
    await relay()
    expect(await deliveryOf(stage, message.id)).toBe("in_meeting")
    await expect.poll(stage.shown, PATIENT).toHaveLength(1)
  })
})

describe("a long text", () => {
  test("goes in pieces on word boundaries, and a failure in the middle repeats none", async () => {
    const stage = await makeStage()
    await enter(stage)
    const words = Array.from({ length: 180 }, (_, index) => `w${index}`)
    const message = await say(stage, words.join(" "))
    stage.deps.bbb.chatFailsAfter = 1
    await expect(relayMessage(stage.deps, { messageId: message.id })).rejects.toMatchObject({
      retryable: true,
    })
    stage.deps.bbb.chatFailsAfter = null
    await relayMessage(stage.deps, { messageId: message.id })
    const texts = stage.deps.bbb.chat.map((line) => line.text)
    expect(texts.length).toBeGreaterThan(1)
    expect(texts.every((text) => text.length <= 500)).toBe(true)
    expect(texts.join(" ").split(" ")).toEqual(words)
    expect(await deliveryOf(stage, message.id)).toBe("in_meeting")
    await relayMessage(stage.deps, { messageId: message.id })
    expect(stage.deps.bbb.chat).toHaveLength(texts.length)
  })
})

describe("a message", () => {
  test("waits while there is no meeting", async () => {
    const stage = await makeStage()
    const message = await say(stage, "hello")
    await expect(relayMessage(stage.deps, { messageId: message.id })).rejects.toMatchObject({
      retryable: true,
    })
    expect(await deliveryOf(stage, message.id)).toBe("waiting")
  })

  test("is hurried on as soon as the meeting is there", async () => {
    const stage = await makeStage()
    await say(stage, "hello")
    work(stage.deps)
    const runAt = async () => (await stage.deps.db.select().from(jobs))[0]?.runAt.getTime() ?? 0
    await expect.poll(runAt, PATIENT).toBeGreaterThan(stage.deps.clock.now().getTime())
    await enter(stage)
    await expect.poll(() => stage.deps.bbb.chat.length, PATIENT).toBe(1)
  })

  test("goes by the gateway where BBB has no chat API and the gateway really types", async () => {
    const live = await makeLive()
    live.deps.bbb.canChat = false
    live.deps.gateway.canChat = true
    const message = await say(live, "hello")
    await relayMessage(live.deps, { messageId: message.id })
    const { roomKey } = await livestreamOf(live, live.id)
    expect(live.deps.gateway.calls.at(-1)).toMatchObject({
      verb: "chat",
      room: roomKey,
      text: `(${live.owner.name}) hello`,
    })
    expect(await deliveryOf(live, message.id)).toBe("in_meeting")
  })

  test("waits for a gateway that can't be asked whether it types, and is not given up", async () => {
    const live = await makeLive()
    live.deps.bbb.canChat = false
    live.deps.gateway.canChat = true
    const message = await say(live, "hello")
    live.deps.gateway.dead.add(live.gateway.url)
    await expect(relayMessage(live.deps, { messageId: message.id })).rejects.toMatchObject({
      retryable: true,
    })
    expect(await deliveryOf(live, message.id)).toBe("waiting")
    live.deps.gateway.dead.clear()
    await relayMessage(live.deps, { messageId: message.id })
    expect(await deliveryOf(live, message.id)).toBe("in_meeting")
  })

  test("of which a gateway typed one line goes on with the next", async () => {
    const live = await makeLive()
    live.deps.bbb.canChat = false
    live.deps.gateway.canChat = true
    const words = Array.from({ length: 130 }, (_, index) => `слово${index}`)
    const message = await say(live, words.join(" "))
    live.deps.gateway.typesFor = 1
    await expect(relayMessage(live.deps, { messageId: message.id })).rejects.toMatchObject({
      retryable: true,
    })
    live.deps.gateway.typesFor = null
    await relayMessage(live.deps, { messageId: message.id })
    const typed = live.deps.gateway.calls.flatMap(({ verb, text }) => (verb === "chat" ? [text ?? ""] : []))
    expect(typed.length).toBeGreaterThan(2)
    const read = typed.join(" ").replaceAll(`(${live.owner.name}) `, "").split(" ")
    expect(read).toEqual(words)
    expect(await deliveryOf(live, message.id)).toBe("in_meeting")
  })

  test("is for the live page only where neither way works, and that is said", async () => {
    const live = await makeLive()
    live.deps.bbb.canChat = false
    const message = await say(live, "hello")
    await relayMessage(live.deps, { messageId: message.id })
    expect(await deliveryOf(live, message.id)).toBe("live_page_only")
    await live.deps.ticker.idle()
    expect(live.deps.realtime.published.at(-1)?.signals.at(-1)).toMatchObject({
      type: "chat.changed",
      changes: [{ delivery: "live_page_only" }],
    })
  })

  test("of an event that is over is given up, and can be tried again after a new start", async () => {
    const live = await makeLive()
    const message = await say(live, "hello")
    await endEverything(live.deps, live.owner, { webinarId: live.webinarId })
    await relayMessage(live.deps, { messageId: message.id })
    expect(await deliveryOf(live, message.id)).toBe("not_delivered")
    expect(live.deps.bbb.chat).toEqual([])
  })

  test("still reaches a meeting that overruns, but not one of yesterday", async () => {
    const live = await makeLive()
    const message = await say(live, "hello")
    const late = await say(live, "late")
    live.deps.clock.advance(2 * HOUR_MS)
    await relayMessage(live.deps, { messageId: message.id })
    expect(await deliveryOf(live, message.id)).toBe("in_meeting")
    live.deps.clock.advance(24 * HOUR_MS)
    await relayMessage(live.deps, { messageId: late.id })
    expect(await deliveryOf(live, late.id)).toBe("not_delivered")
  })

  test("that BBB refuses for good is marked as not delivered, and may be tried again", async () => {
    const live = await makeLive()
    const { id, seq } = await say(live, "refused")
    live.deps.bbb.trouble = "refused"
    await relayMessage(live.deps, { messageId: id })
    expect(await deliveryOf(live, id)).toBe("not_delivered")
    live.deps.bbb.trouble = null
    const asked = { eventId: live.eventId, seq: seq ?? 0 }
    expect(await retryMessage(live.deps, live.owner, asked)).toMatchObject({ delivery: "waiting" })
    await relayMessage(live.deps, { messageId: id })
    expect(live.deps.bbb.chat.map((line) => line.text)).toEqual(["refused"])
  })

  test("stays on its way while only the live is stopped", async () => {
    const live = await makeLive()
    await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
    const message = await say(live, "hello")
    await relayMessage(live.deps, { messageId: message.id })
    expect(await deliveryOf(live, message.id)).toBe("in_meeting")
    expect((await getWebinar(live.deps, live.webinarId)).webinar.meetingCreatedAt).not.toBeNull()
  })
})

/** As the worker would, a quarter of a minute later each time; one at a time, for leases run out meanwhile. */
async function untilOf(stage: Stage, id: string, delivery: string) {
  const worker = work(stage.deps)
  await expect
    .poll(async () => {
      stage.deps.clock.advance(15_000)
      worker.wake()
      return deliveryOf(stage, id)
    }, PATIENT)
    .toBe(delivery)
  await worker.stop()
}

async function attemptsOf({ deps }: Stage, id: string) {
  const rows = await deps.db.select().from(jobs)
  return rows.find(({ kind, payload }) => kind === "chat.relay" && JSON.stringify(payload).includes(id))
    ?.attempts
}

describe("while the event lasts", () => {
  test.each(["bad_answer", "unauthorized", "tls", "failed"] as const)(
    "a way that fails with %s for long loses nothing and keeps the order",
    async (trouble) => {
      const live = await makeLive()
      const rows = [await say(live, "one"), await say(live, "two"), await say(live, "three")]
      live.deps.bbb.trouble = trouble
      const worker = work(live.deps)
      await expect
        .poll(async () => {
          live.deps.clock.advance(15_000)
          worker.wake()
          return attemptsOf(live, rows[0]?.id ?? "")
        }, PATIENT)
        .toBeGreaterThan(12)
      await worker.stop()
      for (const { id } of rows) expect(await deliveryOf(live, id)).toBe("waiting")
      live.deps.bbb.trouble = null
      await untilOf(live, rows[2]?.id ?? "", "in_meeting")
      expect(live.deps.bbb.chat.map(({ text }) => text)).toEqual(["one", "two", "three"])
    },
  )

  test("a message that alone can't get through is found out, and holds up no others", async () => {
    const live = await makeLive()
    const bad = [await say(live, "poison"), await say(live, "poison")]
    const good = await say(live, "fine")
    live.deps.bbb.poison = "poison"
    await untilOf(live, good.id, "in_meeting")
    await untilOf(live, bad[0]?.id ?? "", "not_delivered")
    const last = await say(live, "later")
    await untilOf(live, last.id, "in_meeting")
    expect(live.deps.bbb.chat.map(({ text }) => text)).toEqual(["fine", "later"])
    expect(await deliveryOf(live, bad[1]?.id ?? "")).toBe("not_delivered")
  })

  test("with nobody waiting behind it, such a message isn't given up", async () => {
    const live = await makeLive()
    const message = await say(live, "poison")
    live.deps.bbb.poison = "poison"
    const turn = { attempts: 50, isTakeover: false }
    await expect(relayMessage(live.deps, { messageId: message.id }, turn)).rejects.toMatchObject({
      retryable: true,
    })
    expect(await deliveryOf(live, message.id)).toBe("waiting")
  })

  test("the worker waits longer for the meeting than for anything else", async () => {
    const live = await makeLive()
    const message = await say(live, "hello")
    await live.deps.db.update(jobs).set({ attempts: 5_000 }).where(eq(jobs.kind, "chat.relay"))
    live.deps.bbb.trouble = "unreachable"
    const worker = work(live.deps)
    await expect.poll(() => attemptsOf(live, message.id), PATIENT).toBe(5_001)
    await worker.stop()
    live.deps.bbb.trouble = null
    await untilOf(live, message.id, "in_meeting")
  })
})
