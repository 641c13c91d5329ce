import { expect, test } from "vitest"
import { applicationOf, publishTarget } from "./publish-request.ts"

test("the query may stand in the name, the application or the server URL", () => {
  const expected = { name: "demo", key: "k", run: "r" }
  expect(publishTarget({ app: "live" }, "demo?key=k&run=r")).toEqual(expected)
  expect(publishTarget({ app: "live?key=k&run=r" }, "demo")).toEqual(expected)
  expect(publishTarget({ app: "live", tcUrl: "rtmp://h/live?key=k&run=r" }, "demo")).toEqual(expected)
})

test("the first occurrence of a query key wins", () => {
  const target = publishTarget(
    { app: "live?key=second", tcUrl: "rtmp://h/live?key=third" },
    "demo?key=first&key=again",
  )
  expect(target?.key).toBe("first")
})

test("only plain stream names are taken", () => {
  for (const name of ["", "-a", "A", "a/b", "..", "a b", "é", "a".repeat(65), "a.m3u8"]) {
    expect(publishTarget({ app: "live" }, name)).toBeNull()
  }
  expect(publishTarget({ app: "live" }, "a-1")).not.toBeNull()
})

test("a missing or empty key is null", () => {
  expect(publishTarget({ app: "live" }, "demo?key=&x=1")).toEqual({ name: "demo", key: null, run: null })
})

test("the application is read without its query and closing slash", () => {
  expect(applicationOf({ app: "live/?key=k" })).toBe("live")
  expect(applicationOf({ app: "live/other" })).toBe("live/other")
  expect(applicationOf({ app: 5 })).toBe("")
})
