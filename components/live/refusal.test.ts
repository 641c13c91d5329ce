import { TRPCClientError } from "@trpc/client"
import { expect, test } from "vitest"
import { refusalOf, waitMsOf } from "./refusal.ts"

function refused(appCode: string, fields: Record<string, string> = {}) {
  const data = { appCode, fields, code: "TOO_MANY_REQUESTS", httpStatus: 429 }
  return TRPCClientError.from({ error: { message: "", code: -32029, data } })
}

test.each(["slow_mode", "too_many_requests"])("%s passes with time, and says with how much", (code) => {
  expect(waitMsOf(refused(code, { retryAfterSeconds: "7" }))).toBe(7_000)
  expect(waitMsOf(refused(code))).toBeNull()
})

test("what a moderator has ordered is no matter of waiting a little, whatever it says", () => {
  expect(waitMsOf(refused("chat_muted", { retryAfterSeconds: "7" }))).toBeNull()
})

test("without an answer there is no refusal", () => {
  expect([refusalOf(new TypeError("offline")), waitMsOf(new TypeError("offline"))]).toEqual([null, null])
})
