// What one silent listener costs the endpoint in memory.
import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { isQuick, report, say } from "../figures.mjs"
import { openCrowd } from "./crowd.mjs"
import { startRealtimeAlone } from "./realtime-alone.mjs"

const LISTENERS = isQuick ? 500 : 5_000
const WARM_UP = 200
const SETTLE_MS = isQuick ? 2_000 : 10_000
/** One socket each here and there, and some for everything else. */
const FILES = LISTENERS + 200
const CHANNELS = ["event-bench", "audience-bench"]

export async function measureIdleSockets() {
  say(`chat: ${LISTENERS} idle listeners`)
  if (filesAllowed() < FILES)
    return say(
      `chat.idle.kb is skipped: a process may open ${filesAllowed()} files, and ${FILES} are needed (ulimit -n)`,
    )
  const endpoint = await startRealtimeAlone()
  const open = (count, processes) =>
    openCrowd("sockets", { processes, count, url: endpoint.socketUrl, channels: CHANNELS })
  // What the first ones cost is the code that serves them.
  const first = await open(WARM_UP, 1)
  await first.stop()
  await sleep(SETTLE_MS)
  const before = residentKb(endpoint.pid)
  const crowd = await open(LISTENERS, 2)
  await sleep(SETTLE_MS)
  const after = residentKb(endpoint.pid)
  report({
    name: "chat.idle.kb",
    value: (after - before) / LISTENERS,
    unit: "kB",
    digits: 1,
    listeners: LISTENERS,
    rss: Math.round(after / 1_000),
    note: `of memory for each of ${LISTENERS} connections in two channels; the process then has ${Math.round(after / 1_000)} MB`,
  })
  await crowd.stop()
  await endpoint.stop()
}

/** Node raises its own limit as far as the system lets it. */
function filesAllowed() {
  const limit = readFileSync("/proc/self/limits", "utf8").match(/^Max open files\s+\S+\s+(\S+)/m)?.[1]
  return limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit)
}

function residentKb(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/^VmRSS:\s+(\d+)/m)[1])
}
