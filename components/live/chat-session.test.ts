import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { CHAT_UPDATE_LIMIT, type ChatMessage } from "#server/domain/chat.ts"
import type { ChatOpening } from "#server/domain/views.ts"
import { ChatSession, type ChatTransport } from "./chat-session.ts"
import type { OwnMessage } from "./chat-store.ts"
import { AT, message, opening, RULES, STANDING, update } from "./test-chat.ts"

/** A server's side of one chat, with a network that can be cut before and after the server hears. */
type Given = { outbox?: readonly OwnMessage[]; spreadMs?: number; initial?: ChatOpening; isOffline?: boolean }

function setUp({ outbox = [], spreadMs = 0, initial = opening(), isOffline = false }: Given = {}) {
  const stored: ChatMessage[] = []
  const dials = {
    isOffline,
    losesAnswer: false,
    refusal: null as string | null,
    waitMs: null as number | null,
    holds: false,
    answersAfterMs: 0,
  }
  const own = { standing: STANDING, reads: 0 }
  const kept = { outbox }
  let sends = 0
  let asked = 0
  const network = () => {
    if (dials.isOffline) throw new TypeError("offline")
  }
  function store(clientId: string, text: string): ChatMessage {
    const known = stored.find((message) => message.clientId === clientId)
    if (known) return known
    const message: ChatMessage = {
      seq: stored.length + 1,
      rev: 0,
      clientId,
      authorKey: "me",
      authorName: "Me",
      origin: "listener",
      text,
      at: new Date(),
      delivery: "in_meeting",
      deleted: false,
    }
    stored.push(message)
    return message
  }
  const transport: ChatTransport = {
    async since({ afterSeq }) {
      asked++
      network()
      const found = update(stored.filter(({ seq }) => seq > afterSeq).slice(0, CHAT_UPDATE_LIMIT))
      if (dials.answersAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, dials.answersAfterMs))
      return found
    },
    async before() {
      network()
      return { messages: [], hasOlder: false }
    },
    async send({ clientId, text }) {
      sends++
      network()
      if (dials.refusal) throw new Error(dials.refusal)
      if (dials.holds) return { state: "held" }
      const message = store(clientId, text)
      if (dials.losesAnswer) throw new TypeError("connection reset")
      return { state: "shown", message }
    },
    async standing() {
      network()
      own.reads++
      return own.standing
    },
    retryDelivery: async (seq) => stored[seq - 1] ?? store("none", ""),
    refusalOf: (error) => (error instanceof TypeError ? null : error instanceof Error ? error.message : null),
    waitMsOf: () => dials.waitMs,
  }
  const session = new ChatSession({
    initial,
    transport,
    storage: {
      load: () => kept.outbox,
      save: (outbox) => {
        kept.outbox = outbox
      },
    },
    spreadMs: () => spreadMs,
    random: () => 0.5,
  })
  session.start()
  const texts = () => session.getSnapshot().messages.map(({ text }) => text)
  return { session, stored, dials, own, kept, store, texts, sends: () => sends, asked: () => asked }
}

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

test("what is sent faster than the server takes it waits as long as it says, and goes out in order", async () => {
  const { session, dials, texts, sends } = setUp()
  dials.refusal = "too_many_requests"
  dials.waitMs = 7_000
  session.send("first")
  session.send("second")
  await vi.advanceTimersByTimeAsync(6_900)
  expect([sends(), session.getSnapshot().outbox.map(({ status }) => status)]).toEqual([
    1,
    ["sending", "sending"],
  ])
  dials.refusal = null
  dials.waitMs = null
  await vi.advanceTimersByTimeAsync(200)
  expect([texts(), session.getSnapshot().outbox]).toEqual([["first", "second"], []])
})

test("a message that slow mode keeps back says until when, and goes out then without being asked", async () => {
  const { session, dials, texts, sends, kept } = setUp()
  dials.refusal = "slow_mode"
  dials.waitMs = 7_000
  session.send("first")
  session.send("second")
  await vi.advanceTimersByTimeAsync(0)
  const until = new Date(Date.now() + 7_000)
  expect(session.getSnapshot().outbox).toMatchObject([
    { status: "sending", wait: { for: "slow_mode", until } },
    { status: "sending", wait: null },
  ])
  await vi.advanceTimersByTimeAsync(6_900)
  expect(sends()).toBe(1)
  dials.refusal = null
  dials.waitMs = null
  await vi.advanceTimersByTimeAsync(200)
  expect([texts(), kept.outbox]).toEqual([["first", "second"], []])
})

test("when slow mode ends, nobody's message waits for it any longer", async () => {
  const { session, dials, texts } = setUp()
  session.receive({ type: "chat.rules", rules: { ...RULES, version: 1, slowModeSeconds: 300 } })
  dials.refusal = "slow_mode"
  dials.waitMs = 300_000
  session.send("at last")
  await vi.advanceTimersByTimeAsync(1_000)
  dials.refusal = null
  dials.waitMs = null
  session.receive({ type: "chat.rules", rules: { ...RULES, version: 2 } })
  await vi.advanceTimersByTimeAsync(0)
  expect(texts()).toEqual(["at last"])
})

test("what waits can be discarded, and what stands behind it then goes first", async () => {
  const { session, dials, texts } = setUp()
  dials.refusal = "slow_mode"
  dials.waitMs = 60_000
  session.send("no longer")
  session.send("this one")
  await vi.advanceTimersByTimeAsync(1_000)
  session.withdraw(session.getSnapshot().outbox[0]?.clientId ?? "")
  await vi.advanceTimersByTimeAsync(0)
  expect(session.getSnapshot().outbox).toMatchObject([{ text: "this one", wait: { for: "slow_mode" } }])
  dials.refusal = null
  dials.waitMs = null
  await vi.advanceTimersByTimeAsync(61_000)
  expect(texts()).toEqual(["this one"])
})

test("a message that gets no answer says that it waits for one, until it is sent", async () => {
  const { session, dials, texts } = setUp()
  dials.isOffline = true
  session.send("hello")
  await vi.advanceTimersByTimeAsync(0)
  expect(session.getSnapshot().outbox).toMatchObject([{ wait: { for: "answer", until: null } }])
  dials.isOffline = false
  session.resync()
  await vi.advanceTimersByTimeAsync(0)
  expect(texts()).toEqual(["hello"])
})

test("who writes in slow mode and is held for a moderator learns from when slow mode counts", async () => {
  const { session, dials, own } = setUp()
  session.receive({ type: "chat.rules", rules: { ...RULES, version: 1, slowModeSeconds: 10 } })
  await vi.advanceTimersByTimeAsync(0)
  dials.holds = true
  session.send("may I")
  const [waiting] = session.getSnapshot().outbox
  own.standing = { ...STANDING, held: [waiting?.clientId ?? ""], lastAt: AT }
  await vi.advanceTimersByTimeAsync(0)
  expect(session.getSnapshot()).toMatchObject({ outbox: [{ status: "held" }], standing: { lastAt: AT } })
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
