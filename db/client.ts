import { mkdirSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { type Client, createClient } from "@libsql/client"
import { drizzle } from "drizzle-orm/libsql"
import { migrate } from "drizzle-orm/libsql/migrator"
import { retryBusy } from "./busy.ts"
import * as chatSchema from "./chat-schema.ts"
import { createSafeFileClient } from "./safe-file-client.ts"
import * as schema from "./schema.ts"

export type Db = ReturnType<typeof databaseOn>
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0]
/** Queries read from either; they never open a transaction themselves. */
export type Reader = Db | Tx

export type DatabaseSettings = {
  url: string
  authToken?: string | undefined
  /** Told how long each write waited for its turn. */
  onWriteWait?: (seconds: number) => void
}

export async function openDatabase({ url, authToken, onWriteWait }: DatabaseSettings): Promise<Db> {
  if (!url.startsWith("file:"))
    return databaseOn(createClient(authToken ? { url, authToken } : { url }), onWriteWait)
  const path = url.startsWith("file://") ? fileURLToPath(url) : url.slice("file:".length)
  mkdirSync(dirname(path), { recursive: true })
  const client = createSafeFileClient(url)
  await client.execute("pragma journal_mode = wal")
  return databaseOn(client, onWriteWait)
}

function databaseOn(client: Client, onWriteWait: (seconds: number) => void = () => undefined) {
  return Object.assign(drizzle(client, { schema: { ...schema, ...chatSchema } }), { onWriteWait })
}

/**
 * The only way to write. The callback must not wait for anything but the database: others queue behind it. It may run
 * again from the start: a libSQL server can say "busy" in the middle of a transaction (a file's client only before it).
 */
export async function write<T>(db: Db, run: (tx: Tx) => Promise<T>): Promise<T> {
  const askedAt = performance.now()
  const transact = () =>
    db.transaction((tx) => {
      db.onWriteWait((performance.now() - askedAt) / 1000)
      return run(tx)
    })
  return db.$client.protocol === "file" ? transact() : retryBusy(transact)
}

/** Safe to run at every start of one process; several processes must not migrate at once. */
export async function migrateDatabase(db: Db, folder: string) {
  await migrate(db, { migrationsFolder: folder })
}

export function closeDatabase(db: Db) {
  db.$client.close()
}
