import { describe, expect, test } from "vitest"
import { eventChannel, SignalBatch, subjectOfChannel, webinarChannel } from "./signals.ts"

const MESSAGE = {
  seq: 1,
  rev: 0,
  deleted: false,
  clientId: "client-1",
  authorKey: null,
  authorName: "Ada",
  origin: "listener",
  text: "hello",
  at: "2026-11-23T09:00:00.000Z",
  delivery: "waiting",
}

const QUESTION = {
  id: "q1",
  rev: 4,
  state: "open",
  votes: 2,
  answer: null,
  answeredAt: null,
  answeredBy: null,
  asked: { text: "why", clientId: "client-1", authorKey: null, authorName: "Ada", at: MESSAGE.at },
}

test("every signal survives the way through JSON", () => {
  const signals = [
    { type: "live.changed" },
    { type: "chat.sent", messages: [MESSAGE] },
    { type: "live.head", version: 2, listeners: 3 },
    {
      type: "chat.changed",
      changes: [{ seq: 1, rev: 1, delivery: "in_meeting", deleted: false, text: null }],
    },
    { type: "question.changed", changes: [QUESTION], revs: [[1, 4]] },
    { type: "question.head", rev: 4 },
    { type: "audience.changed", listeners: 3 },
    { type: "control.changed" },
    { type: "pulse.changed" },
  ]
  const parsed = SignalBatch.parse(JSON.parse(JSON.stringify({ signals })))
  expect(parsed.signals.map((signal) => signal.type)).toEqual(signals.map((signal) => signal.type))
  expect(parsed.signals[4]).toMatchObject({ changes: [{ asked: { at: new Date("2026-11-23T09:00:00Z") } }] })
  expect(parsed.signals[1]).toMatchObject({ messages: [{ at: new Date("2026-11-23T09:00:00Z") }] })
})

test.each([
  null,
  {},
  { signals: {} },
  { signals: [{ type: "nonsense" }] },
  { signals: [{ type: "live.head" }] },
  { signals: [{ type: "audience.changed", listeners: 1.5 }] },
  { signals: [{ type: "chat.sent", messages: [{ ...MESSAGE, delivery: "perhaps" }] }] },
  { signals: [{ type: "chat.sent", messages: [{ ...MESSAGE, at: "yesterday-ish" }] }] },
  { signals: [{ type: "question.changed", changes: [{ ...QUESTION, state: "perhaps" }], revs: [] }] },
  { signals: [{ type: "question.changed", changes: [QUESTION], revs: [[1]] }] },
])("%o is not taken for a batch of signals", (raw) => {
  expect(SignalBatch.safeParse(raw).success).toBe(false)
})

describe("channels", () => {
  test("of restricted events and of webinars need a permission, and name their subject", () => {
    expect(subjectOfChannel(eventChannel({ id: "e1", restricted: true }))).toEqual({
      kind: "event",
      id: "e1",
    })
    expect(subjectOfChannel(webinarChannel("w1"))).toEqual({ kind: "webinar", id: "w1" })
  })

  test.each(["event-e1", "private-event-", "private-user-1", "private-event-a/b", "presence-event-1", ""])(
    "%j has no subject",
    (channel) => expect(subjectOfChannel(channel)).toBeNull(),
  )
})
