import { foldLetters, readLetters, SIGN_LETTERS } from "./folding.ts"

const TOKEN = new RegExp(`[\\p{L}\\p{N}${SIGN_LETTERS}]+`, "gu")
const WORD = /[\p{L}\p{N}]+/gu
const EDGE_SIGNS = new RegExp(`^[${SIGN_LETTERS}]+|[${SIGN_LETTERS}]+$`, "g")
/** From this many on, letters that stand alone are read as one word. */
const SPELT_MIN = 3

/**
 * The first of the words that the text has as a whole word, or as words in a row, whatever disguises it: case, accents,
 * digits or signs for letters, what can't be seen, letters set apart.
 */
export function findBlockedWord(text: string, words: readonly string[]): string | null {
  if (words.length === 0) return null
  const folded = foldLetters(text)
  const sequences = [TOKEN, WORD].map((pattern) => (folded.match(pattern) ?? []).map(readLetters))
  const single = new Set(sequences.flat())
  for (const token of folded.match(TOKEN) ?? []) for (const word of withoutEdges(token)) single.add(word)
  for (const sequence of sequences) for (const word of spelt(sequence)) single.add(word)
  const rows = sequences.map((sequence) => ` ${sequence.join(" ")} `)
  return words.find((word) => isIn(word, single, rows)) ?? null
}

function isIn(word: string, single: ReadonlySet<string>, rows: readonly string[]) {
  const folded = foldLetters(word)
  if (!folded.match(WORD)) return false
  return [TOKEN, WORD].some((pattern) => {
    const parts = (folded.match(pattern) ?? []).map(readLetters)
    if (parts.length === 0) return false
    if (parts.length === 1) return single.has(parts[0] ?? "")
    return rows.some((row) => row.includes(` ${parts.join(" ")} `))
  })
}

/** A sign at the edge of a word may be the word's first or last letter, or a sign after it. */
function withoutEdges(token: string) {
  const start = token.replace(new RegExp(`^[${SIGN_LETTERS}]+`), "")
  const end = token.replace(new RegExp(`[${SIGN_LETTERS}]+$`), "")
  return [start, end, token.replace(EDGE_SIGNS, "")].map(readLetters)
}

function spelt(sequence: readonly string[]) {
  const found: string[] = []
  let run = ""
  for (const word of [...sequence, "end of the text"]) {
    if (Array.from(word).length === 1) run += word
    else {
      if (Array.from(run).length >= SPELT_MIN) found.push(run)
      run = ""
    }
  }
  return found
}
