import { expect, test } from "vitest"
import { overlaps, ROOM_KEY_PATTERN, RTMP_URL_PATTERN, reservationSpan } from "./gateway.ts"

function at(time: string) {
  return new Date(`2026-11-23T${time}:00Z`)
}

test.each([
  ["10:00", "11:00", "11:00", "12:00", false],
  ["10:00", "11:00", "10:59", "12:00", true],
  ["10:00", "12:00", "10:30", "11:00", true],
  ["10:00", "11:00", "10:00", "11:00", true],
  ["10:00", "11:00", "08:00", "09:00", false],
])("%s–%s and %s–%s overlap: %s", (from, to, otherFrom, otherTo, expected) => {
  const a = { from: at(from), to: at(to) }
  const b = { from: at(otherFrom), to: at(otherTo) }
  expect(overlaps(a, b)).toBe(expected)
  expect(overlaps(b, a)).toBe(expected)
})

test("a gateway is held a quarter of an hour before and after", () => {
  expect(reservationSpan({ startAt: at("10:00"), endAt: at("11:00") })).toEqual({
    from: at("09:45"),
    to: at("11:15"),
  })
})

test("nothing that a shell would read passes as a room or an address", () => {
  for (const bad of ["a;b", "$(id)", "a b", "A1b2c3", "ab", "", "a`b`", 'a"b'])
    expect(ROOM_KEY_PATTERN.test(bad), bad).toBe(false)
  for (const bad of ["rtmp://a/$(id)", "rtmp://a/b c", "http://a", "rtmp://a/'x'", "rtmp://a/b;c"])
    expect(RTMP_URL_PATTERN.test(bad), bad).toBe(false)
  expect(RTMP_URL_PATTERN.test("rtmps://media.univ.fr:1936/live/key?token=a%20b&x=1")).toBe(true)
})
