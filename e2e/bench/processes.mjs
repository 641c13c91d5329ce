// Programs that the bench starts, and what the kernel knows about them.
import { spawn } from "node:child_process"
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

const LEASH = fileURLToPath(new URL("leash.mjs", import.meta.url))
const FOLDER_PREFIX = "amphi-bench-"
const closers = []

/** Runs at the end of the bench, last one first, however it ends. */
export function atEnd(close) {
  closers.push(close)
}

export async function closeAll() {
  for (let close = closers.pop(); close; close = closers.pop()) {
    try {
      await close()
    } catch (error) {
      console.error(`while ending: ${error.message}`)
      process.exitCode = 1
    }
  }
}

export function makeFolder() {
  sweepFolders()
  const folder = mkdtempSync(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`))
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** What a bench that got SIGKILL could not take along. */
function sweepFolders() {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(FOLDER_PREFIX) ? name.slice(FOLDER_PREFIX.length).split("-")[0] : ""
    if (owner && !statOf(owner)) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

/** `command` on a leash, its output in `logFile`. `stop` returns when nothing of it is left. */
export function startProgram(command, args, { cwd, env = process.env, logFile }) {
  const log = openSync(logFile, "w")
  const child = spawn(process.execPath, [LEASH, command, ...args], {
    cwd,
    env,
    // A group of its own: Ctrl-C reaches the bench alone, which then ends everything in order.
    detached: true,
    stdio: ["pipe", log, log],
  })
  closeSync(log)
  const gone = new Promise((resolve) => child.once("exit", resolve))
  // It may be gone already when we let it go.
  child.stdin.on("error", () => child.kill())
  const stop = () => {
    child.stdin.end()
    return gone
  }
  atEnd(stop)
  const said = () => readFileSync(logFile, "utf8")
  return {
    pid: child.pid,
    said,
    stop,
    async until(condition, { what, withinMs }) {
      const giveUpAt = Date.now() + withinMs
      for (;;) {
        const found = await condition()
        if (found) return found
        if (child.exitCode !== null)
          throw new Error(`${what}: ${command} ended by itself.\n${said().slice(-2_000)}`)
        if (Date.now() > giveUpAt)
          throw new Error(`${what}: not within ${withinMs / 1_000} s.\n${said().slice(-2_000)}`)
        await sleep(50)
      }
    },
  }
}

/** A process and everything below it: pid, command line, resident bytes. */
export function processesBelow(pid) {
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (statOf(name) ?? []) : []))
  const family = new Set([pid])
  // Parents may have higher numbers than their children, so until nobody joins any more.
  for (let size = 0; size < family.size; ) {
    size = family.size
    for (const one of all) if (family.has(one.parent)) family.add(one.pid)
  }
  return all.filter((one) => family.has(one.pid))
}

function statOf(name) {
  try {
    const status = readFileSync(`/proc/${name}/status`, "utf8")
    const field = (key) => Number(status.match(new RegExp(`^${key}:\\s+(\\d+)`, "m"))?.[1] ?? 0)
    const argv = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0").slice(0, -1)
    return { pid: Number(name), parent: field("PPid"), argv, rss: field("VmRSS") * 1_024 }
  } catch (error) {
    // It ended while we were reading.
    if (error.code === "ENOENT" || error.code === "ESRCH") return null
    throw error
  }
}
