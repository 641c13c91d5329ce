// What a service under test is given: a real migrated database, a clock that a test sets, and outside systems that obey.
import type { Db } from "#db/client.ts"
import { openTestDatabase } from "#db/test-db.ts"
import { remember } from "./clients/remember.ts"
import { type Config, readConfig } from "./config.ts"
import {
  type Deps,
  REMEMBER_CHAT_MS,
  REMEMBER_HEALTH_MS,
  REMEMBER_QUESTIONS_MS,
  SLOW_TICK_MS,
} from "./deps.ts"
import { createLog } from "./log.ts"
import { createMetrics } from "./metrics.ts"
import { createSeal } from "./seal.ts"
import { createRecentChat } from "./services/recent-chat.ts"
import {
  createFakeBbb,
  createFakeGateway,
  createFakeMedia,
  createFakeRealtime,
  type FakeBbb,
  type FakeGateway,
  type FakeMedia,
  type FakeRealtime,
} from "./test-clients.ts"
import { createTicker } from "./ticker.ts"

export type TestClock = { now(): Date; set(at: Date): void; advance(ms: number): void }

export type TestDeps = Omit<Deps, "bbb" | "media" | "realtime" | "clock"> & {
  clock: TestClock
  bbb: FakeBbb
  media: FakeMedia
  realtime: FakeRealtime
  /** Both dialects. */
  gateway: FakeGateway
  databaseUrl: string
}

/** A Monday morning in term. */
const START = new Date("2026-11-23T09:00:00Z")

export const TEST_ENVIRONMENT = {
  PUBLIC_URL: "https://amphi.test",
  SECRET: "a secret of more than sixteen characters",
  BBB_API_URL: "https://bbb.test/bigbluebutton/api",
  BBB_SECRET_KEY: "bbb-secret",
  LOG_LEVEL: "silent",
}

export function createTestClock(at = START): TestClock {
  let now = at.getTime()
  return {
    now: () => new Date(now),
    set: (to) => {
      now = to.getTime()
    },
    advance: (ms) => {
      now += ms
    },
  }
}

export async function createTestDeps(environment: Record<string, string> = {}): Promise<TestDeps> {
  const { db, url, folder } = await openTestDatabase()
  const config = readConfig({ ...TEST_ENVIRONMENT, DATA_DIR: folder, ...environment })
  return assemble({ db, url, config, clock: createTestClock() })
}

type Parts = { db: Db; url: string; config: Config; clock: TestClock }

function assemble({ db, url, config, clock }: Parts): TestDeps {
  const gateway = createFakeGateway()
  const realtime = createFakeRealtime()
  const log = createLog("silent")
  return {
    config,
    db,
    clock,
    log,
    seal: createSeal(config.secret),
    bbb: createFakeBbb(clock),
    media: createFakeMedia(),
    realtime,
    ticker: createTicker(realtime.publishBatch, log),
    slowTicker: createTicker(realtime.publishBatch, log, SLOW_TICK_MS),
    gateway,
    gateways: { classic: gateway, gateway, proxy: gateway },
    mail: null,
    metrics: createMetrics(),
    rememberHealth: remember(REMEMBER_HEALTH_MS, () => clock.now().getTime()),
    recentChat: createRecentChat(REMEMBER_CHAT_MS, () => clock.now().getTime()),
    recentQuestions: remember(REMEMBER_QUESTIONS_MS, () => clock.now().getTime()),
    wakeWorker: () => undefined,
    databaseUrl: url,
  }
}
