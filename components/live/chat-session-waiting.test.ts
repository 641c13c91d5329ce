import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { AT, RULES, STANDING } from "./test-chat.ts"
import { setUp } from "./test-chat-session.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
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
