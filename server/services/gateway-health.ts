// Whether a gateway could carry a live right now: looked at every minute by one of the workers, and by a button.
import { write } from "#db/client.ts"
import {
  claimProbe,
  findGateway,
  type GatewayRecord,
  listGatewayRecords,
  updateGateway,
} from "#db/queries/gateways.ts"
import type { Deps } from "../deps.ts"
import { elapsed } from "../domain/elapsed.ts"
import type { Check, GatewayHealth } from "../domain/health.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError, UpstreamError } from "../errors.ts"
import { requireAdmin } from "./access.ts"
import { gatewayTarget, knockUrl, publishUrl } from "./gateway-target.ts"

const EVERY_MS = 60_000

/** Each gateway is looked at by whichever worker is the first to claim it. */
export async function probeDueGateways(deps: Deps) {
  const now = deps.clock.now()
  const due = (await listGatewayRecords(deps.db)).filter(({ gateway }) => {
    const checkedAt = gateway.healthCheckedAt
    return gateway.enabled && (checkedAt === null || elapsed(now, checkedAt) >= EVERY_MS)
  })
  await Promise.all(
    due.map(async (record) => {
      const { id, healthCheckedAt } = record.gateway
      const claimed = await write(deps.db, (tx) => claimProbe(tx, id, healthCheckedAt, now))
      if (claimed) await probe(deps, record)
    }),
  )
}

export async function probeGateway(
  deps: Deps,
  actor: Actor,
  input: { gatewayId: string },
): Promise<GatewayHealth> {
  requireAdmin(actor)
  const record = await findGateway(deps.db, input.gatewayId)
  if (!record) throw new AppError("not_found", `no gateway ${input.gatewayId}`)
  return probe(deps, record)
}

async function probe(deps: Deps, record: GatewayRecord): Promise<GatewayHealth> {
  const health = await lookAtGateway(deps, record)
  await write(deps.db, (tx) =>
    updateGateway(tx, record.gateway.id, { health, healthCheckedAt: deps.clock.now() }),
  )
  const before = record.gateway.health?.state
  const facts = { gateway: record.gateway.name, health }
  if (health.state === "failed") deps.log.warn(facts, "gateway is not healthy")
  else if (before === "failed") deps.log.info(facts, "gateway is healthy again")
  return health
}

export async function lookAtGateway(deps: Deps, record: GatewayRecord): Promise<GatewayHealth> {
  const [server, rtmp, playlist] = await Promise.all([
    lookAtServer(deps, record),
    timed("rtmp", "rtmp_ok", "rtmp", () => deps.media.knock(publishUrl(deps, record, "probe"))),
    lookAtPlaylist(deps, record),
  ])
  const checks = [...server.checks, rtmp, playlist]
  const state = checks.some((check) => check.state === "failed") ? "failed" : "ok"
  return { state, version: server.version, checks }
}

/** Where nobody publishes Amphi's own origin has nothing either; elsewhere it may be the address that is wrong. */
async function lookAtPlaylist(deps: Deps, { broadcaster }: GatewayRecord): Promise<Check> {
  let isThere = false
  const check = await timed("playlist", "playlist_ok", "playlist", async () => {
    isThere = (await deps.media.probe(knockUrl(deps.config, broadcaster))).isThere
  })
  if (check.state !== "ok" || isThere || broadcaster.hlsUrl === null) return check
  return { ...check, state: "warned", finding: "playlist_nothing" }
}

async function lookAtServer(deps: Deps, record: GatewayRecord) {
  const { client, server } = gatewayTarget(deps, record)
  const startedAt = Date.now()
  const checks = (http: Outcome, token: Outcome): Check[] => {
    const durationMs = Date.now() - startedAt
    return [
      { name: "http", ...http, durationMs },
      { name: "token", ...token, durationMs: null },
    ]
  }
  const answered: Outcome = { state: "ok", finding: "http_ok" }
  const unknown: Outcome = { state: "skipped", finding: "token_unknown" }
  try {
    const { dialect, version } = await client.identify(server)
    if (dialect !== record.gateway.dialect)
      return { version, checks: checks({ state: "failed", finding: "http_dialect" }, unknown) }
    return { version, checks: checks(answered, { state: "ok", finding: "token_ok" }) }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    if (error.reason === "unauthorized")
      return { version: null, checks: checks(answered, { state: "failed", finding: "token_refused" }) }
    const finding = `http_${findingOf(error)}`
    return { version: null, checks: checks({ state: "failed", finding }, unknown) }
  }
}

type Outcome = Pick<Check, "state" | "finding">

/** What an outside system did instead of answering, as the end of a finding's key. */
export function findingOf({ reason }: UpstreamError) {
  switch (reason) {
    case "unreachable":
    case "timeout":
    case "tls":
    case "unauthorized":
      return reason
    case "refused":
    case "busy":
    case "not_found":
    case "bad_answer":
    case "failed":
      return "bad_answer"
    default:
      return reason satisfies never
  }
}

export async function timed(
  name: Check["name"],
  okFinding: string,
  failedPrefix: string,
  look: () => Promise<unknown>,
): Promise<Check> {
  const startedAt = Date.now()
  try {
    await look()
    return { name, state: "ok", finding: okFinding, durationMs: Date.now() - startedAt }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    const finding = `${failedPrefix}_${findingOf(error)}`
    return { name, state: "failed", finding, durationMs: Date.now() - startedAt }
  }
}
