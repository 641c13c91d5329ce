// `npm run bench [-- GROUP …]`: measures the running product, in real Chromium and under load, and says each figure in
// two lines. `chat` is the page's delays and all of LOAD_PARTS; EXTRA_GROUPS are only measured when they are named.
// Slow is no failure; what is lost, doubled or incomplete is: then it ends with 1, after everything was measured.
// BENCH_QUICK=1 takes one run and short windows, to try the bench itself; its figures are marked and not to be quoted.
import { rmSync } from "node:fs"
import { availableParallelism, cpus, loadavg } from "node:os"
import { stripVTControlCharacters } from "node:util"
import { failuresSoFar } from "./bench/figures.mjs"
import { closeAll } from "./bench/processes.mjs"
import { prepareMachine, root } from "./prepare.mjs"

const GROUPS = ["idle", "start", "chat", "glass", "stop", "demo"]
const LIVE_GROUPS = ["start", "chat", "glass", "stop"]
const LOAD_PARTS = ["chat-fanout", "chat-idle", "chat-storm", "chat-shaking"]
const EXTRA_GROUPS = ["chat-servers"]
const KNOWN = [...GROUPS, ...LOAD_PARTS, ...EXTRA_GROUPS]
const wanted = new Set(process.argv.slice(2))
const groups = wanted.size > 0 ? wanted : new Set(GROUPS)

let isDemoStarted = false
let leaving = null

async function main() {
  const unknown = [...groups].filter((group) => !KNOWN.includes(group))
  if (unknown.length > 0)
    throw new Error(`No such group: ${unknown.join(", ")}. There are: ${KNOWN.join(", ")}.`)
  console.log(`· ${describeMachine()}`)
  if (groups.has("idle") || LIVE_GROUPS.some((group) => groups.has(group))) await measureDemo()
  const parts = [...LOAD_PARTS, ...EXTRA_GROUPS].filter(isWanted)
  if (parts.length > 0) await measureLoad(parts)
  if (groups.has("demo")) {
    const { measureFreshClone } = await import("./bench/fresh-clone.mjs")
    await measureFreshClone(root)
  }
}

function isWanted(part) {
  return groups.has(part) || (groups.has("chat") && LOAD_PARTS.includes(part))
}

async function measureLoad(parts) {
  await prepareMachine({ build: true, say: (text) => console.log(`· ${text}`) })
  const { measureChatLoad } = await import("./bench/chat-load.mjs")
  await measureChatLoad(parts)
}

async function measureDemo() {
  await prepareMachine({ build: true, say: (text) => console.log(`· ${text}`) })
  // Only now are the npm packages surely there.
  const { startDemo } = await import("./bench/demo-server.mjs")
  const { measureIdle } = await import("./bench/idle.mjs")
  const { measureLives } = await import("./bench/live.mjs")
  console.log("· starting the demo")
  isDemoStarted = true
  const demo = await startDemo(root)
  if (groups.has("idle")) await measureIdle(demo)
  if (LIVE_GROUPS.some((group) => groups.has(group))) await measureLives(demo, groups)
  await closeAll()
  rmSync(demo.folder, { recursive: true, force: true })
  isDemoStarted = false
}

function describeMachine() {
  const load = loadavg()
    .map((value) => value.toFixed(2))
    .join(" ")
  const model = cpus()[0]?.model ?? "unknown processor"
  return `${availableParallelism()} cores, ${model}, Node ${process.version}, load average ${load}`
}

/** Once, however many reasons there are. */
function leave(exitCode) {
  leaving ??= closeAll().then(() => process.exit(process.exitCode ?? exitCode))
  return leaving
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    console.error("\nstopping …")
    return leave(130)
  })

main().then(
  () => {
    for (const failure of failuresSoFar()) console.error(`✗ ${failure}`)
    return leave(0)
  },
  (error) => {
    // What was under way breaks when we end it.
    if (leaving) return leaving
    console.error(`\n${stripVTControlCharacters(error.message)}`)
    if (isDemoStarted) console.error("Logs and pictures of the pages: .amphi/bench")
    return leave(1)
  },
)
