import { describe, expect, test } from "vitest"
import { cleanText, SendMessage, splitForBbb, splitText } from "./chat.ts"
import { isNameInMeeting, nameInMeeting } from "./chat-in-meeting.ts"

describe("text", () => {
  test.each([
    ["  hello  ", "hello"],
    ["a\r\nb\rc", "a\nb\nc"],
    ["a\n\n\n\nb", "a\n\nb"],
    ["tab\there", "tab here"],
    ["bell\u0007\u202eevil\u2066", "bellevil"],
    ["half \ud83d pair", "half  pair"],
    ["e\u0301", "é"],
    ["🎥 👩‍💻", "🎥 👩‍💻"],
  ])("%j is read as %j", (given, clean) => expect(cleanText(given)).toBe(clean))

  test("has a bound, counted after cleaning", () => {
    const message = { eventId: "e", clientId: "client-1" }
    expect(SendMessage.safeParse({ ...message, text: `  ${"a".repeat(1000)}  ` }).success).toBe(true)
    expect(SendMessage.safeParse({ ...message, text: "a".repeat(1001) }).success).toBe(false)
    expect(SendMessage.safeParse({ ...message, text: "\u0000" }).success).toBe(false)
  })
})

describe("pieces for BBB", () => {
  test("are cut at spaces and lose no word", () => {
    const words = Array.from({ length: 300 }, (_, index) => `word${index}`)
    const pieces = splitForBbb(words.join(" "))
    expect(pieces.every((piece) => piece.length <= 500 && piece === piece.trim())).toBe(true)
    expect(pieces.join(" ").split(" ")).toEqual(words)
  })

  test("of one endless word never cut a character in half", () => {
    const pieces = splitForBbb(`a${"🎥".repeat(499)}`)
    expect(pieces.every((piece) => piece.length <= 500 && !/\p{Surrogate}/u.test(piece))).toBe(true)
    expect(pieces.join("")).toBe(`a${"🎥".repeat(499)}`)
  })

  test("put lines into one, as BBB does not show line breaks", () => {
    expect(splitForBbb("a\n\nb \n c")).toEqual(["a b c"])
    expect(splitForBbb("  ")).toEqual([])
  })
})

test("a long text in pieces keeps its lines, and is cut at them", () => {
  expect(splitText("one\ntwo three\nfour", 14)).toEqual(["one\ntwo three", "four"])
  expect(splitText("one\ntwo", 100)).toEqual(["one\ntwo"])
})

test.each(["Ada", "", "Ada (live)", "é".repeat(400), "🎥".repeat(200)])(
  "the name %j is known again in the meeting, and BBB takes it",
  (name) => {
    expect(isNameInMeeting(nameInMeeting(name))).toBe(true)
    expect(nameInMeeting(name).length).toBeLessThanOrEqual(255)
    expect(nameInMeeting(name)).not.toMatch(/\p{Surrogate}/u)
  },
)
