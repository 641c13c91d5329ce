import { eq } from "drizzle-orm"
import { describe, expect, test } from "vitest"
import { chatAliases, chatRules, chatSanctions, questions, questionVotes } from "#db/chat-schema.ts"
import { write } from "#db/client.ts"
import { isHidden, QUESTION_RATE } from "#server/domain/question.ts"
import { joinRanges } from "#server/domain/rev-ranges.ts"
import type { Signal } from "#server/domain/signals.ts"
import type { TestDeps } from "#server/test-deps.ts"
import { ANYBODY, makeUser, webinarForm } from "#server/test-factories.ts"
import { makeStage, type Stage } from "#server/test-live.ts"
import { ask, makePeople, toldOf } from "#server/test-questions.ts"
import { createTicker } from "#server/ticker.ts"
import { endEverything, setChat } from "./livestreams.ts"
import { moveQuestion } from "./question-answers.ts"
import { listQuestionChanges, openQuestions } from "./question-reading.ts"
import { setVote, withdrawQuestion } from "./questions.ts"
import { saveWebinar } from "./webinars.ts"

const HOUR_MS = 3_600_000
const closed = { code: "chat_closed" }

async function setRules({ deps, eventId }: Stage, rules: Partial<typeof chatRules.$inferInsert>) {
  await write(deps.db, (tx) => tx.insert(chatRules).values({ eventId, ...rules }))
}

async function revsOf({ deps }: Stage) {
  const rows = await deps.db.select({ rev: questions.rev }).from(questions)
  return rows.map(({ rev }) => rev)
}

const changesOf = (signal: Signal) => (signal.type === "question.changed" ? signal.changes : [])
const revRangesOf = (signal: Signal) => (signal.type === "question.changed" ? signal.revs : [])

/** The first tick goes out and hangs; everything after it falls into the next one. */
function holdTicks(deps: TestDeps) {
  const ticks: Signal[][] = []
  let open: () => void = () => undefined
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  deps.ticker = createTicker(async (items) => {
    ticks.push(items.flatMap(({ data }) => data.signals))
    await gate
  }, deps.log)
  const release = async () => {
    open()
    await deps.ticker.idle()
  }
  return { ticks, release }
}

async function makeAsked() {
  const stage = await makeStage()
  const ada = await makeUser(stage.deps, { name: "Ada" })
  const question = await ask(stage, ada, "why")
  return { stage, ada, question, questionId: question.id }
}

describe("asking", () => {
  test("the same client id twice is one question, also at the same moment", async () => {
    const stage = await makeStage()
    const ada = await makeUser(stage.deps, { name: "Ada" })
    const answers = await Promise.all([1, 2, 3].map(() => ask(stage, ada, "why")))
    expect(await ask(stage, ada, "why")).toEqual(answers[0])
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect(await revsOf(stage)).toEqual([1])
    expect((await toldOf(stage)).changes).toHaveLength(1)
  })

  test("tells everybody who asked what, and never the account", async () => {
    const { stage, ada } = await makeAsked()
    const { changes } = await toldOf(stage)
    expect(changes).toMatchObject([
      { state: "open", votes: 0, answeredAt: null, asked: { text: "why", authorName: "Ada" } },
    ])
    expect(JSON.stringify(changes)).not.toContain(ada.id)
  })

  test("needs a signed-in person who may watch", async () => {
    const stage = await makeStage()
    await expect(ask(stage, ANYBODY, "why")).rejects.toMatchObject({ code: "unauthenticated" })
    await saveWebinar(stage.deps, stage.owner, {
      webinarId: stage.webinarId,
      form: webinarForm({ isWebinar: false }),
    })
    const ada = await makeUser(stage.deps)
    await expect(ask(stage, ada, "why")).rejects.toMatchObject({ code: "not_found" })
  })

  test("goes by the hours of the chat", async () => {
    const stage = await makeStage()
    const { deps, owner, webinarId } = stage
    const ada = await makeUser(deps)
    const start = deps.clock.now().getTime()
    deps.clock.set(new Date(start - HOUR_MS))
    await expect(ask(stage, ada, "too early")).rejects.toMatchObject(closed)
    deps.clock.set(new Date(start))
    await setChat(deps, owner, { webinarId, enabled: false })
    await expect(ask(stage, ada, "while it is off")).rejects.toMatchObject(closed)
    await setChat(deps, owner, { webinarId, enabled: true })
    await endEverything(deps, owner, { webinarId })
    await expect(ask(stage, ada, "too late")).rejects.toMatchObject(closed)
  })

  test("too many are refused for a while, and a retry of one that is stored isn't", async () => {
    const stage = await makeStage()
    const ada = await makeUser(stage.deps)
    for (let index = 0; index < QUESTION_RATE.points; index++) await ask(stage, ada, `question ${index}`)
    await expect(ask(stage, ada, "one more")).rejects.toMatchObject({ code: "too_many_requests" })
    await expect(ask(stage, ada, "question 0")).resolves.toMatchObject({ state: "open" })
  })
})

describe("rules of the chat", () => {
  test("a pause stops listeners from asking, not moderators, and nobody from voting", async () => {
    const { stage, questionId } = await makeAsked()
    const grace = await makeUser(stage.deps)
    await setRules(stage, { paused: true })
    await expect(ask(stage, grace, "me too")).rejects.toMatchObject({ code: "chat_paused" })
    await expect(ask(stage, stage.owner, "from the room")).resolves.toMatchObject({ state: "open" })
    await expect(setVote(stage.deps, grace, { questionId, wanted: true })).resolves.toMatchObject({
      voted: true,
    })
  })

  test("who is muted can't ask until it is over, who is banned can't vote either", async () => {
    const { stage, questionId } = await makeAsked()
    const { deps, eventId } = stage
    const [muted, banned] = await makePeople(deps, 2)
    if (!muted || !banned) throw new Error("nobody was made")
    const createdAt = deps.clock.now()
    const until = new Date(createdAt.getTime() + 60_000)
    await write(deps.db, (tx) =>
      tx.insert(chatSanctions).values([
        { eventId, userId: muted.id, kind: "mute", until, createdAt },
        { eventId, userId: banned.id, kind: "ban", createdAt },
      ]),
    )
    const isBanned = { code: "chat_banned" }
    await expect(ask(stage, muted, "muted")).rejects.toMatchObject({ code: "chat_muted" })
    await expect(ask(stage, banned, "banned")).rejects.toMatchObject(isBanned)
    await expect(setVote(deps, banned, { questionId, wanted: true })).rejects.toMatchObject(isBanned)
    await setVote(deps, muted, { questionId, wanted: true })
    deps.clock.advance(60_000)
    await expect(ask(stage, muted, "muted")).resolves.toMatchObject({ state: "open" })
    await expect(ask(stage, banned, "banned")).rejects.toMatchObject(isBanned)
  })

  test("what the chat would hold back waits among the questions set aside, what it refuses is refused", async () => {
    const stage = await makeStage()
    const ada = await makeUser(stage.deps)
    await setRules(stage, { blockedWords: ["spam"], links: "refuse", slowModeSeconds: 300 })
    const held = await ask(stage, ada, "is this spam")
    expect(held.state).toBe("dismissed")
    const opened = await openQuestions(stage.deps, ANYBODY, { eventId: stage.eventId })
    expect(opened.questions).toEqual([])
    await expect(ask(stage, ada, "see https://example.org")).rejects.toMatchObject({ code: "link_refused" })
    await expect(ask(stage, ada, "and why")).resolves.toMatchObject({ state: "open" })
  })

  test("a pseudonym hides the name, and where there is none nothing is asked", async () => {
    const stage = await makeStage()
    const { deps, eventId } = stage
    const ada = await makeUser(deps, { name: "Ada" })
    await setRules(stage, { allowAliases: true })
    await expect(ask(stage, ada, "who am I", true)).rejects.toMatchObject({ code: "alias_off" })
    const alias = { eventId, userId: ada.id, alias: "Blue Fox", folded: "bluefox" }
    await write(deps.db, (tx) => tx.insert(chatAliases).values(alias))
    const named = await ask(stage, ada, "by name")
    const hidden = await ask(stage, ada, "who am I", true)
    expect(hidden.asked.authorName).toBe("Blue Fox")
    expect(hidden.asked.authorKey).not.toBe(named.asked.authorKey)
    expect((await openQuestions(deps, ada, { eventId })).mine.alias).toBe("Blue Fox")
    await write(deps.db, (tx) => tx.update(chatRules).set({ allowAliases: false }))
    await expect(ask(stage, ada, "no longer", true)).rejects.toMatchObject({ code: "alias_off" })
    expect((await openQuestions(deps, ada, { eventId })).mine.alias).toBeNull()
  })
})

describe("voting", () => {
  test("one person has one vote, however often and at the same moment they press", async () => {
    const { stage, questionId } = await makeAsked()
    const { deps, eventId } = stage
    const grace = await makeUser(deps)
    await Promise.all(Array.from({ length: 8 }, () => setVote(deps, grace, { questionId, wanted: true })))
    expect(await deps.db.select().from(questionVotes)).toHaveLength(1)
    expect(await deps.db.select().from(questions)).toMatchObject([{ votes: 1, rev: 2 }])
    expect((await openQuestions(deps, grace, { eventId })).mine.votes).toEqual([questionId])
    await Promise.all(Array.from({ length: 8 }, () => setVote(deps, grace, { questionId, wanted: false })))
    expect(await deps.db.select().from(questions)).toMatchObject([{ votes: 0, rev: 3 }])
    expect((await openQuestions(deps, grace, { eventId })).mine.votes).toEqual([])
  })

  test("fifty at once are fifty votes, and numbers without a hole", async () => {
    const { stage, questionId } = await makeAsked()
    const people = await makePeople(stage.deps, 50)
    await Promise.all(people.map((person) => setVote(stage.deps, person, { questionId, wanted: true })))
    expect(await stage.deps.db.select().from(questions)).toMatchObject([{ votes: 50, rev: 51 }])
    const { changes, revs } = await toldOf(stage)
    expect(revs).toEqual([[1, 51]])
    // Who was written first isn't always told first; pages keep what has the higher number.
    const newest = changes.toSorted((one, other) => one.rev - other.rev).at(-1)
    expect(newest).toMatchObject({ votes: 50, rev: 51 })
  })

  test("however many fall into one tick are one change of each question", async () => {
    const { stage, ada, questionId } = await makeAsked()
    const { deps } = stage
    const second = await ask(stage, ada, "how")
    await toldOf(stage)
    const people = await makePeople(deps, 31)
    const held = holdTicks(deps)
    const [first, ...others] = people
    if (!first) throw new Error("nobody was made")
    await setVote(deps, first, { questionId, wanted: true })
    await expect.poll(() => held.ticks.length).toBe(1)
    await Promise.all(
      others.flatMap((person) =>
        [questionId, second.id].map((id) => setVote(deps, person, { questionId: id, wanted: true })),
      ),
    )
    await held.release()
    const votes = held.ticks.map((signals) => signals.flatMap(changesOf).map((change) => change.votes))
    expect(votes.map((each) => each.sort((a, b) => a - b))).toEqual([[1], [30, 31]])
    expect(joinRanges(held.ticks.flat().flatMap(revRangesOf))).toEqual([[3, 63]])
  })

  test("asking counts as no vote, and nobody votes for themselves", async () => {
    const { stage, ada, question, questionId } = await makeAsked()
    expect(question.votes).toBe(0)
    await expect(setVote(stage.deps, ada, { questionId, wanted: true })).rejects.toMatchObject({
      code: "forbidden",
    })
  })

  test("is for signed-in people, while the chat is open and an answer is still wanted", async () => {
    const { stage, questionId } = await makeAsked()
    const { deps, owner, webinarId } = stage
    const grace = await makeUser(deps)
    const vote = () => setVote(deps, grace, { questionId, wanted: true })
    await expect(setVote(deps, ANYBODY, { questionId, wanted: true })).rejects.toMatchObject({
      code: "unauthenticated",
    })
    await moveQuestion(deps, owner, { questionId, to: "answered_live" })
    await expect(vote()).rejects.toMatchObject({ code: "conflict" })
    await moveQuestion(deps, owner, { questionId, to: "open" })
    await endEverything(deps, owner, { webinarId })
    await expect(vote()).rejects.toMatchObject(closed)
  })
})

describe("taking a question back", () => {
  test("makes it unreadable for everybody, moderators included", async () => {
    const { stage, ada, questionId } = await makeAsked()
    const { deps, owner, eventId } = stage
    await toldOf(stage)
    await withdrawQuestion(deps, ada, { questionId })
    await withdrawQuestion(deps, ada, { questionId })
    expect(await revsOf(stage)).toEqual([2])
    for (const actor of [ada, owner, ANYBODY]) {
      expect((await openQuestions(deps, actor, { eventId })).questions).toEqual([])
      const { changes } = await listQuestionChanges(deps, actor, { eventId, afterRev: 0 })
      expect(changes).toMatchObject([{ state: "withdrawn", asked: null }])
    }
    expect((await toldOf(stage)).changes.at(-1)).toMatchObject({ state: "withdrawn", asked: null })
  })

  test("is for its author, while it is open", async () => {
    const { stage, ada, questionId } = await makeAsked()
    const { deps, owner } = stage
    const stranger = await makeUser(deps)
    for (const actor of [stranger, owner])
      await expect(withdrawQuestion(deps, actor, { questionId })).rejects.toMatchObject({ code: "forbidden" })
    await moveQuestion(deps, owner, { questionId, to: "answering" })
    await expect(withdrawQuestion(deps, ada, { questionId })).rejects.toMatchObject({ code: "conflict" })
  })

  test("a question set aside before anybody could read it is not told", async () => {
    const { stage, ada, questionId } = await makeAsked()
    await withdrawQuestion(stage.deps, ada, { questionId })
    const { changes, revs } = await toldOf(stage)
    for (const change of changes) if (isHidden(change.state)) expect(change.asked).toBeNull()
    expect(revs).toEqual([[1, 2]])
    const [row] = await stage.deps.db.select().from(questions).where(eq(questions.id, questionId))
    expect(row?.state).toBe("withdrawn")
  })
})
