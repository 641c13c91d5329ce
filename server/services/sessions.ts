import { listCalls } from "#db/queries/livestream-calls.ts"
import { findSessionRow, listLog, listSessionRows, listUserNames } from "#db/queries/livestreams.ts"
import type { Deps } from "../deps.ts"
import { parseHandover } from "../domain/incident.ts"
import { spanOfDays } from "../domain/local-time.ts"
import type { Actor } from "../domain/policy.ts"
import type { SessionFilter } from "../domain/session-filter.ts"
import type { SessionRow, SessionView } from "../domain/views.ts"
import { AppError } from "../errors.ts"
import { requireAdmin } from "./access.ts"

const PAGE_SIZE = 25
const LOG_LINES_MAX = 2_000

type ListedSession = Awaited<ReturnType<typeof listSessionRows>>["rows"][number]

export type SessionQuery = SessionFilter & { /** From 1. */ page: number }

/** Every livestream there was; without a wish the newest first. */
export async function listSessions(
  deps: Deps,
  actor: Actor,
  { page, order, from, to, ...wish }: SessionQuery,
) {
  requireAdmin(actor)
  const offset = (Math.max(1, page) - 1) * PAGE_SIZE
  const condition = { ...wish, ...spanOfDays({ from, to }, deps.config.timeZone) }
  const { rows, total } = await listSessionRows(deps.db, condition, { offset, limit: PAGE_SIZE, order })
  const names = await listUserNames(
    deps.db,
    rows.flatMap(({ livestream }) => livestream.stoppedById ?? []),
  )
  return {
    rows: rows.map((row) => sessionRow(row, names)),
    total,
    pageSize: PAGE_SIZE,
  }
}

function sessionRow(
  { livestream, event, gatewayName, requestedBy }: ListedSession,
  names: ReadonlyMap<string, string>,
): SessionRow {
  return {
    id: livestream.id,
    webinarId: livestream.webinarId,
    webinarTitle: event.title,
    eventSlug: event.slug,
    gatewayName,
    state: livestream.state,
    stateAt: livestream.stateAt,
    requestedAt: livestream.requestedAt,
    requestedBy,
    liveAt: livestream.liveAt,
    endedAt: livestream.endedAt,
    stopReason: livestream.stopReason,
    stoppedBy: livestream.stoppedById ? (names.get(livestream.stoppedById) ?? null) : null,
    failure: livestream.failure,
  }
}

/** Everything that is known of one livestream. */
export async function getSession(
  deps: Deps,
  actor: Actor,
  { livestreamId }: { livestreamId: string },
): Promise<SessionView> {
  requireAdmin(actor)
  const row = await findSessionRow(deps.db, livestreamId)
  if (!row) throw new AppError("not_found", "no such session")
  const { livestream } = row
  const names = await listUserNames(deps.db, livestream.stoppedById ? [livestream.stoppedById] : [])
  const log = (await listLog(deps.db, livestreamId, LOG_LINES_MAX)).reverse()
  return {
    session: sessionRow(row, names),
    failureDetail: livestream.failureDetail,
    note: livestream.stopNote,
    automaticRestarts: livestream.automaticRestarts,
    earlierGateways: [...new Set(log.flatMap(({ reason }) => parseHandover(reason)?.from ?? []))],
    gatewayId: livestream.gatewayId,
    gatewayEngaged: livestream.gatewayEngaged,
    log,
    calls: await listCalls(deps.db, livestreamId, LOG_LINES_MAX),
  }
}
