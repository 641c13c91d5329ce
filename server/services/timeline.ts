// Who needs which gateway when, and when there are too few of them.
import { listDirectOnGateways } from "#db/queries/direct-events.ts"
import { listGatewayRecords } from "#db/queries/gateways.ts"
import { listReservationsIn, listSessionsIn, listUnreservedIn } from "#db/queries/timeline.ts"
import type { Deps } from "../deps.ts"
import { reservationSpan, type Span } from "../domain/gateway.ts"
import { isOpen } from "../domain/livestream.ts"
import type { Actor } from "../domain/policy.ts"
import { type PlannedBar, pressureOf, type SessionBar, type Timeline } from "../domain/timeline.ts"
import { AppError } from "../errors.ts"
import { requireAdmin } from "./access.ts"
import { isInService } from "./gateway-choice.ts"

const SPAN_MAX_MS = 32 * 24 * 60 * 60_000

export async function getTimeline(deps: Deps, actor: Actor, span: Span): Promise<Timeline> {
  requireAdmin(actor)
  const length = span.to.getTime() - span.from.getTime()
  if (!(length > 0) || length > SPAN_MAX_MS) throw new AppError("invalid", "no such span of time")
  const now = deps.clock.now()
  const gateways = await listGatewayRecords(deps.db)
  const reserved = await listReservationsIn(deps.db, span)
  const direct = await listDirectOnGateways(deps.db, span)
  const running = await listSessionsIn(deps.db, span)
  const unreserved = (await listUnreservedIn(deps.db, span))
    .map(({ webinarId, title, ...event }): PlannedBar => ({ webinarId, title, ...reservationSpan(event) }))
    .filter(({ to }) => to > now)
  const serving = new Set(gateways.flatMap(({ gateway }) => (isInService(gateway) ? gateway.id : [])))
  const sessions = running.map((row) => ({ gatewayId: row.gatewayId, bar: sessionBar(row) }))
  const open = sessions.flatMap(({ bar }) => (bar.to ? [] : [{ ...bar, to: now }]))
  const webinars = [...reserved, ...unreserved, ...open].map(({ webinarId: id, from, to }) => ({
    id,
    from,
    to,
  }))
  const encoders = direct
    .filter(({ gatewayId }) => serving.has(gatewayId))
    .map(({ eventId: id, fromAt: from, toAt: to }) => ({ id, from, to }))
  return {
    lanes: gateways.map(({ gateway }) => ({
      gatewayId: gateway.id,
      name: gateway.name,
      inService: isInService(gateway),
      maintenance: gateway.maintenance,
      reservations: reserved
        .filter(({ gatewayId }) => gatewayId === gateway.id)
        .map(({ webinarId, title, from, to }) => ({ webinarId, title, from, to })),
      events: direct
        .filter(({ gatewayId }) => gatewayId === gateway.id)
        .map(({ eventId, title, fromAt, toAt }) => ({ eventId, title, from: fromAt, to: toAt })),
      sessions: sessions.filter(({ gatewayId }) => gatewayId === gateway.id).map(({ bar }) => bar),
    })),
    unreserved,
    // What is over needs no gateway any more.
    pressure: pressureOf([...webinars, ...encoders], serving.size, {
      from: span.from < now ? now : span.from,
      to: span.to,
    }),
    inService: serving.size,
    serverNow: now,
  }
}

type SessionRecord = Awaited<ReturnType<typeof listSessionsIn>>[number]

function sessionBar({
  livestreamId,
  webinarId,
  title,
  state,
  stateAt,
  from,
  endedAt,
}: SessionRecord): SessionBar {
  return { livestreamId, webinarId, title, state, from, to: isOpen(state) ? null : (endedAt ?? stateAt) }
}
