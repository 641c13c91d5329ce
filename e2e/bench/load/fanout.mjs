// The whole product: listeners write by its API, a full house hears by its endpoint, the meeting gets every line.
import { setTimeout as sleep } from "node:timers/promises"
import { fail, isQuick, quantile, report, say } from "../figures.mjs"
import { startAmphi } from "./amphi.mjs"
import { write } from "./authors.mjs"
import { cpuSeconds } from "./cpu.mjs"
import { openCrowd } from "./crowd.mjs"
import { failureOf } from "./outcome.mjs"

const LISTENERS = isQuick ? 200 : 1_000
const PER_SECOND = 10
const SECONDS = isQuick ? 5 : 30
/** The first request of each kind costs the loading of its code, once in a server's life. */
export const WARM_UP = { perSecond: 5, seconds: 3 }
/** Each may write 6 times in 10 s. */
export const AUTHORS = 40
const ARRIVED_WITHIN_MS = 20_000
const FROM_MEETING = isQuick ? 5 : 30
const FROM_MEETING_PACE_MS = 300
const INBOUND_WITHIN_MS = 10_000

/** `name`: how the figures begin. */
export async function measureFanout({ name = "chat", server = null } = {}) {
  say(`chat: ${LISTENERS} listeners, ${PER_SECOND} messages/s for ${SECONDS} s through the whole product`)
  const amphi = await startAmphi({ authors: AUTHORS, server })
  const channels = [`event-${amphi.event.eventId}`, `audience-${amphi.event.eventId}`]
  const crowd = await openCrowd("sockets", {
    processes: 2,
    count: LISTENERS,
    url: amphi.realtime.socketUrl,
    channels,
  })
  const first = await write(amphi, WARM_UP)
  await settled(crowd, first)
  await crowd.askAll("begin")
  const before = cpuSeconds(amphi.pid)
  const seqs = await write(amphi, { perSecond: PER_SECOND, seconds: SECONDS })
  const heard = await settled(crowd, seqs)
  const cores = (cpuSeconds(amphi.pid) - before) / SECONDS
  const p50 = heard.delay(0.5)
  report({
    name: `${name}.fanout.p99`,
    value: heard.delay(0.99),
    unit: "ms",
    p50,
    listeners: heard.listeners,
    messages: seqs.length,
    cores: Number(cores.toFixed(2)),
    note: `from sending to ${heard.listeners} sockets; median ${p50} ms; Amphi took ${cores.toFixed(2)} of a core`,
  })
  report({
    name: `${name}.fanout.lost`,
    value: heard.lost,
    unit: "",
    digits: 0,
    expected: heard.expected,
    failure: failureOf({ lost: heard.lost }),
  })
  report({
    name: `${name}.fanout.duplicated`,
    value: heard.duplicated,
    unit: "",
    digits: 0,
    disordered: heard.disordered,
    failure: failureOf({ "twice at listeners": heard.duplicated }),
    note: `${heard.disordered} listeners had another order`,
  })
  if (!server) {
    await measureRelay(amphi, first.length, seqs.length)
    await measureInbound(amphi, crowd, seqs.at(-1))
  }
  await crowd.stop()
  await amphi.stop()
}

/** Complete, or as complete as it gets. */
async function settled(crowd, seqs) {
  const giveUpAt = Date.now() + ARRIVED_WITHIN_MS
  for (;;) {
    const heard = await crowd.report(seqs)
    if (heard.lost === 0 || Date.now() > giveUpAt) return heard
    await sleep(200)
  }
}

async function measureRelay({ world }, before, count) {
  const giveUpAt = Date.now() + ARRIVED_WITHIN_MS
  let relayed = await world.ask("relayed")
  while (relayed.length < before + count && Date.now() < giveUpAt) {
    await sleep(100)
    relayed = await world.ask("relayed")
  }
  const distinct = new Set(relayed.map(({ text }) => text)).size
  const delays = relayed.slice(before).map(({ at, text }) => at - Number.parseInt(text, 10))
  if (delays.length === 0) return fail("chat.relay", `nothing of ${count} lines is in the meeting`)
  report({
    name: "chat.relay.p95",
    value: quantile(delays, 0.95) / 1_000,
    unit: "s",
    median: Math.round(quantile(delays, 0.5)),
    failure: failureOf({
      "lost on the way to the meeting": before + count - distinct,
      "twice in the meeting": relayed.length - distinct,
    }),
    note: `of ${delays.length} lines, sent by a listener → in the meeting; median ${Math.round(quantile(delays, 0.5))} ms`,
  })
}

/** Written in the meeting, heard at every listener's socket. */
async function measureInbound({ world }, crowd, lastSeq) {
  await crowd.askAll("begin")
  for (let number = 1; number <= FROM_MEETING; number++) {
    await world.ask("say", `${Date.now()} From the meeting, line ${number}`)
    await sleep(FROM_MEETING_PACE_MS)
  }
  const seqs = Array.from({ length: FROM_MEETING }, (_, index) => lastSeq + 1 + index)
  const giveUpAt = Date.now() + INBOUND_WITHIN_MS
  let heard = await crowd.report(seqs)
  while (heard.lost > 0 && Date.now() < giveUpAt) {
    await sleep(200)
    heard = await crowd.report(seqs)
  }
  if (heard.lost === heard.expected)
    return fail("chat.inbound", `nothing of ${FROM_MEETING} lines from the meeting reached anybody`)
  report({
    name: "chat.inbound.p95",
    value: heard.delay(0.95) / 1_000,
    unit: "s",
    lost: heard.lost,
    failure: failureOf({ lost: heard.lost, "twice at listeners": heard.duplicated }),
    note: `written in the meeting → ${heard.listeners} listeners; ${heard.lost} lost`,
  })
}
