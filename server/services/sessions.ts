import { listSessionRows, listUserNames } from "#db/queries/livestreams.ts"
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import type { SessionRow } from "../domain/views.ts"
import { requireAdmin } from "./access.ts"

const PAGE_SIZE = 25

export type SessionQuery = { query: string; state: "open" | "failed" | "all" /** From 1. */; page: number }

/** Every livestream there was, the newest first. */
export async function listSessions(deps: Deps, actor: Actor, { query, state, page }: SessionQuery) {
  requireAdmin(actor)
  const offset = (Math.max(1, page) - 1) * PAGE_SIZE
  const { rows, total } = await listSessionRows(deps.db, { query, state, offset, limit: PAGE_SIZE })
  const names = await listUserNames(
    deps.db,
    rows.flatMap(({ livestream }) => livestream.stoppedById ?? []),
  )
  return {
    rows: rows.map(
      ({ livestream, event, gatewayName, requestedBy }): SessionRow => ({
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
      }),
    ),
    total,
    pageSize: PAGE_SIZE,
  }
}
