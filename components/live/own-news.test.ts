import { expect, test } from "vitest"
import { OwnNews } from "./own-news.ts"

test("only what was just written leads to the end of the list, not what leaves the messages that wait", () => {
  const news = new OwnNews()
  const [first, second, third] = [{ clientId: "a" }, { clientId: "b" }, { clientId: "c" }]
  expect(news.has([])).toBe(false)
  expect(news.has([first])).toBe(true)
  expect(news.has([first, second])).toBe(true)
  expect(news.has([first]), "the second was let through, or discarded").toBe(false)
  expect(news.has([])).toBe(false)
  expect(news.has([first]), "and written again is the same").toBe(false)
  expect(news.has([first, third])).toBe(true)
})
