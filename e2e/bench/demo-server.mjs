// The demo as a newcomer starts it, on ports and data of its own.
import { mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { startProgram } from "./processes.mjs"

const DATA = ".amphi/bench"
const PORT = 4200
const READY_WITHIN_MS = 300_000

export async function startDemo(root) {
  const folder = join(root, DATA)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const program = startProgram(process.execPath, ["e2e/demo.mjs"], {
    cwd: root,
    env: { ...process.env, AMPHI_PORT: String(PORT), AMPHI_DATA: DATA },
    logFile: join(folder, "demo.log"),
  })
  const facts = await untilReady(program, READY_WITHIN_MS)
  return { ...facts, pid: program.pid, folder }
}

/** What the demo says about itself once everything answers. */
export async function untilReady(program, withinMs) {
  const [, json] = await program.until(() => program.said().match(/^ready: (.*)\n/m), {
    what: "the demo is ready",
    withinMs,
  })
  return JSON.parse(json)
}
