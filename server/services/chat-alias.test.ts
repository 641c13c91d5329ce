import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { updateMessage } from "#db/queries/chat.ts"
import { auditOf, type Chat, makeChat, rowOf, say, saySeq, signalsOf, target } from "#server/test-chat.ts"
import { ANYBODY, makeUser } from "#server/test-factories.ts"
import { makeLive } from "#server/test-live.ts"
import { ask } from "#server/test-questions.ts"
import { chooseAlias } from "./chat-alias.ts"
import { deleteMessage } from "./chat-moderation.ts"
import { lookUpAuthor } from "./chat-person.ts"
import { listMessagesBefore, listUpdate, openChat } from "./chat-reading.ts"
import { relayMessage } from "./chat-relay.ts"
import { letThrough, listQueue } from "./chat-review.ts"
import { banAuthor, muteAuthor } from "./chat-sanctions.ts"
import { changeRules } from "./chat-settings.ts"
import { getStanding } from "./chat-standing.ts"

type Change = Parameters<typeof changeRules>[2]["change"]

async function withAliases(given?: Parameters<typeof makeChat>[0]) {
  const chat = await makeChat(given)
  await allow(chat, true)
  return chat
}

function allow(chat: Chat, allowAliases: boolean) {
  return change(chat, { allowAliases })
}

function change({ deps, moderator, eventId }: Chat, wanted: Change) {
  return changeRules(deps, moderator, { eventId, change: wanted })
}

function choose({ deps, eventId }: Chat, who: Chat["ada"], alias: string) {
  return chooseAlias(deps, who, { eventId, alias })
}

const UNDER = { underAlias: true }

describe("a pseudonym", () => {
  test("is chosen per message, and goes into the meeting in place of the name", async () => {
    const chat = await withAliases(await makeLive())
    await choose(chat, chat.ada, "Zorro")
    await say(chat, chat.ada, "who am I", UNDER)
    await say(chat, chat.ada, "it is me")
    const { messages } = await openChat(chat.deps, ANYBODY, { eventId: chat.eventId })
    expect(messages.map(({ authorName }) => authorName)).toEqual(["Zorro", "Ada Lovelace"])
    for (const text of ["who am I", "it is me"])
      await relayMessage(chat.deps, { messageId: (await rowOf(chat, text)).id })
    expect(chat.deps.bbb.chat.map(({ senderName }) => senderName)).toEqual([
      "Zorro (live)",
      "Ada Lovelace (live)",
    ])
  })

  test("reveals its owner in no public view and no signal, whatever happens to the message", async () => {
    const chat = await withAliases()
    const { deps, moderator, eventId, ada } = chat
    await choose(chat, ada, "Zorro")
    const seq = await saySeq(chat, ada, "under", UNDER)
    await deleteMessage(deps, moderator, target(chat, seq))
    await changeRules(deps, moderator, { eventId, change: { holdForReview: true } })
    await say(chat, ada, "held", UNDER)
    const queue = await listQueue(deps, moderator, { eventId })
    expect(queue.messages).toMatchObject([{ authorName: "Zorro" }])
    await letThrough(deps, moderator, { eventId, messageId: queue.messages[0]?.id ?? "" })
    await muteAuthor(deps, moderator, { ...target(chat, seq), minutes: 1 })
    const bob = await makeUser(deps, { name: "Bob" })
    const views = []
    for (const who of [ANYBODY, bob]) {
      views.push(await openChat(deps, who, { eventId }))
      views.push(await listUpdate(deps, who, { eventId, afterSeq: 0, afterRev: 0 }))
      views.push(await listMessagesBefore(deps, who, { eventId, beforeSeq: 99 }))
    }
    views.push(await getStanding(deps, bob, { eventId }), queue, await signalsOf(chat))
    const all = JSON.stringify(views)
    expect(all).toContain("Zorro")
    for (const secret of ["Ada", "Lovelace", ada.id]) expect(all).not.toContain(secret)
  })

  test("can't be matched with what its owner writes under their name", async () => {
    const chat = await withAliases()
    await choose(chat, chat.ada, "Zorro")
    await say(chat, chat.ada, "under", UNDER)
    await say(chat, chat.ada, "by name")
    const { messages } = await openChat(chat.deps, ANYBODY, { eventId: chat.eventId })
    expect(new Set(messages.map(({ authorKey }) => authorKey)).size).toBe(2)
  })

  test("is told with the name and everything written to moderators who ask, which is recorded", async () => {
    const chat = await withAliases()
    const { deps, moderator } = chat
    await choose(chat, chat.ada, "Zorro")
    await say(chat, chat.ada, "by name")
    const seq = await saySeq(chat, chat.ada, "under", UNDER)
    const person = await lookUpAuthor(deps, moderator, target(chat, seq))
    expect(person).toMatchObject({ name: "Ada Lovelace", alias: "Zorro", isGuest: false, isProtected: false })
    expect(person.messages.map(({ text, authorName }) => [text, authorName])).toEqual([
      ["under", "Zorro"],
      ["by name", "Ada Lovelace"],
    ])
    expect((await auditOf(chat)).at(-1)).toMatchObject({ action: "chat.looked_up", actorId: moderator.id })
    await expect(lookUpAuthor(deps, chat.ada, target(chat, seq))).rejects.toMatchObject({ code: "forbidden" })
  })

  test("hides nobody from a ban", async () => {
    const chat = await withAliases()
    await choose(chat, chat.ada, "Zorro")
    const seq = await saySeq(chat, chat.ada, "under", UNDER)
    await banAuthor(chat.deps, chat.moderator, target(chat, seq))
    await expect(say(chat, chat.ada, "by name")).rejects.toMatchObject({ code: "chat_banned" })
  })

  test("doesn't get around slow mode", async () => {
    const chat = await withAliases()
    await changeRules(chat.deps, chat.moderator, { eventId: chat.eventId, change: { slowModeSeconds: 10 } })
    await choose(chat, chat.ada, "Zorro")
    await say(chat, chat.ada, "by name")
    await expect(say(chat, chat.ada, "under", UNDER)).rejects.toMatchObject({ code: "slow_mode" })
  })

  test("needs the rule, a choice, and a listener; old messages keep it when the rule goes", async () => {
    const chat = await makeChat()
    await expect(choose(chat, chat.ada, "Zorro")).rejects.toMatchObject({ code: "alias_off" })
    await allow(chat, true)
    await expect(say(chat, chat.ada, "none chosen", UNDER)).rejects.toMatchObject({ code: "alias_off" })
    await choose(chat, chat.ada, "Zorro")
    await say(chat, chat.ada, "under", UNDER)
    await allow(chat, false)
    await expect(say(chat, chat.ada, "too late", UNDER)).rejects.toMatchObject({ code: "alias_off" })
    await expect(choose(chat, chat.owner, "Zorro II")).rejects.toMatchObject({ code: "forbidden" })
    await expect(say(chat, chat.owner, "me", UNDER)).rejects.toMatchObject({ code: "forbidden" })
    const { messages } = await openChat(chat.deps, ANYBODY, { eventId: chat.eventId })
    expect(messages).toMatchObject([{ authorName: "Zorro", text: "under" }])
  })
})

describe("which pseudonym", () => {
  test("is one person's in an event, however it is spelt; two who want it at once are one", async () => {
    const chat = await withAliases()
    const bob = await makeUser(chat.deps, { name: "Bob" })
    const answers = await Promise.allSettled([choose(chat, chat.ada, "Zorro"), choose(chat, bob, "Z0rr0")])
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    const other = await makeUser(chat.deps, { name: "Other" })
    await expect(choose(chat, other, "zorro!")).rejects.toMatchObject({
      code: "invalid",
      fields: { alias: "aliasTaken" },
    })
  })

  test.each([
    ["Karim Benali", "aliasTaken"],
    ["Karim", "aliasTaken"],
    ["Grace Hoper", "aliasTaken"],
    ["Le modérateur", "aliasRole"],
    ["Bob Dylan", "aliasTaken"],
    ["Visiteur du Québec", "aliasTaken"],
    ["Quel 1d10t", "aliasWord"],
    ["buy.example.com", "aliasLink"],
  ])("%j is refused as %s", async (alias, key) => {
    const chat = await withAliases()
    await change(chat, { blockedWords: ["idiot"], links: "hold" })
    await say(chat, await makeUser(chat.deps, { name: "Bob Dylan" }), "hello")
    await say(chat, await makeUser(chat.deps, { name: "Visiteur du Quebec" }), "from the meeting")
    const { id } = await rowOf(chat, "from the meeting")
    await write(chat.deps.db, (tx) => updateMessage(tx, id, { authorId: null, origin: "meeting" }))
    await expect(choose(chat, chat.ada, alias)).rejects.toMatchObject({ fields: { alias: key } })
  })

  test("can be changed until something was written under it", async () => {
    const chat = await withAliases()
    await choose(chat, chat.ada, "Zorro")
    await choose(chat, chat.ada, "Sergent Garcia")
    const bob = await makeUser(chat.deps, { name: "Bob" })
    await choose(chat, bob, "Zorro")
    await say(chat, chat.ada, "under", UNDER)
    await choose(chat, chat.ada, "Sergent Garcia")
    await expect(choose(chat, chat.ada, "Bernardo")).rejects.toMatchObject({
      fields: { alias: "aliasFixed" },
    })
    const standing = await getStanding(chat.deps, chat.ada, { eventId: chat.eventId })
    expect(standing).toMatchObject({ alias: "Sergent Garcia", isAliasFixed: true })
  })

  test("may look like a link where links are shown", async () => {
    const chat = await withAliases()
    await expect(choose(chat, chat.ada, "buy.example.com")).resolves.toEqual({ alias: "buy.example.com" })
  })
})

describe("a pseudonym that rules forbid which were set later", () => {
  async function known(alias: string) {
    const chat = await withAliases()
    await choose(chat, chat.ada, alias)
    await say(chat, chat.ada, "before", UNDER)
    return chat
  }

  test.each<[string, Change, string]>([
    ["Zorro", { blockedWords: ["zorro"] }, "word"],
    ["buy.example.com", { links: "hold" }, "link"],
  ])("has %s's message held, and the question set aside", async (alias, rules, because) => {
    const chat = await known(alias)
    await change(chat, rules)
    await expect(say(chat, chat.ada, "hello", UNDER)).resolves.toEqual({ state: "held" })
    expect(await rowOf(chat, "hello")).toMatchObject({ state: "held", seq: null, heldBecause: because })
    await expect(ask(chat, chat.ada, "why", true)).resolves.toMatchObject({ state: "dismissed" })
    await expect(say(chat, chat.ada, "by name")).resolves.toMatchObject({ state: "shown" })
  })

  test("can't be used where links are refused, in the chat or for a question", async () => {
    const chat = await known("buy.example.com")
    await change(chat, { links: "refuse" })
    await expect(say(chat, chat.ada, "hello", UNDER)).rejects.toMatchObject({ code: "alias_off" })
    await expect(ask(chat, chat.ada, "why", true)).rejects.toMatchObject({ code: "alias_off" })
    await expect(say(chat, chat.ada, "by name")).resolves.toMatchObject({ state: "shown" })
  })
})
