import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { replacePresenters } from "#db/queries/webinars.ts"
import { SendMessage } from "#server/domain/chat.ts"
import { ANYBODY, makeTeacher } from "#server/test-factories.ts"
import {
  bodyOf,
  chatOf,
  deliver,
  type GivenLine,
  lineEvent,
  makeHookedMeeting,
  say,
} from "#server/test-hooks.ts"
import { waitingJobs } from "#server/test-live.ts"
import { sendMessage } from "./chat.ts"
import { listUpdate } from "./chat-reading.ts"
import { relayMessage } from "./chat-relay.ts"
import { endEverything, setChat } from "./livestreams.ts"
import { keepHook } from "./meeting-hooks.ts"

async function texts(stage: Parameters<typeof chatOf>[0]) {
  return (await chatOf(stage)).map((row) => row.text)
}

describe("a line from the meeting", () => {
  test("is shown to listeners, told to their pages, and never sent back", async () => {
    const stage = await makeHookedMeeting()
    const { deps, eventId } = stage
    await say(stage, { text: "  **été** &lt;b&gt; \u202eevil ", name: " Zoé\nB. " })
    expect(await chatOf(stage)).toMatchObject([
      {
        seq: 1,
        text: "**été** &lt;b&gt; evil",
        authorName: "Zoé B.",
        authorId: null,
        origin: "meeting",
        delivery: "in_meeting",
        state: "shown",
        sourceId: "1698771232706-9idm9pxf",
      },
    ])
    expect(await waitingJobs(stage, "chat.relay")).toEqual([])
    await deps.ticker.idle()
    expect(deps.realtime.published.at(-1)?.signals).toMatchObject([
      { type: "chat.sent", messages: [{ seq: 1, authorName: "Zoé B.", origin: "meeting", authorKey: null }] },
    ])
    const { messages } = await listUpdate(deps, ANYBODY, { eventId, afterSeq: 0, afterRev: 0 })
    expect(SendMessage.shape.clientId.safeParse(messages[0]?.clientId).success).toBe(true)
  })

  test("is one message, however often and however concurrently it is delivered", async () => {
    const stage = await makeHookedMeeting()
    await Promise.all(Array.from({ length: 8 }, () => say(stage, {})))
    await say(stage, {})
    expect(await texts(stage)).toEqual(["bonjour"])
    await stage.deps.ticker.idle()
    const told = stage.deps.realtime.published.flatMap(({ signals }) =>
      signals.flatMap((signal) => (signal.type === "chat.sent" ? signal.messages : [])),
    )
    expect(told).toHaveLength(1)
  })

  test("takes its place as it arrives, as the order of deliveries isn't kept", async () => {
    const stage = await makeHookedMeeting()
    for (const id of ["2-bbbb", "1-aaaa", "3-cccc"]) await say(stage, { id, text: id })
    expect((await chatOf(stage)).map(({ seq, text }) => [seq, text])).toEqual([
      [1, "2-bbbb"],
      [2, "1-aaaa"],
      [3, "3-cccc"],
    ])
  })

  test("several in one delivery come all", async () => {
    const stage = await makeHookedMeeting()
    const events = [
      await lineEvent(stage, { id: "1-aaaa", text: "a" }),
      await lineEvent(stage, { id: "2-bbbb" }),
    ]
    await deliver(stage, bodyOf([...events, { nonsense: true }, ...events]))
    expect(await texts(stage)).toEqual(["a", "bonjour"])
  })

  test("longer than the live page's messages loses nothing, and is delivered twice without harm", async () => {
    const stage = await makeHookedMeeting()
    const words = Array.from({ length: 500 }, (_, index) => `w${index}`)
    const line = { text: words.join(" ") }
    await say(stage, line)
    await say(stage, line)
    const rows = await chatOf(stage)
    expect(rows.length).toBe(3)
    expect(rows.every((row) => row.text.length <= 1000)).toBe(true)
    expect(rows.flatMap((row) => row.text.split(" "))).toEqual(words)
    expect(new Set(rows.map((row) => row.clientId)).size).toBe(3)
  })

  test.each<[string, GivenLine]>([
    ["private chat", { chatId: "private-1" }],
    ["blank text", { text: " \u0000\n\u202e " }],
    ["no id", { id: "" }],
    ["an endless id", { id: "1".repeat(100_000) }],
  ])("with %s is passed over", async (_what, line) => {
    const stage = await makeHookedMeeting()
    await say(stage, line)
    expect(await chatOf(stage)).toEqual([])
  })

  test.each([
    ["no name", "\u200e\u0007 ", "BigBlueButton"],
    ["an endless name", "é".repeat(500), "é".repeat(80)],
  ])("of somebody with %s has one that fits", async (_what, name, shown) => {
    const stage = await makeHookedMeeting()
    await say(stage, { name })
    expect(await chatOf(stage)).toMatchObject([{ authorName: shown }])
  })

  test("of a BBB 2.x is the text that was typed, not its HTML", async () => {
    const stage = await makeHookedMeeting()
    stage.deps.bbb.registerHook = async () => ({ hookId: "7" })
    await keepHook(stage.deps, { webinarId: stage.webinarId })
    await say(stage, { text: "a &lt;b&gt;<br/>l&#39;été" })
    expect(await texts(stage)).toEqual(["a <b>\nl'été"])
  })
})

describe("a presenter's line", () => {
  test("is theirs on their own pages; a speaker's is nobody's", async () => {
    const stage = await makeHookedMeeting()
    const copresenter = await makeTeacher(stage.deps)
    const stranger = await makeTeacher(stage.deps)
    await write(stage.deps.db, (tx) => replacePresenters(tx, stage.webinarId, [copresenter.id]))
    for (const [index, userId] of [stage.owner.id, copresenter.id, stranger.id, "guest-1"].entries())
      await say(stage, { id: `${index}-aaaa`, userId })
    expect((await chatOf(stage)).map(({ authorId, origin }) => [authorId, origin])).toEqual([
      [stage.owner.id, "meeting"],
      [copresenter.id, "meeting"],
      [null, "meeting"],
      [null, "meeting"],
    ])
  })
})

describe("our own line that comes back", () => {
  test("is dropped, whatever its author is called", async () => {
    const stage = await makeHookedMeeting()
    const { deps, eventId } = stage
    for (const name of ["Ada", "w_ada", "v_", "Zoë (live)", `${"x".repeat(300)}`]) {
      const author = await makeTeacher(deps, { name })
      await sendMessage(deps, author, { eventId, clientId: "client-1", text: "bonjour" })
    }
    for (const { id } of await chatOf(stage)) await relayMessage(deps, { messageId: id })
    expect(deps.bbb.chat).toHaveLength(5)
    for (const [index, { senderName }] of deps.bbb.chat.entries()) {
      expect(senderName.length).toBeLessThanOrEqual(255)
      await say(stage, { id: `${index}-aaaa`, name: senderName, internalUserId: senderName })
    }
    expect(await chatOf(stage)).toHaveLength(5)
  })

  test("typed by a gateway is dropped too, with its id and, before 3.4, by its name", async () => {
    const stage = await makeHookedMeeting()
    await say(stage, { id: "1-aaaa", name: "Amphi live", userId: "stream-abc-1", text: "(Ada) hello" })
    await say(stage, { id: "2-aaaa", name: "Amphi live", text: "(Ada) hello" })
    expect(await chatOf(stage)).toEqual([])
  })

  test("is told from what other programs send, and from people with such a name", async () => {
    const stage = await makeHookedMeeting()
    await say(stage, { id: "1-aaaa", name: "System", internalUserId: "System", text: "recording starts" })
    await say(stage, { id: "2-aaaa", name: "Zoé (live)", text: "me" })
    await say(stage, { id: "3-aaaa", name: "Amphi live", userId: "guest-1", text: "a joker" })
    expect(await texts(stage)).toEqual(["recording starts", "me", "a joker"])
  })
})

describe("what is said in the meeting stays there", () => {
  test("while the chat is off", async () => {
    const stage = await makeHookedMeeting()
    await setChat(stage.deps, stage.owner, { webinarId: stage.webinarId, enabled: false })
    await say(stage, {})
    expect(await chatOf(stage)).toEqual([])
  })

  test("at a rehearsal, before listeners have their chat", async () => {
    const stage = await makeHookedMeeting()
    stage.deps.clock.advance(-3_600_000)
    await say(stage, {})
    expect(await chatOf(stage)).toEqual([])
  })

  test("after everything was ended", async () => {
    const stage = await makeHookedMeeting()
    await endEverything(stage.deps, stage.owner, { webinarId: stage.webinarId })
    await say(stage, {})
    expect(await chatOf(stage)).toEqual([])
  })

  test("when it was another meeting, or the run before of the same one", async () => {
    const stage = await makeHookedMeeting()
    await say(stage, {}, { meetingId: "somebody-elses" })
    await say(stage, {}, { createdAt: new Date(stage.deps.clock.now().getTime() - 60_000) })
    expect(await chatOf(stage)).toEqual([])
  })
})

test("how long a line took is measured from BBB's own moment", async () => {
  const stage = await makeHookedMeeting()
  const body = bodyOf([await lineEvent(stage, {})])
  stage.deps.clock.advance(700)
  await deliver(stage, body)
  await deliver(stage, body)
  const figures = await stage.deps.metrics.registry.metrics()
  expect(figures).toContain("amphi_chat_inbound_seconds_sum 0.7")
  expect(figures).toContain("amphi_chat_inbound_seconds_count 1")
})
