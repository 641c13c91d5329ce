import { describe, expect, test } from "vitest"
import { findBlockedWord } from "./blocked-words.ts"

const WORDS = ["idiot", "Crétin", "gros mot", "hell", "straße", "con", "88"]

test.each([
  ["Quel idiot.", "idiot"],
  ["IDIOT!", "idiot"],
  ["l’idiot du village", "idiot"],
  ["_idiot_", "idiot"],
  ["ïdïöt", "idiot"],
  ["i\u0301d\u0327iot", "idiot"],
  ["1d10t", "idiot"],
  ["!d!0t", "idiot"],
  ["|d|ot|", "idiot"],
  ["id\u200bi\u00ado\u2060t", "idiot"],
  ["id\u3164iot", "idiot"],
  ["ｉｄｉｏｔ", "idiot"],
  ["𝐢𝐝𝐢𝐨𝐭", "idiot"],
  ["іdіоt", "idiot"],
  ["i d i o t", "idiot"],
  ["i.d.i.o.t !", "idiot"],
  ["oui!idiot", "idiot"],
  ["cretin", "Crétin"],
  ["cr3t1n", "Crétin"],
  ["CRÉTIN", "Crétin"],
  ["un gros  mot ici", "gros mot"],
  ["un gr0s, m0t ici", "gros mot"],
  ["HE11", "hell"],
  ["heII", "hell"],
  ["STRASSE", "straße"],
  ["con", "con"],
  ["no 88", "88"],
])("%j has %j", (text, word) => expect(findBlockedWord(text, WORDS)).toBe(word))

test.each([
  "idiotie",
  "un idiome",
  "concret",
  "ça se concrétise",
  "hello",
  "shell",
  "gros et mot",
  "mot gros",
  "1988",
  "",
  "   ",
  "!!!",
  "👩‍🔬🇫🇷",
])("%j has none", (text) => expect(findBlockedWord(text, WORDS)).toBeNull())

test("signs alone are no word, and block nothing", () => {
  expect(findBlockedWord("hello !!! - ? $", ["!!!", "-", "?", "$", ""])).toBeNull()
})

describe("whatever disguises a word", () => {
  const CLEAN = "bonjour merci votre question exposé température".split(" ")
  const random = numbers(20261123)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const LEET: Record<string, string[]> = {
    o: ["0"],
    i: ["1", "!"],
    e: ["3"],
    t: ["7"],
    l: ["1", "I"],
    a: ["4", "@"],
  }

  function disguised(word: string) {
    return Array.from(word.normalize("NFC"), (letter) => {
      const hidden = random() < 0.2 ? pick(["\u200b", "\u200d", "\u00ad", "\u2060", "\ufeff"]) : ""
      const accent = random() < 0.2 ? pick(["\u0301", "\u0308", "\u0323"]) : ""
      const leet = LEET[letter]
      if (leet && random() < 0.4) return `${pick(leet)}${hidden}`
      return `${random() < 0.5 ? letter.toUpperCase() : letter}${accent}${hidden}`
    }).join("")
  }

  test("it is found among other words, and they are not", () => {
    for (let round = 0; round < 3_000; round++) {
      const word = pick(["idiot", "cretin", "hell"])
      const around = () => `${pick(["", " ", "(", "« ", "… "])}${pick(CLEAN)}${pick([" ", ", ", ". ", "\n"])}`
      const text = `${around()}${disguised(word)}${pick(["", " ", "!", "?!", "...", ")"])} ${around()}`
      expect(findBlockedWord(text, [word]), JSON.stringify(text)).toBe(word)
      expect(findBlockedWord(`${around()}${around()}`, [word])).toBeNull()
    }
  })

  test("any text is read, at once", () => {
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: 1_000 }, () => String.fromCodePoint(randomCode(random))).join("")
      expect(() => findBlockedWord(text, [text, "idiot", ...WORDS])).not.toThrow()
    }
    const started = performance.now()
    for (const filler of ["a ", "!", "a!", "\u0301", "ǆ", "ﷺ"])
      findBlockedWord(
        filler.repeat(1_000 / filler.length),
        Array.from({ length: 200 }, (_, at) => `w${at}`),
      )
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

function randomCode(random: () => number) {
  const code = Math.floor(random() * (random() < 0.5 ? 0x250 : 0x1ffff))
  return code >= 0xd800 && code <= 0xdfff ? 0x20 : code
}

/** The same numbers in each run. */
function numbers(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
