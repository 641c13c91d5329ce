import { eq } from "drizzle-orm"
import { describe, expect, test } from "vitest"
import { chatAliases, chatMessages, chatSanctions, questions, questionVotes } from "#db/chat-schema.ts"
import { write } from "#db/client.ts"
import { audit, events } from "#db/schema.ts"
import type { UserActor } from "../domain/policy.ts"
import { newId } from "../ids.ts"
import { JOBS } from "../jobs.ts"
import { ANYBODY, emailOf, makeUser } from "../test-factories.ts"
import { makeStage, type Stage, waitingJobs } from "../test-live.ts"
import { sendMessage } from "./chat.ts"
import { postMessage } from "./chat-posting.ts"
import { listUpdate, openChat } from "./chat-reading.ts"
import { relayMessage } from "./chat-relay.ts"
import { letThrough, listQueue, turnDown } from "./chat-review.ts"
import { eraseMyChat, eraseRest } from "./erasure.ts"
import { enterMeeting } from "./meetings.ts"
import { getMyData } from "./my-data.ts"

async function say({ deps, eventId }: Stage, actor: UserActor, text: string) {
  const sent = await sendMessage(deps, actor, { eventId, clientId: `client-${newId()}`, text })
  if (sent.state !== "shown") throw new Error("the message is held")
  return sent.message
}

async function makeStageWith(name: string) {
  const stage = await makeStage()
  return { stage, ada: await makeUser(stage.deps, { name }) }
}

async function askQuestion({ deps, eventId }: Stage, author: UserActor, votes = 0) {
  const row = { id: newId(), eventId, clientId: newId(), authorId: author.id, authorName: author.name }
  const question = { ...row, text: "why-secret", votes, rev: 1, createdAt: deps.clock.now() }
  await write(deps.db, (tx) => tx.insert(questions).values(question))
  return row.id
}

function signalsOf({ deps }: Stage) {
  return deps.realtime.published.flatMap(({ signals }) => signals)
}

async function runErasure({ deps }: Stage) {
  for (const job of await waitingJobs({ deps }, "chat.erase"))
    await eraseRest(deps, JOBS["chat.erase"].parse(JSON.parse(JSON.stringify(job.payload))))
}

async function idOf({ deps }: Stage, clientId: string) {
  const [row] = await deps.db.select().from(chatMessages).where(eq(chatMessages.clientId, clientId))
  return row?.id ?? ""
}

async function questionOf({ deps }: Stage, id: string) {
  const [row] = await deps.db.select().from(questions).where(eq(questions.id, id))
  return row
}

describe("what somebody erases", () => {
  test("is gone from the database, name and text, and keeps its place", async () => {
    const { stage, ada } = await makeStageWith("Ada Lovelace")
    await say(stage, stage.owner, "welcome")
    await say(stage, ada, "secret words")
    await say(stage, stage.owner, "thanks")
    await eraseMyChat(stage.deps, ada)
    expect(JSON.stringify(await stage.deps.db.select().from(chatMessages))).not.toMatch(/secret|Lovelace/)
    const { messages } = await openChat(stage.deps, ANYBODY, { eventId: stage.eventId })
    expect(messages.map(({ text, erased }) => ({ text, erased }))).toEqual([
      { text: "welcome", erased: undefined },
      { text: "", erased: true },
      { text: "thanks", erased: undefined },
    ])
    expect(messages[1]).toMatchObject({ seq: 2, deleted: true, authorKey: null, authorName: "" })
  })

  test("is told to every page that shows it: by a signal, and to who missed the signal", async () => {
    const { stage, ada } = await makeStageWith("Ada")
    const { seq } = await say(stage, ada, "secret words")
    await stage.deps.ticker.idle()
    await eraseMyChat(stage.deps, ada)
    await stage.deps.ticker.idle()
    const change = { seq, rev: 1, deleted: true, erased: true, text: null }
    expect(signalsOf(stage).at(-1)).toMatchObject({ type: "chat.changed", changes: [change] })
    const asked = { eventId: stage.eventId, afterSeq: seq, afterRev: 0 }
    expect((await listUpdate(stage.deps, ANYBODY, asked)).changes).toMatchObject([change])
  })

  test("doesn't reach the meeting any more, if it was still on its way", async () => {
    const { stage, ada } = await makeStageWith("Ada")
    await enterMeeting(stage.deps, stage.owner, { webinarId: stage.webinarId, locale: "en" })
    await say(stage, ada, "secret words")
    const [row] = await stage.deps.db.select().from(chatMessages)
    await eraseMyChat(stage.deps, ada)
    await relayMessage(stage.deps, { messageId: row?.id ?? "" })
    expect(stage.deps.bbb.chat).toEqual([])
    expect((await stage.deps.db.select().from(chatMessages))[0]).toMatchObject({ text: "", authorName: "" })
  })

  test("under a pseudonym goes with the pseudonym, also what waited for a moderator, who sees it no more", async () => {
    const { stage, ada } = await makeStageWith("Ada")
    const { deps, eventId } = stage
    const row = {
      eventId,
      authorId: ada.id,
      authorName: "Owl",
      underAlias: true,
      origin: "listener" as const,
      delivery: "in_meeting" as const,
      createdAt: deps.clock.now(),
    }
    await write(deps.db, async (tx) => {
      await tx.insert(chatAliases).values({ eventId, userId: ada.id, alias: "Owl", folded: "owl" })
      await postMessage(tx, { ...row, clientId: "shown", text: "hoot" })
      await postMessage(tx, { ...row, clientId: "held", text: "hoot hoot", state: "held" })
    })
    await eraseMyChat(deps, ada)
    expect(await deps.db.$count(chatAliases)).toBe(0)
    expect(await deps.db.select().from(chatMessages)).toMatchObject([
      { clientId: "shown", seq: 1, authorName: "", text: "" },
      { clientId: "held", seq: null, authorName: "", text: "", state: "deleted" },
    ])
    expect(await listQueue(deps, stage.owner, { eventId })).toEqual({ messages: [], total: 0 })
    const held = { eventId, messageId: await idOf(stage, "held") }
    for (const decide of [letThrough, turnDown])
      await expect(decide(deps, stage.owner, held)).rejects.toMatchObject({ code: "not_found" })
  })

  test("is what they wrote, and nobody else's", async () => {
    const { stage, ada } = await makeStageWith("Ada")
    const ben = await makeUser(stage.deps)
    await say(stage, ben, "mine")
    const his = await askQuestion(stage, ben)
    await say(stage, ada, "hers")
    await eraseMyChat(stage.deps, ada)
    const rows = await stage.deps.db.select().from(chatMessages).orderBy(chatMessages.seq)
    expect(rows.map(({ text }) => text)).toEqual(["mine", ""])
    expect(await questionOf(stage, his)).toMatchObject({ text: "why-secret", authorId: ben.id })
  })

  test("a question keeps its votes and its answer, and has a new number", async () => {
    const { stage, ada } = await makeStageWith("Ada")
    const { deps, eventId } = stage
    const id = await askQuestion(stage, ada, 12)
    await write(deps.db, (tx) =>
      tx.update(questions).set({ answer: "because", state: "answered_in_writing" }),
    )
    await eraseMyChat(deps, ada)
    expect(await questionOf(stage, id)).toMatchObject({
      authorName: "",
      text: "",
      votes: 12,
      answer: "because",
      state: "answered_in_writing",
      rev: 1,
    })
    const [event] = await deps.db.select().from(events).where(eq(events.id, eventId))
    expect(event?.questionRev).toBe(1)
    await deps.ticker.idle()
    expect(signalsOf(stage).find(({ type }) => type === "question.changed")).toMatchObject({
      changes: [{ id, asked: { text: "", authorKey: null } }],
    })
  })

  test("a question without an answer is withdrawn, and nobody waits for it any more", async () => {
    const { stage, ada } = await makeStageWith("Ada")
    const id = await askQuestion(stage, ada)
    await eraseMyChat(stage.deps, ada)
    expect(await questionOf(stage, id)).toMatchObject({ state: "withdrawn", text: "", authorName: "" })
  })

  test("is erased once, and twice does no harm", async () => {
    const { stage, ada } = await makeStageWith("Ada")
    await say(stage, ada, "hello")
    await askQuestion(stage, ada)
    await eraseMyChat(stage.deps, ada)
    expect((await getMyData(stage.deps, ada)).counts).toMatchObject({ messages: 0, questions: 0 })
    expect(await eraseMyChat(stage.deps, ada)).toEqual({ isDone: true })
    const { head } = await openChat(stage.deps, ANYBODY, { eventId: stage.eventId })
    expect(head).toMatchObject({ seq: 1, rev: 1 })
  })

  test("of a long past is erased in pieces by the worker, without what was written since", async () => {
    const { stage, ada } = await makeStageWith("Ada")
    const { deps, eventId } = stage
    await write(deps.db, async (tx) => {
      for (let index = 0; index < 250; index++)
        await postMessage(tx, {
          eventId,
          clientId: newId(),
          authorId: ada.id,
          authorName: "Ada",
          origin: "listener",
          text: "hello",
          delivery: "in_meeting",
          createdAt: deps.clock.now(),
        })
    })
    expect(await eraseMyChat(deps, ada)).toEqual({ isDone: false })
    expect(await deps.db.$count(chatMessages, eq(chatMessages.text, "hello"))).toBe(150)
    deps.clock.advance(1_000)
    await say(stage, ada, "since")
    await runErasure(stage)
    expect(await deps.db.$count(chatMessages, eq(chatMessages.text, "hello"))).toBe(0)
    expect(await deps.db.$count(chatMessages, eq(chatMessages.text, "since"))).toBe(1)
    await deps.ticker.idle()
    const revs = signalsOf(stage).flatMap((signal) =>
      signal.type === "chat.changed" ? signal.changes.map(({ rev }) => rev) : [],
    )
    expect(revs).toEqual(Array.from({ length: 250 }, (_, index) => index + 1))
  })
})

describe("a vote", () => {
  async function voted() {
    const { stage, ada } = await makeStageWith("Ada")
    const id = await askQuestion(stage, stage.owner, 5)
    await write(stage.deps.db, (tx) => tx.insert(questionVotes).values({ questionId: id, userId: ada.id }))
    return { stage, ada, id }
  }

  test("stays a number when the event is over, without its voter", async () => {
    const { stage, ada, id } = await voted()
    stage.deps.clock.advance(2 * 3_600_000)
    await eraseMyChat(stage.deps, ada)
    expect(await questionOf(stage, id)).toMatchObject({ votes: 5 })
    expect(await stage.deps.db.$count(questionVotes)).toBe(0)
  })

  test("is taken back where it could be given again: nobody votes twice by erasing", async () => {
    const { stage, ada, id } = await voted()
    await eraseMyChat(stage.deps, ada)
    expect(await questionOf(stage, id)).toMatchObject({ votes: 4, rev: 1 })
  })

  test("that is taken back is told to every page at once, without who asked what", async () => {
    const { stage, ada, id } = await voted()
    await eraseMyChat(stage.deps, ada)
    await stage.deps.ticker.idle()
    const told = signalsOf(stage).filter(({ type }) => type === "question.changed")
    expect(told).toMatchObject([{ changes: [{ id, rev: 1, votes: 4, asked: null }], revs: [[1, 1]] }])
  })
})

describe("erasing", () => {
  test("is everybody's own, and needs a signed-in person", async () => {
    const { deps } = await makeStage()
    await expect(eraseMyChat(deps, ANYBODY)).rejects.toMatchObject({ code: "unauthenticated" })
  })

  test("frees nobody from an exclusion", async () => {
    const { stage, ada } = await makeStageWith("Ada")
    const { deps, eventId } = stage
    const ban = { eventId, userId: ada.id, kind: "ban" as const, createdAt: deps.clock.now() }
    await write(deps.db, (tx) => tx.insert(chatSanctions).values(ban))
    await eraseMyChat(deps, ada)
    expect(await deps.db.select().from(chatSanctions)).toMatchObject([{ userId: ada.id, kind: "ban" }])
  })

  test("is in the audit by its numbers, without what was said", async () => {
    const { stage, ada } = await makeStageWith("Ada")
    await say(stage, ada, "chat-secret")
    await askQuestion(stage, ada)
    await eraseMyChat(stage.deps, { ...ada, address: "192.0.2.7" })
    const lines = await stage.deps.db.select().from(audit)
    expect(lines.at(-1)).toMatchObject({
      action: "account.erased",
      actorId: ada.id,
      thingKind: "account",
      thingId: ada.id,
      thingName: emailOf(ada),
      detail: { messages: "1", questions: "1" },
      address: "192.0.2.7",
    })
    expect(JSON.stringify(lines)).not.toContain("secret")
  })
})
