import { expect, test } from "vitest"
import type { OwnMessage } from "./chat-store.ts"
import { lastWriting } from "./last-writing.ts"
import { AT, message, RULES, STANDING } from "./test-chat.ts"

const NOBODY = {
  messages: [],
  outbox: [],
  standing: STANDING,
  rules: { ...RULES, slowModeSeconds: 10 },
  isMine: () => true,
}
const after = (seconds: number) => new Date(AT.getTime() + seconds * 1_000)

function own(seconds: number, change: Partial<OwnMessage> = {}): OwnMessage {
  const composed = { clientId: `mine-${seconds}`, text: "hello", alias: null, at: after(seconds) }
  return { ...composed, status: "sending", reason: null, wait: null, ...change }
}

test("who never wrote waits for nothing", () => {
  expect(lastWriting(NOBODY, 0)).toBeNull()
})

test("what counts is the last that the server has, from this page or another", () => {
  const messages = [message(1, { at: after(3) })]
  expect(lastWriting({ ...NOBODY, messages }, 0)).toEqual(after(3))
  const standing = { ...STANDING, lastAt: after(5) }
  expect(lastWriting({ ...NOBODY, messages, standing }, 0)).toEqual(after(5))
})

test("what is under way counts from when it was written, by the server's clock", () => {
  expect(lastWriting({ ...NOBODY, outbox: [own(8)] }, 2_000)).toEqual(after(10))
  expect(lastWriting({ ...NOBODY, outbox: [own(8, { status: "refused" })] }, 0)).toBeNull()
})

test("who has messages waiting for slow mode writes again once all of them are out", () => {
  const wait = { for: "slow_mode" as const, until: after(60) }
  expect(lastWriting({ ...NOBODY, outbox: [own(1, { wait }), own(12), own(25)] }, 2_000)).toEqual(after(82))
})

test("without slow mode what waits doesn't add up", () => {
  const outbox = [own(1), own(2)]
  const rules = { ...RULES, slowModeSeconds: 0 }
  expect(lastWriting({ ...NOBODY, outbox, rules }, 0)).toEqual(after(2))
})
