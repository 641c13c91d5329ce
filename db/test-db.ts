import { copyFile, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import { inject, onTestFinished } from "vitest"
import { closeDatabase, type Db, openDatabase } from "./client.ts"

export type TestDatabase = { db: Db; url: string; folder: string }

/** A migrated database of this test's own, gone with the test; on the libSQL server of the run when there is one. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "amphi-test-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const server = inject("libsqlServerUrl")
  const url = server ?? (await copyTemplate(folder))
  const db = await openDatabase({ url })
  onTestFinished(async () => {
    if (server) await emptyTables(db)
    closeDatabase(db)
  })
  return { db, url, folder }
}

async function copyTemplate(folder: string) {
  const path = join(folder, "amphi.db")
  await copyFile(inject("databaseTemplate"), path)
  return `file:${path}`
}

/** The server has one database; its tests run one after the other. */
async function emptyTables(db: Db) {
  const rows = await db.all<{ name: string }>(
    sql`select name from sqlite_master where type = 'table' and name not like '!_!_%' escape '!'`,
  )
  const tables = rows.map(({ name }) => name).filter((name) => name !== "sqlite_sequence")
  // Children first or last doesn't matter: the check waits for the end of the batch.
  const statements = tables.map((name) => `delete from "${name}"`)
  await db.$client.batch(
    ["pragma defer_foreign_keys = on", ...statements, "delete from sqlite_sequence"],
    "write",
  )
}
