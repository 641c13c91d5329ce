// One process of the trial: it books, moves, withdraws and deletes webinars of its own, and tells what it was told.
import { closeDatabase } from "#db/client.ts"
import { findUser } from "#db/queries/users.ts"
import { buildDeps, type Deps } from "#server/deps.ts"
import { wallClockOf } from "#server/domain/local-time.ts"
import type { UserActor } from "#server/domain/policy.ts"
import type { WebinarForm } from "#server/domain/webinar.ts"
import { AppError } from "#server/errors.ts"
import { deleteWebinar, rescheduleWebinar, saveWebinar } from "#server/services/webinars.ts"
import { createFakeRealtime } from "#server/test-clients.ts"
import { webinarForm } from "#server/test-factories.ts"
import type { LedgerLine } from "./ledger.ts"
import { trialConfig } from "./trial-config.ts"

const QUARTER_MS = 15 * 60_000
/** Short enough that about half of the wishes find no gateway. */
const WINDOW_QUARTERS = 5 * 24 * 4
const FIRST_DAY = Date.parse("2027-03-01T00:00:00Z")
const OWN_MAX = 45
/** Requests of one process overlap too. */
const LANES = 2

type Task = { operations: number; folder: string; ownerId: string; seed: number }
type Booked = { webinarId: string; title: string; form: WebinarForm }
type Wish = Pick<LedgerLine, "startMs" | "endMs"> & { form: Partial<WebinarForm> }
type Lane = { deps: Deps; owner: UserActor; below: (limit: number) => number; booked: Booked[]; name: string }

export async function bookAtRandom({ operations, folder, ownerId, seed }: Task) {
  const deps = { ...(await buildDeps(trialConfig(folder))), realtime: createFakeRealtime() }
  const row = await findUser(deps.db, ownerId)
  if (!row) throw new Error(`no account ${ownerId}`)
  const { id, name, isAdmin, affiliations, groups } = row
  const owner: UserActor = { kind: "user", id, name, isAdmin, affiliations, groups }
  let left = operations
  const runLane = async (index: number) => {
    const below = randomFrom(seed * LANES + index)
    const lane: Lane = { deps, owner, below, booked: [], name: `${seed}.${index}` }
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
  const chosen = lane.booked[lane.below(Math.max(1, lane.booked.length))]
  if (!chosen || (dice < 45 && lane.booked.length < OWN_MAX)) return book(lane, title)
  if (dice < 75) return move(lane, chosen)
  if (dice < 82) return withdraw(lane, chosen)
  return remove(lane, chosen)
}

async function book(lane: Lane, title: string) {
  const wish = wishOf(lane)
  const form = webinarForm({ ...wish.form, title })
  return attempt({ kind: "book", title, ...wish }, async () => {
    const { webinarId } = await saveWebinar(lane.deps, lane.owner, { webinarId: null, form })
    lane.booked.push({ webinarId, title, form })
  })
}

/** Half by the form, which makes a webinar of a withdrawn one again, half by the control room's dialog. */
async function move(lane: Lane, booked: Booked) {
  const wish = wishOf(lane)
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
  const wish = wishOf(lane)
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

function wishOf({ deps, below }: Lane): Wish {
  const startMs = FIRST_DAY + below(WINDOW_QUARTERS) * QUARTER_MS
  const durationMinutes = (1 + below(12)) * 15
  const { date, time } = wallClockOf(new Date(startMs), deps.config.timeZone)
  const form = { startDate: date, startTime: time, durationMinutes }
  return { startMs, endMs: startMs + durationMinutes * 60_000, form }
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
    if (error instanceof AppError && error.code === "no_gateway")
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

/** The same seed makes the same wishes. */
function randomFrom(seed: number) {
  let state = (seed * 7919 + 12_345) % 2_147_483_647
  return (limit: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
}
