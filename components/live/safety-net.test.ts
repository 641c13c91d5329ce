import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { SafetyNet } from "./safety-net.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function setUp(random = 0.5) {
  const asked = vi.fn()
  const net = new SafetyNet(asked, () => random)
  net.start()
  return { net, asked: () => asked.mock.calls.length }
}

/** The event's head comes every ten seconds. */
async function listen(net: SafetyNet, seconds: number) {
  for (let passed = 0; passed < seconds; passed += 10) {
    await vi.advanceTimersByTimeAsync(10_000)
    net.heard()
  }
}

test("a page that hears how far the event has come asks once in some minutes only", async () => {
  const { net, asked } = setUp()
  net.setConnected(true)
  await listen(net, 200)
  expect(asked()).toBe(0)
  await listen(net, 3_400)
  expect(asked()).toBeLessThanOrEqual(15)
  expect(asked()).toBeGreaterThanOrEqual(10)
})

test("a connected page that hears nothing for half a minute asks, and goes on asking", async () => {
  const { net, asked } = setUp()
  net.setConnected(true)
  await vi.advanceTimersByTimeAsync(29_000)
  expect(asked()).toBe(0)
  await vi.advanceTimersByTimeAsync(11_000)
  expect(asked()).toBe(1)
  await vi.advanceTimersByTimeAsync(40_000)
  expect(asked()).toBe(2)
})

test("a page without a connection asks every few seconds", async () => {
  const { net, asked } = setUp()
  net.setConnected(false)
  await vi.advanceTimersByTimeAsync(15_000)
  expect(asked()).toBe(1)
  net.setConnected(true)
  await vi.advanceTimersByTimeAsync(29_000)
  expect(asked()).toBe(1)
})

test("pages that fall silent together don't ask together", async () => {
  const pages = [0, 0.25, 0.5, 0.75, 1].map((random) => setUp(random))
  for (const { net } of pages) net.setConnected(true)
  const counts: number[] = []
  for (let second = 29; second < 42; second++) {
    await vi.advanceTimersByTimeAsync(second === 29 ? 29_000 : 1_000)
    counts.push(pages.filter((page) => page.asked() > 0).length)
  }
  expect(new Set(counts).size).toBeGreaterThan(4)
})

test("a page that is left asks no more", async () => {
  const { net, asked } = setUp()
  net.stop()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked()).toBe(0)
})
