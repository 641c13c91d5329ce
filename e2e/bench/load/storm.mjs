// A full house loses its connections in one moment, while people go on writing: when is everybody back, and with everything?
import { setTimeout as sleep } from "node:timers/promises"
import { isQuick, quantile, report, say } from "../figures.mjs"
import { startAmphi } from "./amphi.mjs"
import { write } from "./authors.mjs"
import { startChild } from "./children.mjs"
import { cpuSeconds } from "./cpu.mjs"
import { openCrowd } from "./crowd.mjs"
import { AUTHORS } from "./fanout.mjs"
import { failureOf } from "./outcome.mjs"

const LISTENERS = isQuick ? 100 : 1_000
const PROCESSES = 4
const PER_SECOND = 10
const WRITING_SECONDS = 4
const CUT_AFTER_MS = 2_000
const AUDIENCE_KNOWN_WITHIN_MS = 60_000
const BACK_WITHIN_MS = 60_000
const READINGS = {
  whole: 'amphi_chat_history_reads_total{kind="whole"}',
  added: 'amphi_chat_history_reads_total{kind="added"}',
}

/** `name`: how the figure begins. */
export async function measureStorm({ name = "chat", server = null } = {}) {
  say(`storm: ${LISTENERS} live pages are dropped at once, ${PER_SECOND} messages/s go on`)
  const amphi = await startAmphi({ authors: AUTHORS, server })
  const line = await startChild("line")
  const port = await line.ask("lay", { port: amphi.realtime.port })
  const crowd = await openCrowd("pages", {
    processes: PROCESSES,
    count: LISTENERS,
    url: server ? amphi.url : `http://127.0.0.1:${port}`,
    realtime: { port, key: amphi.realtime.app.key },
    event: amphi.event,
  })
  await untilTheyKnowTheirNumber(crowd)
  const questionsBefore = await crowd.sum("questions")
  const wholeBefore = await amphi.metric(READINGS.whole)
  const addedBefore = await amphi.metric(READINGS.added)
  const writing = write(amphi, { perSecond: PER_SECOND, seconds: WRITING_SECONDS })
  await sleep(CUT_AFTER_MS)
  const cpuBefore = cpuSeconds(amphi.pid)
  const cutAt = await line.ask("cut", { forMs: 0 })
  const seqs = await writing
  const back = await untilBack(crowd, { since: cutAt, seq: seqs.at(-1) })
  const cpu = cpuSeconds(amphi.pid) - cpuBefore
  const heard = await crowd.report(seqs)
  const questions = (await crowd.sum("questions")) - questionsBefore
  const whole = (await amphi.metric(READINGS.whole)) - wholeBefore
  const added = (await amphi.metric(READINGS.added)) - addedBefore
  const seconds = back.map((at) => (at - cutAt) / 1_000)
  const missing = LISTENERS - back.length
  const wholeOnes = `${back.length} of ${LISTENERS} are back, ${heard.lost} of ${heard.expected} messages missing`
  report({
    name: `${name}.storm.seconds`,
    // Who isn't back by now would take longer still.
    value: missing === 0 ? Math.max(...seconds) : BACK_WITHIN_MS / 1_000,
    unit: "s",
    digits: 1,
    back: back.length,
    failure: failureOf({
      "not back": missing,
      "lost on the way to the pages": heard.lost,
      "twice on pages": heard.duplicated,
    }),
    median: back.length > 0 ? Number(quantile(seconds, 0.5).toFixed(1)) : null,
    lost: heard.lost,
    duplicated: heard.duplicated,
    questions,
    historyReads: whole,
    additions: added,
    cpu: Number(cpu.toFixed(1)),
    note: `until the last one is back with everything (written until ${WRITING_SECONDS - CUT_AFTER_MS / 1_000} s after the cut); ${wholeOnes}; they asked ${questions} times, the history was read ${whole} times whole and ${added} times for what was added; Amphi took ${cpu.toFixed(1)} s of a core`,
  })
  for (const one of [crowd, line, amphi]) await one.stop()
}

/** Over how long they spread their coming back follows from it. */
async function untilTheyKnowTheirNumber(crowd) {
  const giveUpAt = Date.now() + AUDIENCE_KNOWN_WITHIN_MS
  while (Math.min(...(await crowd.askAll("audience"))) < LISTENERS * 0.9) {
    if (Date.now() > giveUpAt) throw new Error("the pages were not told how many they are")
    await sleep(500)
  }
}

async function untilBack(crowd, asked) {
  const giveUpAt = Date.now() + BACK_WITHIN_MS
  for (;;) {
    const back = (await crowd.askAll("back", asked)).flat()
    if (back.length === LISTENERS || Date.now() > giveUpAt) return back
    await sleep(250)
  }
}
