import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { Signal } from "#server/domain/signals.ts"
import { type Client, RealtimeConnection, type RealtimeState } from "./realtime-connection.ts"

type Heard = (data: never) => void

/** pusher-js as far as it is used: the test says what becomes of each attempt. */
class FakeClient {
  attempts = 0
  subscriptions = 0
  state = "connecting"
  readonly bound = new Map<string, Heard[]>()
  readonly connection = this.bindable()

  connect() {
    this.attempts += 1
    this.become("connecting")
  }

  disconnect() {
    this.become("disconnected")
  }

  subscribe(_channel: string) {
    this.subscriptions += 1
    return this.bindable()
  }

  become(current: string) {
    const previous = this.state
    this.state = current
    if (previous !== current) this.emit("state_change", { previous, current })
  }

  /** The socket is gone; pusher-js would wait a second. */
  lose() {
    this.emit("connecting_in", 1)
  }

  join() {
    this.become("connected")
    this.emit("pusher:subscription_succeeded", {})
  }

  /** pusher-js asks once in each connection. */
  refuseChannel(status?: number) {
    this.emit("pusher:subscription_error", { type: "AuthError", error: "refused", status })
  }

  emit(event: string, data: unknown) {
    for (const heard of this.bound.get(event) ?? []) heard(data as never)
  }

  private bindable() {
    const self = {
      bind: (event: string, heard: Heard) => {
        this.bound.set(event, [...(this.bound.get(event) ?? []), heard])
        return self
      },
    }
    return self
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

async function setUp({ spreadMs = 0, random = 0.5 } = {}) {
  const client = new FakeClient()
  const states: RealtimeState[] = []
  const signals: Signal[] = []
  const onResync = vi.fn()
  const connection = new RealtimeConnection({
    open: async (): Promise<Client> => client,
    channels: ["event-1"],
    onSignal: (signal) => signals.push(signal),
    onResync,
    onState: (state) => states.push(state),
    spreadMs: () => spreadMs,
    random: () => random,
  })
  connection.start()
  await vi.advanceTimersByTimeAsync(0)
  return { client, connection, states, signals, resyncs: () => onResync.mock.calls.length }
}

async function setUpConnected(given: { spreadMs?: number; random?: number } = {}) {
  const page = await setUp(given)
  page.client.join()
  await vi.advanceTimersByTimeAsync(100)
  return page
}

test("after each connection the page reads again, once its channels are joined", async () => {
  const { client, resyncs } = await setUpConnected()
  expect(resyncs()).toBe(1)
  client.lose()
  await vi.advanceTimersByTimeAsync(1_000)
  client.join()
  await vi.advanceTimersByTimeAsync(100)
  expect(resyncs()).toBe(2)
})

test("a full house that loses its connections comes back over the time it is given, not at once", async () => {
  const pages = await Promise.all(
    [0, 0.25, 0.5, 0.75, 1].map((random) => setUpConnected({ random, spreadMs: 4_000 })),
  )
  for (const { client } of pages) client.lose()
  const back: number[] = []
  for (let second = 0; second < 5; second++) {
    await vi.advanceTimersByTimeAsync(1_000)
    back.push(pages.filter(({ client }) => client.attempts > 0).length)
  }
  expect(back).toEqual([1, 2, 3, 4, 5])
})

test("a lone reader is back at once", async () => {
  const { client } = await setUpConnected()
  client.lose()
  await vi.advanceTimersByTimeAsync(600)
  expect(client.attempts).toBe(1)
})

test("a server that is down is tried again every few seconds, not after 15 s, 30 s and a minute", async () => {
  const { client } = await setUpConnected()
  client.lose()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(client.attempts).toBe(2)
  await vi.advanceTimersByTimeAsync(55_000)
  expect(client.attempts).toBeGreaterThanOrEqual(5)
})

test("the page is told after ten seconds that there is no connection, and when there is one again", async () => {
  const { client, states } = await setUpConnected()
  client.lose()
  await vi.advanceTimersByTimeAsync(9_000)
  expect(states).toEqual(["connecting", "connected", "connecting"])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(states.at(-1)).toBe("disconnected")
  client.join()
  expect(states.at(-1)).toBe("connected")
})

test("who is refused for good doesn't come back", async () => {
  const { client, states } = await setUpConnected()
  client.become("disconnected")
  await vi.advanceTimersByTimeAsync(60_000)
  expect(client.attempts).toBe(0)
  expect(states.at(-1)).toBe("disconnected")
})

test("when the network is back, nobody waits for the next attempt", async () => {
  const { client, connection } = await setUpConnected({ spreadMs: 4_000, random: 1 })
  client.lose()
  await vi.advanceTimersByTimeAsync(100)
  connection.hurry()
  expect(client.attempts).toBe(1)
})

describe("a channel that can't be joined", () => {
  async function setUpRefused(status?: number, given: { spreadMs?: number; random?: number } = {}) {
    const page = await setUp(given)
    page.client.become("connected")
    page.client.refuseChannel(status)
    return page
  }

  test.each([500, 503, 0, undefined])(
    "for now (%s) is asked for again until it is, and then read",
    async (status) => {
      const { client, resyncs } = await setUpRefused(status)
      await vi.advanceTimersByTimeAsync(2_000)
      expect(client.subscriptions).toBe(2)
      client.refuseChannel(status)
      await vi.advanceTimersByTimeAsync(4_000)
      expect(client.subscriptions).toBe(3)
      client.emit("pusher:subscription_succeeded", {})
      await vi.advanceTimersByTimeAsync(60_000)
      expect([client.subscriptions, resyncs()]).toEqual([3, 1])
    },
  )

  test("because this reader may not is left alone, and the page reads whether it has another name by now", async () => {
    const { client, resyncs } = await setUpRefused(403)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([client.subscriptions, resyncs()]).toEqual([1, 1])
  })

  test("while the server is down for long is asked for ever less often, but still", async () => {
    const { client } = await setUpRefused(502)
    const asked: number[] = []
    for (let minute = 0; minute < 5; minute++) {
      for (let second = 0; second < 60; second++) {
        const before = client.subscriptions
        await vi.advanceTimersByTimeAsync(1_000)
        if (client.subscriptions > before) client.refuseChannel(502)
      }
      asked.push(client.subscriptions)
    }
    const perMinute = asked.slice(1).map((count, minute) => count - (asked[minute] ?? 0))
    expect(Math.max(...perMinute)).toBeLessThanOrEqual(3)
    expect(Math.min(...perMinute)).toBeGreaterThanOrEqual(1)
  })

  test("by a full house isn't asked for by all at once", async () => {
    const pages = await Promise.all(
      [0, 0.25, 0.5, 0.75, 1].map((random) => setUpRefused(500, { random, spreadMs: 4_000 })),
    )
    const back: number[] = []
    for (let second = 0; second < 5; second++) {
      await vi.advanceTimersByTimeAsync(1_010)
      back.push(pages.filter(({ client }) => client.subscriptions > 1).length)
    }
    expect(back).toEqual([1, 2, 3, 4, 5])
  })

  test("is left alone once the page is left", async () => {
    const { client, connection } = await setUpRefused(500)
    connection.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(client.subscriptions).toBe(1)
  })
})

test("a page that is left opens nothing any more", async () => {
  const { client, connection, states } = await setUpConnected()
  client.lose()
  await vi.advanceTimersByTimeAsync(0)
  connection.close()
  const told = states.length
  await vi.advanceTimersByTimeAsync(60_000)
  expect(client.attempts).toBe(0)
  expect(states).toHaveLength(told)
})

test("a batch that this page doesn't understand makes it read again", async () => {
  const { client, signals, resyncs } = await setUpConnected()
  client.emit("signals", { signals: [{ type: "audience.changed", listeners: 2 }] })
  expect(signals).toEqual([{ type: "audience.changed", listeners: 2 }])
  client.emit("signals", { signals: [{ type: "from.the.future" }] })
  expect(resyncs()).toBe(2)
})
