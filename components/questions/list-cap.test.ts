import { expect, test } from "vitest"
import { capped } from "./list-cap.ts"

const all = Array.from({ length: 120 }, (_, n) => ({ id: `q${n}` }))
const nobodys = () => false

test("a long list shows its first rows only, and says how many more there are", () => {
  const { shown, more } = capped(all, 50, nobodys)
  expect([shown.length, shown.at(-1)?.id, more]).toEqual([50, "q49", 70])
  expect(capped(all, 150, nobodys)).toEqual({ shown: all, more: 0 })
})

test("one's own stay in the list, wherever they stand in it", () => {
  const { shown, more } = capped(all, 50, ({ id }) => id === "q7" || id === "q99")
  expect([shown.length, shown.at(-1)?.id, more]).toEqual([51, "q99", 69])
})
