import { describe, expect, test } from "vitest"
import { safeChatPieces } from "#server/clients/sipmediagw/safe-text.ts"

describe("text stays readable", () => {
  test.each([
    ["Bonjour à tous, où est l’écran ? ça marche", "Bonjour à tous, où est l’écran ? ça marche"],
    ['Anna : it\'s "ok"', "Anna : it’s ”ok”"],
    ["e\u0301te\u0301 en décomposé", "été en décomposé"],
    ["ok 👍🏽 🎉 日本語 العربية € ★", "ok 👍🏽 🎉 日本語 العربية € ★"],
    ["a; b & c | d > e < f # g ! * 100% {x} (y)", "a; b & c | d > e < f # g ! * 100% {x} (y)"],
    ["cost $5 `id` C:\\temp", "cost ＄5 ‘id‘ C:⧵temp"],
    ["line1\r\nline2\tend\u2028.", "line1 line2 end ."],
    ["at 64:00", "at 64\u2009:00"],
    ["a\u0007b\u001b\u007f\u0085c", "ab c"],
    ["x\ud83dy \ue007 \u200b\u202e\ufeff\uffffz", "xy z"],
    ["\u1fef greek varia", "‘ greek varia"],
  ])("%j", (text, expected) => {
    expect(safeChatPieces(text)).toEqual([expected])
  })
})

test("nothing visible is nothing to send", () => {
  for (const text of ["", "  \n\t ", "\u200b\u202e", "\ue007"]) expect(safeChatPieces(text)).toEqual([])
})

test("long text is cut at spaces where it has any, and no word is lost", () => {
  const text = Array.from({ length: 400 }, (_, index) => `mot${index}`).join(" ")
  const pieces = safeChatPieces(text)
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.join(" ")).toBe(text)
  expect(safeChatPieces("🎥".repeat(500)).join("")).toBe("🎥".repeat(500))
})
