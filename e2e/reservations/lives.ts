// What was booked is held: two days of starts, rehearsals, overruns, extensions, new dates and ends at random. Whoever asks
// for the gateway that is promised to them gets it, whatever others have done with it before.
import { write } from "#db/client.ts"
import { listOverlapping } from "#db/queries/gateways.ts"
import { findJobsOfKind, settleJob } from "#db/queries/jobs.ts"
import { findLivestream, findOpenLivestream, listOpenLivestreams } from "#db/queries/livestreams.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import { reservations, webinars } from "#db/schema.ts"
import type { Deps } from "#server/deps.ts"
import type { UserActor } from "#server/domain/policy.ts"
import { AppError } from "#server/errors.ts"
import { JOBS } from "#server/jobs.ts"
import { releaseGateway } from "#server/services/gateway-release.ts"
import { endEverything, startLive, stopLive } from "#server/services/livestreams.ts"
import { endMeeting } from "#server/services/meeting-end.ts"
import { extendWebinar } from "#server/services/planned-end.ts"
import { rescheduleWebinar } from "#server/services/webinars.ts"
import {
  createFakeBbb,
  createFakeGateway,
  createFakeMedia,
  createFakeRealtime,
} from "#server/test-clients.ts"
import { createTestClock, type TestDeps } from "#server/test-deps.ts"
import { type MadeGateway, makeAdmin } from "#server/test-factories.ts"
import { comesOnAir, look, type Stage } from "#server/test-live.ts"
import { FIRST_DAY, QUARTER_MS, randomFrom, wishOf } from "./wishes.ts"

const QUARTERS = 2 * 24 * 4
const MINUTE_MS = 60_000
const LOOKS_MAX = 12
/** Always in the meeting, which would end by itself were it empty: what is tried here are gateways. */
const PRESENTER = "ada"

type Hall = {
  deps: TestDeps
  admin: UserActor
  gateways: MadeGateway[]
  below: (limit: number) => number
  problems: string[]
  granted: number
  counts: Record<string, number>
}

export async function holdLives(real: Deps, gateways: MadeGateway[], seed: number) {
  const deps = withFakes(real)
  const admin = await makeAdmin(deps)
  const hall: Hall = { deps, admin, gateways, below: randomFrom(seed), problems: [], granted: 0, counts: {} }
  for (let quarter = 0; quarter < QUARTERS; quarter++) {
    const minute = (past: number) =>
      deps.clock.set(new Date(FIRST_DAY + quarter * QUARTER_MS + past * MINUTE_MS))
    minute(0)
    await watchAll(hall)
    minute(2)
    await askForWhatIsPromised(hall)
    minute(5)
    await startAnything(hall)
    minute(9)
    await doAnything(hall)
  }
  return { granted: hall.granted, counts: hall.counts, problems: hall.problems }
}

function withFakes(real: Deps): TestDeps {
  const clock = createTestClock(new Date(FIRST_DAY))
  const gateway = createFakeGateway()
  const gateways = { classic: gateway, gateway, proxy: gateway }
  const fakes = { bbb: createFakeBbb(clock), media: createFakeMedia(), realtime: createFakeRealtime() }
  return { ...real, ...fakes, clock, gateway, gateways, databaseUrl: "" }
}

/** As the worker does, until nothing is on its way to an end or to another gateway. */
async function watchAll(hall: Hall) {
  for (const { id } of await listOpenLivestreams(hall.deps.db)) await settle(hall, id)
  for (const job of await findJobsOfKind(hall.deps.db, "gateway.release", ["ready"])) {
    await write(hall.deps.db, (tx) => settleJob(tx, job.id, hall.deps.clock.now()))
    await releaseGateway(hall.deps, JOBS["gateway.release"].parse(job.payload))
  }
  await findTrespasses(hall)
}

async function settle(hall: Hall, livestreamId: string) {
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const row = await findLivestream(hall.deps.db, { id: livestreamId })
    const record = row && (await findWebinar(hall.deps.db, { id: row.webinarId }))
    if (!row || !record || row.state === "ended" || row.state === "failed") return
    const stage = stageOf(hall, record, row.gatewayId)
    if (row.state === "waiting_for_picture") await comesOnAir(stage, livestreamId)
    const seen = await look(stage, livestreamId)
    if (seen.state === "live") return
  }
  hall.problems.push(`${livestreamId} did not come to rest`)
}

function stageOf(
  { deps, admin, gateways }: Hall,
  { webinar, event }: WebinarRecord,
  gatewayId: string | null,
) {
  const gateway = gateways.find(({ id }) => id === gatewayId)
  if (!gateway) throw new Error(`no gateway ${gatewayId}`)
  const { meetingId } = webinar
  return { deps, owner: admin, gateway, webinarId: webinar.id, eventId: event.id, meetingId } satisfies Stage
}

async function findTrespasses({ deps, problems }: Hall) {
  const now = deps.clock.now()
  for (const live of await listOpenLivestreams(deps.db)) {
    const promised = await listOverlapping(
      deps.db,
      { from: now, to: new Date(now.getTime() + 1) },
      live.webinarId,
    )
    if (promised.some(({ gatewayId }) => gatewayId === live.gatewayId))
      problems.push(`${live.webinarId} is on somebody else's gateway at ${now.toISOString()}`)
  }
}

async function askForWhatIsPromised(hall: Hall) {
  const { deps, admin, below, problems } = hall
  const now = deps.clock.now()
  const held = await deps.db.select().from(reservations)
  for (const { webinarId, gatewayId, fromAt } of held.filter(
    ({ fromAt, toAt }) => fromAt <= now && now < toAt,
  )) {
    const record = await findWebinar(deps.db, { id: webinarId })
    const isOpen = (await findOpenLivestream(deps.db, webinarId)) !== null
    if (!record || isOpen || now > record.event.endAt || below(3) === 0) continue
    const since = fromAt.toISOString()
    try {
      const { livestreamId } = await startLive(deps, admin, { webinarId })
      const given = await findOpenLivestream(deps.db, webinarId)
      if (given?.gatewayId === gatewayId) hall.granted++
      else problems.push(`${record.event.title}, promised a gateway from ${since}, was sent to another`)
      if (livestreamId) await settle(hall, livestreamId)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problems.push(`${record.event.title}, promised a gateway from ${since}, was refused: ${error.code}`)
    }
    deps.bbb.enter(record.webinar.meetingId, PRESENTER)
  }
}

/** A rehearsal, a start after the end, or one in its time. */
async function startAnything(hall: Hall) {
  const { deps, admin, below } = hall
  const all = (await deps.db.select().from(webinars)).filter(({ isWebinar }) => isWebinar)
  const chosen = all[below(Math.max(1, all.length))]
  if (!chosen || (await findOpenLivestream(deps.db, chosen.id))) return
  await attempt(hall, "start", async () => {
    const { livestreamId } = await startLive(deps, admin, { webinarId: chosen.id })
    if (livestreamId) await settle(hall, livestreamId)
    deps.bbb.enter(chosen.meetingId, PRESENTER)
    await findTrespasses(hall)
  })
}

async function doAnything(hall: Hall) {
  const { deps, admin, below } = hall
  const open = await listOpenLivestreams(deps.db)
  const live = open[below(Math.max(1, open.length))]
  if (!live) return
  const { webinarId } = live
  const dice = below(8)
  if (dice === 0) await attempt(hall, "stop", () => stopLive(deps, admin, { webinarId }))
  else if (dice === 1) {
    await attempt(hall, "end", () => endEverything(deps, admin, { webinarId }))
    await endMeeting(deps, { webinarId })
  } else if (dice < 4)
    await attempt(hall, "extend", () => extendWebinar(deps, admin, { webinarId, minutes: 15 }))
  else if (dice === 4) {
    const dates = wishOf(deps, below).form
    await attempt(hall, "reschedule", () => rescheduleWebinar(deps, admin, { webinarId, ...dates }))
  }
}

/** What nobody was promised may be refused. */
async function attempt({ counts }: Hall, what: string, run: () => Promise<unknown>) {
  const count = (word: string) => {
    counts[word] = (counts[word] ?? 0) + 1
  }
  try {
    await run()
    count(`${what} done`)
  } catch (error) {
    if (!(error instanceof AppError) || !["no_gateway", "conflict", "invalid"].includes(error.code))
      throw error
    count(`${what} refused`)
  }
}
