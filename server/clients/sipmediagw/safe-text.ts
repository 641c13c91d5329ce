/**
 * A SIPMediaGW pastes chat text into a shell command, a JSON frame and a browser's keyboard
 * (wire/sipmediagw.md §7). What leaves here means nothing to any of them, in any version.
 */

const CHUNK_MAX_BYTES = 900

/** The look-alikes that keep the text readable. */
const LOOKALIKES: Record<string, string> = { "'": "’", '"': "”", "`": "‘", "\\": "⧵", $: "＄" }

/** Pieces to send one after the other; none when nothing visible is left. */
export function safeChatPieces(text: string) {
  const words = neutralised(text).split(" ")
  const pieces: string[] = []
  let piece = ""
  for (const word of words.flatMap(splitLong)) {
    const longer = piece === "" ? word : `${piece} ${word}`
    if (Buffer.byteLength(longer) <= CHUNK_MAX_BYTES) {
      piece = longer
    } else {
      pieces.push(piece)
      piece = word
    }
  }
  return piece === "" ? pieces : [...pieces, piece]
}

function neutralised(text: string) {
  return (
    text
      // First: NFC itself makes backticks (of U+1FEF) and semicolons.
      .normalize("NFC")
      // Line ends would press Enter, a tab would move the focus.
      .replace(/[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]/gu, " ")
      // Controls, lone surrogates, WebDriver's keys (private use), bidi and zero-width marks, noncharacters.
      .replace(/[\p{Cc}\p{Cs}\p{Co}\p{Cf}\p{Noncharacter_Code_Point}]/gu, "")
      .replace(/['"`\\$]/g, (character) => LOOKALIKES[character] ?? "")
      // "64:" inside a frame of 64 bytes ends it early: a thin space keeps any number from its colon.
      .replace(/(\d):/g, "$1\u2009:")
      .replace(/ +/g, " ")
      .trim()
  )
}

/** A "word" may be 900 bytes of a script without spaces. */
function splitLong(word: string) {
  if (Buffer.byteLength(word) <= CHUNK_MAX_BYTES) return [word]
  const parts: string[] = []
  let part = ""
  for (const character of word) {
    if (Buffer.byteLength(part + character) > CHUNK_MAX_BYTES) {
      parts.push(part)
      part = ""
    }
    part += character
  }
  return [...parts, part]
}
