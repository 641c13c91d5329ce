import { expect, test } from "vitest"
import { moderationChannel } from "#server/domain/signals.ts"
import {
  auditOf,
  type Chat,
  heardOn,
  makeChat,
  rowOf,
  say,
  saySeq,
  signalsOf,
  target,
} from "#server/test-chat.ts"
import { ANYBODY, makeUser } from "#server/test-factories.ts"
import { makeLive, waitingJobs } from "#server/test-live.ts"
import { openChat } from "./chat-reading.ts"
import { relayMessage } from "./chat-relay.ts"
import { letThrough, listQueue, turnDown } from "./chat-review.ts"
import { banAuthor } from "./chat-sanctions.ts"
import { changeRules } from "./chat-settings.ts"
import { channelOfPerson, getStanding } from "./chat-standing.ts"

async function underReview(given?: Parameters<typeof makeChat>[0]) {
  const chat = await makeChat(given)
  const { deps, moderator, eventId } = chat
  await changeRules(deps, moderator, { eventId, change: { holdForReview: true } })
  return chat
}

async function heldId(chat: Chat, text: string, by = chat.ada) {
  await say(chat, by, text)
  return (await rowOf(chat, text)).id
}

const queue = async ({ deps, moderator, eventId }: Chat) => listQueue(deps, moderator, { eventId })

test("what waits stands in the order in which it was written, and moderators hear of it", async () => {
  const chat = await underReview()
  const bob = await makeUser(chat.deps)
  for (const [index, who] of [chat.ada, bob, chat.ada].entries()) {
    await say(chat, who, `line ${index}`)
    chat.deps.clock.advance(index * 100)
  }
  const { messages, total } = await queue(chat)
  expect(messages.map(({ text }) => text)).toEqual(["line 0", "line 1", "line 2"])
  expect(total).toBe(3)
  expect(await heardOn(chat, moderationChannel(chat.eventId))).toContain("moderation.changed")
})

test("what is let through gets its place then, is announced, and goes to the meeting", async () => {
  const chat = await underReview(await makeLive())
  const { deps, moderator, eventId } = chat
  const first = await heldId(chat, "first")
  const second = await heldId(chat, "second")
  expect(await saySeq(chat, chat.owner, "meanwhile")).toBe(1)
  await letThrough(deps, moderator, { eventId, messageId: second })
  await letThrough(deps, moderator, { eventId, messageId: first })
  const { messages } = await openChat(deps, ANYBODY, { eventId })
  expect(messages.map(({ seq, text }) => [seq, text])).toEqual([
    [1, "meanwhile"],
    [2, "second"],
    [3, "first"],
  ])
  const told = (await signalsOf(chat)).flatMap(({ signal }) =>
    signal.type === "chat.sent" ? signal.messages : [],
  )
  expect(told.map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect(await waitingJobs(chat, "chat.relay")).toHaveLength(3)
  await relayMessage(deps, { messageId: second })
  expect(deps.bbb.chat).toMatchObject([{ senderName: "Ada Lovelace (live)", text: "second" }])
  expect(await queue(chat)).toEqual({ messages: [], total: 0 })
})

test("what is held or turned down never goes to the meeting", async () => {
  const chat = await underReview(await makeLive())
  const messageId = await heldId(chat, "may I")
  await relayMessage(chat.deps, { messageId })
  await turnDown(chat.deps, chat.moderator, { eventId: chat.eventId, messageId })
  await relayMessage(chat.deps, { messageId })
  expect(chat.deps.bbb.chat).toEqual([])
})

test("its author alone is told that it waits, and that it was turned down", async () => {
  const chat = await underReview()
  const { deps, moderator, eventId, ada } = chat
  const messageId = await heldId(chat, "may I")
  const { clientId } = await rowOf(chat, "may I")
  expect(await getStanding(deps, ada, { eventId })).toMatchObject({ held: [clientId], refused: [] })
  await deps.ticker.idle()
  deps.realtime.published.length = 0
  await turnDown(deps, moderator, { eventId, messageId })
  expect(await getStanding(deps, ada, { eventId })).toMatchObject({ held: [], refused: [clientId] })
  const channels = (await signalsOf(chat)).map(({ channel }) => channel)
  expect(channels.sort()).toEqual(
    [channelOfPerson(deps.config, eventId, ada.id), moderationChannel(eventId)].sort(),
  )
  expect(await getStanding(deps, await makeUser(deps), { eventId })).toMatchObject({ held: [], refused: [] })
  await expect(say(chat, ada, "may I", { clientId }), "a retry").resolves.toEqual({ state: "refused" })
})

test("of two moderators at once one decides; a message that was let through can't be turned down", async () => {
  const chat = await underReview()
  const { deps, moderator, owner, eventId } = chat
  const messageId = await heldId(chat, "may I")
  await Promise.all([moderator, owner].map((who) => letThrough(deps, who, { eventId, messageId })))
  expect((await rowOf(chat, "may I")).seq).toBe(1)
  await expect(turnDown(deps, moderator, { eventId, messageId })).rejects.toMatchObject({ code: "conflict" })
  expect(await waitingJobs(chat, "chat.relay")).toHaveLength(1)
  expect((await auditOf(chat)).map(({ action }) => action)).toEqual(["chat.rules", "chat.let_through"])
})

test("a moderator may think again about what was turned down", async () => {
  const chat = await underReview()
  const { deps, moderator, eventId } = chat
  const messageId = await heldId(chat, "may I")
  await turnDown(deps, moderator, { eventId, messageId })
  await turnDown(deps, moderator, { eventId, messageId })
  await letThrough(deps, moderator, { eventId, messageId })
  expect(await rowOf(chat, "may I")).toMatchObject({ state: "shown", seq: 1 })
})

test("the author of a message that waits can be banned by it", async () => {
  const chat = await underReview()
  const id = await heldId(chat, "may I")
  await banAuthor(chat.deps, chat.moderator, { eventId: chat.eventId, message: { id } })
  await expect(say(chat, chat.ada, "again")).rejects.toMatchObject({ code: "chat_banned" })
  await expect(banAuthor(chat.deps, chat.moderator, target(chat, 1))).rejects.toMatchObject({
    code: "not_found",
  })
})
