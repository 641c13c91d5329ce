// One process of the trial: it books, moves, withdraws and deletes webinars and events without one, and tells what it was told.
import { closeDatabase } from "#db/client.ts"
import { listGatewayRecords } from "#db/queries/gateways.ts"
import { findUser } from "#db/queries/users.ts"
import { buildDeps, type Deps } from "#server/deps.ts"
import type { UserActor } from "#server/domain/policy.ts"
import type { WebinarForm } from "#server/domain/webinar.ts"
import { NoGatewayError, TakenError } from "#server/errors.ts"
import { deleteDirectEvent, saveDirectEvent } from "#server/services/direct-events.ts"
import { deleteWebinar, rescheduleWebinar, saveWebinar } from "#server/services/webinars.ts"
import { createFakeRealtime } from "#server/test-clients.ts"
import { directForm, webinarForm } from "#server/test-factories.ts"
import type { LedgerLine } from "./ledger.ts"
import { trialConfig } from "./trial-config.ts"
import { randomFrom, wishOf } from "./wishes.ts"

const OWN_MAX = 45
const DIRECT_MAX = 15
/** Requests of one process overlap too. */
const LANES = 2

type Task = { operations: number; folder: string; ownerId: string; seed: number }
type Booked = { webinarId: string; title: string; form: WebinarForm }
type Direct = { eventId: string; title: string }
type Lane = {
  deps: Deps
  owner: UserActor
  below: (limit: number) => number
  booked: Booked[]
  direct: Direct[]
  broadcasterIds: string[]
  name: string
}

export async function bookAtRandom({ operations, folder, ownerId, seed }: Task) {
  const deps = { ...(await buildDeps(trialConfig(folder))), realtime: createFakeRealtime() }
  const row = await findUser(deps.db, ownerId)
  if (!row) throw new Error(`no account ${ownerId}`)
  const { id, name, isAdmin, affiliations, groups } = row
  const owner: UserActor = { kind: "user", id, name, isAdmin, affiliations, groups }
  const broadcasterIds = (await listGatewayRecords(deps.db)).map(({ broadcaster }) => broadcaster.id)
  let left = operations
  const runLane = async (index: number) => {
    const below = randomFrom(seed * LANES + index)
    const lane: Lane = {
      deps,
      owner,
      below,
      booked: [],
      direct: [],
      broadcasterIds,
      name: `${seed}.${index}`,
    }
    for (let number = 0; left > 0; number++) {
      left--
      await tell(await operate(lane, `${lane.name}.${number}`))
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, index) => runLane(index)))
  closeDatabase(deps.db)
  process.disconnect()
}

async function operate(lane: Lane, title: string): Promise<LedgerLine> {
  const dice = lane.below(100)
  if (dice < 15) return lane.below(3) > 0 ? planDirect(lane, title) : removeDirect(lane, title)
  const chosen = lane.booked[lane.below(Math.max(1, lane.booked.length))]
  if (!chosen || (dice < 45 && lane.booked.length < OWN_MAX)) return book(lane, title)
  if (dice < 75) return move(lane, chosen)
  if (dice < 82) return withdraw(lane, chosen)
  return remove(lane, chosen)
}

async function book(lane: Lane, title: string) {
  const wish = wishOf(lane.deps, lane.below)
  const form = webinarForm({ ...wish.form, title })
  return attempt({ kind: "book", title, ...wish }, async () => {
    const { webinarId } = await saveWebinar(lane.deps, lane.owner, { webinarId: null, form })
    lane.booked.push({ webinarId, title, form })
  })
}

/** Half by the form, which makes a webinar of a withdrawn one again, half by the control room's dialog. */
async function move(lane: Lane, booked: Booked) {
  const wish = wishOf(lane.deps, lane.below)
  const { webinarId, title } = booked
  return attempt({ kind: "move", title, ...wish }, async () => {
    if (booked.form.isWebinar && lane.below(2) === 0) {
      const { startDate, startTime, durationMinutes } = { ...booked.form, ...wish.form }
      await rescheduleWebinar(lane.deps, lane.owner, { webinarId, startDate, startTime, durationMinutes })
    } else {
      const form = { ...booked.form, ...wish.form, isWebinar: true }
      await saveWebinar(lane.deps, lane.owner, { webinarId, form })
      booked.form = form
    }
  })
}

async function withdraw(lane: Lane, booked: Booked) {
  const wish = wishOf(lane.deps, lane.below)
  const { webinarId, title } = booked
  return attempt({ kind: "withdraw", title, ...wish }, async () => {
    const form = { ...booked.form, ...wish.form, isWebinar: false }
    await saveWebinar(lane.deps, lane.owner, { webinarId, form })
    booked.form = form
  })
}

async function remove(lane: Lane, booked: Booked) {
  const { webinarId, title } = booked
  return attempt({ kind: "delete", title, startMs: 0, endMs: 0 }, async () => {
    await deleteWebinar(lane.deps, lane.owner, { webinarId })
    lane.booked.splice(lane.booked.indexOf(booked), 1)
  })
}

/** A new one, or one of its own at another time or on another broadcaster. */
async function planDirect(lane: Lane, title: string) {
  const wish = wishOf(lane.deps, lane.below)
  const isFull = lane.direct.length >= DIRECT_MAX
  const known =
    isFull || lane.below(2) === 0 ? lane.direct[lane.below(Math.max(1, lane.direct.length))] : null
  const named = known?.title ?? title
  const admin = { ...lane.owner, isAdmin: true }
  const broadcaster = { id: lane.broadcasterIds[lane.below(lane.broadcasterIds.length)] ?? "" }
  const form = { ...directForm(admin, broadcaster, wish.form), title: named }
  return attempt({ kind: "direct", title: named, ...wish }, async () => {
    const { eventId } = await saveDirectEvent(lane.deps, admin, { eventId: known?.eventId ?? null, form })
    if (!known) lane.direct.push({ eventId, title })
  })
}

async function removeDirect(lane: Lane, title: string) {
  const known = lane.direct.pop()
  if (!known) return planDirect(lane, title)
  const admin = { ...lane.owner, isAdmin: true }
  return attempt({ kind: "delete", title: known.title, startMs: 0, endMs: 0 }, () =>
    deleteDirectEvent(lane.deps, admin, { eventId: known.eventId }),
  )
}

type Attempted = Pick<LedgerLine, "kind" | "title" | "startMs" | "endMs">

async function attempt(
  { kind, title, startMs, endMs }: Attempted,
  run: () => Promise<void>,
): Promise<LedgerLine> {
  const line = { kind, title, startMs, endMs }
  try {
    await run()
    return { ...line, outcome: "done", error: null }
  } catch (error) {
    if (error instanceof NoGatewayError || error instanceof TakenError)
      return { ...line, outcome: "refused", error: null }
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { ...line, outcome: "broken", error: message }
  }
}

function tell(line: LedgerLine) {
  return new Promise<void>((resolve, reject) => {
    process.send?.(line, undefined, {}, (error) => (error ? reject(error) : resolve()))
  })
}
