// A house full of listeners behind a line that can be cut, with people who write, and what reached whom in the end.
import { setTimeout as sleep } from "node:timers/promises"
import { readHistory } from "./authors.mjs"
import { startChild } from "./children.mjs"
import { openCrowd } from "./crowd.mjs"
import { inMeeting, placesOf } from "./outcome.mjs"

const PER_SECOND = 5
const SETTLED_WITHIN_MS = 60_000
const TEXT = "Could you say again what the second term stands for?"

/** Pages with the product's client, authors with it too, and as many listeners with pusher-js as it comes. */
export async function openHouse(amphi, count) {
  const line = await startChild("line")
  const port = await line.ask("lay", { port: Number(new URL(amphi.url).port) })
  const realtime = {
    port: (await layToRealtime(line, amphi)) ?? port,
    key: amphi.realtime.app.key,
  }
  const place = { url: `http://127.0.0.1:${port}`, realtime, event: amphi.event }
  const pages = await openCrowd("pages", { processes: 2, count, ...place })
  const plain = await openCrowd("plain", { processes: 1, count, ...place })
  const authors = await openCrowd("pages", { processes: 1, count: 1, authors: amphi.event.authors, ...place })
  const crowds = [pages, plain, authors]
  return {
    amphi,
    line,
    pages,
    plain,
    authors,
    written: [],
    stop: () => Promise.all([...crowds, line].map((one) => one.stop())),
  }
}

/** Where the realtime server isn't in the same process. */
async function layToRealtime(line, { url, realtime }) {
  return realtime.port === Number(new URL(url).port) ? null : line.ask("lay", { port: realtime.port })
}

/** Answers what reached whom of everything that was written meanwhile. */
export async function shake(house, seconds, disturb) {
  const { amphi, pages, plain, authors } = house
  const before = (await readHistory(amphi)).length
  await Promise.all([pages, plain].map((crowd) => crowd.askAll("begin")))
  const from = house.written.length
  await Promise.all([disturb(house), composeFor(house, seconds)])
  const written = house.written.slice(from)
  const giveUpAt = Date.now() + SETTLED_WITHIN_MS
  while ((await authors.sum("unsent")) > 0 && Date.now() < giveUpAt) await sleep(250)
  const refused = (await authors.askAll("refused")).flat()
  const accepted = written.filter((text) => !refused.includes(text))
  const { seqs, twice } = placesOf(accepted, (await readHistory(amphi)).slice(before))
  const heard = await untilComplete(giveUpAt, () => pages.report(seqs))
  const meeting = await untilComplete(giveUpAt, async () => inMeeting(accepted, await linesInMeeting(amphi)))
  return {
    written: written.length,
    refused: refused.length,
    accepted,
    stored: seqs.length,
    twice,
    meeting,
    amphi: heard,
    plain: await plain.report(seqs),
  }
}

async function untilComplete(giveUpAt, look) {
  for (;;) {
    const found = await look()
    if (found.lost === 0 || Date.now() > giveUpAt) return found
    await sleep(250)
  }
}

async function linesInMeeting({ world }) {
  return (await world.ask("relayed")).map(({ text }) => text)
}

async function composeFor(house, seconds) {
  const startedAt = performance.now()
  for (let number = 0; number < PER_SECOND * seconds; number++) {
    await sleep(Math.max(0, startedAt + (number * 1_000) / PER_SECOND - performance.now()))
    const text = `${Date.now()} ${house.written.length + 1} ${TEXT}`
    house.written.push(text)
    await house.authors.askAll("write", { number, text })
  }
}
