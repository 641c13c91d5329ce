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

test("10,000 hostile strings are inert in the shell, the frame, the JSON and the keyboard", () => {
  const random = seeded(20261123)
  for (let round = 0; round < 10_000; round++) {
    const text = hostile(random)
    for (const piece of safeChatPieces(text)) {
      const why = JSON.stringify(text)
      // sh: a quote ends the quoting; HEAD's double quotes would expand $, ` and \.
      expect(piece, why).not.toMatch(/['"`\\$]/)
      // Enter, Tab, WebDriver's keys, terminal controls, half characters.
      expect(piece, why).not.toMatch(/[\p{Cc}\p{Co}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/u)
      // The netstring decoder looks for "<length of the frame>:".
      expect(piece, why).not.toMatch(/\d:/)
      expect(Buffer.byteLength(piece), why).toBeLessThanOrEqual(900)
      expect(piece, why).not.toMatch(/^ | $/)
      expect(piece, why).not.toBe("")
      // Between single quotes sh gives it back as it is, and inside a JSON string it means itself.
      expect(JSON.parse(`"${piece}"`), why).toBe(piece)
      expect(piece.normalize("NFC"), why).toBe(piece)
    }
  }
})

test("letters, digits and emoji survive whatever stands around them", () => {
  const random = seeded(7)
  for (let round = 0; round < 1000; round++) {
    const text = hostile(random).normalize("NFC")
    const kept = (value: string) => value.replace(/[^\p{L}\p{Nd}\p{Extended_Pictographic}]/gu, "")
    expect(kept(safeChatPieces(text).join(""))).toBe(kept(text.replaceAll("\u1fef", "")))
  }
})

const BAITS = [
  "'",
  '"',
  "\\",
  "`",
  "$(touch /tmp/x)",
  "$IFS",
  "'; touch /tmp/x; echo '",
  '", "type":"CALL_DTMF_START", "y":"',
  "64:",
  "120:{",
  "1:2:3:",
  "\n",
  "\r\n",
  "\t",
  "\0",
  "\u001b[2J",
  "\ue007",
  "\uf8ff",
  "\ud83d",
  "\udc00",
  "\u202e",
  "\u200b",
  "\ufeff",
  "\u2028",
  "\u0085",
  "\u1fef",
  "\u037e",
  "＇",
  "e\u0301",
  "é",
  "Bonjour ",
  "👍🏽",
  "👩‍👩‍👧",
  "日本語",
  " ",
  "\\c",
  "\\x27",
  "\\u0027",
  "&#39;",
  "%27",
  "\u{10ffff}",
  "\u{f0000}",
  "\u{e0041}",
]

function hostile(random: () => number) {
  const pieces = Array.from({ length: 1 + Math.floor(random() * 25) }, () =>
    random() < 0.7
      ? (BAITS[Math.floor(random() * BAITS.length)] ?? "")
      : String.fromCharCode(Math.floor(random() * 0x10000)),
  )
  return pieces.join("").repeat(random() < 0.05 ? 40 : 1)
}

/** mulberry32 */
function seeded(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
