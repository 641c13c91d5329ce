import { expect, test } from "vitest"
import { passMessage, typedMessages } from "./classic-chat.ts"
import type { ClassicVersion } from "./versions.ts"

function delivered(version: ClassicVersion, msg: unknown) {
  const { event } = passMessage(version, msg)
  return event === null || event.text === null ? [] : typedMessages(event.text)
}

test.each<[string, string[]]>([
  ["Hello", ["Hello"]],
  ["l’été €, 日本語", ["l’été €, 日本語"]],
  ["ok 👍🏽", ["ok 👍🏽"]],
  ["a 'quoted' word", ["a quoted word"]],
  ['say "hi"', []],
  ["line1\nline2", ["line1", "line2"]],
  ["line1\r\nline2", ["line1", "line2"]],
  ["a\tb", ["a"]],
  ["two\\nlines", ["two", "lines"]],
  ["before\\cafter", []],
  ["end\\", []],
  ["$HOME `id` $(id); a & b | c > d # * 100%", ["$HOME `id` $(id); a & b | c > d # * 100%"]],
  ["a\u{E007}b", ["a", "b"]],
  ["at 64:00 ok", []],
  ["a".repeat(900), ["a".repeat(900)]],
  ["b".repeat(1_100), []],
  ["x'; touch /tmp/x; echo 'y", []],
])("1.5 and 1.6 turn %j into %j in the meeting's chat", (msg, messages) => {
  expect(delivered("1.5.0", msg)).toEqual(messages)
  expect(delivered("1.6.0", msg)).toEqual(messages)
})

test.each<[string, string[]]>([
  ["Hello", ["b'Hello'"]],
  ["é", ["b'xc3xa9'"]],
  ["l’eau", ["b'lxe2x80x99eau'"]],
  ["it's", []],
  ["a 'quoted' word", []],
  ['say "hi"', []],
  ["line1\nline2", ["b'line1", "line2'"]],
  ["a\tb", ["b'a"]],
  ["C:\\temp\\new", ["b'C:tempnew'"]],
])("1.7 garbles %j into %j", (msg, messages) => {
  expect(delivered("1.7.0", msg)).toEqual(messages)
})

test("one apostrophe is a shell error and never text", () => {
  const passage = passMessage("1.6.0", "it's")
  expect(passage.complaint).toBe("/bin/sh: 1: Syntax error: Unterminated quoted string")
  expect(passage.event).toBeNull()
})

test("a double quote can forge another event", () => {
  const forged = 'x", "type":"CALL_DTMF_START", "y":"'
  expect(passMessage("1.6.0", forged).event?.type).toBe("CALL_DTMF_START")
  expect(passMessage("1.7.0", forged).event?.type).toBe("CALL_DTMF_START")
})

test("NUL and lone surrogates crash the request in 1.5 and 1.6", () => {
  expect(passMessage("1.5.0", "a\0b").crash).toBe(true)
  expect(passMessage("1.6.0", "x\ud83dy").crash).toBe(true)
})
