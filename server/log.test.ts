import { sql } from "drizzle-orm"
import { expect, test } from "vitest"
import { events } from "#db/schema.ts"
import { AppError, messageOf } from "./errors.ts"
import { createLog } from "./log.ts"
import { createTestDeps } from "./test-deps.ts"

const SAID = "recognisable, with a\nline break"

/** A statement that really fails, with a value of somebody's in it. */
async function failedStatement() {
  const { db } = await createTestDeps()
  const insertion = db.insert(events).values({ id: SAID, title: SAID } as typeof events.$inferInsert)
  const error = await insertion.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Error)) throw new Error("the statement did not fail")
  return error
}

function lineOf(error: unknown) {
  const written: string[] = []
  createLog("debug", { write: (line) => void written.push(line) }).error({ err: error }, "failed")
  return written.join("")
}

const isTold = (text: string) => text.includes("recognisable") || text.includes("line break")

test("a failed statement is told by its SQL and its cause, never by its values", async () => {
  const error = await failedStatement()
  expect(isTold(error.message)).toBe(true)
  for (const text of [lineOf(error), messageOf(error)]) {
    expect(isTold(text)).toBe(false)
    expect(text).toContain("SQLITE_CONSTRAINT")
    expect(text).toMatch(/insert into \W*events/)
  }
  expect(JSON.parse(lineOf(error)).err.stack).toContain("log.test.ts")
})

test("nor by an error that wraps it, or repeats its message", async () => {
  const cause = await failedStatement()
  const wrapped = [
    new AppError("internal", "not stored", { cause }),
    new Error(cause.message, { cause }),
    new AggregateError([cause], "several"),
    Object.assign(new Error("with a statement beside it"), { failed: cause }),
  ]
  for (const error of wrapped) {
    expect(isTold(lineOf(error)), error.message).toBe(false)
    expect(isTold(messageOf(error)), error.message).toBe(false)
  }
  expect(lineOf(wrapped[0])).toContain("SQLITE_CONSTRAINT")
})

test("a raw statement's values are cut too", async () => {
  const { db } = await createTestDeps()
  const error = await db.run(sql`insert into nowhere values (${SAID})`).catch((thrown: unknown) => thrown)
  expect(isTold(lineOf(error))).toBe(false)
  expect(messageOf(error)).toContain("no such table")
})

test("the key of a run, which opens its join page, is told as a mark that opens nothing", () => {
  const written: string[] = []
  const log = createLog("debug", { write: (line) => void written.push(line) })
  for (const name of ["run", "room", "roomKey", "joinKey", "callbackKey"])
    log.info({ [name]: "abcdefghijklmnopqrstuvwx" }, "seen")
  log.info({ run: null }, "seen")
  expect(written.join("")).not.toContain("abcdefgh")
  const marks = written.map((line) => JSON.parse(line).run)
  expect(marks[0]).toMatch(/^#[0-9a-f]{8}$/)
  expect(marks.at(-1)).toBeNull()
})
