import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { OwnMessage } from "./chat-store.ts"
import { AT, message, opening, STANDING } from "./test-chat.ts"
import { setUp } from "./test-chat-session.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test("messages written offline are sent once and in order when the network is back", async () => {
  const { session, stored, dials, texts } = setUp()
  dials.isOffline = true
  session.send("first")
  session.send("second")
  await vi.advanceTimersByTimeAsync(60_000)
  expect(session.getSnapshot().outbox.map(({ status }) => status)).toEqual(["sending", "sending"])
  dials.isOffline = false
  session.resync()
  await vi.advanceTimersByTimeAsync(0)
  expect(stored.map(({ text }) => text)).toEqual(["first", "second"])
  expect(texts()).toEqual(["first", "second"])
  expect(session.getSnapshot().outbox).toEqual([])
})

test("a message whose answer was lost is asked for under the same id and shown once", async () => {
  const { session, stored, dials, texts, sends } = setUp()
  dials.losesAnswer = true
  session.send("once")
  await vi.advanceTimersByTimeAsync(0)
  dials.losesAnswer = false
  await vi.advanceTimersByTimeAsync(20_000)
  expect(sends()).toBeGreaterThanOrEqual(1)
  expect(stored).toHaveLength(1)
  expect(texts()).toEqual(["once"])
  expect(session.getSnapshot().outbox).toEqual([])
})

test("a refusal is kept with its reason and nothing is sent again until asked", async () => {
  const { session, dials, texts, sends } = setUp()
  dials.refusal = "link_refused"
  session.send("see www.example")
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sends()).toBe(1)
  const own = session.getSnapshot().outbox[0]
  expect(own).toMatchObject({ text: "see www.example", status: "refused", reason: "link_refused" })
  dials.refusal = null
  session.retry(own?.clientId ?? "")
  await vi.advanceTimersByTimeAsync(0)
  expect(texts()).toEqual(["see www.example"])
})

test("what couldn't be sent because the session was over is kept over the sign-in, and sent then, once", async () => {
  const before = setUp()
  before.dials.refusal = "unauthenticated"
  before.session.send("typed with care")
  await vi.advanceTimersByTimeAsync(60_000)
  expect(before.sends()).toBe(1)
  expect(before.kept.outbox).toMatchObject([{ text: "typed with care", reason: "unauthenticated" }])
  before.session.stop()

  const after = setUp({ outbox: before.kept.outbox })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(after.texts()).toEqual(["typed with care"])
  expect([after.sends(), after.kept.outbox]).toEqual([1, []])
})

test("a server that fails on one message doesn't hold back the next ones for good", async () => {
  const { session, dials } = setUp()
  dials.refusal = "internal"
  session.send("poison")
  await vi.advanceTimersByTimeAsync(120_000)
  expect(session.getSnapshot().outbox[0]?.status).toBe("refused")
})

test("a hole is filled without waiting for the next signal", async () => {
  const { session, store, texts } = setUp()
  store("client-a1", "a")
  session.receive({ type: "chat.sent", messages: [store("client-b1", "b")] })
  expect(texts()).toEqual([])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(texts()).toEqual(["a", "b"])
})

test("a page that slept catches up with everything, more than one answer holds", async () => {
  const { session, store, texts } = setUp()
  session.setConnected(true)
  for (let n = 1; n <= 500; n++) store(`client-${n}`, `text ${n}`)
  session.resync()
  await vi.advanceTimersByTimeAsync(0)
  expect(texts()).toHaveLength(500)
})

test("without signals the chat asks by itself", async () => {
  const { session, store, texts } = setUp()
  session.setConnected(false)
  store("client-a1", "a")
  await vi.advanceTimersByTimeAsync(15_000)
  expect(texts()).toEqual(["a"])
})

test("a connection that is back in a moment is no reason to ask", async () => {
  const { session, asked } = setUp()
  session.setConnected(true)
  await vi.advanceTimersByTimeAsync(10_000)
  session.setConnected(false)
  await vi.advanceTimersByTimeAsync(6_000)
  session.setConnected(true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked()).toBe(0)
})

test("what wasn't sent survives a reload of the page", async () => {
  const first = setUp()
  first.dials.isOffline = true
  first.session.send("later")
  await vi.advanceTimersByTimeAsync(0)
  first.session.stop()
  const second = setUp()
  second.session.stop()
  second.kept.outbox = first.kept.outbox
  second.session.start()
  await vi.advanceTimersByTimeAsync(0)
  expect(second.texts()).toEqual(["later"])
})

test.each(["sending", "accepted"] as const)(
  "what the server has had for so long that the page opens after it doesn't stay among what is to be sent (%s)",
  async (status) => {
    const own: OwnMessage = {
      clientId: "mine",
      text: "long ago",
      alias: null,
      at: AT,
      status,
      reason: null,
      wait: null,
    }
    const later = Array.from({ length: 50 }, (_, n) => message(n + 2))
    const { session, store, kept, stored, sends } = setUp({ outbox: [own], initial: opening(later, true) })
    store("mine", "long ago")
    await vi.advanceTimersByTimeAsync(0)
    expect([session.getSnapshot().outbox, kept.outbox]).toEqual([[], []])
    expect([sends(), stored.length]).toEqual([1, 1])
  },
)

test("a page that hears how far the chat has come asks for what it missed", async () => {
  const { session, store, texts } = setUp()
  session.setConnected(true)
  store("client-a1", "a")
  session.receive({ type: "chat.head", head: { seq: 1, rev: 0, rules: 0 } })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(texts()).toEqual(["a"])
})

test("a head that is heard while the answer is on its way asks for nothing that the answer has", async () => {
  const { session, store, asked, dials } = setUp()
  session.setConnected(true)
  store("client-a1", "a")
  dials.answersAfterMs = 2_000
  session.resync()
  session.receive({ type: "chat.head", head: { seq: 1, rev: 0, rules: 0 } })
  await vi.advanceTimersByTimeAsync(7_000)
  expect(asked()).toBe(1)
})

test("what was missed while an answer was on its way is asked for after it", async () => {
  const { session, store, texts, dials } = setUp()
  session.setConnected(true)
  store("client-a1", "a")
  dials.answersAfterMs = 5_000
  session.resync()
  await vi.advanceTimersByTimeAsync(1_000)
  store("client-b1", "b")
  session.resyncSoon()
  dials.answersAfterMs = 0
  await vi.advanceTimersByTimeAsync(6_000)
  expect(texts()).toEqual(["a", "b"])
})

test("coming back with a hole asks once", async () => {
  const { session, store, texts, asked } = setUp({ spreadMs: 2_000 })
  session.setConnected(true)
  store("client-a1", "a")
  session.resyncSoon()
  session.receive({ type: "chat.sent", messages: [store("client-b1", "b")] })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(texts()).toEqual(["a", "b"])
  expect(asked()).toBe(1)
})

test("what a full house misses is not asked for by all in the same moment", async () => {
  const { session, store, texts } = setUp({ spreadMs: 4_000 })
  session.setConnected(true)
  store("client-a1", "a")
  session.receive({ type: "chat.head", head: { seq: 1, rev: 0, rules: 0 } })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(texts()).toEqual([])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(texts()).toEqual(["a"])
})

test("what a person may do is read when the page opens, when it is told of, and after a break", async () => {
  const { session, own } = setUp()
  await vi.advanceTimersByTimeAsync(0)
  expect(own.reads).toBe(1)
  const muted = { ...STANDING, sanction: { kind: "ban" as const, until: null } }
  own.standing = muted
  session.receive({ type: "standing.changed" })
  await vi.advanceTimersByTimeAsync(0)
  expect(session.getSnapshot().standing).toEqual(muted)
  session.setConnected(true)
  session.resync()
  await vi.advanceTimersByTimeAsync(0)
  expect(own.reads).toBe(2)
  session.setConnected(false)
  own.standing = STANDING
  session.setConnected(true)
  session.resync()
  await vi.advanceTimersByTimeAsync(0)
  expect(session.getSnapshot().standing).toEqual(STANDING)
})

test("what a person may do is asked for again until it is known, also over a connection that holds", async () => {
  const { session, dials, own } = setUp({ isOffline: true })
  session.setConnected(true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([own.reads, session.getSnapshot().standing]).toEqual([0, null])
  dials.isOffline = false
  await vi.advanceTimersByTimeAsync(15_000)
  expect([own.reads, session.getSnapshot().standing]).toEqual([1, STANDING])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(own.reads).toBe(1)
})

test("a pseudonym that the server took counts at once, whether or not it can be read again", async () => {
  const { session, dials, own } = setUp()
  await vi.advanceTimersByTimeAsync(0)
  dials.isOffline = true
  session.takeAlias("Blue Fox")
  await vi.advanceTimersByTimeAsync(0)
  expect([own.reads, session.getSnapshot().standing?.alias]).toEqual([1, "Blue Fox"])
})

test("a message that waits for a moderator survives a reload, and is turned down afterwards", async () => {
  const first = setUp()
  first.dials.holds = true
  first.session.send("may I")
  await vi.advanceTimersByTimeAsync(0)
  const [waiting] = first.session.getSnapshot().outbox
  expect(waiting).toMatchObject({ status: "held" })
  first.session.stop()
  const second = setUp()
  second.session.stop()
  second.kept.outbox = first.kept.outbox
  second.own.standing = { ...STANDING, held: [waiting?.clientId ?? ""] }
  second.session.start()
  await vi.advanceTimersByTimeAsync(0)
  expect(second.session.getSnapshot().outbox).toMatchObject([{ text: "may I", status: "held" }])
  second.own.standing = { ...STANDING, refused: [waiting?.clientId ?? ""] }
  second.session.receive({ type: "standing.changed" })
  await vi.advanceTimersByTimeAsync(0)
  expect(second.session.getSnapshot().outbox).toMatchObject([{ status: "refused", reason: "turned_down" }])
  expect(second.sends()).toBe(0)
})

test("whoever is refused by a sanction learns until when", async () => {
  const { session, dials, own } = setUp()
  await vi.advanceTimersByTimeAsync(0)
  dials.refusal = "chat_muted"
  own.standing = { ...STANDING, sanction: { kind: "mute", until: new Date("2026-11-23T10:05:00Z") } }
  session.send("hello")
  await vi.advanceTimersByTimeAsync(0)
  expect(session.getSnapshot()).toMatchObject({
    outbox: [{ status: "refused", reason: "chat_muted" }],
    standing: own.standing,
  })
})
