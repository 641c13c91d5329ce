import { describe, expect, test } from "vitest"
import { auditOf, type Chat, makeChat, rowOf, say, saySeq, signalsOf, target } from "#server/test-chat.ts"
import { ANYBODY } from "#server/test-factories.ts"
import { pinAnnouncement } from "./chat-announcement.ts"
import { deleteMessage, restoreMessage } from "./chat-moderation.ts"
import { openChat } from "./chat-reading.ts"
import { changeRules } from "./chat-settings.ts"
import { eraseMyChat } from "./erasure.ts"

async function pinnedOf({ deps, eventId }: Chat) {
  return (await openChat(deps, ANYBODY, { eventId })).rules.announcement?.text ?? null
}

/** The last that pages were told without asking. */
async function lastTold(chat: Chat) {
  const rules = (await signalsOf(chat)).flatMap(({ signal }) =>
    signal.type === "chat.rules" ? [signal.rules] : [],
  )
  return rules.at(-1)
}

/** A listener's words stand above the chat, as a moderator has shortened them. */
async function pinned() {
  const chat = await makeChat()
  const { deps, moderator, eventId } = chat
  const seq = await saySeq(chat, chat.ada, "Ada says that the slides are on her page")
  await pinAnnouncement(deps, moderator, { eventId, text: "The slides are on her page", message: { seq } })
  return { chat, seq }
}

describe("an announcement that has a message's words", () => {
  test("goes with the message that is deleted, is told to the pages, and doesn't come back with it", async () => {
    const { chat, seq } = await pinned()
    const { deps, moderator } = chat
    await deleteMessage(deps, moderator, target(chat, seq))
    expect(await pinnedOf(chat)).toBeNull()
    expect(await lastTold(chat)).toMatchObject({ version: 2, announcement: null })
    expect((await auditOf(chat)).at(-1)).toMatchObject({
      action: "chat.deleted",
      detail: { message: String(seq), announcement: "taken_down" },
    })
    await restoreMessage(deps, moderator, target(chat, seq))
    expect(await pinnedOf(chat)).toBeNull()
  })

  test("goes with what its author erases, and is told to the pages", async () => {
    const { chat } = await pinned()
    await eraseMyChat(chat.deps, chat.ada)
    expect(await pinnedOf(chat)).toBeNull()
    expect(await lastTold(chat)).toMatchObject({ version: 2, announcement: null })
  })

  test("stays when another message goes, and when it was replaced by a moderator's own", async () => {
    const { chat, seq } = await pinned()
    const { deps, moderator, eventId } = chat
    await deleteMessage(deps, moderator, target(chat, await saySeq(chat, chat.ada, "another")))
    expect(await pinnedOf(chat)).toBe("The slides are on her page")
    await pinAnnouncement(deps, moderator, { eventId, text: "Questions at 11:00" })
    await deleteMessage(deps, moderator, target(chat, seq))
    await eraseMyChat(deps, chat.ada)
    expect(await pinnedOf(chat)).toBe("Questions at 11:00")
  })

  test("isn't pinned of what is deleted, held, or in no chat of this event", async () => {
    const { chat, seq } = await pinned()
    const { deps, moderator, eventId } = chat
    await deleteMessage(deps, moderator, target(chat, seq))
    await changeRules(deps, moderator, { eventId, change: { holdForReview: true } })
    await say(chat, chat.ada, "held")
    const { id } = await rowOf(chat, "held")
    for (const message of [{ seq }, { id }])
      await expect(
        pinAnnouncement(deps, moderator, { eventId, text: "words", message }),
      ).rejects.toMatchObject({ code: "conflict" })
    await expect(
      pinAnnouncement(deps, moderator, { eventId, text: "words", message: { seq: 99 } }),
    ).rejects.toMatchObject({ code: "not_found" })
    expect(await pinnedOf(chat)).toBeNull()
  })
})
