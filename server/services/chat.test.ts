import { describe, expect, test } from "vitest"
import { chatMessages } from "#db/chat-schema.ts"
import { write } from "#db/client.ts"
import { findMessageBySeq, listSince, updateMessage } from "#db/queries/chat.ts"
import { CHAT_PAGE_SIZE, CHAT_RATE, CHAT_UPDATE_LIMIT } from "#server/domain/chat.ts"
import type { Actor, UserActor } from "#server/domain/policy.ts"
import { ANYBODY, makeTeacher, makeUser, webinarForm } from "#server/test-factories.ts"
import { makeStage, type Stage, waitingJobs } from "#server/test-live.ts"
import { retryMessage, sendMessage } from "./chat.ts"
import { changeMessage } from "./chat-posting.ts"
import { listMessagesBefore, listUpdate, openChat } from "./chat-reading.ts"
import { endEverything, setChat } from "./livestreams.ts"
import { saveWebinar } from "./webinars.ts"

const HOUR_MS = 3_600_000

async function say({ deps, eventId }: Stage, actor: Actor, text: string, clientId = `client-${text}`) {
  const sent = await sendMessage(deps, actor, { eventId, clientId, text })
  if (sent.state !== "shown") throw new Error("the message is held")
  return sent.message
}

async function edit({ deps, owner, webinarId }: Stage, form: Parameters<typeof webinarForm>[0]) {
  await saveWebinar(deps, owner, { webinarId, form: webinarForm(form) })
}

describe("sending", () => {
  test("the same client id twice is one message, also at the same moment", async () => {
    const stage = await makeStage()
    const ada = await makeUser(stage.deps, { name: "Ada" })
    const answers = await Promise.all([1, 2, 3].map(() => say(stage, ada, "hello")))
    expect(await say(stage, ada, "hello")).toEqual(answers[0])
    expect(new Set(answers.map((answer) => answer.seq)).size).toBe(1)
    expect(await stage.deps.db.select().from(chatMessages)).toHaveLength(1)
    expect(await waitingJobs(stage, "chat.relay")).toHaveLength(1)
    await stage.deps.ticker.idle()
    const sent = stage.deps.realtime.published.flatMap(({ signals }) => signals)
    expect(sent.filter((signal) => signal.type === "chat.sent")).toHaveLength(1)
  })

  test("the same client id of two people is two messages", async () => {
    const stage = await makeStage()
    await say(stage, await makeUser(stage.deps), "hello")
    await say(stage, await makeUser(stage.deps), "hello")
    expect(await stage.deps.db.select().from(chatMessages)).toHaveLength(2)
  })

  test("fifty people at once get numbers without a hole", async () => {
    const stage = await makeStage()
    const people: UserActor[] = []
    for (let index = 0; index < 50; index++) people.push(await makeUser(stage.deps))
    const messages = await Promise.all(people.map((person) => say(stage, person, "hello")))
    const numbers = messages.map((message) => message.seq).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
  })

  test("is marked as a presenter's when one writes", async () => {
    const stage = await makeStage()
    expect(await say(stage, stage.owner, "welcome")).toMatchObject({ origin: "presenter" })
    expect(await say(stage, await makeUser(stage.deps), "hi")).toMatchObject({ origin: "listener" })
  })

  test("too fast is refused for a while, for listeners and not for presenters", async () => {
    const stage = await makeStage()
    const ada = await makeUser(stage.deps)
    for (let index = 0; index < CHAT_RATE.points; index++) await say(stage, ada, `line ${index}`)
    await expect(say(stage, ada, "one more")).rejects.toMatchObject({
      code: "too_many_requests",
      fields: { retryAfterSeconds: expect.stringMatching(/^\d+$/) },
    })
    await expect(say(stage, ada, "line 0"), "a retry of a stored message").resolves.toMatchObject({ seq: 1 })
    for (let index = 0; index < CHAT_RATE.points + 2; index++) await say(stage, stage.owner, `line ${index}`)
  })

  test("needs a signed-in person", async () => {
    const stage = await makeStage()
    await expect(say(stage, ANYBODY, "hello")).rejects.toMatchObject({ code: "unauthenticated" })
  })
})

describe("the chat is closed", () => {
  const closed = { code: "chat_closed" }

  test("when it is off, and open again when it is on", async () => {
    const stage = await makeStage()
    const ada = await makeUser(stage.deps)
    await setChat(stage.deps, stage.owner, { webinarId: stage.webinarId, enabled: false })
    await expect(say(stage, ada, "hello")).rejects.toMatchObject(closed)
    await setChat(stage.deps, stage.owner, { webinarId: stage.webinarId, enabled: true })
    await expect(say(stage, ada, "hello")).resolves.toMatchObject({ seq: 1 })
  })

  test("before the lobby, after the planned end, and when everything was ended", async () => {
    const stage = await makeStage()
    const ada = await makeUser(stage.deps)
    const start = stage.deps.clock.now().getTime()
    stage.deps.clock.set(new Date(start - HOUR_MS))
    await expect(say(stage, ada, "hello")).rejects.toMatchObject(closed)
    stage.deps.clock.set(new Date(start + 2 * HOUR_MS))
    await expect(say(stage, ada, "hello")).rejects.toMatchObject(closed)
    stage.deps.clock.set(new Date(start))
    await endEverything(stage.deps, stage.owner, { webinarId: stage.webinarId })
    await expect(say(stage, ada, "hello")).rejects.toMatchObject(closed)
  })

  test("to all who may not watch", async () => {
    const stage = await makeStage()
    await say(stage, stage.owner, "welcome")
    await edit(stage, { restricted: true })
    const { deps, eventId } = stage
    const asked = { eventId, afterSeq: 0, afterRev: 0 }
    await expect(listUpdate(deps, ANYBODY, asked)).rejects.toMatchObject({ code: "unauthenticated" })
    await expect(openChat(deps, ANYBODY, { eventId })).rejects.toMatchObject({ code: "unauthenticated" })
    await expect(say(stage, ANYBODY, "hello")).rejects.toMatchObject({ code: "unauthenticated" })
    expect((await listUpdate(deps, await makeUser(deps), asked)).messages).toHaveLength(1)
    await edit(stage, { isWebinar: false })
    await expect(listUpdate(deps, ANYBODY, asked)).rejects.toMatchObject({ code: "not_found" })
    await expect(say(stage, await makeUser(deps), "hello")).rejects.toMatchObject({ code: "not_found" })
  })
})

describe("reading", () => {
  test("by pages goes back to the first message, and forward without a hole", async () => {
    const stage = await makeStage()
    const { deps, eventId } = stage
    const total = CHAT_PAGE_SIZE + 7
    for (let index = 1; index <= total; index++) await say(stage, stage.owner, `line ${index}`)
    const latest = await openChat(deps, ANYBODY, { eventId })
    expect(latest.messages).toHaveLength(CHAT_PAGE_SIZE)
    expect(latest.messages.at(-1)?.text).toBe(`line ${total}`)
    expect(latest.hasOlder).toBe(true)
    const older = await listMessagesBefore(deps, ANYBODY, {
      eventId,
      beforeSeq: latest.messages[0]?.seq ?? 0,
    })
    expect(older.messages.map((message) => message.seq)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(older.hasOlder).toBe(false)
    const since = await listUpdate(deps, ANYBODY, { eventId, afterSeq: total - 2, afterRev: 0 })
    expect(since.messages.map((message) => message.seq)).toEqual([total - 1, total])
    expect(since.head).toEqual({ seq: total, rev: 0, rules: 0 })
  })
})

describe("what a page missed", () => {
  async function read({ deps, eventId }: Stage, afterSeq: number, afterRev: number) {
    const { messages, changes, head } = await listUpdate(deps, ANYBODY, { eventId, afterSeq, afterRev })
    return { seqs: messages.map(({ seq }) => seq), revs: changes.map(({ rev }) => rev), head }
  }

  function countReadings({ deps }: Stage) {
    const kinds: string[] = []
    deps.metrics.historyRead = (kind) => kinds.push(kind)
    return kinds
  }

  test("is told to everybody who comes back at the same moment from one reading of the history", async () => {
    const stage = await makeStage()
    for (let index = 1; index <= 5; index++) await say(stage, stage.owner, `line ${index}`)
    const readings = countReadings(stage)
    const answers = await Promise.all([0, 1, 2, 3, 4].map((afterSeq) => read(stage, afterSeq, 0)))
    expect(answers.map(({ seqs }) => seqs.length)).toEqual([5, 4, 3, 2, 1])
    expect(readings).toEqual(["whole"])
  })

  test("while people go on writing is told from that one reading and what was added to it", async () => {
    const stage = await makeStage()
    for (let index = 1; index <= 5; index++) await say(stage, stage.owner, `line ${index}`)
    const readings = countReadings(stage)
    await read(stage, 0, 0)
    await say(stage, stage.owner, "line 6")
    const second = await findMessageBySeq(stage.deps.db, stage.eventId, 2)
    if (!second) throw new Error("line 2 was not stored")
    await write(stage.deps.db, (tx) => changeMessage(tx, second, { state: "deleted" }))
    const whole = await listUpdate(stage.deps, ANYBODY, { eventId: stage.eventId, afterSeq: 0, afterRev: 0 })
    expect(whole.messages.map(({ text }) => text)).toEqual([
      "line 1",
      "",
      "line 3",
      "line 4",
      "line 5",
      "line 6",
    ])
    expect(await read(stage, 6, 0)).toMatchObject({ seqs: [], revs: [1] })
    expect(await read(stage, 3, 1)).toMatchObject({ seqs: [4, 5, 6], revs: [] })
    expect(readings).toEqual(["whole", "added"])
  })

  test("is read whole again where more was written since than one answer holds", async () => {
    const stage = await makeStage()
    await say(stage, stage.owner, "line 1")
    await read(stage, 0, 0)
    for (let index = 2; index <= CHAT_UPDATE_LIMIT + 2; index++)
      await say(stage, stage.owner, `line ${index}`)
    const readings = countReadings(stage)
    expect((await read(stage, CHAT_UPDATE_LIMIT, 0)).seqs).toEqual([
      CHAT_UPDATE_LIMIT + 1,
      CHAT_UPDATE_LIMIT + 2,
    ])
    expect(readings).toEqual(["whole"])
  })

  test("is whole although somebody else's later question began later", async () => {
    const stage = await makeStage()
    const { eventId, deps } = stage
    const total = CHAT_UPDATE_LIMIT + 1
    for (let index = 1; index <= total; index++) await say(stage, stage.owner, `line ${index}`)
    await read(stage, 1, 0)
    const rows = (from: number) => listSince(deps.db, eventId, from, CHAT_UPDATE_LIMIT)
    const update = await deps.recentChat(
      { eventId, after: { seq: 0, rev: 0 }, head: { seq: total - 1, rev: 0 } },
      async ({ seq }) => ({ messages: await rows(seq), changes: [] }),
    )
    expect(update.messages[0]?.seq).toBe(1)
  })

  test("is every change of what it has, and never somebody's account", async () => {
    const stage = await makeStage()
    const ada = await makeUser(stage.deps, { name: "Ada" })
    const { seq, authorKey } = await say(stage, ada, "hello")
    const [row] = await stage.deps.db.select().from(chatMessages)
    if (!row) throw new Error("nothing was stored")
    await write(stage.deps.db, (tx) => changeMessage(tx, row, { delivery: "in_meeting" }))
    await write(stage.deps.db, (tx) => changeMessage(tx, row, { state: "deleted" }))
    expect(await read(stage, seq, 0)).toEqual({ seqs: [], revs: [2], head: { seq: 1, rev: 2, rules: 0 } })
    const whole = await listUpdate(stage.deps, ANYBODY, { eventId: stage.eventId, afterSeq: 0, afterRev: 0 })
    expect(whole.messages).toMatchObject([{ text: "", deleted: true, delivery: "in_meeting", authorKey }])
    expect(JSON.stringify(whole)).not.toContain(ada.id)
  })

  test("of a long absence comes in pieces that leave nothing out", async () => {
    const stage = await makeStage()
    const total = CHAT_UPDATE_LIMIT + 30
    for (let index = 1; index <= total; index++) await say(stage, stage.owner, `line ${index}`)
    const first = await read(stage, 0, 0)
    expect(first.seqs).toHaveLength(CHAT_UPDATE_LIMIT)
    const rest = await read(stage, first.seqs.at(-1) ?? 0, 0)
    expect([...first.seqs, ...rest.seqs]).toEqual(Array.from({ length: total }, (_, index) => index + 1))
  })
})

describe("asking for one more try", () => {
  async function failed() {
    const stage = await makeStage()
    const ada = await makeUser(stage.deps)
    const { seq } = await say(stage, ada, "hello")
    const [row] = await stage.deps.db.select().from(chatMessages)
    await write(stage.deps.db, (tx) => updateMessage(tx, row?.id ?? "", { delivery: "not_delivered" }))
    return { stage, ada, asked: { eventId: stage.eventId, seq } }
  }

  test("is for the author and for presenters", async () => {
    const { stage, ada, asked } = await failed()
    expect(await retryMessage(stage.deps, ada, asked)).toMatchObject({ delivery: "waiting" })
    expect(await waitingJobs(stage, "chat.relay")).toHaveLength(2)
    const other = await failed()
    expect(await retryMessage(other.stage.deps, other.stage.owner, other.asked)).toMatchObject({
      delivery: "waiting",
    })
  })

  test("is refused to others, and to nobody in particular", async () => {
    const { stage, asked } = await failed()
    const stranger = await makeTeacher(stage.deps)
    await expect(retryMessage(stage.deps, stranger, asked)).rejects.toMatchObject({ code: "forbidden" })
    await expect(retryMessage(stage.deps, ANYBODY, asked)).rejects.toMatchObject({ code: "unauthenticated" })
    await expect(retryMessage(stage.deps, stranger, { ...asked, seq: 99 })).rejects.toMatchObject({
      code: "not_found",
    })
  })

  test("of a message that is on its way changes nothing", async () => {
    const stage = await makeStage()
    const { seq } = await say(stage, stage.owner, "hello")
    await retryMessage(stage.deps, stage.owner, { eventId: stage.eventId, seq })
    expect(await waitingJobs(stage, "chat.relay")).toHaveLength(1)
  })
})
