// Migrates one database file for the whole test run; each test copies it.
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import type { TestProject } from "vitest/node"
import { closeDatabase, migrateDatabase, openDatabase } from "./client.ts"

declare module "vitest" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to
  export interface ProvidedContext {
    databaseTemplate: string
  }
}

export async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), "amphi-template-"))
  const path = join(folder, "template.db")
  const db = await openDatabase({ url: `file:${path}` })
  await migrateDatabase(db, "db/migrations")
  // A copy of the file alone must be whole.
  await db.run(sql`pragma wal_checkpoint(truncate)`)
  closeDatabase(db)
  project.provide("databaseTemplate", path)
  return () => rm(folder, { recursive: true, force: true })
}
