// What this process counts for Prometheus; what the database knows is read when it is asked for (services/metrics.ts).
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client"
import type { ReadingKind } from "./services/recent-chat.ts"

export type Metrics = {
  registry: Registry
  /** A livestream reached its picture, or ended without ever having had one. */
  liveStarted(outcome: "live" | "failed", seconds: number): void
  chatRelayed(seconds: number): void
  chatReceived(seconds: number): void
  /** A chat's history was read from the database; pages that ask for the same share one reading. */
  historyRead(kind: ReadingKind): void
  writeWaited(seconds: number): void
  /** Sockets of the realtime endpoint in this process. */
  countSockets: () => number
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const starts = new Counter({
    name: "amphi_live_starts_total",
    help: "Lives that reached their picture, or failed before, in this process's worker",
    labelNames: ["outcome"],
    registers,
  })
  for (const outcome of ["live", "failed"]) starts.inc({ outcome }, 0)
  const startSeconds = new Histogram({
    name: "amphi_live_start_seconds",
    help: "From the command to the picture",
    buckets: [2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180],
    registers,
  })
  const chatSeconds = new Histogram({
    name: "amphi_chat_relay_seconds",
    help: "From a listener's message to its place in the meeting",
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300],
    registers,
  })
  const inboundSeconds = new Histogram({
    name: "amphi_chat_inbound_seconds",
    help: "From a line in the meeting's chat, by BigBlueButton's clock, to its place on the live page",
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300],
    registers,
  })
  const historyReads = new Counter({
    name: "amphi_chat_history_reads_total",
    help: "Readings of a chat's history from the database that pages share: whole, or only what was added since",
    labelNames: ["kind"],
    registers,
  })
  for (const kind of ["whole", "added"]) historyReads.inc({ kind }, 0)
  const writeSeconds = new Histogram({
    name: "amphi_db_write_wait_seconds",
    help: "How long a write waited for its turn",
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 15],
    registers,
  })
  return {
    registry,
    liveStarted(outcome, seconds) {
      starts.inc({ outcome })
      if (outcome === "live") startSeconds.observe(seconds)
    },
    chatRelayed: (seconds) => chatSeconds.observe(seconds),
    chatReceived: (seconds) => inboundSeconds.observe(seconds),
    historyRead: (kind) => historyReads.inc({ kind }),
    writeWaited: (seconds) => writeSeconds.observe(seconds),
    countSockets: () => 0,
  }
}

/** Timers of the process itself: only where somebody will ask. */
export function watchProcess({ registry }: Metrics) {
  collectDefaultMetrics({ register: registry })
}
