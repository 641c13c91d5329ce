// The product as an operator runs it: the production build, in processes that can be killed and started again.
import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, openSync, readFileSync } from "node:fs"
import { environmentOf, type Layout, type Member, membersOf, PLACES, webUrls } from "./places.ts"
import { until } from "./waiting.ts"

const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 20_000

export class Amphi {
  private readonly children = new Map<string, ChildProcess>()
  private readonly members: readonly Member[]

  constructor(
    readonly dataDir: string,
    private readonly layout: Layout,
    private readonly logFile: string,
  ) {
    this.members = membersOf(layout)
  }

  /** Whatever doesn't run, or the one that is named. */
  run(extra: Record<string, string> = {}, only?: string) {
    for (const { name, env } of this.members)
      if (!this.children.has(name) && (only === undefined || only === name))
        this.children.set(name, this.spawn({ ...environmentOf(this.dataDir, this.layout), ...env, ...extra }))
  }

  private spawn(env: NodeJS.ProcessEnv) {
    const log = openSync(this.logFile, "a")
    // A group of its own, so that nothing of it can outlive the suite.
    const child = spawn(process.execPath, ["--enable-source-maps", "dist/server/main.mjs"], {
      env,
      stdio: ["ignore", log, log],
      detached: true,
    })
    closeSync(log)
    return child
  }

  async start(extra: Record<string, string> = {}) {
    this.run(extra)
    await until("Amphi answers", READY_WITHIN_MS, async () => ((await this.isUp()) ? true : null))
  }

  private async isUp() {
    const addresses = webUrls(this.layout).map((url) => `${url}/api/join?key=nobody`)
    const answers = await Promise.allSettled(
      [...addresses, `http://127.0.0.1:${PLACES.media}/health`].map((url) => fetch(url)),
    )
    return answers.every((answer) => answer.status === "fulfilled" && answer.value.ok)
  }

  /** Only the main process: what it forked has to notice by itself. */
  kill(name = this.firstName()) {
    process.kill(this.pidOf(name), "SIGKILL")
    this.children.delete(name)
  }

  killMedia() {
    const pid = this.pidOf(this.firstName())
    const [media] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")
    if (!media) throw new Error("no media process is running")
    process.kill(Number(media), "SIGKILL")
  }

  private firstName() {
    return this.members[0]?.name ?? ""
  }

  private pidOf(name: string) {
    const pid = this.children.get(name)?.pid
    if (pid === undefined) throw new Error(`${name} does not run`)
    return pid
  }

  async stop() {
    const children = [...this.children.values()]
    this.children.clear()
    await Promise.all(children.map(stopOne))
  }

  /** At once and without waiting: the suite itself is leaving. */
  abandon() {
    for (const { pid } of this.children.values()) if (pid) endGroup(pid)
  }
}

async function stopOne(child: ChildProcess) {
  if (!child.pid) return
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()))
    const killer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS)
    child.kill("SIGTERM")
    await gone
    clearTimeout(killer)
  }
  endGroup(child.pid)
}

function endGroup(pid: number) {
  try {
    process.kill(-pid, "SIGKILL")
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
  }
}
