import { expect, onTestFinished, test, vi } from "vitest"
import type { QuestionChange } from "./domain/question.ts"
import { BATCH_MAX_BYTES, batchesOf } from "./domain/signal-batches.ts"
import type { Signal } from "./domain/signals.ts"
import { createLog } from "./log.ts"
import { createTicker } from "./ticker.ts"

const SILENT = createLog("silent")

function sent(seq: number, text = "hello"): Signal {
  const at = new Date("2026-11-23T10:00:00Z")
  const told = {
    rev: 0,
    clientId: `client-${seq}`,
    authorKey: null,
    authorName: "Ada",
    delivery: "waiting",
  } as const
  return { type: "chat.sent", messages: [{ ...told, seq, text, at, origin: "listener", deleted: false }] }
}

function seqsOf(signals: readonly Signal[]) {
  return signals.flatMap((signal) =>
    signal.type === "chat.sent" ? signal.messages.map(({ seq }) => seq) : [],
  )
}

function listen() {
  const published: { channel: string; signals: Signal[] }[][] = []
  const dials = { isDown: false }
  const ticker = createTicker(async (items) => {
    if (dials.isDown) throw new Error("down")
    published.push(items.map(({ channel, data }) => ({ channel, signals: data.signals })))
  }, SILENT)
  return { ticker, published, dials, seqs: () => seqsOf(published.flat().flatMap(({ signals }) => signals)) }
}

test("what is said at the same moment goes out together, in order and once", async () => {
  const { ticker, published, seqs } = listen()
  for (let seq = 1; seq <= 40; seq++) ticker.add("event-a", sent(seq))
  await ticker.idle()
  expect(seqs()).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  expect(published.length).toBeLessThan(5)
})

test("channels don't hear each other's signals", async () => {
  const { ticker, published } = listen()
  ticker.add("event-a", sent(1))
  ticker.add("event-b", sent(2))
  await ticker.idle()
  const heard = published.flat().map(({ channel, signals }) => [channel, ...seqsOf(signals)])
  expect(heard.sort()).toEqual([
    ["event-a", 1],
    ["event-b", 2],
  ])
})

test("a realtime server that is down loses nothing and changes no order", async () => {
  const { ticker, dials, seqs } = listen()
  dials.isDown = true
  for (let seq = 1; seq <= 3; seq++) ticker.add("event-a", sent(seq))
  await expect.poll(() => ticker.failures()).toBeGreaterThan(0)
  ticker.add("event-a", sent(4))
  dials.isDown = false
  await ticker.idle()
  expect(seqs()).toEqual([1, 2, 3, 4])
})

test("what a server in trouble may have got is not sent to it again and again as a whole", async () => {
  const tried: number[] = []
  const ticker = createTicker(async (items) => {
    tried.push(items.flatMap(({ data }) => seqsOf(data.signals)).length)
    if (tried.length < 4) throw new Error("timeout")
  }, SILENT)
  for (let seq = 1; seq <= 300; seq++) ticker.add("event-a", sent(seq))
  await ticker.idle()
  expect(tried).toEqual([300, 50, 50, 50])
})

test("a server in trouble is left alone for longer each time", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] })
  onTestFinished(() => void vi.useRealTimers())
  const at: number[] = []
  const ticker = createTicker(async () => {
    at.push(performance.now())
    if (at.length < 4) throw new Error("timeout")
  }, SILENT)
  ticker.add("event-a", sent(1))
  await vi.advanceTimersByTimeAsync(10_000)
  const pauses = at.slice(1).map((moment, index) => moment - (at[index] ?? 0))
  expect(pauses).toEqual([300, 600, 1_200])
})

test("no batch is bigger than the protocol takes, and none loses a signal", () => {
  const signals = Array.from({ length: 60 }, (_, index) => sent(index + 1, "é".repeat(400)))
  const batches = batchesOf(signals)
  const sizes = batches.map((batch) => Buffer.byteLength(JSON.stringify({ signals: batch })))
  expect(Math.max(...sizes)).toBeLessThanOrEqual(BATCH_MAX_BYTES + 1_000)
  expect(seqsOf(batches.flat())).toEqual(signals.map((_, index) => index + 1))
})

test("of signals that say the same thing only the last one goes out", () => {
  const signals: Signal[] = [
    { type: "audience.changed", listeners: 1 },
    sent(1),
    { type: "audience.changed", listeners: 2 },
    { type: "live.changed" },
  ]
  expect(
    batchesOf(signals)
      .flat()
      .map((signal) => signal.type),
  ).toEqual(["chat.sent", "audience.changed", "live.changed"])
})

function question(id: string, rev: number, change: Partial<QuestionChange> = {}): Signal {
  const told = { state: "open", votes: rev, answer: null, answeredAt: null, answeredBy: null } as const
  return {
    type: "question.changed",
    changes: [{ id, rev, ...told, asked: null, ...change }],
    revs: [[rev, rev]],
  }
}

const ASKED = {
  text: "why",
  clientId: "client-1",
  authorKey: null,
  authorName: "Ada",
  at: new Date("2026-11-23T10:00:00Z"),
}

test("a storm of votes is one change for each question, with the numbers of all of them", async () => {
  const { ticker, published } = listen()
  for (let rev = 1; rev <= 1_000; rev++) ticker.add("event-a", question(rev % 2 ? "odd" : "even", rev))
  await ticker.idle()
  expect(published.flat().flatMap(({ signals }) => signals)).toMatchObject([
    {
      changes: [
        { id: "odd", rev: 999 },
        { id: "even", rev: 1_000 },
      ],
      revs: [[1, 1_000]],
    },
  ])
})

test("no batch of questions is bigger than the protocol takes, however their changes are mixed", () => {
  const signals = Array.from({ length: 2_000 }, (_, index) => [
    question(`question ${index % 50}`, 100_000 + index * 2, { asked: { ...ASKED, text: "é".repeat(100) } }),
    ...(index % 50 === 0 ? [sent(index)] : []),
  ])
  const batches = batchesOf(signals.flat())
  const sizes = batches.map((batch) => Buffer.byteLength(JSON.stringify({ signals: batch })))
  expect(Math.max(...sizes)).toBeLessThanOrEqual(BATCH_MAX_BYTES + 1_000)
  const told = batches.flat().flatMap((signal) => (signal.type === "question.changed" ? signal.changes : []))
  expect(told).toHaveLength(50)
})

test("what was asked is told with the last change of a tick, in whatever order they come", () => {
  const changes = [question("a", 2), question("a", 1, { asked: ASKED }), question("b", 3)]
  expect(batchesOf(changes).flat()).toMatchObject([
    {
      changes: [
        { id: "a", rev: 2, asked: ASKED },
        { id: "b", rev: 3 },
      ],
      revs: [[1, 3]],
    },
  ])
})

test("what was set aside in the tick in which it was asked is not told", () => {
  const changes = [question("a", 1, { asked: ASKED }), question("a", 2, { state: "dismissed" })]
  expect(batchesOf(changes).flat()).toMatchObject([
    { changes: [{ rev: 2, state: "dismissed", asked: null }], revs: [[1, 2]] },
  ])
})

test("a slow line waits between two ticks, and the last word is told", async () => {
  const published: number[] = []
  const ticker = createTicker(
    async (items) => {
      published.push(items.length)
    },
    SILENT,
    200,
  )
  const beganAt = performance.now()
  for (let count = 0; count < 3; count++) {
    ticker.add("room", { type: "pulse.changed" })
    await new Promise((resolve) => setImmediate(resolve))
  }
  ticker.add("room", { type: "pulse.changed" })
  await ticker.idle()
  expect(published.length).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - beganAt) / 200))
})
