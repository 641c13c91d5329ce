import { expect, test } from "vitest"
import { readSessionsAddress, sessionsPath } from "./session-filter.ts"

test("an address that was tampered with shows the first page of everything", () => {
  const nonsense = { q: ["a", "b"], state: "x", page: "-1" }
  expect(readSessionsAddress(nonsense)).toEqual({ query: "", filter: "all", page: 1 })
  expect(readSessionsAddress({ page: "1e99" }).page).toBe(1)
  expect(readSessionsAddress({ q: "x".repeat(1000) }).query).toHaveLength(100)
})

test("an address made by a filter is read back as the same filter and search", () => {
  const path = sessionsPath("failed", "amphi & co")
  const params = new URL(path, "http://amphi.invalid").searchParams
  const address = readSessionsAddress(Object.fromEntries(params))
  expect(address).toEqual({ query: "amphi & co", filter: "failed", page: 1 })
  expect(sessionsPath("all", "")).toBe("/admin/sessions")
})
