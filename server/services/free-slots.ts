// When a live gateway is free: asked while dates are chosen, and told where a save finds none.
import type { Reader } from "#db/client.ts"
import { findReservation, listOverlapping } from "#db/queries/gateways.ts"
import type { Deps } from "../deps.ts"
import { freeSlots, isAnyGatewayFree, type Slot, searchSpan } from "../domain/free-slots.ts"
import { reservationSpan } from "../domain/gateway.ts"
import type { Actor } from "../domain/policy.ts"
import type { Availability } from "../domain/views.ts"
import { requireCreator, webinarToControl } from "./access.ts"
import { hasLostGateway, listGatewaysInService } from "./gateway-choice.ts"
import { datesOf, gatewayWishOf } from "./webinar-plan.ts"

type Wish = Slot & { exceptWebinarId: string | null }

/** Whether a gateway is free at the time as typed, in the institution's zone; null: a save asks for none then. */
export async function getAvailability(
  deps: Deps,
  actor: Actor,
  input: { webinarId: string | null; startDate: string; startTime: string; durationMinutes: number },
): Promise<Availability | null> {
  const record = await planned(deps, actor, input.webinarId)
  const dates = datesOf(record, input, deps.config.timeZone)
  const wish = gatewayWishOf(record, { isWebinar: true, ...dates }, deps.clock.now())
  const kept = wish === "keep" && record && (await findReservation(deps.db, record.webinar.id))
  const isLost = kept && dates.endAt > deps.clock.now() && (await hasLostGateway(deps.db, kept.webinarId))
  if (wish === "reserve" || isLost)
    return lookUp(deps.db, deps, { ...dates, exceptWebinarId: input.webinarId })
  return kept ? { free: true, slots: [] } : null
}

/** Rights are the caller's matter; also inside the transaction that finds no gateway. */
export async function lookUp(
  reader: Reader,
  { clock, config }: Pick<Deps, "clock" | "config">,
  { exceptWebinarId, ...wish }: Wish,
): Promise<Availability> {
  const promised = await listOverlapping(reader, searchSpan(wish), exceptWebinarId ?? "")
  const taken = (await listGatewaysInService(reader)).map(({ gateway }) =>
    promised
      .filter((reservation) => reservation.gatewayId === gateway.id)
      .map(({ fromAt, toAt }) => ({ from: fromAt, to: toAt })),
  )
  if (isAnyGatewayFree(taken, reservationSpan(wish))) return { free: true, slots: [] }
  return { free: false, slots: freeSlots({ wish, taken, now: clock.now(), timeZone: config.timeZone }) }
}

/** Whoever may save these dates may ask about them. null: a new one. */
async function planned(deps: Deps, actor: Actor, webinarId: string | null) {
  if (webinarId !== null) return webinarToControl(deps.db, actor, webinarId)
  requireCreator(deps, actor)
  return null
}
