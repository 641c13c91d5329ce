// The embedded endpoint against a bare `ws` broadcast of the same bytes: deliveries for each second of processor time.
import { setTimeout as sleep } from "node:timers/promises"
import { fail, isQuick, median, report, round, say } from "../figures.mjs"
import { startChild } from "./children.mjs"
import { cpuSeconds } from "./cpu.mjs"
import { openCrowd } from "./crowd.mjs"
import { startRealtimeAlone } from "./realtime-alone.mjs"

const LISTENERS = isQuick ? 200 : 1_000
const CROWD = { processes: 2, count: LISTENERS }
const MESSAGES_PER_SECOND = 10
const ROUND_SECONDS = isQuick ? 3 : 10
const ROUNDS = isQuick ? 2 : 5
const CHANNEL = "event-bench"
const ARRIVED_WITHIN_MS = 10_000

export async function measureRatio() {
  say(`fan-out: ${LISTENERS} listeners, ${MESSAGES_PER_SECOND} messages/s, ${ROUNDS} rounds each`)
  const endpoint = await startRealtimeAlone()
  const bare = await startChild("bare-broadcast")
  const bareUrl = `ws://127.0.0.1:${await bare.ask("port")}`
  const sides = {
    amphi: {
      pid: endpoint.pid,
      crowd: await openCrowd("sockets", { ...CROWD, url: endpoint.socketUrl, channels: [CHANNEL] }),
      send: (signals) => endpoint.rest.triggerBatch([{ channel: CHANNEL, name: "signals", data: signals }]),
    },
    bare: {
      pid: bare.pid,
      crowd: await openCrowd("sockets", { ...CROWD, url: bareUrl, channels: [] }),
      send: (signals) => bare.ask("send", frameOf(signals)),
    },
  }
  const rates = { amphi: [], bare: [] }
  for (let round = 1; round <= ROUNDS; round++)
    for (const [name, side] of Object.entries(sides)) rates[name].push(await runRound(side))
  const ratios = rates.amphi.map((rate, index) => rate / rates.bare[index])
  report({
    name: "chat.fanout.ratio",
    value: median(rates.amphi) / median(rates.bare),
    unit: "×",
    amphi: Math.round(median(rates.amphi)),
    bare: Math.round(median(rates.bare)),
    rounds: round(ratios),
    note: `deliveries per CPU-second: Amphi ${Math.round(median(rates.amphi))}, bare ws ${Math.round(median(rates.bare))}; rounds ${round(ratios).join(", ")}`,
  })
  for (const { crowd } of Object.values(sides)) await crowd.stop()
  await bare.stop()
  await endpoint.stop()
}

async function runRound({ pid, crowd, send }) {
  await crowd.askAll("begin")
  const before = cpuSeconds(pid)
  const startedAt = performance.now()
  const total = ROUND_SECONDS * MESSAGES_PER_SECOND
  for (let seq = 1; seq <= total; seq++) {
    await send(batchOf(seq))
    await sleep(Math.max(0, startedAt + (seq * 1_000) / MESSAGES_PER_SECOND - performance.now()))
  }
  const wanted = total * LISTENERS
  const giveUpAt = performance.now() + ARRIVED_WITHIN_MS
  while ((await crowd.sum("frames")) < wanted && performance.now() < giveUpAt) await sleep(50)
  const arrived = await crowd.sum("frames")
  if (arrived !== wanted) fail("chat.fanout.ratio", `${arrived} of ${wanted} frames arrived`)
  return arrived / (cpuSeconds(pid) - before)
}

/** One line of an ordinary chat, as the ticker announces it. */
function batchOf(seq) {
  const message = {
    seq,
    rev: 0,
    clientId: "5d41402abc4b2a76b9719d911017c592",
    authorKey: "k3jf8s02mxq1",
    authorName: "Léa Martin",
    origin: "listener",
    text: `${Date.now()} Could you say again what the second term stands for?`,
    at: new Date().toISOString(),
    delivery: "waiting",
    deleted: false,
  }
  return JSON.stringify({ signals: [{ type: "chat.sent", messages: [message] }] })
}

function frameOf(signals) {
  return JSON.stringify({ event: "signals", channel: CHANNEL, data: signals })
}
