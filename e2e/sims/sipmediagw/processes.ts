// Child processes that can't outlive us: each leads its own group, and the group dies with this process.
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, rmSync } from "node:fs"

export type Child = {
  pid: number
  exited: Promise<void>
  hasExited(): boolean
  lastWords(): string
  signal(name: NodeJS.Signals): void
}

const groups = new Set<number>()
const folders = new Set<string>()
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const
// The kernel then ends the child even if this process gets SIGKILL, when no handler can run.
const SETPRIV = "/usr/bin/setpriv"
let guarded = false

export function startChild(command: string, args: string[], env: Record<string, string>): Child {
  guard()
  const line = existsSync(SETPRIV) ? [SETPRIV, "--pdeathsig", "KILL", command, ...args] : [command, ...args]
  const [file = command, ...rest] = line
  const child = spawn(file, rest, {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: { NODE_ENV: "production", ...env },
  })
  const pid = child.pid
  if (pid !== undefined) groups.add(pid)
  let ended = false
  const words: string[] = []
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words.push(text)
    if (words.length > 40) words.shift()
  })
  const exited = whenGone(child).then((reason) => {
    ended = true
    words.push(reason)
    // The leader is gone, its helpers (zygote, crash handler) may not be.
    if (pid !== undefined) killGroup(pid, "SIGKILL")
    if (pid !== undefined) groups.delete(pid)
  })
  return {
    pid: pid ?? -1,
    exited,
    hasExited: () => ended,
    lastWords: () => words.join("").slice(-4_000),
    signal: (name) => {
      if (!ended && pid !== undefined) killGroup(pid, name)
    },
  }
}

/** Asks first, insists after the grace period; resolves when the process is gone. */
export async function endChild(child: Child, graceMs: number) {
  child.signal(graceMs === 0 ? "SIGKILL" : "SIGTERM")
  const insist = setTimeout(() => child.signal("SIGKILL"), graceMs)
  await child.exited
  clearTimeout(insist)
}

export function keepFolder(path: string) {
  guard()
  folders.add(path)
}

export function removeFolder(path: string) {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  folders.delete(path)
}

export function killAllChildren() {
  for (const pid of groups) killGroup(pid, "SIGKILL")
  for (const path of folders) removeFolder(path)
}

export function isAlive(pid: number) {
  return existsSync(`/proc/${pid}`)
}

function whenGone(child: ChildProcess) {
  return new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`could not start: ${error.message}\n`))
    child.once("exit", (code, signal) => resolve(`ended: ${signal ?? code}\n`))
  })
}

function killGroup(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
  }
}

function guard() {
  if (guarded) return
  guarded = true
  // "exit" also fires after an uncaught exception.
  process.on("exit", killAllChildren)
  for (const signal of SIGNALS) {
    const onSignal = () => {
      process.off(signal, onSignal)
      // Somebody else listens: that somebody closes us in good order.
      if (process.listenerCount(signal) > 0) return
      killAllChildren()
      process.kill(process.pid, signal)
    }
    process.on(signal, onSignal)
  }
}
