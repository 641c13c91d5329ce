// Runs a command and takes all of it down once our stdin ends: also when the bench got SIGKILL and could do nothing.
import { spawn } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"

const STOP_WITHIN_MS = 60_000
const [command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { detached: true, stdio: ["ignore", "inherit", "inherit"] })
const exitCode = new Promise((resolve) => {
  child.once("exit", (code) => resolve(code ?? 1))
  child.once("error", (error) => {
    console.error(error.message)
    resolve(127)
  })
})

let leaving = false
// Ctrl-C is the bench's business: it closes our stdin when it is ready for that.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => takeDown())
process.stdin.on("end", () => takeDown()).resume()
await exitCode
await takeDown()

async function takeDown() {
  if (leaving) return
  leaving = true
  if (child.pid) {
    signalGroup("SIGINT")
    const giveUpAt = Date.now() + STOP_WITHIN_MS
    while (signalGroup(0) && Date.now() < giveUpAt) await sleep(50)
    signalGroup("SIGKILL")
  }
  process.exit(await exitCode)
}

/** False once nobody of the group is left. */
function signalGroup(signal) {
  try {
    return process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code === "ESRCH") return false
    throw error
  }
}
