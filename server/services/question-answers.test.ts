import { describe, expect, test } from "vitest"
import { chatModerators, questions } from "#db/chat-schema.ts"
import { write } from "#db/client.ts"
import { audit } from "#db/schema.ts"
import { MODERATED_STATES } from "#server/domain/question.ts"
import { ANYBODY, makeAdmin, makeUser } from "#server/test-factories.ts"
import { makeStage, type Stage } from "#server/test-live.ts"
import { ask, toldOf } from "#server/test-questions.ts"
import { endEverything } from "./livestreams.ts"
import { answerInWriting, moveQuestion } from "./question-answers.ts"
import { openQuestions } from "./question-reading.ts"

async function makeAsked(texts = ["why"]) {
  const stage = await makeStage()
  const ada = await makeUser(stage.deps, { name: "Ada" })
  const asked = []
  for (const text of texts) asked.push(await ask(stage, ada, text))
  return { stage, ada, ids: asked.map(({ id }) => id), questionId: asked[0]?.id ?? "" }
}

async function statesOf({ deps }: Stage) {
  const rows = await deps.db.select().from(questions).orderBy(questions.createdAt, questions.rev)
  return new Map(rows.map(({ id, state }) => [id, state]))
}

async function actsOf({ deps }: Stage) {
  const rows = await deps.db.select().from(audit)
  return rows.filter(({ action }) => action.startsWith("question."))
}

describe("who answers", () => {
  test("presenters, administrators and moderators do, nobody else", async () => {
    const { stage, ada, questionId } = await makeAsked()
    const { deps, eventId, owner } = stage
    const grace = await makeUser(deps)
    for (const actor of [ANYBODY, ada, grace]) {
      const code = actor === ANYBODY ? "unauthenticated" : "forbidden"
      for (const to of MODERATED_STATES)
        await expect(moveQuestion(deps, actor, { questionId, to })).rejects.toMatchObject({ code })
      await expect(answerInWriting(deps, actor, { questionId, text: "so" })).rejects.toMatchObject({ code })
    }
    await write(deps.db, (tx) => tx.insert(chatModerators).values({ eventId, userId: grace.id }))
    for (const actor of [owner, await makeAdmin(deps), grace]) {
      await moveQuestion(deps, actor, { questionId, to: "dismissed" })
      await moveQuestion(deps, actor, { questionId, to: "open" })
    }
  })

  test("also after the end: what was left open can be answered in writing", async () => {
    const { stage, questionId } = await makeAsked()
    const { deps, owner, webinarId } = stage
    await endEverything(deps, owner, { webinarId })
    await expect(answerInWriting(deps, owner, { questionId, text: "Because." })).resolves.toMatchObject({
      state: "answered_in_writing",
    })
  })
})

describe("answering live", () => {
  test("is told to everybody, and keeps when it began and by whom", async () => {
    const { stage, questionId } = await makeAsked()
    const { deps, owner } = stage
    deps.clock.advance(60_000)
    const began = deps.clock.now()
    await moveQuestion(deps, owner, { questionId, to: "answering" })
    expect((await toldOf(stage)).changes.at(-1)).toMatchObject({
      state: "answering",
      answeredAt: began,
      answeredBy: owner.name,
    })
    deps.clock.advance(60_000)
    const done = await moveQuestion(deps, owner, { questionId, to: "answered_live" })
    expect(done).toMatchObject({ state: "answered_live", answeredAt: began })
  })

  test("is one question at a time: the one before has had its answer", async () => {
    const { stage, ids } = await makeAsked(["one", "two"])
    const [one = "", two = ""] = ids
    await moveQuestion(stage.deps, stage.owner, { questionId: one, to: "answering" })
    await moveQuestion(stage.deps, stage.owner, { questionId: two, to: "answering" })
    expect(await statesOf(stage)).toEqual(
      new Map([
        [one, "answered_live"],
        [two, "answering"],
      ]),
    )
  })

  test("is one question at a time also when several presenters press at the same moment", async () => {
    const texts = ["a", "b", "c", "d"]
    const { stage, ids } = await makeAsked(texts)
    await Promise.all(
      ids.map((questionId) => moveQuestion(stage.deps, stage.owner, { questionId, to: "answering" })),
    )
    const states = [...(await statesOf(stage)).values()].sort()
    expect(states).toEqual(["answered_live", "answered_live", "answered_live", "answering"])
    expect((await toldOf(stage)).revs).toEqual([[1, 2 * texts.length + texts.length - 1]])
  })

  test("pressed twice is done and written down once", async () => {
    const { stage, questionId } = await makeAsked()
    const press = () => moveQuestion(stage.deps, stage.owner, { questionId, to: "answering" })
    const [first, second] = await Promise.all([press(), press()])
    expect(first).toEqual(second)
    expect(await actsOf(stage)).toHaveLength(1)
  })
})

describe("answering in writing", () => {
  test("shows the answer to everybody, can be corrected, and goes when the question is reopened", async () => {
    const { stage, questionId } = await makeAsked()
    const { deps, owner, eventId } = stage
    const read = async () => (await openQuestions(deps, ANYBODY, { eventId })).questions[0]
    await answerInWriting(deps, owner, { questionId, text: "Becuase." })
    await answerInWriting(deps, owner, { questionId, text: "Because." })
    expect(await read()).toMatchObject({
      state: "answered_in_writing",
      answer: "Because.",
      answeredBy: owner.name,
      answeredAt: deps.clock.now(),
    })
    await moveQuestion(deps, owner, { questionId, to: "open" })
    expect(await read()).toMatchObject({ state: "open", answer: null, answeredAt: null, answeredBy: null })
  })

  test("isn't swept away by a click for a live answer", async () => {
    const { stage, questionId } = await makeAsked()
    await answerInWriting(stage.deps, stage.owner, { questionId, text: "Because." })
    await expect(
      moveQuestion(stage.deps, stage.owner, { questionId, to: "answering" }),
    ).rejects.toMatchObject({ code: "conflict" })
  })
})

describe("setting aside", () => {
  test("hides what was asked from all but its author and moderators, and reopening brings it back", async () => {
    const { stage, ada, questionId } = await makeAsked()
    const { deps, owner, eventId } = stage
    const stranger = await makeUser(deps)
    await toldOf(stage)
    await moveQuestion(deps, owner, { questionId, to: "dismissed" })
    expect((await toldOf(stage)).changes.at(-1)).toMatchObject({ state: "dismissed", asked: null })
    const seenBy = async (actor: typeof ada | typeof ANYBODY) =>
      (await openQuestions(deps, actor, { eventId })).questions.map(({ asked }) => asked.text)
    expect(await seenBy(stranger)).toEqual([])
    expect(await seenBy(ANYBODY)).toEqual([])
    expect(await seenBy(ada)).toEqual(["why"])
    expect(await seenBy(owner)).toEqual(["why"])
    await moveQuestion(deps, owner, { questionId, to: "open" })
    expect(await seenBy(stranger)).toEqual(["why"])
    expect((await toldOf(stage)).changes.at(-1)).toMatchObject({ state: "open", asked: { text: "why" } })
  })
})

test("what moderators do is written down without a word of the question or the answer", async () => {
  const { stage, questionId } = await makeAsked(["what is entropy"])
  const { deps, owner, webinarId } = stage
  await moveQuestion(deps, owner, { questionId, to: "answering" })
  await moveQuestion(deps, owner, { questionId, to: "open" })
  await answerInWriting(deps, owner, { questionId, text: "a measure of disorder" })
  const acts = await actsOf(stage)
  expect(acts.map(({ action }) => action)).toEqual([
    "question.answering",
    "question.reopened",
    "question.answered_in_writing",
  ])
  for (const act of acts)
    expect(act).toMatchObject({ actorId: owner.id, thingId: webinarId, detail: { question: questionId } })
  expect(JSON.stringify(acts)).not.toMatch(/entropy|disorder/)
})
