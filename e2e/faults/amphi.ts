// The product as an operator runs it: one process of the production build, which can be killed and started again.
import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, openSync, readFileSync } from "node:fs"
import { APP_URL, environmentOf, PLACES } from "./places.ts"
import { until } from "./waiting.ts"

const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 20_000

export class Amphi {
  private child: ChildProcess | null = null

  constructor(
    readonly dataDir: string,
    private readonly logFile: string,
  ) {}

  get pid() {
    const pid = this.child?.pid
    if (pid === undefined) throw new Error("Amphi does not run")
    return pid
  }

  run(extra: Record<string, string> = {}) {
    const log = openSync(this.logFile, "a")
    // A group of its own, so that nothing of it can outlive the suite.
    this.child = spawn(process.execPath, ["--enable-source-maps", "dist/server/main.mjs"], {
      env: { ...environmentOf(this.dataDir), ...extra },
      stdio: ["ignore", log, log],
      detached: true,
    })
    closeSync(log)
  }

  async start(extra: Record<string, string> = {}) {
    this.run(extra)
    await until("Amphi answers", READY_WITHIN_MS, async () => ((await this.isUp()) ? true : null))
  }

  private async isUp() {
    const answers = await Promise.allSettled([
      fetch(`${APP_URL}/api/join?key=nobody`),
      fetch(`http://127.0.0.1:${PLACES.media}/health`),
    ])
    return answers.every((answer) => answer.status === "fulfilled" && answer.value.ok)
  }

  /** Only the main process: what it forked has to notice by itself. */
  kill() {
    process.kill(this.pid, "SIGKILL")
  }

  killMedia() {
    const [media] = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, "utf8").split(" ")
    if (!media) throw new Error("no media process is running")
    process.kill(Number(media), "SIGKILL")
  }

  async stop() {
    const { child } = this
    if (!child?.pid) return
    this.child = null
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()))
      const killer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS)
      child.kill("SIGTERM")
      await gone
      clearTimeout(killer)
    }
    this.endGroup(child.pid)
  }

  /** At once and without waiting: the suite itself is leaving. */
  abandon() {
    if (this.child?.pid) this.endGroup(this.child.pid)
  }

  private endGroup(pid: number) {
    try {
      process.kill(-pid, "SIGKILL")
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
    }
  }
}
