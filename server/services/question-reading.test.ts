import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import type { UserActor } from "#server/domain/policy.ts"
import { QUESTION_UPDATE_LIMIT, QUESTIONS_OPENING_LIMIT } from "#server/domain/question.ts"
import { ANYBODY, makeUser, webinarForm } from "#server/test-factories.ts"
import { makeStage, type Stage, start } from "#server/test-live.ts"
import { ask, makePeople } from "#server/test-questions.ts"
import { announceHeads } from "./heads.ts"
import { moveQuestion } from "./question-answers.ts"
import { putQuestion } from "./question-changes.ts"
import { getMyQuestions, listQuestionChanges, openQuestions } from "./question-reading.ts"
import { setVote } from "./questions.ts"
import { saveWebinar } from "./webinars.ts"

/** Without the flood limit of one author. */
async function askMany({ deps, eventId, owner }: Stage, count: number, author: UserActor = owner) {
  await write(deps.db, async (tx) => {
    for (let index = 0; index < count; index++)
      await putQuestion(tx, {
        eventId,
        clientId: `client-${index}`,
        authorId: author.id,
        authorName: author.name,
        text: `question ${index}`,
        createdAt: new Date(deps.clock.now().getTime() + index),
      })
  })
}

describe("the opening", () => {
  test("has the most wanted first, then the newest, and no more than a page can bear", async () => {
    const stage = await makeStage()
    const { deps, eventId } = stage
    const wanted = await ask(stage, stage.owner, "the wanted one")
    await askMany(stage, QUESTIONS_OPENING_LIMIT + 5)
    const ada = await makeUser(deps)
    await setVote(deps, ada, { questionId: wanted.id, wanted: true })
    const { questions, rev, hasMore } = await openQuestions(deps, ANYBODY, { eventId })
    expect([questions.length, hasMore]).toEqual([QUESTIONS_OPENING_LIMIT, true])
    expect(questions.slice(0, 2).map(({ asked }) => asked.text)).toEqual([
      "the wanted one",
      `question ${QUESTIONS_OPENING_LIMIT + 4}`,
    ])
    expect(rev).toBe(QUESTIONS_OPENING_LIMIT + 7)
  })

  test("says that there is no more where it has them all", async () => {
    const stage = await makeStage()
    await askMany(stage, QUESTIONS_OPENING_LIMIT)
    const { questions, hasMore } = await openQuestions(stage.deps, ANYBODY, { eventId: stage.eventId })
    expect([questions.length, hasMore]).toEqual([QUESTIONS_OPENING_LIMIT, false])
  })

  test("has one's own, however little wanted, also what was set aside", async () => {
    const stage = await makeStage()
    const { deps, eventId, owner } = stage
    const ada = await makeUser(deps)
    const mine = [await ask(stage, ada, "mine"), await ask(stage, ada, "mine, set aside")]
    await moveQuestion(deps, owner, { questionId: mine[1]?.id ?? "", to: "dismissed" })
    deps.clock.advance(1)
    await askMany(stage, QUESTIONS_OPENING_LIMIT)
    const opened = await openQuestions(deps, ada, { eventId })
    expect(opened.questions).toHaveLength(QUESTIONS_OPENING_LIMIT + 2)
    expect(opened.questions.slice(-2).map(({ id }) => id)).toEqual(mine.map(({ id }) => id))
    expect(opened.hasMore).toBe(false)
    const { questions } = await openQuestions(deps, await makeUser(deps), { eventId })
    expect(questions.some(({ id }) => id === mine[0]?.id)).toBe(false)
  })

  test("has for moderators all that wait and all that were set aside", async () => {
    const stage = await makeStage()
    const { deps, eventId, owner } = stage
    const ada = await makeUser(deps)
    const aside = await ask(stage, ada, "set aside")
    const answered = await ask(stage, ada, "answered")
    await moveQuestion(deps, owner, { questionId: aside.id, to: "dismissed" })
    await moveQuestion(deps, owner, { questionId: answered.id, to: "answered_live" })
    await askMany(stage, QUESTIONS_OPENING_LIMIT + 5, ada)
    const { questions, hasMore } = await openQuestions(deps, owner, { eventId })
    const ids = questions.map(({ id }) => id)
    expect([ids.length, new Set(ids).size, hasMore]).toEqual([
      QUESTIONS_OPENING_LIMIT + 6,
      QUESTIONS_OPENING_LIMIT + 6,
      true,
    ])
    expect([ids.includes(aside.id), ids.includes(answered.id)]).toEqual([true, false])
  })

  test("tells readers what is their own, and only them", async () => {
    const stage = await makeStage()
    const { deps, eventId, owner } = stage
    const { id: questionId } = await ask(stage, owner, "why")
    const [ada, grace] = await makePeople(deps, 2)
    if (!ada || !grace) throw new Error("nobody was made")
    await setVote(deps, ada, { questionId, wanted: true })
    expect(await getMyQuestions(deps, ada, { eventId })).toEqual({
      votes: [questionId],
      alias: null,
      isModerator: false,
    })
    expect((await getMyQuestions(deps, grace, { eventId })).votes).toEqual([])
    expect((await getMyQuestions(deps, ANYBODY, { eventId })).votes).toEqual([])
    expect((await getMyQuestions(deps, owner, { eventId })).isModerator).toBe(true)
  })

  test("is refused to all who may not watch", async () => {
    const stage = await makeStage()
    const { deps, eventId, owner, webinarId } = stage
    await saveWebinar(deps, owner, { webinarId, form: webinarForm({ restricted: true }) })
    const refused = { code: "unauthenticated" }
    await expect(openQuestions(deps, ANYBODY, { eventId })).rejects.toMatchObject(refused)
    await expect(listQuestionChanges(deps, ANYBODY, { eventId, afterRev: 0 })).rejects.toMatchObject(refused)
    await expect(getMyQuestions(deps, ANYBODY, { eventId })).rejects.toMatchObject(refused)
  })
})

describe("what a page missed", () => {
  async function read({ deps, eventId }: Stage, afterRev: number) {
    const { changes, rev } = await listQuestionChanges(deps, ANYBODY, { eventId, afterRev })
    return { revs: changes.map((change) => change.rev), rev }
  }

  test("is asked for by the number of the last change, each question once as it is now", async () => {
    const stage = await makeStage()
    const { deps, owner } = stage
    const { id: questionId } = await ask(stage, owner, "one")
    await ask(stage, owner, "two")
    await moveQuestion(deps, owner, { questionId, to: "answering" })
    expect(await read(stage, 0)).toEqual({ revs: [2, 3], rev: 3 })
    expect(await read(stage, 2)).toEqual({ revs: [3], rev: 3 })
    expect(await read(stage, 3)).toEqual({ revs: [], rev: 3 })
  })

  test("is read once for a full house, until something changes", async () => {
    const stage = await makeStage()
    await askMany(stage, 5)
    let readings = 0
    const { recentQuestions } = stage.deps
    stage.deps.recentQuestions = (key, ask) =>
      recentQuestions(key, () => {
        readings++
        return ask()
      })
    const answers = await Promise.all([0, 1, 2, 3, 4].map((afterRev) => read(stage, afterRev)))
    expect(answers.map(({ revs }) => revs.length)).toEqual([5, 4, 3, 2, 1])
    expect(readings).toBe(1)
    await ask(stage, stage.owner, "one more")
    expect((await read(stage, 5)).revs).toEqual([6])
  })

  test("comes in pieces that leave nothing out", async () => {
    const stage = await makeStage()
    const total = QUESTION_UPDATE_LIMIT + 30
    await askMany(stage, total)
    const first = await read(stage, 0)
    expect(first.revs).toHaveLength(QUESTION_UPDATE_LIMIT)
    const rest = await read(stage, first.revs.at(-1) ?? 0)
    expect([...first.revs, ...rest.revs]).toEqual(Array.from({ length: total }, (_, index) => index + 1))
  })

  test("is noticed by the number that is repeated while a live is open", async () => {
    const stage = await makeStage()
    await start(stage)
    await askMany(stage, 3)
    await announceHeads(stage.deps)
    await stage.deps.ticker.idle()
    const told = stage.deps.realtime.published.flatMap(({ signals }) => signals)
    expect(told).toContainEqual({ type: "question.head", rev: 3 })
  })
})
