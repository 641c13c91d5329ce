// For those who run Amphi: is everything there, and what do the figures say? Details only for the holder of the token.
import { listBusyGateways, listGatewayRecords } from "#db/queries/gateways.ts"
import { findWorkers, knock } from "#db/queries/operations.ts"
import type { Deps } from "../deps.ts"
import type { Dependency, Health } from "../domain/operations.ts"
import { audienceChannel } from "../domain/signals.ts"
import { messageOf } from "../errors.ts"
import { sameSecret } from "../seal.ts"
import { isInService } from "./gateway-choice.ts"
import { knockUrl } from "./gateway-target.ts"
import { WORKER_LOST_MS } from "./heartbeat.ts"
import { renderMetrics } from "./metrics.ts"

const CHECK_WITHIN_MS = 2_000

export type Answer = { status: number; type: string; body: string }

/** `ok` is about the database alone: a gateway's outage must not take the pages away. */
export async function answerHealth(deps: Deps, authorization: string | null): Promise<Answer> {
  const health = await readHealth(deps)
  const body = isOperator(deps, authorization) ? health : { ok: health.ok }
  return { status: health.ok ? 200 : 503, type: "application/json", body: JSON.stringify(body) }
}

/** Without a token in the configuration there is no such page. */
export async function answerMetrics(deps: Deps, authorization: string | null): Promise<Answer> {
  if (!deps.config.operationsToken) return { status: 404, type: "text/plain", body: "not found\n" }
  if (!isOperator(deps, authorization)) return { status: 401, type: "text/plain", body: "unauthorized\n" }
  return { status: 200, type: deps.metrics.registry.contentType, body: await renderMetrics(deps) }
}

function isOperator({ config }: Deps, authorization: string | null) {
  if (!config.operationsToken || !authorization) return false
  return sameSecret(authorization, `Bearer ${config.operationsToken}`)
}

/** One look serves everybody who asks within a few seconds. */
function readHealth(deps: Deps): Promise<Health> {
  return deps.rememberHealth("all", () => look(deps))
}

async function look(deps: Deps): Promise<Health> {
  const [database, bbb, realtime, media, gateways, worker] = await Promise.all([
    check(deps, "database", async () => {
      await knock(deps.db)
      return null
    }),
    check(deps, "bbb", async () => {
      await deps.bbb.capabilities()
      return null
    }),
    check(deps, "realtime", async () => {
      await deps.realtime.subscriptionCount(audienceChannel({ id: "health" }))
      return null
    }),
    check(deps, "media", async () => {
      await deps.media.probe(knockUrl(deps.config))
      return null
    }),
    check(deps, "gateways", () => countGateways(deps)),
    check(deps, "worker", () => lookForWorkers(deps)),
  ])
  return { ok: database.state === "ok", database, bbb, realtime, media, gateways, worker }
}

/** Never longer than two seconds: whatever hangs has failed. */
async function check(
  deps: Deps,
  name: string,
  ask: () => Promise<Record<string, number> | null>,
): Promise<Dependency> {
  const startedAt = performance.now()
  const durationMs = () => Math.round(performance.now() - startedAt)
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_WITHIN_MS} ms`)), CHECK_WITHIN_MS)
  })
  try {
    const facts = await Promise.race([ask(), tooLate])
    return { state: "ok", durationMs: durationMs(), ...(facts ? { facts } : {}) }
  } catch (error) {
    deps.log.warn({ dependency: name, err: error }, "health: a dependency failed")
    return { state: "failed", durationMs: durationMs(), error: messageOf(error) }
  } finally {
    clearTimeout(timer)
  }
}

async function countGateways({ db }: Deps) {
  const records = (await listGatewayRecords(db)).map(({ gateway }) => gateway)
  const busy = await listBusyGateways(db)
  return {
    total: records.length,
    inService: records.filter(isInService).length,
    unhealthy: records.filter((gateway) => isInService(gateway) && gateway.health?.state === "failed").length,
    busy: busy.length,
  }
}

async function lookForWorkers({ db, clock }: Deps) {
  const now = clock.now().getTime()
  const { alive, lastSeenAt } = await findWorkers(db, new Date(now - WORKER_LOST_MS))
  if (alive === 0) throw new Error(`no worker; the last was seen ${lastSeenAt?.toISOString() ?? "never"}`)
  return { alive }
}
