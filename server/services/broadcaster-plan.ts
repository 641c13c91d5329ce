// What takes a broadcaster when: events without a webinar, and what is reserved of the gateway that feeds it.
import type { Reader, Tx } from "#db/client.ts"
import { listDirectBookings, listReservedBookings } from "#db/queries/direct-events.ts"
import { listComingReservations, listGatewayRecords } from "#db/queries/gateways.ts"
import type { Deps } from "../deps.ts"
import { CLAIM_MS, OVERRUN_MAX_MS } from "../domain/direct-live.ts"
import { freeSlots, type Slot, searchSpan } from "../domain/free-slots.ts"
import { overlaps, type Span } from "../domain/gateway.ts"
import { AppError, TakenError } from "../errors.ts"

type Wish = Slot & { broadcasterId: string; exceptEventId: string | null }

/** In the transaction that stores the wish. Throws TakenError, which says what is in the way and when nothing is. */
export async function requireFreeBroadcaster(tx: Tx, { clock, config }: Deps, wish: Wish) {
  const around = searchSpan(wish)
  const direct = await listDirectBookings(tx, wish.broadcasterId, around)
  const bookings = [
    ...direct.filter(({ id }) => id !== wish.exceptEventId),
    ...(await listReservedBookings(tx, wish.broadcasterId, around)),
  ]
  const inTheWay = bookings.filter((booking) => overlaps(booking, spanOf(wish)))
  if (inTheWay.length === 0) return
  throw new TakenError({
    inTheWay: inTheWay
      .sort((a, b) => a.startAt.getTime() - b.startAt.getTime())
      .map(({ title, startAt, endAt }) => ({ title, startAt, endAt })),
    slots: freeSlots({
      wish: { startAt: wish.startAt, endAt: wish.endAt },
      taken: [bookings],
      now: clock.now(),
      timeZone: config.timeZone,
      spanOf,
    }),
  })
}

function spanOf({ startAt, endAt }: Slot): Span {
  return { from: startAt, to: endAt }
}

/** When an overrun of this event has to be over, because the next one gets ready, or because it is enough. */
export async function nextClaim(
  reader: Reader,
  { endAt }: { endAt: Date },
  broadcasterId: string,
): Promise<Date> {
  const latest = endAt.getTime() + OVERRUN_MAX_MS
  const after = { from: endAt, to: new Date(latest + CLAIM_MS) }
  const direct = await listDirectBookings(reader, broadcasterId, after)
  const reserved = await listReservedBookings(reader, broadcasterId, after)
  const claims = [
    ...direct.map(({ from }) => from.getTime() - CLAIM_MS),
    ...reserved.map(({ from }) => from.getTime()),
  ]
  return new Date(Math.max(endAt.getTime(), Math.min(latest, ...claims)))
}

/** After a gateway got another broadcaster, in the same transaction: what it is promised for must be free there too. */
export async function requireNoClash(tx: Tx, gatewayId: string, now: Date) {
  const record = (await listGatewayRecords(tx)).find(({ gateway }) => gateway.id === gatewayId)
  const promised = (await listComingReservations(tx, now)).filter((other) => other.gatewayId === gatewayId)
  if (!record || promised.length === 0) return
  const ends = promised.map(({ to }) => to.getTime())
  const whole = { from: now, to: new Date(Math.max(...ends)) }
  const direct = await listDirectBookings(tx, record.broadcaster.id, whole)
  if (direct.some((event) => promised.some((reservation) => overlaps(event, reservation))))
    throw new AppError("invalid", "events without a webinar are planned on that broadcaster", {
      fields: { broadcasterId: "eventsPlanned" },
    })
}
