// Pseudonyms: cleaned, and never one that could be taken for somebody else's name.
import { z } from "zod"
import { cleanText } from "./chat.ts"
import { ALIAS_MAX_LENGTH } from "./chat-rules.ts"
import { foldLetters, readLetters, SIGN_LETTERS } from "./folding.ts"

const ALIAS_MIN_LENGTH = 2
/** From this length on, one letter more, less or other is still the same name to a reader. */
const ALIKE_MIN_LENGTH = 5

/** What a reader would take for a part that somebody has. */
const ROLES = `presenter speaker host moderator admin administrator organiser organizer amphi staff
  presentateur presentatrice animateur animatrice moderateur moderatrice administrateur administratrice
  organisateur organisatrice moderation`

const WORD = new RegExp(`[\\p{L}\\p{N}${SIGN_LETTERS}]+`, "gu")
/** Signs after a word don't make it another one. */
const END_SIGNS = new RegExp(`[${SIGN_LETTERS}]+(?![\\p{L}\\p{N}${SIGN_LETTERS}])`, "gu")

const roles = new Set(ROLES.split(/\s+/).map(readAs))

export const Alias = z
  .string()
  .transform(cleanAlias)
  .pipe(z.string().min(1, "required").max(ALIAS_MAX_LENGTH, "tooLong"))
  .refine((alias) => readAs(alias).length >= ALIAS_MIN_LENGTH, "tooShort")

export const ChooseAlias = z.object({ eventId: z.string().min(1).max(64), alias: Alias })
export type ChooseAlias = z.infer<typeof ChooseAlias>

/** One line, nothing invisible, and no towers of accents. */
export function cleanAlias(text: string) {
  return cleanText(text)
    .replace(/\p{Cf}/gu, "")
    .replace(/\s+/gu, " ")
    .replace(/(\p{M}{2})\p{M}+/gu, "$1")
    .trim()
}

/** Two pseudonyms that read the same are the same. */
export function foldAlias(alias: string) {
  return readAs(alias)
}

export function claimsRole(alias: string) {
  return wordsOf(alias).some((word) => roles.has(word))
}

/** Whether readers could take the pseudonym for this person's name; parts of a presenter's name are theirs too. */
export function isAlike(alias: string, name: string, isKnownToAll: boolean) {
  const [given, theirs] = [readAs(alias), readAs(name)]
  if (!given || !theirs) return false
  const [words, theirWords] = [wordsOf(alias), wordsOf(name)]
  if (given === theirs || sorted(words) === sorted(theirWords)) return true
  if (isKnownToAll && words.every((word) => theirWords.includes(word))) return true
  if (theirs.length < ALIKE_MIN_LENGTH) return false
  return given.includes(theirs) || isOneEditApart(given, theirs)
}

function wordsOf(name: string) {
  return (foldLetters(name).match(WORD) ?? []).map(readAs).filter(Boolean)
}

function readAs(name: string) {
  return readLetters(foldLetters(name).replace(END_SIGNS, "")).replace(/[^\p{L}\p{N}]/gu, "")
}

function sorted(words: readonly string[]) {
  return [...words].sort().join(" ")
}

/** One letter added, left out, or replaced, or two neighbours swapped. */
function isOneEditApart(one: string, other: string) {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at++
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1)
  if (short.slice(at + 1) === long.slice(at + 1)) return true
  return (
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2)
  )
}
