import { describe, expect, test } from "vitest"
import { chatMessages, chatSanctions } from "#db/chat-schema.ts"
import { write } from "#db/client.ts"
import { updateMessage } from "#db/queries/chat.ts"
import type { Actor } from "#server/domain/policy.ts"
import { type Chat, makeChat, rowOf, say, saySeq, signalsOf, target } from "#server/test-chat.ts"
import { makeUser } from "#server/test-factories.ts"
import { waitingJobs } from "#server/test-live.ts"
import { retryMessage } from "./chat.ts"
import { chooseAlias } from "./chat-alias.ts"
import { addModerator } from "./chat-moderators.ts"
import { listUpdate } from "./chat-reading.ts"
import { banAuthor, liftSanction, muteAuthor } from "./chat-sanctions.ts"
import { changeRules } from "./chat-settings.ts"
import { getStanding } from "./chat-standing.ts"

type Change = Parameters<typeof changeRules>[2]["change"]

function rule({ deps, moderator, eventId }: Chat, change: Change) {
  return changeRules(deps, moderator, { eventId, change })
}

/** One that is shown, so that there is something to sanction somebody by. */
async function mutedBy(chat: Chat, minutes: 1 | 5 = 5) {
  const seq = await saySeq(chat, chat.ada, "first")
  await muteAuthor(chat.deps, chat.moderator, { ...target(chat, seq), minutes })
  return seq
}

async function shownTexts({ deps, eventId, ada }: Chat) {
  const { messages } = await listUpdate(deps, ada, { eventId, afterSeq: 0, afterRev: 0 })
  return messages.map(({ text }) => text)
}

describe("a listener's message", () => {
  test("is refused while the chat is paused, and passes when it goes on", async () => {
    const chat = await makeChat()
    await rule(chat, { paused: true })
    await expect(say(chat, chat.ada, "hello")).rejects.toMatchObject({ code: "chat_paused" })
    await rule(chat, { paused: false })
    await expect(say(chat, chat.ada, "hello")).resolves.toMatchObject({ state: "shown" })
  })

  test("is refused while its author is muted, with how long, and passes afterwards", async () => {
    const chat = await makeChat()
    await mutedBy(chat)
    chat.deps.clock.advance(60_500)
    await expect(say(chat, chat.ada, "hello")).rejects.toMatchObject({
      code: "chat_muted",
      fields: { retryAfterSeconds: "240" },
    })
    await expect(say(chat, await makeUser(chat.deps), "somebody else")).resolves.toMatchObject({
      state: "shown",
    })
    chat.deps.clock.advance(240_000)
    await expect(say(chat, chat.ada, "hello")).resolves.toMatchObject({ state: "shown" })
  })

  test("is refused for good once its author is banned, until the ban is lifted; a mute doesn't shorten it", async () => {
    const chat = await makeChat()
    const { deps, moderator, eventId } = chat
    const seq = await saySeq(chat, chat.ada, "first")
    await banAuthor(deps, moderator, target(chat, seq))
    const muted = await muteAuthor(deps, moderator, { ...target(chat, seq), minutes: 1 })
    expect(muted.sanction).toEqual({ kind: "ban", until: null })
    deps.clock.advance(30 * 60_000)
    await expect(say(chat, chat.ada, "hello")).rejects.toMatchObject({ code: "chat_banned" })
    expect(await getStanding(deps, chat.ada, { eventId })).toMatchObject({ sanction: { kind: "ban" } })
    await liftSanction(deps, moderator, target(chat, seq))
    await expect(say(chat, chat.ada, "hello")).resolves.toMatchObject({ state: "shown" })
  })

  test("waits its turn in slow mode, each author's own, also across their tabs", async () => {
    const chat = await makeChat()
    await rule(chat, { slowModeSeconds: 10 })
    await say(chat, chat.ada, "one")
    chat.deps.clock.advance(3_200)
    await expect(say(chat, chat.ada, "two")).rejects.toMatchObject({
      code: "slow_mode",
      fields: { retryAfterSeconds: "7" },
    })
    await expect(say(chat, await makeUser(chat.deps), "other")).resolves.toMatchObject({ state: "shown" })
    chat.deps.clock.advance(6_800)
    await expect(say(chat, chat.ada, "two")).resolves.toMatchObject({ state: "shown" })
  })

  test("counts for slow mode also while it waits for a moderator", async () => {
    const chat = await makeChat()
    await rule(chat, { slowModeSeconds: 10, holdForReview: true })
    await say(chat, chat.ada, "one")
    await expect(say(chat, chat.ada, "two")).rejects.toMatchObject({ code: "slow_mode" })
  })

  test("that was stored is answered when it is sent again, whatever holds by then", async () => {
    const chat = await makeChat()
    await say(chat, chat.ada, "hello", { clientId: "the-same" })
    await rule(chat, { paused: true, slowModeSeconds: 300 })
    await expect(say(chat, chat.ada, "hello", { clientId: "the-same" })).resolves.toMatchObject({
      state: "shown",
    })
  })

  test.each<[Change, string, string]>([
    [{ holdForReview: true }, "hello", "review"],
    [{ blockedWords: ["idiot"] }, "quel ID1OT !", "word"],
    [{ links: "hold" }, "voir exemple.fr/page", "link"],
  ])("is held by %o: nobody sees it, and it doesn't go to the meeting", async (change, text, because) => {
    const chat = await makeChat()
    await rule(chat, change)
    await saySeq(chat, chat.owner, "before")
    await expect(say(chat, chat.ada, text)).resolves.toEqual({ state: "held" })
    expect(await saySeq(chat, chat.owner, "after"), "no place was taken").toBe(2)
    expect(await rowOf(chat, text)).toMatchObject({ state: "held", seq: null, heldBecause: because })
    expect(await shownTexts(chat)).toEqual(["before", "after"])
    expect(await waitingJobs(chat, "chat.relay")).toHaveLength(2)
    expect(JSON.stringify(await signalsOf(chat))).not.toContain(text)
  })

  test("with a link is refused where links are, and then nothing is stored", async () => {
    const chat = await makeChat()
    await rule(chat, { links: "refuse" })
    await expect(say(chat, chat.ada, "https://exemple.fr")).rejects.toMatchObject({ code: "link_refused" })
    expect(await chat.deps.db.select().from(chatMessages)).toEqual([])
  })
})

test("moderators, co-presenters, presenters and administrators pass every gate", async () => {
  const chat = await makeChat()
  await rule(chat, {
    paused: true,
    slowModeSeconds: 300,
    holdForReview: true,
    blockedWords: ["idiot"],
    links: "refuse",
  })
  const people: Actor[] = [chat.moderator, chat.copresenter, chat.owner, chat.admin]
  for (const person of people)
    for (const text of ["idiot", "https://exemple.fr"])
      await expect(say(chat, person, text)).resolves.toMatchObject({ state: "shown" })
})

test("who is named moderator while muted may write", async () => {
  const chat = await makeChat()
  await mutedBy(chat)
  await addModerator(chat.deps, chat.owner, { eventId: chat.eventId, email: `${chat.ada.id}@univ.test` })
  await expect(say(chat, chat.ada, "hello")).resolves.toMatchObject({ state: "shown" })
})

describe("at the same moment", () => {
  test("two messages in slow mode are one", async () => {
    const chat = await makeChat()
    await rule(chat, { slowModeSeconds: 10 })
    const answers = await Promise.allSettled(["one", "two", "three"].map((text) => say(chat, chat.ada, text)))
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    expect(await shownTexts(chat)).toHaveLength(1)
  })

  test("a message and a mute have an order: none passes after the mute was answered", async () => {
    const chat = await makeChat()
    const seq = await saySeq(chat, chat.ada, "first")
    const muting = muteAuthor(chat.deps, chat.moderator, { ...target(chat, seq), minutes: 5 })
    const sending = Promise.allSettled(["a", "b", "c"].map((text) => say(chat, chat.ada, text)))
    await muting
    const shown = await shownTexts(chat)
    await expect(say(chat, chat.ada, "late")).rejects.toMatchObject({ code: "chat_muted" })
    const answers = await sending
    for (const answer of answers.filter(({ status }) => status === "rejected"))
      expect(answer).toMatchObject({ reason: { code: "chat_muted" } })
    const passed = answers.filter(({ status }) => status === "fulfilled").length
    expect(shown.length).toBeLessThanOrEqual(passed + 1)
    expect(await shownTexts(chat)).toHaveLength(passed + 1)
  })

  test("a pause and messages: what is in the chat was there before the pause", async () => {
    const chat = await makeChat()
    const people = await Promise.all(Array.from({ length: 5 }, () => makeUser(chat.deps)))
    const sending = Promise.allSettled(people.map((person, index) => say(chat, person, `line ${index}`)))
    await rule(chat, { paused: true })
    const atPause = await shownTexts(chat)
    await sending
    expect(await shownTexts(chat)).toEqual(atPause)
  })

  test("two moderators who mute and ban leave a ban, in whatever order", async () => {
    const chat = await makeChat()
    const seq = await saySeq(chat, chat.ada, "first")
    await Promise.all([
      muteAuthor(chat.deps, chat.moderator, { ...target(chat, seq), minutes: 5 }),
      banAuthor(chat.deps, chat.owner, target(chat, seq)),
      muteAuthor(chat.deps, chat.copresenter, { ...target(chat, seq), minutes: 60 }),
    ])
    expect(await chat.deps.db.select().from(chatSanctions)).toMatchObject([{ kind: "ban", until: null }])
  })
})

describe("one more try into the meeting", () => {
  /** Shown on the live page; the meeting never got it. */
  async function undelivered(text = "hello", more = {}) {
    const chat = await makeChat()
    await rule(chat, { allowAliases: true })
    await chooseAlias(chat.deps, chat.ada, { eventId: chat.eventId, alias: "Zorro" })
    const seq = await saySeq(chat, chat.ada, text, more)
    const { id } = await rowOf(chat, text)
    await write(chat.deps.db, (tx) => updateMessage(tx, id, { delivery: "not_delivered" }))
    const retry = (who: Actor = chat.ada) => retryMessage(chat.deps, who, { eventId: chat.eventId, seq })
    return { chat, seq, id, retry }
  }

  type Undelivered = Awaited<ReturnType<typeof undelivered>>

  test.each<[string, (given: Undelivered) => Promise<unknown>, string]>([
    [
      "a banned author",
      ({ chat, seq }) => banAuthor(chat.deps, chat.moderator, target(chat, seq)),
      "chat_banned",
    ],
    [
      "a muted author",
      ({ chat, seq }) => muteAuthor(chat.deps, chat.moderator, { ...target(chat, seq), minutes: 5 }),
      "chat_muted",
    ],
    ["a paused chat", ({ chat }) => rule(chat, { paused: true }), "chat_paused"],
    ["a closed chat", async ({ chat }) => chat.deps.clock.advance(30 * 86_400_000), "chat_closed"],
    ["a word blocked since", ({ chat }) => rule(chat, { blockedWords: ["hello"] }), "forbidden"],
  ])("is refused to %s: nothing goes to the meeting", async (_who, happens, code) => {
    const given = await undelivered()
    const { chat, retry } = given
    await happens(given)
    const before = await waitingJobs(chat, "chat.relay")
    await expect(retry()).rejects.toMatchObject({ code })
    expect(await waitingJobs(chat, "chat.relay")).toEqual(before)
    expect((await rowOf(chat, "hello")).delivery).toBe("not_delivered")
  })

  test("is refused where links are refused since, and under a pseudonym that is blocked since", async () => {
    const link = await undelivered("https://example.org")
    await rule(link.chat, { links: "refuse" })
    await expect(link.retry()).rejects.toMatchObject({ code: "link_refused" })
    const alias = await undelivered("hello", { underAlias: true })
    await rule(alias.chat, { blockedWords: ["zorro"] })
    await expect(alias.retry()).rejects.toMatchObject({ code: "forbidden" })
  })

  test("passes in slow mode and under review, and for what a moderator has let through", async () => {
    const { chat, id, retry } = await undelivered()
    await rule(chat, { slowModeSeconds: 300, holdForReview: true })
    await expect(retry()).resolves.toMatchObject({ delivery: "waiting" })
    await write(chat.deps.db, (tx) =>
      updateMessage(tx, id, { delivery: "not_delivered", heldBecause: "word" }),
    )
    await rule(chat, { blockedWords: ["hello"] })
    await expect(retry()).resolves.toMatchObject({ delivery: "waiting" })
  })

  test("passes for a presenter, whatever holds for its author", async () => {
    const { chat, seq, retry } = await undelivered()
    await banAuthor(chat.deps, chat.moderator, target(chat, seq))
    await rule(chat, { paused: true, blockedWords: ["hello"] })
    await expect(retry(chat.owner)).resolves.toMatchObject({ delivery: "waiting" })
  })

  test("asked for twice at once is one", async () => {
    const { chat, retry } = await undelivered()
    const before = (await waitingJobs(chat, "chat.relay")).length
    await Promise.all([retry(), retry(), retry(chat.owner)])
    expect(await waitingJobs(chat, "chat.relay")).toHaveLength(before + 1)
  })
})
