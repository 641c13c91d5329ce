import { expect, test } from "vitest"
import type { SessionFilter } from "#server/domain/session-filter.ts"
import { readSessionsAddress, sessionsPath } from "./session-filter.ts"

test("an address that was tampered with shows the first page of everything", () => {
  const nonsense = {
    q: ["a", "b"],
    state: "x",
    gateway: "' or 1",
    from: "2026-02-31",
    sort: "id",
    page: "-1",
  }
  expect(readSessionsAddress(nonsense)).toEqual({ filter: { query: "", state: "all" }, page: 1 })
  expect(readSessionsAddress({ page: "1e99" }).page).toBe(1)
  expect(readSessionsAddress({ q: "x".repeat(1000) }).filter.query).toHaveLength(100)
})

test("an address made by a filter is read back as the same filter, search and order", () => {
  const filter: SessionFilter = {
    query: "amphi & co",
    state: "failed",
    gatewayId: "g1",
    from: "2026-11-01",
    to: "2026-11-30",
    order: { column: "webinar", desc: true },
  }
  const params = new URL(sessionsPath(filter), "http://amphi.invalid").searchParams
  expect(readSessionsAddress(Object.fromEntries(params))).toEqual({ filter, page: 1 })
  expect(sessionsPath({ query: "", state: "all" })).toBe("/admin/sessions")
})
