import { readFileSync } from "node:fs"
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser"
import { describe, expect, test } from "vitest"
import { LOCALES, type Locale } from "./locale.ts"
import { NAMESPACES, type Namespace } from "./messages.ts"

type Tree = { [key: string]: string | Tree }

function read(locale: Locale, namespace: Namespace) {
  const tree: Tree = JSON.parse(
    readFileSync(new URL(`./${locale}/${namespace}.json`, import.meta.url), "utf8"),
  )
  return new Map(flatten(tree, ""))
}

function flatten(tree: Tree, prefix: string): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  )
}

/** "count:plural", "name:argument"; tags by their name. */
function argumentsOf(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    switch (element.type) {
      case TYPE.literal:
      case TYPE.pound:
        return []
      case TYPE.tag:
        return [`<${element.value}>`, ...argumentsOf(element.children)]
      case TYPE.plural:
      case TYPE.select:
        return [
          `${element.value}:${TYPE[element.type]}`,
          ...Object.values(element.options).flatMap((option) => argumentsOf(option.value)),
        ]
      default:
        return [`${element.value}:${TYPE[element.type]}`]
    }
  })
}

function signature(message: string) {
  return [...new Set(argumentsOf(parse(message)))].sort()
}

describe.each(NAMESPACES)("%s", (namespace) => {
  const english = read("en", namespace)
  const french = read("fr", namespace)

  test("both languages say the same things", () => {
    expect([...french.keys()].sort()).toEqual([...english.keys()].sort())
  })

  test("both languages take the same arguments", () => {
    for (const [key, message] of english) {
      expect(signature(french.get(key) ?? ""), key).toEqual(signature(message))
    }
  })

  test("nothing is left empty, and nothing shouts", () => {
    for (const locale of LOCALES) {
      for (const [key, message] of read(locale, namespace)) {
        expect(message.trim(), key).not.toBe("")
        expect(message, key).not.toMatch(/!/)
      }
    }
  })

  test("French is set with narrow no-break spaces and curly apostrophes", () => {
    for (const [key, message] of french) {
      expect(message, key).not.toMatch(/[^\u202f:/]»|«[^\u202f]/)
      expect(message, key).not.toMatch(/[ \u00a0][;:?](?!\S)/)
      expect(message, key).not.toMatch(/\p{L}'\p{L}/u)
    }
  })
})
