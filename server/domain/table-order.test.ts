import { expect, test } from "vitest"
import { orderWord, readOrder } from "./table-order.ts"

const COLUMNS = ["title", "when"] as const

test("an order is read back from the address that says it", () => {
  for (const word of ["title", "-when"]) expect(orderWord(readOrder(word, COLUMNS))).toBe(word)
})

test("nobody orders by what isn't a column of the table", () => {
  for (const word of [undefined, "", "-", "password", "title; drop table", ["title"], "--when"])
    expect(readOrder(word, COLUMNS)).toBeUndefined()
  expect(orderWord(undefined)).toBe("")
})
