import { describe, expect, test } from "vitest"
import type { ChatMessage } from "#server/domain/chat.ts"
import {
  type ChatAction,
  type ChatState,
  chatReducer,
  hasHole,
  nextToSend,
  openChat,
  resyncSeq,
} from "./chat-store.ts"

const AT = new Date("2026-11-23T10:00:00Z")

function message(seq: number, change: Partial<ChatMessage> = {}): ChatMessage {
  return {
    seq,
    clientId: `client-${seq}`,
    authorId: "somebody",
    authorName: "Somebody",
    origin: "listener",
    text: `text ${seq}`,
    at: AT,
    delivery: "waiting",
    ...change,
  }
}

function apply(start: ChatState, ...actions: ChatAction[]) {
  return actions.reduce(chatReducer, start)
}

const seqs = (state: ChatState) => state.messages.map(({ seq }) => seq)
const opened = () => openChat({ messages: [message(2), message(1)], hasOlder: false })
const sent = (seq: number): ChatAction => ({ type: "sent", message: message(seq) })
const composed = (clientId: string): ChatAction => ({ type: "composed", clientId, text: "hello", at: AT })
const caughtUp = (afterSeq: number, heldSeq: number | null, ...found: number[]): ChatAction => ({
  type: "caught_up",
  afterSeq,
  heldSeq,
  messages: found.map((seq) => message(seq)),
})

describe("order and holes", () => {
  test("messages stand in the order of their numbers, whatever order they come in", () => {
    expect(seqs(apply(opened(), sent(4), sent(3), sent(5)))).toEqual([1, 2, 3, 4, 5])
  })

  test("what comes after a hole is held back until the hole is filled", () => {
    const holed = apply(opened(), sent(5), sent(4))
    expect(seqs(holed)).toEqual([1, 2])
    expect(hasHole(holed)).toBe(true)
    const filled = apply(holed, caughtUp(2, 5, 3, 4, 5))
    expect(seqs(filled)).toEqual([1, 2, 3, 4, 5])
    expect(hasHole(filled)).toBe(false)
  })

  test("a message is never shown twice, however often and by whatever way it comes", () => {
    const state = apply(
      opened(),
      sent(3),
      sent(3),
      caughtUp(2, null, 3, 4),
      sent(4),
      sent(1),
      caughtUp(0, null, 1, 2, 3, 4),
    )
    expect(seqs(state)).toEqual([1, 2, 3, 4])
  })

  test("a number that the server doesn't know holds nothing back", () => {
    const holed = apply(opened(), sent(4))
    expect(seqs(apply(holed, caughtUp(2, 4)))).toEqual([1, 2, 4])
  })

  test("an answer from before the hole was seen doesn't close it", () => {
    const holed = apply(opened(), sent(4))
    const state = apply(holed, caughtUp(2, null))
    expect(seqs(state)).toEqual([1, 2])
    expect(hasHole(state)).toBe(true)
  })

  test("an answer that stops before the hole ends keeps the rest held back", () => {
    const state = apply(opened(), sent(9), caughtUp(2, 9, 3, 4, 5))
    expect(seqs(state)).toEqual([1, 2, 3, 4, 5])
    expect(hasHole(state)).toBe(true)
  })

  test("older messages come in front, once", () => {
    const start = openChat({ messages: [message(11)], hasOlder: true })
    const page = { messages: [message(9), message(10), message(11)], hasOlder: false }
    const state = apply(start, { type: "older_loaded", page }, { type: "older_loaded", page })
    expect(seqs(state)).toEqual([9, 10, 11])
    expect(state.hasOlder).toBe(false)
    expect(state.contiguousSeq).toBe(11)
  })
})

describe("delivery", () => {
  test("a change shows on the message", () => {
    const state = apply(opened(), { type: "changed", message: message(2, { delivery: "not_delivered" }) })
    expect(state.messages[1]?.delivery).toBe("not_delivered")
  })

  test("what is in the meeting stays there when an older announcement comes late", () => {
    const state = apply(
      opened(),
      { type: "changed", message: message(2, { delivery: "in_meeting" }) },
      { type: "changed", message: message(2) },
      sent(2),
    )
    expect(state.messages[1]?.delivery).toBe("in_meeting")
  })

  test("the chat asks back as far as own messages that aren't decided", () => {
    const mine = apply(opened(), { type: "sent", message: message(3, { authorId: "me" }) }, sent(4))
    expect(resyncSeq(mine, "me")).toBe(2)
    expect(resyncSeq(mine, "you")).toBe(4)
    expect(resyncSeq(mine, null)).toBe(4)
  })
})

describe("own messages", () => {
  test("an own message is replaced by the server's, not shown beside it", () => {
    const state = apply(opened(), composed("mine-0001"), {
      type: "sent",
      message: message(3, { clientId: "mine-0001" }),
    })
    expect(state.outbox).toEqual([])
    expect(seqs(state)).toEqual([1, 2, 3])
  })

  test("an accepted message that follows a hole stays visible until its place is known, and isn't sent again", () => {
    const accepted: ChatAction = { type: "accepted", message: message(5, { clientId: "mine-0001" }) }
    const state = apply(opened(), composed("mine-0001"), accepted)
    expect(state.outbox).toMatchObject([{ clientId: "mine-0001", status: "accepted" }])
    expect(nextToSend(state)).toBeNull()
    const filled = apply(state, {
      type: "caught_up",
      afterSeq: 2,
      heldSeq: 5,
      messages: [message(3), message(4), message(5, { clientId: "mine-0001" })],
    })
    expect(filled.outbox).toEqual([])
    expect(seqs(filled)).toEqual([1, 2, 3, 4, 5])
  })

  test("a refused message says why, doesn't stop the next one, and can be sent again under the same id", () => {
    const refused = apply(opened(), composed("mine-0001"), composed("mine-0002"), {
      type: "refused",
      clientId: "mine-0001",
      reason: "too_many_requests",
    })
    expect(refused.outbox[0]).toMatchObject({ status: "refused", reason: "too_many_requests" })
    expect(nextToSend(refused)?.clientId).toBe("mine-0002")
    expect(nextToSend(apply(refused, { type: "retried", clientId: "mine-0001" }))?.clientId).toBe("mine-0001")
    expect(apply(refused, { type: "withdrawn", clientId: "mine-0001" }).outbox).toHaveLength(1)
  })

  test("a message restored after a reload that had arrived is not sent again", () => {
    const own = { clientId: "client-2", text: "text 2", at: AT, status: "sending" as const, reason: null }
    expect(apply(opened(), { type: "restored", outbox: [own] }).outbox).toEqual([])
  })
})
