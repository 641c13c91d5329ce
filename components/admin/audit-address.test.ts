import { expect, test } from "vitest"
import { auditPath, readAuditAddress } from "./audit-address.ts"

test("an address says what is looked for, and is made of it again", () => {
  const address = { q: "optics", by: "u1", thing: "webinar", id: "w1", from: "2026-11-01", to: "2026-11-30" }
  const { filter, page } = readAuditAddress({ ...address, page: "3" })
  expect(filter).toEqual({
    query: "optics",
    actorId: "u1",
    thing: { kind: "webinar", id: "w1" },
    from: "2026-11-01",
    to: "2026-11-30",
  })
  expect(page).toBe(3)
  expect(auditPath(filter)).toBe(`/admin/audit?${new URLSearchParams(address)}`)
})

test("what makes no sense counts as not said", () => {
  const nonsense = {
    q: ["a"],
    by: "' or 1=1",
    thing: "user",
    id: "x",
    from: "2026-02-31",
    to: "soon",
    page: "-1",
  }
  expect(readAuditAddress(nonsense)).toEqual({ filter: { query: "" }, page: 1 })
  expect(auditPath({ query: "" }, "/admin/audit/export")).toBe("/admin/audit/export")
})
