import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { expect, test } from "vitest"

test("four processes that book, move and delete at once never promise a gateway twice, and lives keep the promise", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["e2e/reservations.mjs", "400"])
  expect(stdout).toMatch(/^lives: \{"granted":[1-9]\d*,"denied":0,/m)
  expect(stdout.trim().split("\n").at(-1)).toBe('reservations: {"operations":400,"overlaps":0,"lost":0}')
}, 120_000)
