// Connections that break again and again, and a server that dies: what reaches the product's pages, and what reaches plain pusher-js.
import { setTimeout as sleep } from "node:timers/promises"
import { isQuick, report, say } from "../figures.mjs"
import { startAmphi } from "./amphi.mjs"
import { AUTHORS } from "./fanout.mjs"
import { openHouse, shake } from "./house.mjs"
import { failureOf, shareOf } from "./outcome.mjs"

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
  reportDelivery(`${name}.jitter`, jitter)
  reportDelivery(`${name}.avalanche`, avalanche)
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
    [name, "Amphi", ...columnsOf(test.amphi, test.accepted)],
    ["", "plain pusher-js", ...columnsOf(test.plain, test.accepted)],
  ])
  const table = [["test", "client", "delivered", "duplicated", "another order", "p95"], ...rows]
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)))
  for (const row of table)
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column])).join("   ")}`)
}

function columnsOf(heard, accepted) {
  return [
    `${shareOf(heard, accepted).toFixed(2)} %`,
    String(heard.duplicated),
    `${heard.disordered} of ${heard.listeners}`,
    heard.lost < heard.expected ? `${(heard.delay(0.95) / 1_000).toFixed(1)} s` : "–",
  ]
}

/** Of all that was written and not refused: its share on the pages, and how often anything is anywhere once too often. */
function reportDelivery(name, test) {
  const { amphi, plain, accepted, written, refused, stored, twice, meeting } = test
  const lost = accepted.length * amphi.listeners - (amphi.expected - amphi.lost)
  const share = shareOf(amphi, accepted)
  const plainShare = Number(shareOf(plain, accepted).toFixed(2))
  report({
    name: `${name}.delivered`,
    // Never rounded up to all of it.
    value: lost > 0 ? Math.min(share, 99.99) : share,
    unit: "%",
    lost,
    disordered: amphi.disordered,
    plain: plainShare,
    written,
    refused,
    stored,
    lostInMeeting: meeting.lost,
    failure: failureOf({
      "lost on the way to the pages": lost,
      "lost on the way to the meeting": meeting.lost,
    }),
    note: `of ${accepted.length} messages to ${amphi.listeners} pages; ${written} were written, ${refused} refused, ${stored} stored, ${accepted.length - meeting.lost} are in the meeting; plain pusher-js ${plainShare.toFixed(2)} %`,
  })
  report({
    name: `${name}.doubled`,
    value: amphi.duplicated + twice + meeting.doubled,
    unit: "",
    digits: 0,
    onPages: amphi.duplicated,
    stored: twice,
    inMeeting: meeting.doubled,
    failure: failureOf({
      "twice on pages": amphi.duplicated,
      "stored twice": twice,
      "twice in the meeting": meeting.doubled,
    }),
  })
}
