import { describe, expect, test } from "vitest"
import { type AskingChoice, askingAs } from "./asking-as.ts"

const FREE: AskingChoice = {
  alias: null,
  chosen: null,
  isOffered: true,
  isKnown: true,
  isUnknown: false,
  isWithdrawn: false,
}
const FOX = { ...FREE, alias: "Blue Fox" }

describe("a question", () => {
  test("doesn't go out under the name while nobody knows whether its author has a pseudonym", () => {
    expect(askingAs({ ...FREE, isKnown: false }, null)).toEqual({ kind: "unknown" })
    const chosen = { ...FREE, isKnown: false, chosen: "alias" as const, isUnknown: true }
    expect(askingAs(chosen, null)).toEqual({ kind: "unknown" })
    expect(askingAs({ ...chosen, isOffered: false }, null)).toEqual({ kind: "unknown" })
  })

  test("doesn't go out under the name where the pseudonym that was chosen can't be used any more", () => {
    const gone = { ...FREE, chosen: "alias" as const, isWithdrawn: true }
    expect(askingAs(gone, null)).toEqual({ kind: "withdrawn" })
  })

  test("goes under the pseudonym of who has one, unless they chose their name", () => {
    expect(askingAs(FOX, null)).toEqual({ kind: "known", alias: "Blue Fox" })
    expect(askingAs({ ...FOX, chosen: "alias" }, null)).toEqual({ kind: "known", alias: "Blue Fox" })
    expect(askingAs({ ...FOX, chosen: "name" }, null)).toEqual({ kind: "known", alias: null })
  })

  test("goes under what was chosen for it, whatever was chosen in the chat", () => {
    expect(askingAs({ ...FOX, chosen: "alias" }, "name")).toEqual({ kind: "known", alias: null })
    expect(askingAs({ ...FOX, chosen: "name" }, "alias")).toEqual({ kind: "known", alias: "Blue Fox" })
  })

  test("goes under the name where there is no pseudonym, or only the name was ever wanted", () => {
    expect(askingAs(FREE, null)).toEqual({ kind: "known", alias: null })
    expect(askingAs({ ...FREE, isOffered: false, isKnown: false }, null)).toEqual({
      kind: "known",
      alias: null,
    })
    const named = { ...FREE, isKnown: false, chosen: "name" as const }
    expect(askingAs(named, null)).toEqual({ kind: "known", alias: null })
    expect(askingAs({ ...FOX, isOffered: false }, null)).toEqual({ kind: "known", alias: null })
  })
})
