import { expect, test } from "vitest"
import { retryBusy } from "./busy.ts"

function failing(times: number, error: unknown) {
  let calls = 0
  const run = async () => {
    calls++
    if (calls <= times) throw error
    return calls
  }
  return { run, calls: () => calls }
}

const busy = Object.assign(new Error("database is locked"), { code: "SQLITE_BUSY" })

test.each([
  ["of the driver", busy],
  ["of a kind of its own", Object.assign(new Error("x"), { code: "SQLITE_BUSY_SNAPSHOT" })],
  ["wrapped by drizzle", new Error("Failed query: update jobs", { cause: busy })],
])("a busy answer %s is asked again", async (_what, error) => {
  const { run } = failing(3, error)
  expect(await retryBusy(run)).toBe(4)
})

test.each([
  ["a broken rule", Object.assign(new Error("unique"), { code: "SQLITE_CONSTRAINT" })],
  ["a text that only sounds busy", new Error("SQLITE_BUSY: database is locked")],
  ["something that is no error", "SQLITE_BUSY"],
])("%s is not asked again", async (_what, error) => {
  const { run, calls } = failing(1, error)
  await expect(retryBusy(run)).rejects.toBe(error)
  expect(calls()).toBe(1)
})
