import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { PULSE_FADES_MS, type Pulse } from "#server/domain/pulse.ts"
import { PulseSession } from "./pulse-session.ts"

function setUp() {
  const sent: (Pulse | null)[] = []
  const dials = { isOffline: false }
  const session = new PulseSession(async (value) => {
    if (dials.isOffline) throw new TypeError("offline")
    sent.push(value)
  })
  return { session, sent, dials }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test("an answer fades after a minute, counted from the last one", async () => {
  const { session, sent } = setUp()
  await session.press("lost")
  await vi.advanceTimersByTimeAsync(PULSE_FADES_MS / 2)
  await session.press("fine")
  await vi.advanceTimersByTimeAsync(PULSE_FADES_MS - 1)
  expect(session.getSnapshot().value).toBe("fine")
  await vi.advanceTimersByTimeAsync(1)
  expect(session.getSnapshot().value).toBeNull()
  expect(sent).toEqual(["lost", "fine"])
})

test("the same answer again takes it back", async () => {
  const { session, sent } = setUp()
  await session.press("fine")
  await session.press("fine")
  expect(session.getSnapshot().value).toBeNull()
  expect(sent).toEqual(["fine", null])
})

test("what doesn't get through is taken back and said", async () => {
  const { session, dials } = setUp()
  await session.press("fine")
  dials.isOffline = true
  await session.press("lost")
  expect(session.getSnapshot()).toEqual({ value: "fine", isRefused: true })
  dials.isOffline = false
  await session.press("lost")
  expect(session.getSnapshot()).toEqual({ value: "lost", isRefused: false })
})

test("a failure that comes late says nothing about the answer after it", async () => {
  const { session, dials } = setUp()
  dials.isOffline = true
  const first = session.press("lost")
  dials.isOffline = false
  await Promise.all([session.press("fine"), first])
  expect(session.getSnapshot()).toEqual({ value: "fine", isRefused: false })
})
