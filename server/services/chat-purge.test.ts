import { describe, expect, test } from "vitest"
import {
  chatAliases,
  chatMessages,
  chatRules,
  chatSanctions,
  questions,
  questionVotes,
} from "#db/chat-schema.ts"
import { write } from "#db/client.ts"
import { findRules } from "#db/queries/chat.ts"
import { audit, livestreams } from "#db/schema.ts"
import { newId } from "../ids.ts"
import {
  ANYBODY,
  makeAdmin,
  makeGateway,
  makeTeacher,
  makeUser,
  makeWebinar,
  webinarForm,
} from "../test-factories.ts"
import { makeLive, makeStage, type Stage } from "../test-live.ts"
import { pinAnnouncement } from "./chat-announcement.ts"
import { purgeChats } from "./chat-purge.ts"
import { openChat } from "./chat-reading.ts"
import { getRetention, setRetention } from "./retention.ts"
import { saveWebinar } from "./webinars.ts"

const DAY_MS = 86_400_000
/** 10:00–11:00 in Paris. */
const END = new Date("2026-11-23T10:00:00Z").getTime()

async function fill({ deps, eventId }: Stage, messages = 3) {
  const ada = await makeUser(deps)
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    for (let seq = 1; seq <= messages; seq++)
      await tx.insert(chatMessages).values({
        id: newId(),
        eventId,
        seq,
        clientId: newId(),
        authorId: ada.id,
        authorName: "Ada",
        origin: "listener",
        text: "hello",
        delivery: "in_meeting",
        createdAt: now,
      })
    const questionId = newId()
    const question = { id: questionId, eventId, clientId: newId(), authorId: ada.id, authorName: "Ada" }
    await tx.insert(questions).values({ ...question, text: "why", rev: 1, createdAt: now })
    await tx.insert(questionVotes).values({ questionId, userId: ada.id })
    await tx.insert(chatAliases).values({ eventId, userId: ada.id, alias: "Owl", folded: "owl" })
    await tx.insert(chatSanctions).values({ eventId, userId: ada.id, kind: "ban", createdAt: now })
  })
}

async function countsOf({ deps: { db } }: Stage) {
  return {
    messages: await db.$count(chatMessages),
    questions: await db.$count(questions),
    votes: await db.$count(questionVotes),
    aliases: await db.$count(chatAliases),
    sanctions: await db.$count(chatSanctions),
  }
}

const NOTHING = { messages: 0, questions: 0, votes: 0, aliases: 0, sanctions: 0 }
const ALL = { messages: 3, questions: 1, votes: 1, aliases: 1, sanctions: 1 }

/** A stage with a full chat, kept for so many days. */
async function makeKept(keepDays: number | null, environment: Record<string, string> = {}) {
  const stage = await makeStage({}, environment)
  await fill(stage)
  const { deps, owner, webinarId } = stage
  if (keepDays !== null) await setRetention(deps, owner, { webinarId, keepDays })
  return stage
}

async function daysAfterTheEnd({ deps }: Stage, days: number) {
  deps.clock.set(new Date(END + days * DAY_MS))
  await purgeChats(deps)
}

describe("a chat", () => {
  test("is kept until its last day is over, then deleted with all that belongs to it", async () => {
    const stage = await makeKept(30)
    await daysAfterTheEnd(stage, 29.99)
    expect(await countsOf(stage)).toEqual(ALL)
    await daysAfterTheEnd(stage, 30)
    expect(await countsOf(stage)).toEqual(NOTHING)
    expect(await findRules(stage.deps.db, stage.eventId), "its rules stay").toMatchObject({ keepDays: 30 })
  })

  test("is kept for ever where nobody set a time", async () => {
    const stage = await makeKept(null)
    await daysAfterTheEnd(stage, 5_000)
    expect(await countsOf(stage)).toEqual(ALL)
  })

  test("is kept for the installation's time where nobody chose one, and no longer where somebody did before", async () => {
    const stage = await makeKept(null, { CHAT_KEEP_DAYS: "10" })
    await daysAfterTheEnd(stage, 9.9)
    expect(await countsOf(stage)).toEqual(ALL)
    await write(stage.deps.db, (tx) => tx.insert(chatRules).values({ eventId: stage.eventId, keepDays: 90 }))
    await daysAfterTheEnd(stage, 10)
    expect(await countsOf(stage)).toEqual(NOTHING)
  })

  test("is counted from the end of the picture where that was later than planned", async () => {
    const stage = await makeLive()
    await fill(stage)
    await setRetention(stage.deps, stage.owner, { webinarId: stage.webinarId, keepDays: 1 })
    const endedAt = new Date(END + DAY_MS / 2)
    await write(stage.deps.db, (tx) => tx.update(livestreams).set({ state: "ended", endedAt }))
    await daysAfterTheEnd(stage, 1.4)
    expect(await countsOf(stage)).toEqual(ALL)
    await daysAfterTheEnd(stage, 1.5)
    expect(await countsOf(stage)).toEqual(NOTHING)
  })

  test("is never deleted under an event that is on", async () => {
    const stage = await makeLive()
    await fill(stage)
    await setRetention(stage.deps, stage.owner, { webinarId: stage.webinarId, keepDays: 1 })
    await daysAfterTheEnd(stage, 100)
    expect(await countsOf(stage)).toEqual(ALL)
  })

  test("of another event stays", async () => {
    const stage = await makeKept(1)
    await makeGateway(stage.deps)
    const other = await makeWebinar(stage.deps, stage.owner)
    await fill({ ...stage, eventId: other.event.id })
    await daysAfterTheEnd(stage, 2)
    expect(await countsOf(stage)).toEqual(ALL)
    const [message] = await stage.deps.db.select().from(chatMessages)
    expect(message?.eventId).toBe(other.event.id)
  })

  test("is deleted in pieces, so that nobody's message waits for all of it", async () => {
    const stage = await makeStage()
    await fill(stage, 1_203)
    await setRetention(stage.deps, stage.owner, { webinarId: stage.webinarId, keepDays: 1 })
    let pieces = 0
    stage.deps.db.onWriteWait = () => {
      pieces += 1
    }
    await daysAfterTheEnd(stage, 2)
    expect(await countsOf(stage)).toEqual(NOTHING)
    expect(pieces).toBe(3)
  })

  test("that is no longer due between two pieces keeps the rest", async () => {
    const stage = await makeStage()
    await fill(stage, 1_203)
    await setRetention(stage.deps, stage.owner, { webinarId: stage.webinarId, keepDays: 1 })
    const moments = [2, 2].map((days) => new Date(END + days * DAY_MS))
    const now = () => moments.shift() ?? new Date(END)
    await purgeChats({ ...stage.deps, clock: { now } })
    expect((await countsOf(stage)).messages).toBeGreaterThan(600)
  })

  test("that was deleted is in the audit once, by its numbers", async () => {
    const stage = await makeKept(1)
    await daysAfterTheEnd(stage, 2)
    await daysAfterTheEnd(stage, 3)
    const lines = await stage.deps.db.select().from(audit)
    const purged = lines.filter(({ action }) => action === "transcript.purged")
    expect(purged).toMatchObject([
      {
        actorId: null,
        actorName: "Amphi (chat purge)",
        thingId: stage.webinarId,
        detail: { messages: "3", questions: "1", votes: "1", aliases: "1", sanctions: "1" },
      },
    ])
  })

  test("takes along what was pinned above it, and its pages are told", async () => {
    const stage = await makeKept(1)
    const { deps, owner, eventId } = stage
    await pinAnnouncement(deps, owner, { eventId, text: "Ada is on the fourth floor" })
    await daysAfterTheEnd(stage, 0.9)
    expect(await findRules(deps.db, eventId)).toMatchObject({ announcement: "Ada is on the fourth floor" })
    await daysAfterTheEnd(stage, 1)
    const taken = { announcement: null, announcedAt: null, announcementOf: null }
    expect(await findRules(deps.db, eventId)).toMatchObject({ ...taken, keepDays: 1 })
    await deps.ticker.idle()
    const told = deps.realtime.published.flatMap(({ signals }) => signals)
    expect(told.at(-1)).toMatchObject({ type: "chat.rules", rules: { version: 2, announcement: null } })
  })

  test("of which only the announcement is left loses it too, in the audit as well", async () => {
    const stage = await makeKept(1)
    const { deps, owner, eventId } = stage
    await daysAfterTheEnd(stage, 1)
    await pinAnnouncement(deps, owner, { eventId, text: "The recording is there" })
    await daysAfterTheEnd(stage, 2)
    await daysAfterTheEnd(stage, 3)
    expect(await findRules(deps.db, eventId)).toMatchObject({ announcement: null, version: 2 })
    const lines = (await deps.db.select().from(audit)).filter(({ action }) => action === "transcript.purged")
    expect(lines.map(({ detail }) => detail).slice(1)).toEqual([{ announcement: "1" }])
  })

  test("that was deleted opens empty", async () => {
    const stage = await makeKept(1)
    await daysAfterTheEnd(stage, 2)
    const { messages, hasOlder } = await openChat(stage.deps, ANYBODY, { eventId: stage.eventId })
    expect([messages, hasOlder]).toEqual([[], false])
  })
})

describe("the time for which a chat is kept", () => {
  test("is for presenters and administrators to read and to set", async () => {
    const { deps, owner, webinarId } = await makeStage()
    const asked = { webinarId, keepDays: 7 }
    const stranger = await makeTeacher(deps)
    await expect(setRetention(deps, stranger, asked)).rejects.toMatchObject({ code: "forbidden" })
    await expect(getRetention(deps, stranger, asked)).rejects.toMatchObject({ code: "forbidden" })
    await expect(setRetention(deps, ANYBODY, asked)).rejects.toMatchObject({ code: "unauthenticated" })
    await setRetention(deps, await makeAdmin(deps), asked)
    expect(await getRetention(deps, owner, asked)).toMatchObject({
      chosenDays: 7,
      maxDays: null,
      deleteAt: new Date(END + 7 * DAY_MS),
    })
    const [line] = (await deps.db.select().from(audit)).filter(({ action }) => action === "transcript.kept")
    expect(line).toMatchObject({ thingId: webinarId, detail: { days: "7" } })
  })

  test("can't be longer than the installation allows, also where it was chosen before", async () => {
    const { deps, owner, webinarId, eventId } = await makeStage({}, { CHAT_KEEP_DAYS: "30" })
    await expect(setRetention(deps, owner, { webinarId, keepDays: 31 })).rejects.toMatchObject({
      code: "invalid",
      fields: { keepDays: "badNumber" },
    })
    await write(deps.db, (tx) => tx.insert(chatRules).values({ eventId, keepDays: 365 }))
    expect((await getRetention(deps, owner, { webinarId })).deleteAt).toEqual(new Date(END + 30 * DAY_MS))
    await setRetention(deps, owner, { webinarId, keepDays: null })
    expect((await getRetention(deps, owner, { webinarId })).deleteAt).toEqual(new Date(END + 30 * DAY_MS))
  })

  test("moves with the event, and leaves the chat's other rules alone", async () => {
    const { deps, owner, webinarId, eventId } = await makeStage()
    await write(deps.db, (tx) => tx.insert(chatRules).values({ eventId, slowModeSeconds: 30, version: 4 }))
    await setRetention(deps, owner, { webinarId, keepDays: 7 })
    await saveWebinar(deps, owner, { webinarId, form: webinarForm({ startDate: "2026-11-25" }) })
    expect((await getRetention(deps, owner, { webinarId })).deleteAt).toEqual(new Date(END + 9 * DAY_MS))
    expect(await findRules(deps.db, eventId)).toMatchObject({ slowModeSeconds: 30, version: 4, keepDays: 7 })
  })
})
