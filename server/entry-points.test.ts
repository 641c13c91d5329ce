// What pages, routes and procedures may call: it is handed who asks, or is opened by a key or a token.
import { readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { expect, test } from "vitest"

const SERVICES = "server/services"
/** Their caller proves itself by a secret in its address, its signature or its token. */
const WITHOUT_AN_ACTOR = [
  "admitPublisher",
  "answerHealth",
  "answerMetrics",
  "meetingMayHaveEnded",
  "noteStream",
  "readSlides",
  "reviewPublishers",
]

function sourcesIn(folder: string) {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
  return names
    .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
    .map((name) => join(folder, name))
}

function importsOf(file: string) {
  const source = readFileSync(file, "utf8")
  const statements = source.matchAll(/import (?:type )?\{([^}]*)\} from "([^"]*\/services\/[\w-]+\.ts)"/g)
  return [...statements].flatMap(([, names = "", path = ""]) =>
    names
      .split(",")
      .map((name) => name.trim().split(" as ", 1)[0] ?? "")
      .filter((name) => name && !name.startsWith("type "))
      .map((name) => ({
        name,
        module: join(SERVICES, basename(path)),
      })),
  )
}

/** The parameters of an exported function; null for what isn't one. */
function parametersOf({ name, module }: { name: string; module: string }) {
  const source = readFileSync(module, "utf8")
  return new RegExp(
    `^export (?:async )?function ${name}(?:<[^>]*>)?\\(([\\s\\S]*?)\\)\\s*(?::|\\{)`,
    "m",
  ).exec(source)?.[1]
}

test("whatever a page, a route or a procedure calls is handed who asks", () => {
  const callers = ["app", "server/api"].flatMap(sourcesIn)
  const called = callers.flatMap(importsOf)
  const functions = called.filter((entry) => parametersOf(entry) !== undefined)
  expect(functions.length).toBeGreaterThan(100)
  const open = functions.filter((entry) => !/\b_?actor: Actor\b/.test(parametersOf(entry) ?? ""))
  expect([...new Set(open.map(({ name }) => name))].toSorted()).toEqual(WITHOUT_AN_ACTOR)
})
