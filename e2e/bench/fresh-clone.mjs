import { execFileSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { untilReady } from "./demo-server.mjs"
import { report, say } from "./figures.mjs"
import { makeFolder, startProgram } from "./processes.mjs"

const PORT = 4300
const READY_WITHIN_MS = 900_000

/** What a newcomer waits for after `git clone`: first with nothing there, then a second time. */
export async function measureFreshClone(root) {
  const folder = makeFolder()
  const clone = join(folder, "amphi")
  say("demo: git clone of the last commit, then npm run demo with an empty npm cache")
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", root, clone])
  mkdirSync(join(folder, "npm-cache"))
  const cold = await timeToReady(folder, clone)
  report({
    name: "demo.cold",
    value: cold,
    unit: "s",
    digits: 1,
    note: "npm ci (empty npm cache), build, database, everything answers; Debian packages were there",
  })
  const warm = await timeToReady(folder, clone)
  report({ name: "demo.warm", value: warm, unit: "s", digits: 1, note: "the second start there" })
}

async function timeToReady(folder, clone) {
  const startedAt = performance.now()
  const program = startProgram("npm", ["run", "demo"], {
    cwd: clone,
    env: { ...process.env, AMPHI_PORT: String(PORT), npm_config_cache: join(folder, "npm-cache") },
    logFile: join(folder, "demo.log"),
  })
  await untilReady(program, READY_WITHIN_MS)
  const seconds = (performance.now() - startedAt) / 1_000
  await program.stop()
  return seconds
}
