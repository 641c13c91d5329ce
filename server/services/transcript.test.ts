import { describe, expect, test } from "vitest"
import { chatMessages, chatModerators, questions } from "#db/chat-schema.ts"
import { write } from "#db/client.ts"
import { audit } from "#db/schema.ts"
import type { Actor, UserActor } from "../domain/policy.ts"
import type { TranscriptFormat, TranscriptWords } from "../domain/transcript.ts"
import { newId } from "../ids.ts"
import { ANYBODY, makeAdmin, makeTeacher, makeUser, webinarForm } from "../test-factories.ts"
import {
  advanceTo,
  gatewayJoins,
  livestreamOf,
  makeStage,
  pictureComes,
  type Stage,
  start,
} from "../test-live.ts"
import { postMessage } from "./chat-posting.ts"
import { stopLive } from "./livestreams.ts"
import { exportTranscript } from "./transcript.ts"
import { rescheduleWebinar, saveWebinar } from "./webinars.ts"

const WORDS: TranscriptWords = {
  messages: "Messages",
  questions: "Questions",
  none: "Nothing.",
  deleted: "deleted",
  erased: "erased",
  liveFrom: (time) => `First picture: ${time}`,
  votes: (count) => `${count} votes`,
  answer: (name) => `Answer by ${name}:`,
  origin: { listener: "listener", presenter: "presenter", meeting: "meeting" },
  state: {
    open: "open",
    answering: "answering",
    answered_live: "answered live",
    answered_in_writing: "answered",
    dismissed: "dismissed",
    withdrawn: "withdrawn",
  },
}

function ask({ deps, webinarId }: Stage, actor: Actor, format: TranscriptFormat) {
  return exportTranscript(deps, actor, { webinarId, format, words: WORDS })
}

async function fileOf(stage: Stage, format: TranscriptFormat, actor: Actor = stage.owner) {
  const { pieces } = await ask(stage, actor, format)
  const read: string[] = []
  for await (const piece of pieces) read.push(piece)
  return read.join("")
}

type Given = Partial<typeof chatMessages.$inferInsert>

function post({ deps, eventId }: Stage, author: UserActor, text: string, given: Given = {}) {
  const row = {
    eventId,
    clientId: newId(),
    authorId: author.id,
    authorName: author.name,
    origin: "listener" as const,
    text,
    delivery: "in_meeting" as const,
    createdAt: deps.clock.now(),
    ...given,
  }
  return write(deps.db, (tx) => postMessage(tx, row))
}

async function askQuestion({ deps, eventId }: Stage, given: Partial<typeof questions.$inferInsert>) {
  const row = {
    id: newId(),
    eventId,
    clientId: newId(),
    authorName: "Ada",
    text: "why",
    rev: 1,
    createdAt: deps.clock.now(),
    ...given,
  }
  await write(deps.db, (tx) => tx.insert(questions).values(row))
}

async function goesLive(stage: Stage) {
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  gatewayJoins(stage, id)
  await pictureComes(stage, id)
  await advanceTo(stage, id, "live")
  return id
}

async function ends(stage: Stage, livestreamId: string) {
  await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
  await advanceTo(stage, livestreamId, "ended")
}

const ALL: TranscriptFormat[] = ["messages", "questions", "json", "text"]

describe("a transcript", () => {
  test.each(ALL)(
    "(%s) is for the webinar's presenters and administrators, not for moderators",
    async (format) => {
      const stage = await makeStage()
      const { deps, owner, webinarId } = stage
      const colleague = await makeTeacher(deps)
      const moderator = { eventId: stage.eventId, userId: colleague.id }
      await write(deps.db, (tx) => tx.insert(chatModerators).values(moderator))
      await expect(ask(stage, colleague, format)).rejects.toMatchObject({ code: "forbidden" })
      await expect(ask(stage, ANYBODY, format)).rejects.toMatchObject({ code: "unauthenticated" })
      const presenterEmails = [`${colleague.id}@univ.test`]
      await saveWebinar(deps, owner, { webinarId, form: webinarForm({ presenterEmails }) })
      for (const actor of [owner, colleague, await makeAdmin(deps)])
        await expect(ask(stage, actor, format)).resolves.toMatchObject({ type: expect.any(String) })
    },
  )

  test("is in the audit, without what was said", async () => {
    const stage = await makeStage()
    await post(stage, stage.owner, "chat-secret")
    await fileOf(stage, "text")
    const lines = await stage.deps.db.select().from(audit)
    expect(lines.at(-1)).toMatchObject({
      action: "transcript.exported",
      actorId: stage.owner.id,
      thingId: stage.webinarId,
      detail: { format: "text" },
    })
    expect(JSON.stringify(lines)).not.toContain("chat-secret")
  })

  test("times each message by the zone, the world and the moment the picture first came", async () => {
    const stage = await makeStage()
    const ada = await makeUser(stage.deps, { name: "Ada" })
    await post(stage, ada, "early")
    stage.deps.clock.advance(60_000)
    await goesLive(stage)
    stage.deps.clock.advance(3_700_000)
    await post(stage, ada, "late")
    const { event, messages } = JSON.parse(await fileOf(stage, "json"))
    expect(event).toMatchObject({ title: "Thermodynamics", timeZone: "Europe/Paris" })
    expect(messages).toMatchObject([
      { seq: 1, at: "2026-11-23T09:00:00.000Z", local: "2026-11-23 10:00:00", text: "early" },
      { seq: 2, text: "late" },
    ])
    const liveAt = new Date(event.liveAt).getTime()
    for (const { at, secondsIntoLive } of messages)
      expect(secondsIntoLive).toBe(Math.floor((new Date(at).getTime() - liveAt) / 1000))
    expect(messages[0].secondsIntoLive).toBeLessThan(-59)
    expect(await fileOf(stage, "text")).toMatch(/ {2}1:01:4\d {2}Ada: late\n/)
    expect(await fileOf(stage, "text")).toMatch(/ {2}−0:01:0\d {2}Ada: early\n/)
  })

  test("times the real day's messages by that day's picture, and a rehearsal's by its own until then", async () => {
    const stage = await makeStage()
    const { deps, owner, webinarId } = stage
    const liveAt = async () => JSON.parse(await fileOf(stage, "json")).event.liveAt
    const rehearsal = await goesLive(stage)
    await ends(stage, rehearsal)
    await rescheduleWebinar(deps, owner, {
      webinarId,
      startDate: "2026-11-30",
      startTime: "10:00",
      durationMinutes: 60,
    })
    expect(await liveAt()).toBe((await livestreamOf(stage, rehearsal)).liveAt?.toISOString())
    deps.clock.set(new Date("2026-11-30T08:55:00Z"))
    const real = await goesLive(stage)
    expect(await liveAt()).toBe((await livestreamOf(stage, real)).liveAt?.toISOString())
  })

  test("without a picture has no time into the live", async () => {
    const stage = await makeStage()
    await post(stage, stage.owner, "hello")
    const { event, messages } = JSON.parse(await fileOf(stage, "json"))
    expect([event.liveAt, messages[0].secondsIntoLive]).toEqual([null, null])
  })

  test("has pseudonyms as everybody saw them, and nobody's account", async () => {
    const stage = await makeStage()
    const ada = await makeUser(stage.deps, { name: "Ada" })
    await post(stage, ada, "hello", { authorName: "A curious owl", underAlias: true })
    await askQuestion(stage, { authorId: ada.id, authorName: "A curious owl", underAlias: true })
    for (const format of ALL) {
      const file = await fileOf(stage, format)
      expect(file, format).toContain("A curious owl")
      expect(file, format).not.toContain("Ada")
      expect(file, format).not.toContain(ada.id)
    }
  })

  test("marks what was deleted and what was erased, without its text, and leaves out what was never shown", async () => {
    const stage = await makeStage()
    const { owner } = stage
    await post(stage, owner, "secret-deleted", { state: "deleted" })
    await post(stage, owner, "", { state: "deleted", authorId: null, authorName: "" })
    await post(stage, owner, "secret-held", { state: "held" })
    await post(stage, owner, "fine")
    for (const format of ["messages", "json", "text"] as const)
      expect(await fileOf(stage, format), format).not.toContain("secret")
    const { messages } = JSON.parse(await fileOf(stage, "json"))
    expect(messages).toMatchObject([
      { seq: 1, state: "deleted", text: "", name: owner.name },
      { seq: 2, state: "erased", text: "", name: "" },
      { seq: 3, state: "shown", text: "fine" },
    ])
  })

  test("has the questions with their states, votes and answers", async () => {
    const stage = await makeStage()
    const answeredAt = new Date(stage.deps.clock.now().getTime() + 5_000)
    const answered = {
      answer: "so",
      answeredAt,
      answeredByName: "Claire",
      state: "answered_in_writing",
    } as const
    await askQuestion(stage, { votes: 3, ...answered })
    await askQuestion(stage, { createdAt: answeredAt, authorName: "", text: "" })
    const { questions: asked } = JSON.parse(await fileOf(stage, "json"))
    expect(asked).toMatchObject([
      {
        name: "Ada",
        state: "answered_in_writing",
        votes: 3,
        answer: { text: "so", name: "Claire", at: answeredAt.toISOString() },
      },
      { erased: true, answer: null },
    ])
    const [header, line] = (await fileOf(stage, "questions")).split("\r\n")
    expect(header).toContain('"votes","question","answer"')
    expect(line).toContain('"Ada","answered_in_writing","no",3,"why","so","Claire"')
    expect(await fileOf(stage, "text")).toContain("Answer by Claire: so\n")
  })

  test("can't be made to run a formula, nor to put a line into another's mouth", async () => {
    const stage = await makeStage()
    const mallory = await makeUser(stage.deps, { name: "=cmd|' /C calc'!A0" })
    await post(stage, mallory, "hello;=1+1\n2026-11-23 10:00:00  Claire: I resign")
    const table = await fileOf(stage, "messages")
    expect(table).toContain(`"'=cmd`)
    expect(table).not.toMatch(/[;\n]"*=/)
    const text = await fileOf(stage, "text")
    expect(text.split("\n").filter((line) => line.includes("Claire: I resign"))).toEqual([
      "    2026-11-23 10:00:00  Claire: I resign",
    ])
  })

  test("is whole, in order, however long", async () => {
    const stage = await makeStage()
    const total = 1_203
    await write(stage.deps.db, async (tx) => {
      for (let seq = 1; seq <= total; seq++)
        await tx.insert(chatMessages).values({
          id: newId(),
          eventId: stage.eventId,
          seq,
          clientId: newId(),
          authorName: "Ada",
          origin: "meeting",
          text: `line ${seq}`,
          delivery: "in_meeting",
          createdAt: stage.deps.clock.now(),
        })
    })
    const { pieces } = await ask(stage, stage.owner, "json")
    const sizes: number[] = []
    let whole = ""
    for await (const piece of pieces) {
      whole += piece
      sizes.push(piece.length)
    }
    const { messages } = JSON.parse(whole)
    expect(messages.map(({ seq }: { seq: number }) => seq)).toEqual(
      Array.from({ length: total }, (_, index) => index + 1),
    )
    expect(sizes.length, "it comes in pieces").toBeGreaterThan(4)
  })

  test("of nothing is still a file that can be read", async () => {
    const stage = await makeStage()
    expect(JSON.parse(await fileOf(stage, "json"))).toMatchObject({ messages: [], questions: [] })
    expect((await fileOf(stage, "text")).split("Nothing.")).toHaveLength(3)
    expect((await fileOf(stage, "messages")).trimEnd().split("\r\n")).toHaveLength(1)
  })

  test("has a name that is safe in every file system", async () => {
    const stage = await makeStage()
    expect((await ask(stage, stage.owner, "json")).name).toMatch(
      /^thermodynamics(-[a-z0-9]{4})?-2026-11-23-chat\.json$/,
    )
  })
})
