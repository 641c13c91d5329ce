import { sql } from "drizzle-orm"
import { expect, test } from "vitest"
import { logConsole } from "./console-lines.ts"
import { createLog } from "./log.ts"
import { createTestDeps } from "./test-deps.ts"

const SAID = "recognisable words"

function listen() {
  const written: string[] = []
  const nobody = () => undefined
  const target = { error: nobody, warn: nobody, info: nobody, log: nobody, debug: nobody }
  const heard: Record<keyof typeof target, (...said: unknown[]) => void> = target
  logConsole(createLog("debug", { write: (line) => void written.push(line) }), heard)
  return { target: heard, lines: () => written.map((line) => JSON.parse(line)), all: () => written.join("") }
}

test("what Next writes becomes lines of the log, without colours", () => {
  const { target, lines } = listen()
  target.log("  \u001b[1m▲ Next.js %s\u001b[22m", "16.4.5")
  target.warn("careful", { since: 3 })
  target.error(new Error("a page failed"))
  expect(lines()).toMatchObject([
    { level: "info", msg: "pages: ▲ Next.js 16.4.5" },
    { level: "warn", msg: "pages: careful { since: 3 }" },
    { level: "error", msg: "pages: a page failed", err: { message: "a page failed" } },
  ])
})

test("a page whose statement failed tells no value of it", async () => {
  const { target, lines, all } = listen()
  const { db } = await createTestDeps()
  const error = await db.run(sql`insert into nowhere values (${SAID})`).catch((thrown: unknown) => thrown)
  target.error("⨯", error)
  target.error("⨯ in a page:", { error, deeper: { error } })
  target.error(error instanceof Error ? error.stack : error, error)
  expect(lines()).toHaveLength(3)
  expect(all()).toContain("no such table")
  expect(all()).not.toContain(SAID)
})
