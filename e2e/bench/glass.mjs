// Glass to glass: from the meeting page's clock to the listener's screen, and the same picture beside it by nginx-rtmp.
import { setTimeout as sleep } from "node:timers/promises"
import { isQuick, median, quantile, report, say } from "./figures.mjs"
import { missingNginx, startNginx } from "./nginx.mjs"

const SETTLE_MS = 10_000
const WINDOW_MS = isQuick ? 10_000 : 60_000

export async function measureGlass(browser, demo, guest) {
  say(`glass: ${WINDOW_MS / 1_000} s of the demo's stream (a key frame every 3 s)`)
  await sleep(SETTLE_MS)
  const amphi = await watch(guest)
  const { stalls, freezes, frames, ownSeconds } = amphi
  const extra = { stalls, freezes, frames, sinceOrigin: ownSeconds }
  report({
    name: "glass.median",
    value: amphi.median,
    unit: "s",
    ...extra,
    note: `${frames} frames read, ${stalls} stalls, ${freezes} freezes over 0.5 s; ${ownSeconds} s of it since the origin`,
  })
  report({ name: "glass.p95", value: amphi.p95, unit: "s", ...extra })
  const missing = missingNginx()
  if (missing) return say(`glass.nginx and glass.ratio are skipped: ${missing}`)
  await measureNginx({ browser, demo, guest, amphi })
}

/** The same gateway's picture, encoded once more with the same options, while Amphi's player goes on beside it. */
async function measureNginx({ browser, demo, guest, amphi }) {
  const nginx = await startNginx(demo)
  say("glass: the same picture by nginx-rtmp with its defaults; it first fills its 30 s playlist")
  await nginx.untilFull()
  const viewer = await browser.person(nginx.url)
  await viewer.goto("/player.html")
  await viewer.waitForFunction(() => globalThis.bench.firstPictureAt(0), null, {
    timeout: 60_000,
    polling: 100,
  })
  await sleep(SETTLE_MS)
  const [theirs, ours] = await Promise.all([watch(viewer), watch(guest)])
  await viewer.context().close()
  await nginx.stop()
  const beside = Number(ours.median.toFixed(2))
  report({
    name: "glass.nginx",
    value: theirs.median,
    unit: "s",
    stalls: theirs.stalls,
    freezes: theirs.freezes,
    amphiBeside: beside,
    note: `nginx-rtmp and shaka with their defaults; ${theirs.stalls} stalls; Amphi in the same ${WINDOW_MS / 1_000} s: ${beside} s`,
  })
  report({
    name: "glass.ratio",
    value: theirs.median / amphi.median,
    unit: "×",
    digits: 1,
    note: "glass.nginx / glass.median",
  })
}

async function watch(page) {
  const from = Date.now()
  await sleep(WINDOW_MS)
  const span = [from, from + WINDOW_MS]
  const seen = await page.evaluate(([begin, end]) => globalThis.bench.delays(begin, end), span)
  const seconds = seen.delays.map((delay) => delay / 1_000)
  if (seconds.length < seen.unreadable)
    throw new Error(`most frames have no readable clock: ${JSON.stringify(seen)}`)
  return { ...seen, frames: seconds.length, median: median(seconds), p95: quantile(seconds, 0.95) }
}
