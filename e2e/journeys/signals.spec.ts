import { type ChildProcess, spawn } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { createConnection } from "node:net"
import { fileURLToPath } from "node:url"
import { expect, test } from "@playwright/test"
import { APP_PORT } from "./outside.ts"

const ROOT = fileURLToPath(new URL("../..", import.meta.url))
const PORT = APP_PORT + 45
const PORTS = [PORT, PORT + 1, PORT + 2, PORT + 10, PORT + 11, PORT + 12]

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  test(`${signal} to the demo leaves no process and no port behind`, async () => {
    const { demo, ended } = await startDemo()
    const family = descendants(demo.pid ?? 0)
    expect(family.length).toBeGreaterThanOrEqual(3)
    demo.kill(signal)
    const code = await ended
    if (signal === "SIGINT") expect(code).toBe(0)
    await expect.poll(() => family.filter(isAlive)).toEqual([])
    for (const port of PORTS) expect(await isTaken(port), `port ${port}`).toBe(false)
  })
}

async function startDemo() {
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: "production",
    AMPHI_PORT: String(PORT),
    AMPHI_DATA: ".amphi/signals",
    AMPHI_GATEWAY_BROWSER: "none",
  }
  const demo = spawn(process.execPath, ["e2e/demo.mjs"], { cwd: ROOT, env: environment })
  const said = collect(demo)
  const ended = new Promise<number | null>((resolve) => demo.once("exit", resolve))
  await expect.poll(said, { timeout: 120_000 }).toContain("ready: ")
  return { demo, ended }
}

function collect(child: ChildProcess) {
  let said = ""
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (data: Buffer) => {
      said += data.toString()
    })
  return () => said
}

/** All processes that this one has started, and what those have started. */
function descendants(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync("/proc")) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : null
    if (parent !== null) parents.set(Number(name), parent)
  }
  const of = (pid: number): number[] =>
    [...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => [child, ...of(child)])
  return of(root)
}

/** null: gone meanwhile, or a zombie. */
function parentOf(pid: number): number | null {
  const status = statusOf(pid)
  if (/^State:\s+Z/m.test(status)) return null
  const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1]
  return parent ? Number(parent) : null
}

function isAlive(pid: number) {
  return parentOf(pid) !== null
}

function statusOf(pid: number) {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8")
  } catch {
    // It ended between being listed and being read.
    return ""
  }
}

function isTaken(port: number) {
  return new Promise<boolean>((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port })
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })
}
