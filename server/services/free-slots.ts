// When a live gateway is free: asked while dates are chosen, and told where a save finds none.
import type { Reader } from "#db/client.ts"
import { listOverlapping } from "#db/queries/gateways.ts"
import type { Deps } from "../deps.ts"
import { freeSlots, isAnyGatewayFree, type Slot, searchSpan } from "../domain/free-slots.ts"
import { reservationSpan } from "../domain/gateway.ts"
import { startIn } from "../domain/local-time.ts"
import type { Actor } from "../domain/policy.ts"
import type { Availability } from "../domain/views.ts"
import { requireCreator, webinarToControl } from "./access.ts"
import { listGatewaysInService } from "./gateway-choice.ts"
import { invalid } from "./sent-form.ts"

const MINUTE_MS = 60_000

type Wish = Slot & { exceptWebinarId: string | null }

/** Whether a gateway is free at the time as typed, in the institution's zone; if not, when. */
export async function getAvailability(
  deps: Deps,
  actor: Actor,
  input: { webinarId: string | null; startDate: string; startTime: string; durationMinutes: number },
): Promise<Availability> {
  await requirePlanner(deps, actor, input.webinarId)
  const startAt = startIn(input, deps.config.timeZone)
  if (!startAt) throw invalid({ startDate: "badDate" })
  const endAt = new Date(startAt.getTime() + input.durationMinutes * MINUTE_MS)
  return lookUp(deps.db, deps, { startAt, endAt, exceptWebinarId: input.webinarId })
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

/** Whoever may save these dates may ask about them. */
async function requirePlanner(deps: Deps, actor: Actor, webinarId: string | null) {
  if (webinarId === null) requireCreator(deps, actor)
  else await webinarToControl(deps.db, actor, webinarId)
}
