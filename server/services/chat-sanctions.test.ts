import { describe, expect, test } from "vitest"
import { chatSanctions } from "#db/chat-schema.ts"
import type { PersonTarget } from "#server/domain/moderation.ts"
import type { UserActor } from "#server/domain/policy.ts"
import { auditOf, type Chat, makeChat, say, saySeq, target } from "#server/test-chat.ts"
import { makeUser } from "#server/test-factories.ts"
import { ask } from "#server/test-questions.ts"
import { chooseAlias } from "./chat-alias.ts"
import { lookUpAuthor } from "./chat-person.ts"
import { banAuthor, liftSanction, listSanctioned, muteAuthor } from "./chat-sanctions.ts"
import { changeRules } from "./chat-settings.ts"
import { forgetAuthors } from "./erased-authors.ts"
import { eraseMyChat } from "./erasure.ts"
import { withdrawQuestion } from "./questions.ts"

async function asked(chat: Chat, who: UserActor, text: string, underAlias = false) {
  const { id } = await ask(chat, who, text, underAlias)
  return { eventId: chat.eventId, questionId: id }
}

function listed({ deps, moderator, eventId }: Chat) {
  return listSanctioned(deps, moderator, { eventId })
}

async function byHandle(chat: Chat): Promise<PersonTarget> {
  const [person] = await listed(chat)
  return { eventId: chat.eventId, sanction: person?.handle ?? "" }
}

async function makeZorro() {
  const chat = await makeChat()
  const { deps, moderator, eventId, ada } = chat
  await changeRules(deps, moderator, { eventId, change: { allowAliases: true } })
  await chooseAlias(deps, ada, { eventId, alias: "Zorro" })
  return chat
}

describe("an exclusion", () => {
  test("of somebody who erased what they wrote is listed, told who it is, and lifted", async () => {
    const chat = await makeChat()
    const { deps, moderator, ada } = chat
    await banAuthor(deps, moderator, target(chat, await saySeq(chat, ada, "hello")))
    await eraseMyChat(deps, ada)
    expect(await listed(chat)).toMatchObject([{ name: null, sanction: { kind: "ban" } }])
    const person = await byHandle(chat)
    expect(await lookUpAuthor(deps, moderator, person)).toMatchObject({
      name: "Ada Lovelace",
      sanction: { kind: "ban" },
      messages: [{ text: "", authorName: null }],
      questions: [],
    })
    await liftSanction(deps, moderator, person)
    await expect(say(chat, ada, "back")).resolves.toMatchObject({ state: "shown" })
    expect(await listed(chat)).toEqual([])
  })

  test("is listed under the name that everybody read, without the one behind it or an account", async () => {
    const chat = await makeZorro()
    const { deps, moderator, ada } = chat
    const bob = await makeUser(deps, { name: "Bob" })
    await saySeq(chat, ada, "by name")
    const seq = await saySeq(chat, ada, "under", { underAlias: true })
    await banAuthor(deps, moderator, target(chat, seq))
    deps.clock.advance(1)
    await muteAuthor(deps, moderator, { ...target(chat, await saySeq(chat, bob, "mine")), minutes: 5 })
    const people = await listed(chat)
    expect(people.map(({ name }) => name)).toEqual(["Bob", "Zorro"])
    for (const secret of ["Ada", "Lovelace", ada.id, bob.id])
      expect(JSON.stringify(people)).not.toContain(secret)
    expect(new Set(people.map(({ handle }) => handle)).size).toBe(2)
  })

  test("says who it is to a moderator who asks, which is recorded", async () => {
    const chat = await makeZorro()
    const { deps, moderator, ada } = chat
    const seq = await saySeq(chat, ada, "under", { underAlias: true })
    await banAuthor(deps, moderator, target(chat, seq))
    const person = await byHandle(chat)
    expect(await lookUpAuthor(deps, moderator, person)).toMatchObject({
      name: "Ada Lovelace",
      alias: "Zorro",
    })
    expect((await auditOf(chat)).at(-1)).toMatchObject({
      action: "chat.looked_up",
      actorId: moderator.id,
      detail: { person: "Ada Lovelace" },
    })
    await expect(lookUpAuthor(deps, ada, person)).rejects.toMatchObject({ code: "forbidden" })
  })

  test("loses the pseudonym that is erased, in the database too", async () => {
    const chat = await makeZorro()
    const { deps, moderator, ada } = chat
    const seq = await saySeq(chat, ada, "under", { underAlias: true })
    await banAuthor(deps, moderator, target(chat, seq))
    await eraseMyChat(deps, ada)
    expect(JSON.stringify(await deps.db.select().from(chatSanctions))).not.toContain("Zorro")
  })

  test("lifted by two at once is lifted once, and is nobody's handle afterwards", async () => {
    const chat = await makeChat()
    const { deps, moderator, owner, ada } = chat
    await banAuthor(deps, moderator, target(chat, await saySeq(chat, ada, "hello")))
    const person = await byHandle(chat)
    await Promise.all([liftSanction(deps, moderator, person), liftSanction(deps, owner, person)])
    expect((await auditOf(chat)).filter(({ action }) => action === "chat.lifted")).toHaveLength(1)
    await expect(lookUpAuthor(deps, moderator, person)).rejects.toMatchObject({ code: "not_found" })
    await expect(banAuthor(deps, moderator, person)).rejects.toMatchObject({ code: "not_found" })
  })

  test("of one event is no handle in another", async () => {
    const chat = await makeChat()
    await banAuthor(chat.deps, chat.moderator, target(chat, await saySeq(chat, chat.ada, "hello")))
    const [there] = await listed(chat)
    const other = await makeChat()
    const elsewhere = { eventId: other.eventId, sanction: there?.handle ?? "" }
    await expect(lookUpAuthor(other.deps, other.moderator, elsewhere)).rejects.toMatchObject({
      code: "not_found",
    })
  })
})

describe("somebody who only asks questions", () => {
  test("is muted and banned by a question, and let write again by it", async () => {
    const chat = await makeChat()
    const { deps, moderator, ada } = chat
    const question = await asked(chat, ada, "why")
    await muteAuthor(deps, moderator, { ...question, minutes: 5 })
    await expect(ask(chat, ada, "and why")).rejects.toMatchObject({ code: "chat_muted" })
    await banAuthor(deps, moderator, question)
    await expect(say(chat, ada, "hello")).rejects.toMatchObject({ code: "chat_banned" })
    expect(await listed(chat)).toMatchObject([{ name: "Ada Lovelace", sanction: { kind: "ban" } }])
    await liftSanction(deps, moderator, question)
    await expect(ask(chat, ada, "why then")).resolves.toMatchObject({ state: "open" })
    expect((await auditOf(chat)).map(({ action, detail }) => [action, detail.question])).toEqual([
      ["chat.muted", question.questionId],
      ["chat.banned", question.questionId],
      ["chat.lifted", question.questionId],
    ])
  })

  test("under a pseudonym is known to moderators who ask, with everything they wrote and asked", async () => {
    const chat = await makeZorro()
    const { deps, moderator, ada } = chat
    const question = await asked(chat, ada, "why", true)
    deps.clock.advance(1)
    await asked(chat, ada, "and how")
    await withdrawQuestion(deps, ada, await asked(chat, ada, "taken back"))
    await say(chat, ada, "hello")
    const person = await lookUpAuthor(deps, moderator, question)
    expect(person).toMatchObject({ name: "Ada Lovelace", alias: "Zorro", isGuest: false, isProtected: false })
    expect(person.messages.map(({ text }) => text)).toEqual(["hello"])
    expect(person.questions.map(({ text, authorName, state }) => [text, authorName, state])).toEqual([
      ["and how", "Ada Lovelace", "open"],
      ["why", "Zorro", "open"],
    ])
    expect((await auditOf(chat)).at(-1)).toMatchObject({
      action: "chat.looked_up",
      detail: { question: question.questionId, person: "Ada Lovelace" },
    })
  })

  test("is told to the moderators of the question's event alone", async () => {
    const chat = await makeChat()
    const other = await makeChat()
    const { questionId } = await asked(chat, chat.ada, "why")
    const elsewhere = { eventId: other.eventId, questionId }
    await expect(lookUpAuthor(other.deps, other.moderator, elsewhere)).rejects.toMatchObject({
      code: "not_found",
    })
    const here = { eventId: chat.eventId, questionId }
    await expect(lookUpAuthor(chat.deps, chat.ada, here)).rejects.toMatchObject({ code: "forbidden" })
  })

  test("is not excluded where they keep the chat in order", async () => {
    const chat = await makeChat()
    const question = await asked(chat, chat.moderator, "why")
    await expect(banAuthor(chat.deps, chat.owner, question)).rejects.toMatchObject({ code: "forbidden" })
  })
})

test("what two people erased isn't taken for one person's", async () => {
  const chat = await makeChat()
  const { deps, moderator, ada } = chat
  const bob = await makeUser(deps, { name: "Bob" })
  const seq = await saySeq(chat, ada, "mine")
  const his = await saySeq(chat, bob, "his")
  for (const who of [ada, bob]) await eraseMyChat(deps, who)
  for (const [name, place] of [["Ada Lovelace", seq] as const, ["Bob", his] as const]) {
    const person = await lookUpAuthor(deps, moderator, target(chat, place))
    expect([person.name, person.messages.map((message) => message.seq)]).toEqual([name, [place]])
  }
  deps.clock.advance(2 * 3_600_000)
  await forgetAuthors(deps)
  for (const place of [seq, his])
    for (const act of [lookUpAuthor, banAuthor, liftSanction])
      await expect(act(deps, moderator, target(chat, place))).rejects.toMatchObject({ code: "not_found" })
})
