import { sql } from "drizzle-orm"
import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { updateMessage } from "#db/queries/chat.ts"
import { audienceChannel, eventChannel, moderationChannel } from "#server/domain/signals.ts"
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
import { ANYBODY, getWebinar, makeUser } from "#server/test-factories.ts"
import { makeLive, waitingJobs } from "#server/test-live.ts"
import { retryMessage } from "./chat.ts"
import { deleteMessage, restoreMessage } from "./chat-moderation.ts"
import { lookUpAuthor } from "./chat-person.ts"
import { listMessagesBefore, listUpdate, openChat } from "./chat-reading.ts"
import { giveUpMessage, relayMessage } from "./chat-relay.ts"
import { banAuthor, liftSanction, listSanctioned, muteAuthor } from "./chat-sanctions.ts"
import { changeRules } from "./chat-settings.ts"
import { channelOfPerson } from "./chat-standing.ts"
import { eraseMyChat } from "./erasure.ts"
import { getLiveView } from "./live-page.ts"

const SECRET = "what was deleted"

/** Everything that listeners can be given of the chat. */
async function publicViews({ deps, eventId, webinarId, ada }: Chat) {
  const { event } = await getWebinar(deps, webinarId)
  const asked = { eventId, afterSeq: 0, afterRev: 0 }
  return JSON.stringify([
    await openChat(deps, ANYBODY, { eventId }),
    await openChat(deps, ada, { eventId }),
    await listUpdate(deps, ANYBODY, asked),
    await listUpdate(deps, ada, asked),
    await listMessagesBefore(deps, ANYBODY, { eventId, beforeSeq: 1_000 }),
    await getLiveView(deps, ANYBODY, { slug: event.slug }),
  ])
}

describe("a deleted message", () => {
  test("that its author has erased is not brought back, and nobody is said to have done so", async () => {
    const chat = await makeChat()
    const seq = await saySeq(chat, chat.ada, SECRET)
    await eraseMyChat(chat.deps, chat.ada)
    const restoring = restoreMessage(chat.deps, chat.moderator, target(chat, seq))
    await expect(restoring).rejects.toMatchObject({ code: "conflict" })
    expect((await auditOf(chat)).map(({ action }) => action)).not.toContain("chat.restored")
  })

  test("keeps its place and its author's name; its text is told to nobody, until it is restored", async () => {
    const chat = await makeChat()
    const { deps, moderator, eventId } = chat
    const seq = await saySeq(chat, chat.ada, SECRET)
    await deps.ticker.idle()
    deps.realtime.published.length = 0
    expect(await deleteMessage(deps, moderator, target(chat, seq))).toEqual({
      seq,
      deleted: true,
      inMeeting: false,
    })
    expect(await publicViews(chat)).not.toContain(SECRET)
    const { messages } = await openChat(deps, ANYBODY, { eventId })
    expect(messages).toMatchObject([{ seq, deleted: true, text: "", authorName: "Ada Lovelace" }])
    const told = await signalsOf(chat)
    expect(JSON.stringify(told)).not.toContain(SECRET)
    expect(told).toContainEqual({
      channel: eventChannel({ id: eventId, restricted: false }),
      signal: {
        type: "chat.changed",
        changes: [{ seq, rev: 1, delivery: "waiting", deleted: true, text: null }],
      },
    })
    await restoreMessage(deps, moderator, target(chat, seq))
    expect(await publicViews(chat)).toContain(SECRET)
    expect((await signalsOf(chat)).map(({ signal }) => signal)).toContainEqual({
      type: "chat.changed",
      changes: [{ seq, rev: 2, delivery: "waiting", deleted: false, text: SECRET }],
    })
  })

  test("isn't announced with its text by a signal that was late", async () => {
    const chat = await makeChat()
    chat.deps.realtime.isDown = true
    const seq = await saySeq(chat, chat.ada, SECRET)
    await expect.poll(() => chat.deps.ticker.failures()).toBeGreaterThan(0)
    await deleteMessage(chat.deps, chat.moderator, target(chat, seq))
    chat.deps.realtime.isDown = false
    const told = await signalsOf(chat)
    expect(told).toContainEqual(
      expect.objectContaining({
        signal: { type: "chat.sent", messages: [expect.objectContaining({ seq, text: "", deleted: true })] },
      }),
    )
    expect(JSON.stringify(told)).not.toContain(SECRET)
  })

  test("is read by moderators who look for it", async () => {
    const chat = await makeChat()
    const seq = await saySeq(chat, chat.ada, SECRET)
    await deleteMessage(chat.deps, chat.moderator, target(chat, seq))
    expect(await lookUpAuthor(chat.deps, chat.owner, target(chat, seq))).toMatchObject({
      messages: [{ seq, text: SECRET, state: "deleted" }],
    })
  })

  test("deleted by two at once changed once", async () => {
    const chat = await makeChat()
    const seq = await saySeq(chat, chat.ada, "hello")
    await Promise.all(
      [chat.moderator, chat.owner].map((who) => deleteMessage(chat.deps, who, target(chat, seq))),
    )
    expect((await rowOf(chat, "hello")).rev).toBe(1)
    expect(await auditOf(chat)).toHaveLength(1)
  })

  test("of another event isn't found, and one that waits for review can't be deleted", async () => {
    const chat = await makeChat()
    const { deps, moderator, eventId } = chat
    const other = { eventId, message: { id: "another" } }
    await expect(deleteMessage(deps, moderator, other)).rejects.toMatchObject({ code: "not_found" })
    await expect(deleteMessage(deps, moderator, target(chat, 99))).rejects.toMatchObject({
      code: "not_found",
    })
    await changeRules(deps, moderator, { eventId, change: { holdForReview: true } })
    await say(chat, chat.ada, "may I")
    const { id } = await rowOf(chat, "may I")
    const held = { eventId, message: { id } }
    await expect(deleteMessage(deps, moderator, held)).rejects.toMatchObject({ code: "conflict" })
  })
})

describe("on the way to the meeting", () => {
  const inMeeting = ({ deps }: Chat) => deps.bbb.chat.map(({ text }) => text)

  test("a message that is deleted before it got there never does; restored, it goes on", async () => {
    const chat = await makeChat(await makeLive())
    const seq = await saySeq(chat, chat.ada, "hello")
    const { id } = await rowOf(chat, "hello")
    await deleteMessage(chat.deps, chat.moderator, target(chat, seq))
    await relayMessage(chat.deps, { messageId: id })
    await giveUpMessage(chat.deps, { messageId: id })
    expect(inMeeting(chat)).toEqual([])
    expect(await rowOf(chat, "hello")).toMatchObject({ state: "deleted", delivery: "waiting" })
    const before = (await waitingJobs(chat, "chat.relay")).length
    await restoreMessage(chat.deps, chat.moderator, target(chat, seq))
    expect(await waitingJobs(chat, "chat.relay")).toHaveLength(before + 1)
    await relayMessage(chat.deps, { messageId: id })
    await relayMessage(chat.deps, { messageId: id })
    expect(inMeeting(chat)).toEqual(["hello"])
  })

  test("the rest of a long message stays away when it is deleted in the middle", async () => {
    const chat = await makeChat(await makeLive())
    const text = Array.from({ length: 150 }, (_, index) => `w${index}`).join(" ")
    const seq = await saySeq(chat, chat.ada, text)
    const { id } = await rowOf(chat, text)
    const { sendChatMessage } = chat.deps.bbb
    chat.deps.bbb.sendChatMessage = async (message) => {
      await sendChatMessage(message)
      await deleteMessage(chat.deps, chat.moderator, target(chat, seq))
    }
    await relayMessage(chat.deps, { messageId: id })
    expect(inMeeting(chat)).toHaveLength(1)
    expect(await rowOf(chat, text)).toMatchObject({ delivery: "waiting", deliveredPieces: 1 })
    const again = await deleteMessage(chat.deps, chat.moderator, target(chat, seq))
    expect(again).toMatchObject({ inMeeting: true })
  })

  test("one that got there can't be taken back, and the moderator is told so", async () => {
    const chat = await makeChat(await makeLive())
    const seq = await saySeq(chat, chat.ada, "hello")
    await relayMessage(chat.deps, { messageId: (await rowOf(chat, "hello")).id })
    expect(await deleteMessage(chat.deps, chat.moderator, target(chat, seq))).toMatchObject({
      inMeeting: true,
    })
  })

  test("a deleted message isn't tried again, whoever asks", async () => {
    const chat = await makeChat()
    const seq = await saySeq(chat, chat.ada, "hello")
    const { id } = await rowOf(chat, "hello")
    await write(chat.deps.db, (tx) => updateMessage(tx, id, { delivery: "not_delivered" }))
    await deleteMessage(chat.deps, chat.moderator, target(chat, seq))
    await retryMessage(chat.deps, chat.ada, { eventId: chat.eventId, seq })
    expect((await rowOf(chat, "hello")).delivery).toBe("not_delivered")
  })
})

describe("a sanction", () => {
  test("is told to the offender alone, and to moderators", async () => {
    const chat = await makeChat()
    const { deps, moderator, eventId } = chat
    const seq = await saySeq(chat, chat.ada, "hello")
    await deps.ticker.idle()
    deps.realtime.published.length = 0
    await muteAuthor(deps, moderator, { ...target(chat, seq), minutes: 15 })
    const own = channelOfPerson(deps.config, eventId, chat.ada.id)
    const told = await signalsOf(chat)
    expect(told).toHaveLength(2)
    expect(told).toContainEqual({ channel: own, signal: { type: "standing.changed" } })
    const channel = moderationChannel(eventId)
    expect(told).toContainEqual({ channel, signal: { type: "moderation.changed" } })
    expect(own).not.toContain(chat.ada.id)
    expect(await heardOn(chat, audienceChannel({ id: eventId }))).toEqual([])
  })

  test("can't hit presenters, administrators, moderators, or people of the meeting", async () => {
    const chat = await makeChat()
    const { deps, moderator, owner, copresenter, admin } = chat
    for (const who of [owner, copresenter, admin, moderator]) {
      const seq = await saySeq(chat, who, "hello")
      for (const by of [moderator, owner, admin]) {
        await expect(banAuthor(deps, by, target(chat, seq))).rejects.toMatchObject({ code: "forbidden" })
        const muting = muteAuthor(deps, by, { ...target(chat, seq), minutes: 1 })
        await expect(muting).rejects.toMatchObject({ code: "forbidden" })
      }
    }
    const seq = await saySeq(chat, chat.ada, "from the meeting")
    const { id } = await rowOf(chat, "from the meeting")
    await write(deps.db, (tx) => updateMessage(tx, id, { authorId: null, origin: "meeting" }))
    await expect(banAuthor(deps, moderator, target(chat, seq))).rejects.toMatchObject({ code: "not_found" })
    expect(await auditOf(chat)).toEqual([])
  })

  test("is listed while it is in force, with who ordered it", async () => {
    const chat = await makeChat()
    const { deps, moderator, eventId } = chat
    const bob = await makeUser(deps, { name: "Bob" })
    await muteAuthor(deps, moderator, { ...target(chat, await saySeq(chat, chat.ada, "a")), minutes: 1 })
    await banAuthor(deps, chat.owner, target(chat, await saySeq(chat, bob, "b")))
    const listed = await listSanctioned(deps, moderator, { eventId })
    expect(listed.map(({ name, byName }) => [name, byName]).sort()).toEqual([
      ["Ada Lovelace", "Grace Hopper"],
      ["Bob", chat.owner.name],
    ])
    deps.clock.advance(60_000)
    const [left, ...others] = await listSanctioned(deps, moderator, { eventId })
    expect([left?.name, others]).toEqual(["Bob", []])
    await liftSanction(deps, moderator, { eventId, sanction: left?.handle ?? "" })
    expect(await listSanctioned(deps, moderator, { eventId })).toEqual([])
    await liftSanction(deps, moderator, { eventId, sanction: left?.handle ?? "" })
    expect((await auditOf(chat)).filter(({ action }) => action === "chat.lifted")).toHaveLength(1)
  })
})

test("every act is audited in its transaction with who, on what and when, and never with what was written", async () => {
  const chat = await makeChat()
  const { deps, eventId } = chat
  const moderator = { ...chat.moderator, address: "192.0.2.7" }
  const seq = await saySeq(chat, chat.ada, SECRET)
  await deleteMessage(deps, moderator, target(chat, seq))
  await restoreMessage(deps, moderator, target(chat, seq))
  await muteAuthor(deps, moderator, { ...target(chat, seq), minutes: 5 })
  await banAuthor(deps, moderator, target(chat, seq))
  await liftSanction(deps, moderator, target(chat, seq))
  await lookUpAuthor(deps, moderator, target(chat, seq))
  await changeRules(deps, moderator, { eventId, change: { blockedWords: [SECRET], slowModeSeconds: 30 } })
  const lines = await auditOf(chat)
  expect(lines.map(({ action }) => action)).toEqual([
    "chat.deleted",
    "chat.restored",
    "chat.muted",
    "chat.banned",
    "chat.lifted",
    "chat.looked_up",
    "chat.rules",
  ])
  expect(lines[2]).toMatchObject({
    at: deps.clock.now(),
    actorId: moderator.id,
    thingKind: "webinar",
    thingId: chat.webinarId,
    detail: { message: "1", person: "Ada Lovelace", until: "2026-11-23T09:05:00.000Z" },
    address: "192.0.2.7",
  })
  expect(lines.at(-1)?.detail).toEqual({ blockedWords: "1", slowModeSeconds: "30" })
  expect(JSON.stringify(lines)).not.toContain(SECRET)
})

test("what can't be audited isn't done", async () => {
  const chat = await makeChat()
  const seq = await saySeq(chat, chat.ada, "hello")
  await chat.deps.db.run(sql`alter table audit rename to audit_away`)
  await expect(deleteMessage(chat.deps, chat.moderator, target(chat, seq))).rejects.toThrow()
  await expect(banAuthor(chat.deps, chat.moderator, target(chat, seq))).rejects.toThrow()
  await chat.deps.db.run(sql`alter table audit_away rename to audit`)
  expect(await rowOf(chat, "hello")).toMatchObject({ state: "shown", rev: 0 })
  await expect(say(chat, chat.ada, "still here")).resolves.toMatchObject({ state: "shown" })
})
