import { beforeEach, describe, expect, test } from "vitest"
import { chatMessages, questions } from "#db/chat-schema.ts"
import { audit } from "#db/schema.ts"
import { type Chat, makeChat, say, saySeq, target } from "../test-chat.ts"
import { ANYBODY } from "../test-factories.ts"
import { start } from "../test-live.ts"
import { ask } from "../test-questions.ts"
import { chooseAlias } from "./chat-alias.ts"
import { lookUpAuthor } from "./chat-person.ts"
import { openChat } from "./chat-reading.ts"
import { banAuthor, listSanctioned, muteAuthor } from "./chat-sanctions.ts"
import { changeRules } from "./chat-settings.ts"
import { forgetAuthors } from "./erased-authors.ts"
import { eraseMyChat } from "./erasure.ts"
import { answerInWriting } from "./question-answers.ts"
import { openQuestions } from "./question-reading.ts"

const AFTER_THE_END_MS = 2 * 3_600_000

let chat: Chat

beforeEach(async () => {
  chat = await makeChat()
})

/** A message, a question with its answer, and a message that waits for review: all of Ada's, all erased. */
async function eraseAll() {
  const { deps, ada, moderator } = chat
  const message = target(chat, await saySeq(chat, ada, "secret words"))
  const { id: questionId } = await ask(chat, ada, "a secret?")
  await answerInWriting(deps, moderator, { questionId, text: "because" })
  await rules({ holdForReview: true })
  await say(chat, ada, "held words")
  await eraseMyChat(deps, ada)
  return { message, question: { eventId: chat.eventId, questionId } }
}

function rules(change: Parameters<typeof changeRules>[2]["change"]) {
  return changeRules(chat.deps, chat.moderator, { eventId: chat.eventId, change })
}

async function rowsOfAda() {
  const { db } = chat.deps
  const rows = [...(await db.select().from(chatMessages)), ...(await db.select().from(questions))]
  return rows.filter(({ authorId }) => authorId === chat.ada.id)
}

describe("who erased what they wrote, while the event lasts,", () => {
  test("is told to moderators by each message and each question, and that is recorded", async () => {
    const { deps, moderator } = chat
    const gone = { authorName: null, text: "" }
    for (const meant of Object.values(await eraseAll()))
      expect(await lookUpAuthor(deps, moderator, meant)).toMatchObject({
        name: "Ada Lovelace",
        messages: [gone, gone],
        questions: [gone],
      })
    const lines = await deps.db.select().from(audit)
    expect(lines.filter(({ action }) => action === "chat.looked_up")).toHaveLength(2)
  })

  test("is muted and banned by it, and listed without a name", async () => {
    const { deps, moderator, ada, eventId } = chat
    const { message, question } = await eraseAll()
    await muteAuthor(deps, moderator, { ...question, minutes: 5 })
    await expect(say(chat, ada, "again")).rejects.toMatchObject({ code: "chat_muted" })
    await banAuthor(deps, moderator, message)
    await expect(ask(chat, ada, "again?")).rejects.toMatchObject({ code: "chat_banned" })
    expect(await listSanctioned(deps, moderator, { eventId })).toMatchObject([{ name: null }])
  })

  test("waits for slow mode's time as before, also after what was held", async () => {
    await rules({ slowModeSeconds: 300 })
    for (const holdForReview of [false, true]) {
      await rules({ holdForReview })
      await say(chat, chat.ada, "hello")
      await eraseMyChat(chat.deps, chat.ada)
      await expect(say(chat, chat.ada, "again")).rejects.toMatchObject({ code: "slow_mode" })
      chat.deps.clock.advance(300_000)
    }
  })

  test("takes no other pseudonym after one that they wrote under", async () => {
    const { deps, ada, eventId } = chat
    await rules({ allowAliases: true })
    await chooseAlias(deps, ada, { eventId, alias: "Owl" })
    await eraseMyChat(deps, ada)
    await chooseAlias(deps, ada, { eventId, alias: "Heron" })
    await say(chat, ada, "hoot", { underAlias: true })
    await eraseMyChat(deps, ada)
    const another = chooseAlias(deps, ada, { eventId, alias: "Eagle" })
    await expect(another).rejects.toMatchObject({ fields: { alias: "aliasFixed" } })
  })

  test("is told to nobody else, nor what else is theirs", async () => {
    const { deps, eventId } = chat
    await eraseAll()
    const { messages } = await openChat(deps, ANYBODY, { eventId })
    const opened = await openQuestions(deps, ANYBODY, { eventId })
    const keys = [...messages, ...opened.questions.map((row) => row.asked)].map((row) => row.authorKey)
    expect(keys).toEqual([null, null])
  })

  test("stays known for as long as a live that overruns goes on", async () => {
    await start(chat)
    await eraseAll()
    chat.deps.clock.advance(AFTER_THE_END_MS)
    await forgetAuthors(chat.deps)
    expect(await rowsOfAda()).toHaveLength(3)
  })
})

describe("when nothing can be written there any more", () => {
  test("nobody knows who wrote what is erased, and what was never shown is gone", async () => {
    const { deps, moderator } = chat
    const meant = await eraseAll()
    await forgetAuthors(deps)
    expect(await rowsOfAda()).toHaveLength(3)
    deps.clock.advance(AFTER_THE_END_MS)
    await forgetAuthors(deps)
    expect(await rowsOfAda()).toEqual([])
    expect(await deps.db.select().from(chatMessages)).toMatchObject([{ seq: 1, authorName: "", text: "" }])
    for (const person of Object.values(meant))
      for (const act of [lookUpAuthor, banAuthor])
        await expect(act(deps, moderator, person)).rejects.toMatchObject({ code: "not_found" })
  })

  test("what is erased then is forgotten at once", async () => {
    const { deps, ada } = chat
    await say(chat, ada, "secret words")
    await ask(chat, ada, "a secret?")
    deps.clock.advance(AFTER_THE_END_MS)
    await eraseMyChat(deps, ada)
    expect(await rowsOfAda()).toEqual([])
  })

  test("what was not erased keeps its author", async () => {
    const { deps, ada } = chat
    await say(chat, ada, "hello")
    deps.clock.advance(AFTER_THE_END_MS)
    await forgetAuthors(deps)
    expect(await rowsOfAda()).toMatchObject([{ text: "hello" }])
  })
})
