// The nearest moments at which a live gateway, or a broadcaster, is free, for somebody whose wish can't be met.
import { overlaps, reservationSpan, type Span } from "./gateway.ts"
import { wallClockOf } from "./local-time.ts"

export type Slot = { startAt: Date; endAt: Date }

const STEP_MS = 15 * 60_000
const SEARCH_DAYS = 14
const STEPS = (SEARCH_DAYS * 24 * 60 * 60_000) / STEP_MS
const SLOTS_PER_SIDE = 2

type Search = {
  wish: Slot
  /** What each gateway in service is promised for, margins included; a gateway that nobody wants has an empty list. */
  taken: readonly (readonly Span[])[]
  now: Date
  timeZone: string
  /** What a slot takes of a gateway; by default the margins too. */
  spanOf?: (slot: Slot) => Span
}

/** At most two before and two after the wish, of its length: those of the same day first, then the nearest. */
export function freeSlots({ wish, taken, now, timeZone, spanOf = reservationSpan }: Search): Slot[] {
  const isFree = (slot: Slot) => slot.startAt >= now && isAnyGatewayFree(taken, spanOf(slot))
  const found = [...firstFree(wish, -STEP_MS, isFree), ...firstFree(wish, STEP_MS, isFree)]
  const day = (slot: Slot) => wallClockOf(slot.startAt, timeZone).date
  const isOtherDay = (slot: Slot) => Number(day(slot) !== day(wish))
  return found.sort((a, b) => isOtherDay(a) - isOtherDay(b) || distance(a, wish) - distance(b, wish))
}

export function isAnyGatewayFree(taken: Search["taken"], span: Span) {
  return taken.some((promised) => !promised.some((other) => overlaps(other, span)))
}

/** Everything that a search around the wish may have to look at. */
export function searchSpan(wish: Slot): Span {
  const reach = STEPS * STEP_MS
  return reservationSpan({
    startAt: new Date(wish.startAt.getTime() - reach),
    endAt: new Date(wish.endAt.getTime() + reach),
  })
}

function firstFree(wish: Slot, stepMs: number, isFree: (slot: Slot) => boolean): Slot[] {
  const found: Slot[] = []
  for (let step = 1; step <= STEPS && found.length < SLOTS_PER_SIDE; step++) {
    const slot = shifted(wish, step * stepMs)
    if (isFree(slot)) found.push(slot)
  }
  return found
}

function shifted({ startAt, endAt }: Slot, byMs: number): Slot {
  return { startAt: new Date(startAt.getTime() + byMs), endAt: new Date(endAt.getTime() + byMs) }
}

function distance(slot: Slot, wish: Slot) {
  return Math.abs(slot.startAt.getTime() - wish.startAt.getTime())
}
