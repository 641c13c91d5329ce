import { describe, expect, test } from "vitest"
import type { ChatChange } from "#server/domain/chat.ts"
import {
  type ChatAction,
  type ChatState,
  chatReducer,
  hasHole,
  isBehind,
  nextToSend,
  openChat,
} from "./chat-store.ts"
import { AT, message, opening, RULES, STANDING, update } from "./test-chat.ts"

function apply(start: ChatState, ...actions: ChatAction[]) {
  return actions.reduce(chatReducer, start)
}

const seqs = (state: ChatState) => state.messages.map(({ seq }) => seq)
const opened = () => openChat(opening([message(2), message(1)]))
const sent = (seq: number): ChatAction => ({ type: "sent", messages: [message(seq)] })
const composed = (clientId: string): ChatAction => ({
  type: "composed",
  clientId,
  text: "hello",
  alias: null,
  at: AT,
})
const caughtUp = (afterSeq: number, heldSeq: number | null, ...found: number[]): ChatAction => ({
  type: "caught_up",
  afterSeq,
  heldSeq,
  update: update(found.map((seq) => message(seq))),
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

  test("nothing is missing in a chat whose messages were deleted for good", () => {
    const head = { seq: 7, rev: 3, rules: 0 }
    const emptied = openChat({ ...opening(), head })
    expect(isBehind(emptied, head)).toBe(false)
    expect(seqs(apply(emptied, sent(8)))).toEqual([8])
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
    const start = openChat(opening([message(11)], true))
    const page = { messages: [message(9), message(10), message(11)], hasOlder: false }
    const loaded = { type: "older_loaded", page, meanwhile: [] } as const
    const state = apply(start, loaded, loaded)
    expect(seqs(state)).toEqual([9, 10, 11])
    expect(state.hasOlder).toBe(false)
    expect(state.contiguousSeq).toBe(11)
  })
})

describe("changes", () => {
  const change = (rev: number, told: Partial<ChatChange> = {}): ChatAction => ({
    type: "changed",
    changes: [{ seq: 2, rev, delivery: "in_meeting", deleted: false, text: null, ...told }],
  })
  const second = (state: ChatState) => state.messages[1]

  test("show on the message", () => {
    expect(second(apply(opened(), change(1, { delivery: "not_delivered" })))?.delivery).toBe("not_delivered")
    expect(second(apply(opened(), change(1, { deleted: true })))).toMatchObject({ deleted: true, text: "" })
  })

  test("take the name away with the text where the author erased it", () => {
    const erased: ChatAction = {
      type: "changed",
      changes: [{ seq: 2, rev: 1, delivery: "in_meeting", deleted: true, erased: true, text: null }],
    }
    const state = apply(opened(), erased)
    expect(state.messages[1]).toMatchObject({ text: "", authorName: "", authorKey: null, erased: true })
    expect(state.messages[0]).toMatchObject({ text: "text 1", authorName: "Somebody" })
  })

  test("that come late undo nothing", () => {
    const state = apply(opened(), change(2, { deleted: true }), change(1), sent(2))
    expect(second(state)).toMatchObject({ deleted: true, text: "" })
    expect(hasHole(state)).toBe(false)
  })

  test("that were missed are a hole until the server has told them", () => {
    const holed = apply(opened(), change(1, { deleted: true }), change(3))
    expect(hasHole(holed)).toBe(true)
    const restored = message(2, { rev: 3, delivery: "in_meeting", text: "text 2" })
    const filled = apply(holed, {
      type: "caught_up",
      afterSeq: 2,
      heldSeq: null,
      update: update([], { changes: [restored], head: { seq: 2, rev: 3, rules: 0 } }),
    })
    expect(hasHole(filled)).toBe(false)
    expect(second(filled)).toMatchObject({ deleted: false, text: "text 2", delivery: "in_meeting" })
  })

  test("of messages before this page's first one leave no hole", () => {
    const start = openChat(opening([message(11)], true))
    expect(hasHole(apply(start, change(1), change(2)))).toBe(false)
  })

  test("a page knows that it is behind: in messages, changes or rules, and not in what it only waits for", () => {
    const state = apply(opened(), sent(4), change(2))
    expect(isBehind(state, { seq: 4, rev: 2, rules: 0 })).toBe(false)
    expect(isBehind(state, { seq: 5, rev: 2, rules: 0 })).toBe(true)
    expect(isBehind(state, { seq: 4, rev: 3, rules: 0 })).toBe(true)
    expect(isBehind(state, { seq: 4, rev: 2, rules: 1 })).toBe(true)
  })

  test("older rules don't replace newer ones", () => {
    const rules = { ...RULES, version: 2, paused: true }
    const state = apply(
      opened(),
      { type: "ruled", rules },
      { type: "ruled", rules: { ...RULES, version: 1 } },
    )
    expect(state.rules).toEqual(rules)
  })
})

describe("own messages", () => {
  test("an own message is replaced by the server's, not shown beside it", () => {
    const state = apply(opened(), composed("mine-0001"), {
      type: "sent",
      messages: [message(3, { clientId: "mine-0001" })],
    })
    expect(state.outbox).toEqual([])
    expect(seqs(state)).toEqual([1, 2, 3])
  })

  test("an accepted message that follows a hole stays visible until its place is known, and isn't sent again", () => {
    const accepted: ChatAction = {
      type: "accepted",
      clientId: "mine-0001",
      sent: { state: "shown", message: message(5, { clientId: "mine-0001" }) },
    }
    const state = apply(opened(), composed("mine-0001"), accepted)
    expect(state.outbox).toMatchObject([{ clientId: "mine-0001", status: "accepted" }])
    expect(nextToSend(state)).toBeNull()
    const filled = apply(state, {
      type: "caught_up",
      afterSeq: 2,
      heldSeq: 5,
      update: update([message(3), message(4), message(5, { clientId: "mine-0001" })]),
    })
    expect(filled.outbox).toEqual([])
    expect(seqs(filled)).toEqual([1, 2, 3, 4, 5])
  })

  test("an own message that arrives among many that were missed is shown once and waits no more", () => {
    const accepted: ChatAction = {
      type: "accepted",
      clientId: "mine-0001",
      sent: { state: "shown", message: message(4, { clientId: "mine-0001" }) },
    }
    const later = Array.from({ length: 80 }, (_, n) => message(n + 203))
    const missed = Array.from({ length: 200 }, (_, n) =>
      message(n + 3, n === 1 ? { clientId: "mine-0001" } : {}),
    )
    const state = apply(
      opened(),
      composed("mine-0001"),
      accepted,
      { type: "sent", messages: later },
      { type: "caught_up", afterSeq: 2, heldSeq: 282, update: update(missed) },
    )
    expect(state.outbox).toEqual([])
    expect(state.contiguousSeq).toBe(282)
  })

  test("a message that waits for a moderator isn't sent again, and takes its place once it is let through", () => {
    const held: ChatAction = { type: "accepted", clientId: "mine-0001", sent: { state: "held" } }
    const state = apply(opened(), composed("mine-0001"), held)
    expect(state.outbox).toMatchObject([{ status: "held" }])
    expect(nextToSend(state)).toBeNull()
    const passed: ChatAction = { type: "sent", messages: [message(3, { clientId: "mine-0001" })] }
    expect(apply(state, passed)).toMatchObject({ outbox: [], messages: [{}, {}, { seq: 3 }] })
  })

  test("a message that a moderator turned down says so, also when that was only learnt later", () => {
    const held: ChatAction = { type: "accepted", clientId: "mine-0001", sent: { state: "held" } }
    const standing = { ...STANDING, refused: ["mine-0001"] }
    const told = apply(opened(), composed("mine-0001"), held, {
      type: "stood",
      standing,
      waiting: ["mine-0001"],
    })
    expect(told).toMatchObject({ standing, outbox: [{ status: "refused", reason: "turned_down" }] })
    const refused: ChatAction = { type: "accepted", clientId: "mine-0001", sent: { state: "refused" } }
    expect(apply(opened(), composed("mine-0001"), refused).outbox).toMatchObject([{ reason: "turned_down" }])
  })

  test("a message that was let through while nobody listened waits no more; one that came to wait since does", () => {
    const held = (clientId: string): ChatAction => ({ type: "accepted", clientId, sent: { state: "held" } })
    const waiting = apply(opened(), composed("mine-0001"), held("mine-0001"))
    const later = apply(waiting, composed("mine-0002"), held("mine-0002"))
    const told = apply(later, { type: "stood", standing: STANDING, waiting: ["mine-0001"] })
    expect(told.outbox).toMatchObject([{ clientId: "mine-0002", status: "held" }])
    const still = apply(waiting, {
      type: "stood",
      standing: { ...STANDING, held: ["mine-0001"] },
      waiting: ["mine-0001"],
    })
    expect(still.outbox).toBe(waiting.outbox)
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
    const own = {
      clientId: "client-2",
      text: "text 2",
      alias: null,
      at: AT,
      status: "sending" as const,
      reason: null,
      wait: null,
    }
    expect(apply(opened(), { type: "restored", outbox: [own] }).outbox).toEqual([])
  })
})
