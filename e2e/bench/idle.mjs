import { setTimeout as sleep } from "node:timers/promises"
import { isQuick, report, say } from "./figures.mjs"
import { processesBelow } from "./processes.mjs"

const SETTLE_SECONDS = isQuick ? 5 : 20

/** Nothing has run yet: what Amphi takes by being there. */
export async function measureIdle(demo) {
  say(`idle: ${SETTLE_SECONDS} s with nothing running`)
  await sleep(SETTLE_SECONDS * 1_000)
  const amphi = memoryOf(demo, "dist/server/main.mjs")
  const standIns = memoryOf(demo, "dist/e2e/sims/main.mjs")
  report({
    name: "idle.rss",
    value: amphi.megabytes,
    unit: "MB",
    processes: amphi.count,
    standIns: standIns.megabytes,
    note: `Amphi's ${amphi.count} processes; the stand-ins take ${standIns.megabytes} MB besides`,
  })
}

/** The top process with this script, and all below it. Memory that two of them share counts twice. */
function memoryOf(demo, script) {
  const top = processesBelow(demo.pid).find(({ argv }) => argv.includes(script))
  if (!top) throw new Error(`no process runs ${script}`)
  const family = processesBelow(top.pid)
  const bytes = family.reduce((sum, { rss }) => sum + rss, 0)
  return { megabytes: Math.round(bytes / 1e6), count: family.length }
}
