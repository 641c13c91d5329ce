import { randomInt } from "node:crypto"

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"

/** Unguessable and safe wherever it may end: URLs, BBB ids, compose project names, shells. */
export function randomKey(length: number) {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join("")
}

export function newId() {
  return randomKey(16)
}

/** BBB resolves ids made of hex digits as prefixes of other meetings: start outside a–f (wire/bigbluebutton.md §2.0.5). */
export function newMeetingId() {
  return `w-${randomKey(24)}`
}
