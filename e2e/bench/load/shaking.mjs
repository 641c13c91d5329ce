// Connections that break again and again, and a server that dies: what reaches the product's pages, and what reaches plain pusher-js.
import { setTimeout as sleep } from "node:timers/promises"
import { isQuick, report, say } from "../figures.mjs"
import { startAmphi } from "./amphi.mjs"
import { AUTHORS } from "./fanout.mjs"
import { openHouse, shake } from "./house.mjs"

const PAGES = isQuick ? 40 : 200
const JITTER_SECONDS = isQuick ? 30 : 180
const CUT_EVERY_MS = 10_000
const CUT_FOR_MS = 2_000
const AVALANCHE_SECONDS = isQuick ? 20 : 40
const KILL_AFTER_MS = 8_000

/** `name`: how the figures begin. */
export async function measureShaking({ name = "chat", server = null, jitterSeconds = JITTER_SECONDS } = {}) {
  const amphi = await startAmphi({ authors: AUTHORS, server })
  say(
    `jitter: every connection is cut for ${CUT_FOR_MS / 1_000} s every ${CUT_EVERY_MS / 1_000} s, for ${jitterSeconds} s`,
  )
  const jitter = await inHouse(amphi, jitterSeconds, async ({ line }) => {
    for (let at = 0; at < jitterSeconds * 1_000; at += CUT_EVERY_MS) {
      await sleep(CUT_EVERY_MS / 2)
      await line.ask("cut", { forMs: CUT_FOR_MS })
      await sleep(CUT_EVERY_MS / 2)
    }
  })
  say("avalanche: the server is killed and started again under load")
  const avalanche = await inHouse(amphi, AVALANCHE_SECONDS, async () => {
    await sleep(KILL_AFTER_MS)
    await amphi.killAndStartAgain()
  })
  printTable({ jitter, avalanche })
  reportDelivery(`${name}.jitter.delivered`, jitter)
  reportDelivery(`${name}.avalanche.delivered`, avalanche)
  await amphi.stop()
}

/** Everybody begins connected, also those whose client waits long after a failure. */
async function inHouse(amphi, seconds, disturb) {
  const house = await openHouse(amphi, PAGES)
  const outcome = await shake(house, seconds, disturb)
  await house.stop()
  return outcome
}

function printTable(tests) {
  const rows = Object.entries(tests).flatMap(([name, test]) => [
    [name, "Amphi", ...columnsOf(test.amphi)],
    ["", "plain pusher-js", ...columnsOf(test.plain)],
  ])
  const table = [["test", "client", "delivered", "duplicated", "another order", "p95"], ...rows]
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)))
  for (const row of table)
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column])).join("   ")}`)
}

function columnsOf(heard) {
  return [
    `${percent(heard).toFixed(2)} %`,
    String(heard.duplicated),
    `${heard.disordered} of ${heard.listeners}`,
    heard.lost < heard.expected ? `${(heard.delay(0.95) / 1_000).toFixed(1)} s` : "–",
  ]
}

function percent({ expected, lost }) {
  return (100 * (expected - lost)) / expected
}

function reportDelivery(name, test) {
  const { amphi, plain, written, refused, stored, twice } = test
  report({
    name,
    value: percent(amphi),
    unit: "%",
    duplicated: amphi.duplicated,
    disordered: amphi.disordered,
    plain: Number(percent(plain).toFixed(2)),
    written,
    stored,
    refused,
    note: `of ${stored} messages to ${amphi.listeners} pages, ${amphi.duplicated} twice; ${written} were written, ${written - refused - stored} lost on the way, ${twice} stored twice, ${refused} refused; plain pusher-js ${percent(plain).toFixed(2)} %`,
  })
}
