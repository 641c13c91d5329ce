// What the database holds in the end, against what everybody was told.
import { eq } from "drizzle-orm"
import type { Db } from "#db/client.ts"
import { events, gateways, reservations, webinars } from "#db/schema.ts"
import { overlaps, reservationSpan } from "#server/domain/gateway.ts"
import type { LedgerLine } from "./ledger.ts"

type Promised = { startMs: number; endMs: number; isWebinar: boolean }

export async function judge(db: Db, ledger: LedgerLine[]) {
  const broken = ledger.filter((line) => line.outcome === "broken")
  const double = await findDouble(db)
  const lost = await findLost(db, ledger)
  const outcomes: Record<string, number> = {}
  for (const { kind, outcome } of ledger)
    outcomes[`${kind} ${outcome}`] = (outcomes[`${kind} ${outcome}`] ?? 0) + 1
  return {
    operations: ledger.length,
    overlaps: double.length,
    lost: lost.length,
    outcomes,
    problems: [...double, ...lost, ...broken.map(({ kind, title, error }) => `${kind} ${title}: ${error}`)],
  }
}

async function findDouble(db: Db) {
  const rows = await db.select().from(reservations).orderBy(reservations.gatewayId, reservations.fromAt)
  const spans = rows.map((row) => ({ ...row, from: row.fromAt, to: row.toAt }))
  return spans.flatMap((one, index) =>
    spans
      .slice(index + 1)
      .filter((other) => other.gatewayId === one.gatewayId && overlaps(one, other))
      .map((other) => `${one.gatewayId} is promised to ${one.webinarId} and ${other.webinarId} at once`),
  )
}

async function findLost(db: Db, ledger: LedgerLine[]) {
  const promised = promisesOf(ledger)
  const stored = await db
    .select({ event: events, webinar: webinars, reservation: reservations, gateway: gateways })
    .from(events)
    .leftJoin(webinars, eq(webinars.eventId, events.id))
    .leftJoin(reservations, eq(reservations.webinarId, webinars.id))
    .leftJoin(gateways, eq(gateways.id, reservations.gatewayId))
  const problems: string[] = []
  for (const { event, webinar, reservation, gateway } of stored) {
    const promise = promised.get(event.title)
    promised.delete(event.title)
    if (!promise) problems.push(`${event.title} is stored, though it was refused or deleted`)
    else if (!webinar) problems.push(`${event.title} has lost its webinar`)
    else if (event.startAt.getTime() !== promise.startMs || event.endAt.getTime() !== promise.endMs)
      problems.push(`${event.title} is not when it was said to be`)
    else if (webinar.isWebinar !== promise.isWebinar || (reservation !== null) !== promise.isWebinar)
      problems.push(`${event.title} has ${reservation ? "a" : "no"} gateway, against what was said`)
    else if (reservation && !holds(reservation, event))
      problems.push(`${event.title} has its gateway at another time`)
    else if (reservation && gateway?.broadcasterId !== event.broadcasterId)
      problems.push(`${event.title} shows at another broadcaster than its gateway's`)
  }
  const held = await db.$count(reservations)
  const known = stored.filter((row) => row.reservation !== null).length
  if (held !== known) problems.push(`${held - known} reservations belong to no webinar`)
  return [...problems, ...[...promised.keys()].map((title) => `${title} was acknowledged, but is not stored`)]
}

function holds(reservation: typeof reservations.$inferSelect, event: typeof events.$inferSelect) {
  const { from, to } = reservationSpan(event)
  return reservation.fromAt.getTime() === from.getTime() && reservation.toAt.getTime() === to.getTime()
}

function promisesOf(ledger: LedgerLine[]) {
  const promised = new Map<string, Promised>()
  for (const { kind, title, outcome, startMs, endMs } of ledger) {
    if (outcome !== "done") continue
    if (kind === "delete") promised.delete(title)
    else promised.set(title, { startMs, endMs, isWebinar: kind !== "withdraw" })
  }
  return promised
}
