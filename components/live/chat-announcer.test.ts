import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { ChatMessage } from "#server/domain/chat.ts"
import { ANNOUNCE_EVERY_MS, type Announcement, ChatAnnouncer } from "./chat-announcer.ts"
import { message } from "./test-chat.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A page with a chat in which somebody writes. */
function open(...opening: ChatMessage[]) {
  const said: (Announcement & { at: number })[] = []
  const announcer = new ChatAnnouncer((announcement) => said.push({ ...announcement, at: Date.now() }))
  let messages = opening
  const hear = () => announcer.hear(messages, ({ authorKey }) => authorKey === "me")
  hear()
  return {
    announcer,
    said,
    write(...added: ChatMessage[]) {
      messages = [...messages, ...added]
      hear()
    },
    change(change: (known: ChatMessage) => ChatMessage) {
      messages = messages.map(change)
      hear()
    },
    loadOlder(...older: ChatMessage[]) {
      messages = [...older, ...messages]
      hear()
    },
  }
}

const from = (seq: number, authorName: string, change: Partial<ChatMessage> = {}) =>
  message(seq, { authorName, ...change })

describe("a screen reader", () => {
  test("hears one new message with its author", () => {
    const { said, write } = open()
    write(from(1, "Ada", { text: "hello" }))
    vi.advanceTimersByTime(1_000)
    expect(said).toMatchObject([{ kind: "one", seq: expect.any(Number), author: "Ada", text: "hello" }])
  })

  test("hears several as a number, and who wrote the last", () => {
    const { said, write } = open()
    write(from(1, "Ada"), from(2, "Ben"))
    write(from(3, "Chloé"))
    vi.advanceTimersByTime(1_000)
    expect(said).toMatchObject([{ kind: "many", count: 3, author: "Chloé" }])
  })

  test("isn't drowned: a chat of 20 messages a second is one line every few seconds", () => {
    const { said, write } = open()
    let seq = 0
    for (let tick = 0; tick < 600; tick++) {
      write(from(++seq, `Person ${seq}`))
      vi.advanceTimersByTime(50)
    }
    vi.advanceTimersByTime(ANNOUNCE_EVERY_MS)
    const gaps = said.slice(1).map(({ at }, index) => at - (said[index]?.at ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(ANNOUNCE_EVERY_MS)
    expect(said.length).toBeLessThanOrEqual(Math.ceil(30_000 / ANNOUNCE_EVERY_MS) + 1)
    const counted = said.reduce((sum, line) => sum + (line.kind === "many" ? line.count : 1), 0)
    expect(counted, "none is left out of the count").toBe(600)
  })

  test("doesn't hear what was there when the page opened, nor older messages that are loaded", () => {
    const { said, loadOlder } = open(from(5, "Ada"), from(6, "Ben"))
    loadOlder(from(3, "Chloé"), from(4, "Dan"))
    vi.advanceTimersByTime(60_000)
    expect(said).toEqual([])
  })

  test("never hears one's own words", () => {
    const { said, write } = open()
    write(from(1, "Me", { authorKey: "me" }))
    vi.advanceTimersByTime(60_000)
    expect(said).toEqual([])
    write(
      from(2, "Me", { authorKey: "me" }),
      from(3, "Ada", { text: "hello" }),
      from(4, "Me", { authorKey: "me" }),
    )
    vi.advanceTimersByTime(60_000)
    expect(said).toMatchObject([{ kind: "one", seq: expect.any(Number), author: "Ada", text: "hello" }])
  })

  test("doesn't hear what was deleted before it could be read", () => {
    const { said, write, change } = open()
    write(from(1, "Ada"))
    vi.advanceTimersByTime(1_000)
    write(from(2, "Mallory", { text: "insult" }))
    vi.advanceTimersByTime(1_000)
    change((known) => (known.seq === 2 ? { ...known, deleted: true, text: "" } : known))
    vi.advanceTimersByTime(60_000)
    expect(said.map(({ author }) => author)).toEqual(["Ada"])
  })

  test("doesn't hear a change of what was read already", () => {
    const { said, write, change } = open()
    write(from(1, "Ada"))
    vi.advanceTimersByTime(1_000)
    change((known) => ({ ...known, delivery: "in_meeting" }))
    vi.advanceTimersByTime(60_000)
    expect(said).toHaveLength(1)
  })

  test("hears the beginning of a very long message, never half a character", () => {
    const { said, write } = open()
    write(from(1, "Ada", { text: "👩‍🚀".repeat(400) }))
    vi.advanceTimersByTime(1_000)
    const text = said[0]?.kind === "one" ? said[0].text : ""
    expect(text.length).toBeLessThan(600)
    expect(text).not.toMatch(/\p{Surrogate}/u)
  })
})

describe("while it is silent", () => {
  test("nothing is said, and nothing of it is told afterwards", () => {
    const { announcer, said, write } = open()
    announcer.setSilent(true)
    write(from(1, "Ada"))
    vi.advanceTimersByTime(60_000)
    write(from(2, "Ben"))
    announcer.setSilent(false)
    vi.advanceTimersByTime(60_000)
    expect(said).toEqual([])
    write(from(3, "Chloé"))
    vi.advanceTimersByTime(60_000)
    expect(said).toMatchObject([{ kind: "one", seq: expect.any(Number), author: "Chloé" }])
  })

  test("a line that was about to be said isn't", () => {
    const { announcer, said, write } = open()
    write(from(1, "Ada"))
    announcer.setSilent(true)
    vi.advanceTimersByTime(60_000)
    expect(said).toEqual([])
  })
})

test("a page that is left says nothing more", () => {
  const { announcer, said, write } = open()
  write(from(1, "Ada"))
  announcer.stop()
  vi.advanceTimersByTime(60_000)
  expect(said).toEqual([])
})
