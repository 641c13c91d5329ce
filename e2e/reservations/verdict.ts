// What the database holds in the end, against what everybody was told.
import { and, eq, isNull } from "drizzle-orm"
import type { Db } from "#db/client.ts"
import { events, gateways, reservations, webinars } from "#db/schema.ts"
import { overlaps, reservationSpan } from "#server/domain/gateway.ts"
import type { LedgerLine } from "./ledger.ts"

type Promised = { startMs: number; endMs: number; kind: "webinar" | "withdrawn" | "direct" }

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
  const reserved = await db.select().from(reservations).orderBy(reservations.gatewayId, reservations.fromAt)
  const encoding = await db
    .select({ gatewayId: gateways.id, event: events })
    .from(events)
    .innerJoin(gateways, eq(gateways.broadcasterId, events.broadcasterId))
    .leftJoin(webinars, eq(webinars.eventId, events.id))
    .where(and(isNull(webinars.id), eq(events.published, true)))
  const spans = [
    ...reserved.map((row) => ({ ...row, who: row.webinarId, from: row.fromAt, to: row.toAt })),
    ...encoding.map(({ gatewayId, event }) => ({
      gatewayId,
      who: event.title,
      from: event.startAt,
      to: event.endAt,
    })),
  ]
  return spans.flatMap((one, index) =>
    spans
      .slice(index + 1)
      .filter((other) => other.gatewayId === one.gatewayId && overlaps(one, other))
      .map((other) => `${one.gatewayId} is promised to ${one.who} and ${other.who} at once`),
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
    else if ((webinar === null) !== (promise.kind === "direct"))
      problems.push(`${event.title} has ${webinar ? "got a" : "lost its"} webinar`)
    else if (event.startAt.getTime() !== promise.startMs || event.endAt.getTime() !== promise.endMs)
      problems.push(`${event.title} is not when it was said to be`)
    else if ((webinar?.isWebinar ?? false) !== (promise.kind === "webinar"))
      problems.push(`${event.title} is ${webinar?.isWebinar ? "a" : "no"} webinar, against what was said`)
    else if ((reservation !== null) !== (promise.kind === "webinar"))
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

const KINDS = { book: "webinar", move: "webinar", withdraw: "withdrawn", direct: "direct" } as const

function promisesOf(ledger: LedgerLine[]) {
  const promised = new Map<string, Promised>()
  for (const { kind, title, outcome, startMs, endMs } of ledger) {
    if (outcome !== "done") continue
    if (kind === "delete") promised.delete(title)
    else promised.set(title, { startMs, endMs, kind: KINDS[kind] })
  }
  return promised
}
