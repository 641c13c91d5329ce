// Texts that look different and are meant to read the same: compared without case, accents, digits for letters, and
// what can't be seen.

/** Class Cf, and the fillers among letters and signs. */
const INVISIBLE = /[\p{Cf}\u115f\u1160\u2800\u3164\uffa0]/gu

/** Letters that NFKD leaves whole, and those of other scripts that look like Latin ones. */
const LETTERS = new Map([
  ..."œ:oe æ:ae ø:o ł:l đ:d ð:d ı:i þ:th".split(" ").map(pair),
  ..."а:a в:b е:e к:k м:m н:h о:o р:p с:c т:t у:y х:x і:i ѕ:s ј:j ԁ:d ո:n".split(" ").map(pair),
  ..."α:a β:b ε:e η:n ι:i κ:k ν:v ο:o ρ:p τ:t υ:u χ:x".split(" ").map(pair),
])

/** `l` as well, because `1`, `I` and `|` stand for it as often as for `i`. */
const LOOKS_LIKE = new Map("0:o 1:i l:i !:i |:i 3:e €:e 4:a @:a 5:s $:s 7:t".split(" ").map(pair))

/** Signs that stand for letters inside a word, and are only signs beside one. */
export const SIGN_LETTERS = "@$!|€"

/** Lower case without accents; digits and signs as they are. */
export function foldLetters(text: string) {
  const plain = text.replace(INVISIBLE, "").normalize("NFKD").replace(/\p{M}/gu, "").replace(INVISIBLE, "")
  // Upper case first, so that ß and ss are one.
  return mapped(plain.toUpperCase().toLowerCase().replace(/\p{M}/gu, ""), LETTERS)
}

/** What a folded text reads like: digits and signs as the letters they look like. */
export function readLetters(folded: string) {
  return mapped(folded, LOOKS_LIKE)
}

function mapped(text: string, letters: ReadonlyMap<string, string>) {
  return Array.from(text, (letter) => letters.get(letter) ?? letter).join("")
}

function pair(text: string): [string, string] {
  const [from = "", to = ""] = text.split(":")
  return [from, to]
}
