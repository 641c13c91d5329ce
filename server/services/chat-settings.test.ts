import { describe, expect, test } from "vitest"
import { ChangeRules, PinAnnouncement } from "#server/domain/moderation.ts"
import { eventChannel } from "#server/domain/signals.ts"
import { auditOf, type Chat, heardOn, makeChat, signalsOf } from "#server/test-chat.ts"
import { ANYBODY, emailOf, getWebinar, makeUser } from "#server/test-factories.ts"
import { pinAnnouncement } from "./chat-announcement.ts"
import { addModerator, listChatModerators, removeModerator } from "./chat-moderators.ts"
import { listUpdate, openChat } from "./chat-reading.ts"
import { changeRules, getBlockedWords } from "./chat-settings.ts"
import { channelOfPerson } from "./chat-standing.ts"
import { getLiveView } from "./live-page.ts"

async function toldRules(chat: Chat) {
  return (await signalsOf(chat)).flatMap(({ signal }) => (signal.type === "chat.rules" ? [signal.rules] : []))
}

describe("rules", () => {
  test("are told to everybody with a growing version, and are in what pages read", async () => {
    const chat = await makeChat()
    const { deps, moderator, eventId } = chat
    expect((await openChat(deps, ANYBODY, { eventId })).rules).toMatchObject({ version: 0, paused: false })
    await changeRules(deps, moderator, { eventId, change: { slowModeSeconds: 30 } })
    await deps.ticker.idle()
    await changeRules(deps, moderator, { eventId, change: { paused: true } })
    expect(await toldRules(chat)).toMatchObject([
      { version: 1, slowModeSeconds: 30, paused: false },
      { version: 2, slowModeSeconds: 30, paused: true },
    ])
    const update = await listUpdate(deps, ANYBODY, { eventId, afterSeq: 0, afterRev: 0 })
    expect(update).toMatchObject({ head: { rules: 2 }, rules: { version: 2, paused: true } })
  })

  test("that two moderators change at once are both kept", async () => {
    const chat = await makeChat()
    const { deps, moderator, owner, eventId } = chat
    await Promise.all([
      changeRules(deps, moderator, { eventId, change: { links: "hold" } }),
      changeRules(deps, owner, { eventId, change: { allowAliases: true } }),
      pinAnnouncement(deps, owner, { eventId, text: "Welcome" }),
    ])
    expect((await openChat(deps, ANYBODY, { eventId })).rules).toMatchObject({
      version: 3,
      links: "hold",
      allowAliases: true,
      announcement: { text: "Welcome" },
    })
  })

  test("that are set as they are change nothing, tell nobody, and aren't recorded", async () => {
    const chat = await makeChat()
    const { deps, moderator, eventId } = chat
    const change = { paused: false, links: "allow", blockedWords: [] } as const
    await changeRules(deps, moderator, { eventId, change: { ...change, blockedWords: [] } })
    await pinAnnouncement(deps, moderator, { eventId, text: null })
    expect(await toldRules(chat)).toEqual([])
    expect(await auditOf(chat)).toEqual([])
  })

  test("keep blocked words from everybody but moderators", async () => {
    const chat = await makeChat()
    const { deps, moderator, eventId } = chat
    await changeRules(deps, moderator, { eventId, change: { blockedWords: ["zut"] } })
    expect(await getBlockedWords(deps, moderator, { eventId })).toEqual(["zut"])
    expect(
      JSON.stringify([await openChat(deps, moderator, { eventId }), await signalsOf(chat)]),
    ).not.toContain("zut")
  })

  test("take one word a line, each once, within limits, and only known values", () => {
    const words = (blockedWords: string[]) =>
      ChangeRules.safeParse({ eventId: "e", change: { blockedWords } })
    expect(words([" zut ", "", "zut", "flûte"]).data?.change.blockedWords).toEqual(["zut", "flûte"])
    expect(words(["x".repeat(61)]).error?.issues[0]?.message).toBe("wordTooLong")
    expect(words(Array.from({ length: 201 }, (_, at) => `w${at}`)).error?.issues[0]?.message).toBe(
      "tooManyWords",
    )
    expect(ChangeRules.safeParse({ eventId: "e", change: { slowModeSeconds: 7 } }).success).toBe(false)
    expect(ChangeRules.safeParse({ eventId: "e", change: {} }).data?.change).toEqual({})
    expect(PinAnnouncement.safeParse({ eventId: "e", text: " " }).error?.issues[0]?.message).toBe("empty")
  })
})

test("an announcement is pinned for everybody at once, replaced, and taken down", async () => {
  const chat = await makeChat()
  const { deps, moderator, eventId } = chat
  const pin = async (text: string | null) => {
    await pinAnnouncement(deps, moderator, { eventId, text })
    await deps.ticker.idle()
  }
  await pin("Slides: see the website")
  deps.clock.advance(1_000)
  await pin("Questions at 11:00")
  await pin(null)
  expect((await toldRules(chat)).map(({ announcement }) => announcement?.text)).toEqual([
    "Slides: see the website",
    "Questions at 11:00",
    undefined,
  ])
  expect(await heardOn(chat, eventChannel({ id: eventId, restricted: false }))).toContain("chat.rules")
  expect((await auditOf(chat)).map(({ action, detail }) => [action, detail])).toEqual([
    ["chat.pinned", {}],
    ["chat.pinned", {}],
    ["chat.unpinned", {}],
  ])
})

describe("moderators", () => {
  test("are named by e-mail, may then moderate, and no longer once they are removed", async () => {
    const chat = await makeChat()
    const { deps, owner, eventId, ada } = chat
    const change = { paused: true }
    await expect(changeRules(deps, ada, { eventId, change })).rejects.toMatchObject({ code: "forbidden" })
    await addModerator(deps, owner, { eventId, email: emailOf(ada) })
    await changeRules(deps, ada, { eventId, change })
    expect((await listChatModerators(deps, owner, { eventId })).map(({ name }) => name)).toEqual([
      "Ada Lovelace",
      "Grace Hopper",
    ])
    await removeModerator(deps, owner, { eventId, email: emailOf(ada) })
    await removeModerator(deps, owner, { eventId, email: emailOf(ada) })
    await expect(changeRules(deps, ada, { eventId, change })).rejects.toMatchObject({ code: "forbidden" })
    expect((await auditOf(chat)).map(({ action }) => action)).toEqual([
      "chat.paused",
      "chat.moderator_removed",
    ])
  })

  test("learn it on their page, whose view then says so", async () => {
    const chat = await makeChat()
    const { deps, owner, eventId, ada } = chat
    await deps.ticker.idle()
    deps.realtime.published.length = 0
    await addModerator(deps, owner, { eventId, email: emailOf(ada) })
    expect(await heardOn(chat, channelOfPerson(deps.config, eventId, ada.id))).toEqual(["standing.changed"])
    const { event } = await getWebinar(deps, chat.webinarId)
    const view = await getLiveView(deps, ada, { slug: event.slug })
    expect(view.chat).toMatchObject({ isModerator: true, isPresenter: false })
  })

  test.each([
    ["nobody@univ.test", "unknownPerson"],
    ["copresenter", "moderatesAlready"],
    ["moderator", "moderatesAlready"],
  ])("%s is refused as %s", async (who, key) => {
    const chat = await makeChat()
    const known: Record<string, string> = {
      copresenter: emailOf(chat.copresenter),
      moderator: emailOf(chat.moderator),
    }
    const adding = addModerator(chat.deps, chat.owner, { eventId: chat.eventId, email: known[who] ?? who })
    await expect(adding).rejects.toMatchObject({ code: "invalid", fields: { email: key } })
  })

  test("are twenty at most", async () => {
    const chat = await makeChat()
    const { deps, owner, eventId } = chat
    const add = async () => addModerator(deps, owner, { eventId, email: emailOf(await makeUser(deps)) })
    for (let count = 1; count < 20; count++) await add()
    await expect(add()).rejects.toMatchObject({ fields: { email: "tooManyModerators" } })
  })
})
