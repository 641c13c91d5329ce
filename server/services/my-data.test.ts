import { describe, expect, test } from "vitest"
import { chatAliases, chatMessages, chatSanctions, questions, questionVotes } from "#db/chat-schema.ts"
import { write } from "#db/client.ts"
import { audit } from "#db/schema.ts"
import type { Actor, UserActor } from "../domain/policy.ts"
import { newId } from "../ids.ts"
import { ANYBODY, emailOf, makeUser } from "../test-factories.ts"
import { makeStage, type Stage } from "../test-live.ts"
import { sendMessage } from "./chat.ts"
import { forgetAuthors } from "./erased-authors.ts"
import { eraseMyChat } from "./erasure.ts"
import { exportMyData, getMyData } from "./my-data.ts"
import { signIn } from "./users.ts"

async function fileOf({ deps }: Stage, actor: Actor) {
  const { pieces, ...file } = await exportMyData(deps, actor)
  let text = ""
  for await (const piece of pieces) text += piece
  return { ...file, text, data: JSON.parse(text) }
}

/** Ada and Ben each wrote, asked, voted for each other, took a pseudonym and were excluded. */
async function makeTwo() {
  const stage = await makeStage()
  const { deps, eventId } = stage
  const ada = await makeUser(deps, { name: "Ada" })
  const ben = await makeUser(deps, { name: "Ben" })
  const createdAt = deps.clock.now()
  const takesPart = async (user: UserActor, other: UserActor) => {
    await sendMessage(deps, user, { eventId, clientId: newId(), text: `words of ${user.name}` })
    await write(deps.db, async (tx) => {
      const id = `question-${user.name}`
      const asked = { id, eventId, clientId: newId(), authorId: user.id, authorName: user.name, rev: 1 }
      await tx.insert(questions).values({ ...asked, text: `question of ${user.name}`, votes: 1, createdAt })
      const alias = `alias of ${user.name}`
      await tx.insert(chatAliases).values({ eventId, userId: user.id, alias, folded: alias })
      const sanction = { eventId, userId: user.id, kind: "mute" as const, until: createdAt, createdAt }
      await tx.insert(chatSanctions).values({ ...sanction, byId: other.id })
    })
  }
  await takesPart(ada, ben)
  await takesPart(ben, ada)
  await write(deps.db, (tx) =>
    tx.insert(questionVotes).values([
      { questionId: "question-Ben", userId: ada.id },
      { questionId: "question-Ada", userId: ben.id },
    ]),
  )
  return { stage, ada, ben }
}

describe("one's own data", () => {
  test("need a signed-in person", async () => {
    const { deps } = await makeStage()
    await expect(getMyData(deps, ANYBODY)).rejects.toMatchObject({ code: "unauthenticated" })
    await expect(exportMyData(deps, ANYBODY)).rejects.toMatchObject({ code: "unauthenticated" })
  })

  test("are counted as they are", async () => {
    const { stage, ada } = await makeTwo()
    expect(await getMyData(stage.deps, ada)).toMatchObject({
      account: { name: "Ada", email: emailOf(ada) },
      counts: { messages: 1, messageEvents: 1, questions: 1, votes: 1, aliases: 1, owned: 0 },
      aliases: [{ event: "Thermodynamics", alias: "alias of Ada" }],
      sanctions: [{ event: "Thermodynamics", kind: "mute" }],
    })
    expect(await getMyData(stage.deps, stage.owner)).toMatchObject({ counts: { owned: 1, messages: 0 } })
  })

  test("are in the file: messages, questions, votes, pseudonyms, exclusions and acts", async () => {
    const { stage, ada } = await makeTwo()
    const { data, name } = await fileOf(stage, ada)
    expect(name).toBe("amphi-my-data-2026-11-23.json")
    expect(data).toMatchObject({
      account: { id: ada.id, name: "Ada", email: emailOf(ada) },
      messages: [{ event: "Thermodynamics", text: "words of Ada", at: "2026-11-23T09:00:00.000Z" }],
      questions: [{ text: "question of Ada", votes: 1 }],
      votes: [{ question: "question of Ben" }],
      pseudonyms: [{ alias: "alias of Ada" }],
      exclusions: [{ kind: "mute" }],
      audit: [{ action: "account.exported", isOwnAct: true }],
    })
  })

  test("tell of what was erased for as long as it is known whose it was, and count it no more", async () => {
    const { stage, ada } = await makeTwo()
    await eraseMyChat(stage.deps, ada)
    const gone = { event: "Thermodynamics", name: "", text: "" }
    const { data } = await fileOf(stage, ada)
    expect(data).toMatchObject({ messages: [gone], questions: [gone] })
    expect((await getMyData(stage.deps, ada)).counts).toMatchObject({ messages: 0, questions: 0 })
    stage.deps.clock.advance(2 * 3_600_000)
    await forgetAuthors(stage.deps)
    expect((await fileOf(stage, ada)).data).toMatchObject({ messages: [], questions: [] })
  })

  test("hold nobody else's words, names or accounts, and no password", async () => {
    const { stage, ada, ben } = await makeTwo()
    const { text } = await fileOf(stage, ada)
    expect(text).not.toContain(ben.id)
    expect(text).not.toMatch(/words of Ben|alias of Ben|passwordHash|argon2/)
  })

  test("say when somebody tried to sign in, but not from where others came", async () => {
    const { stage, ada } = await makeTwo()
    await signIn(stage.deps, { email: emailOf(ada), password: "wrong", address: "198.51.100.9" })
    const { data, text } = await fileOf(stage, { ...ada, address: "192.0.2.7" })
    expect(data.audit).toMatchObject([
      { action: "sign_in.refused", isOwnAct: false, address: null },
      { action: "account.exported", isOwnAct: true, address: "192.0.2.7" },
    ])
    expect(text).not.toContain("198.51.100.9")
  })

  test("are whole, however many", async () => {
    const { stage, ada } = await makeTwo()
    const { deps, eventId } = stage
    await write(deps.db, async (tx) => {
      for (let seq = 10; seq < 1_210; seq++)
        await tx.insert(chatMessages).values({
          id: newId(),
          eventId,
          seq,
          clientId: newId(),
          authorId: ada.id,
          authorName: "Ada",
          origin: "listener",
          text: `line ${seq}`,
          delivery: "in_meeting",
          createdAt: deps.clock.now(),
        })
    })
    const { data } = await fileOf(stage, ada)
    const texts = new Set(data.messages.map(({ text }: { text: string }) => text))
    expect([data.messages.length, texts.size]).toEqual([1_201, 1_201])
  })

  test("that are taken along are in the audit", async () => {
    const { stage, ada } = await makeTwo()
    await fileOf(stage, ada)
    const lines = await stage.deps.db.select().from(audit)
    expect(lines.at(-1)).toMatchObject({ action: "account.exported", actorId: ada.id, thingId: ada.id })
  })
})
