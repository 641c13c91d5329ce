import { copyFile, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inject, onTestFinished } from "vitest"
import { closeDatabase, type Db, openDatabase } from "./client.ts"

export type TestDatabase = { db: Db; url: string; folder: string }

/** A migrated database of this test's own, gone with the test. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "amphi-test-"))
  const path = join(folder, "amphi.db")
  await copyFile(inject("databaseTemplate"), path)
  const url = `file:${path}`
  const db = await openDatabase({ url })
  onTestFinished(async () => {
    closeDatabase(db)
    await rm(folder, { recursive: true, force: true })
  })
  return { db, url, folder }
}
