// The composition root: everything a service may reach, built once per process and handed over as an argument.
import { type Db, openDatabase } from "#db/client.ts"
import { createBbbClient } from "./clients/bbb.ts"
import type { BbbClient, MediaClient, SipmediagwClient } from "./clients/contracts.ts"
import { createMailClient, type Mail } from "./clients/mail.ts"
import { createMediaClient } from "./clients/media.ts"
import { createRealtimeClient, type Realtime } from "./clients/realtime.ts"
import { remember } from "./clients/remember.ts"
import { createSipmediagwClients } from "./clients/sipmediagw/sipmediagw.ts"
import { applyEnvironment, type Config, readEnvironment } from "./config.ts"
import type { Dialect } from "./domain/gateway.ts"
import type { Health } from "./domain/operations.ts"
import { createLog, type Log } from "./log.ts"
import { createMetrics, type Metrics, watchProcess } from "./metrics.ts"
import { createSeal, type Seal } from "./seal.ts"
import type { ChangedQuestions } from "./services/question-reading.ts"
import { createRecentChat, type RecentChat } from "./services/recent-chat.ts"
import { createTicker, type Ticker } from "./ticker.ts"

export type Clock = { now(): Date }

export type RecentQuestions = ReturnType<typeof remember<ChangedQuestions>>
export type RememberHealth = ReturnType<typeof remember<Health>>

export type Deps = {
  config: Config
  db: Db
  log: Log
  clock: Clock
  seal: Seal
  bbb: BbbClient
  gateways: Record<Dialect, SipmediagwClient>
  media: MediaClient
  realtime: Realtime
  /** null: no mail server is configured. */
  mail: Mail | null
  metrics: Metrics
  rememberHealth: RememberHealth
  recentChat: RecentChat
  recentQuestions: RecentQuestions
  ticker: Ticker
  /** For what needn't be told more often than once a second. */
  slowTicker: Ticker
  /** Tells this process's worker, if it has one, that a job may be due; others find it by polling. */
  wakeWorker: () => void
}

const BBB_TIMEOUT_MS = 10_000
const PROBE_TIMEOUT_MS = 5_000
const MAIL_TIMEOUT_MS = 20_000
export const REMEMBER_HEALTH_MS = 5_000
export const REMEMBER_CHAT_MS = 60_000
export const REMEMBER_QUESTIONS_MS = 5_000
export const SLOW_TICK_MS = 1_000

export async function buildDeps(config: Config): Promise<Deps> {
  const metrics = createMetrics()
  if (config.operationsToken) watchProcess(metrics)
  const log = createLog(config.logLevel)
  const realtime = createRealtimeClient({
    appId: config.realtime.app.id,
    key: config.realtime.app.key,
    secret: config.realtime.app.secret,
    ...config.realtime.publish,
  })
  return {
    config,
    db: await openDatabase({ ...config.database, onWriteWait: metrics.writeWaited }),
    log,
    clock: { now: () => new Date() },
    seal: createSeal(config.secret),
    bbb: createBbbClient({ apiUrl: config.bbb.apiUrl, secret: config.bbb.secret, timeoutMs: BBB_TIMEOUT_MS }),
    gateways: createSipmediagwClients(),
    media: createMediaClient({ timeoutMs: PROBE_TIMEOUT_MS }),
    realtime,
    ticker: createTicker(realtime.publishBatch, log),
    slowTicker: createTicker(realtime.publishBatch, log, SLOW_TICK_MS),
    mail: config.mail && createMailClient({ ...config.mail, timeoutMs: MAIL_TIMEOUT_MS }),
    metrics,
    rememberHealth: remember(REMEMBER_HEALTH_MS, Date.now),
    recentChat: createRecentChat(REMEMBER_CHAT_MS, Date.now),
    recentQuestions: remember(REMEMBER_QUESTIONS_MS, Date.now),
    wakeWorker: () => undefined,
  }
}

const KEY = Symbol.for("amphi.deps")
type Shared = typeof globalThis & { [KEY]?: Promise<Deps> }

/** Pages and the server around them are bundled apart but live in one process: they share one set, on globalThis. */
export function getDeps(): Promise<Deps> {
  const shared: Shared = globalThis
  shared[KEY] ??= buildFromEnvironment()
  return shared[KEY]
}

async function buildFromEnvironment() {
  const config = readEnvironment()
  applyEnvironment(config)
  return buildDeps(config)
}
