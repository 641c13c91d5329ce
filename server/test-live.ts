// One webinar with its gateway on a stage: tests say what the outside world does and look what became of the live.
import { desc, eq } from "drizzle-orm"
import { findLivestream, findOpenLivestream } from "#db/queries/livestreams.ts"
import { jobs, livestreamLog, livestreams } from "#db/schema.ts"
import type { LivestreamState } from "./domain/livestream.ts"
import type { UserActor } from "./domain/policy.ts"
import { newId } from "./ids.ts"
import { getLiveView } from "./services/live-page.ts"
import { advanceLivestream } from "./services/livestream-steps.ts"
import { startLive } from "./services/livestreams.ts"
import { streamingUserId } from "./services/meetings.ts"
import { noteStream } from "./services/streams.ts"
import { createTestDeps, type TestDeps } from "./test-deps.ts"
import {
  ANYBODY,
  type GivenGateway,
  getWebinar,
  type MadeGateway,
  makeGateway,
  makeTeacher,
  makeWebinar,
} from "./test-factories.ts"

const LOOKS_MAX = 12

export type Stage = {
  deps: TestDeps
  owner: UserActor
  gateway: MadeGateway
  webinarId: string
  eventId: string
  meetingId: string
}

export async function makeStage(
  given: GivenGateway = {},
  environment: Record<string, string> = {},
): Promise<Stage> {
  const deps = await createTestDeps(environment)
  const gateway = await makeGateway(deps, given)
  const owner = await makeTeacher(deps)
  const { webinar, event } = await makeWebinar(deps, owner)
  return { deps, owner, gateway, webinarId: webinar.id, eventId: event.id, meetingId: webinar.meetingId }
}

export async function start({ deps, owner, webinarId }: Stage) {
  const { livestreamId } = await startLive(deps, owner, { webinarId })
  if (!livestreamId) throw new Error("nothing was started")
  return livestreamId
}

export async function livestreamOf({ deps }: Pick<Stage, "deps">, id: string) {
  const row = await findLivestream(deps.db, { id })
  if (!row) throw new Error(`no livestream ${id}`)
  return row
}

export async function openOf({ deps, webinarId }: Stage) {
  const row = await findOpenLivestream(deps.db, webinarId)
  if (!row) throw new Error("no livestream is open")
  return row
}

/** Looks as the worker would until the state is reached, a second of the clock each. */
export async function advanceTo(stage: Stage, id: string, state: LivestreamState) {
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const row = await livestreamOf(stage, id)
    if (row.state === state) return row
    await advanceLivestream(stage.deps, { livestreamId: id })
    stage.deps.clock.advance(1_000)
  }
  throw new Error(`${id} is ${(await livestreamOf(stage, id)).state}, not ${state}`)
}

export async function look(stage: Stage, id: string, times = 1) {
  for (let count = 0; count < times; count++) await advanceLivestream(stage.deps, { livestreamId: id })
  return livestreamOf(stage, id)
}

export function gatewayJoins({ deps, meetingId }: Stage, livestreamId: string) {
  deps.bbb.enter(meetingId, `stream-${livestreamId}`)
}

/** The browser of the gateway that has its turn. */
export async function presentGatewayJoins(stage: Stage, livestreamId: string) {
  stage.deps.bbb.enter(stage.meetingId, streamingUserId(await livestreamOf(stage, livestreamId)))
}

/** A stage with a second gateway, not reserved by anybody. */
export async function makeStageOfTwo() {
  const stage = await makeStage({ name: "Gateway 1" })
  return { ...stage, second: await makeGateway(stage.deps, { name: "Gateway 2" }) }
}

/** The livestream's gateway joins and shows its picture. */
export async function comesOnAir(stage: Stage, livestreamId: string) {
  await presentGatewayJoins(stage, livestreamId)
  const session = await pictureComes(stage, livestreamId)
  await advanceTo(stage, livestreamId, "live")
  return session
}

export async function reasonsOf({ deps }: Pick<Stage, "deps">, livestreamId: string) {
  const lines = await deps.db
    .select({ reason: livestreamLog.reason })
    .from(livestreamLog)
    .where(eq(livestreamLog.livestreamId, livestreamId))
    .orderBy(livestreamLog.id)
  return lines.map((line) => line.reason)
}

/** The gateway publishes at Amphi's origin; the session is the origin's name of this connection. */
export async function pictureComes(stage: Stage, livestreamId: string, session = newId()) {
  const { roomKey } = await livestreamOf(stage, livestreamId)
  const { deps, gateway } = stage
  await notice(stage, "started", roomKey, session)
  deps.media.play(gateway.playlist)
  deps.gateway.whenStopped.set(gateway.url, async () => {
    deps.media.playlists.delete(gateway.playlist)
    await notice(stage, "stopped", roomKey, session)
  })
  return session
}

export async function notice(
  { deps, gateway }: Stage,
  type: "started" | "stalled" | "resumed" | "stopped",
  run: string,
  session: string,
) {
  const at = deps.clock.now().getTime()
  await noteStream(deps, { name: gateway.streamName, run, session, type, at })
}

export async function pictureGoes(stage: Stage, livestreamId: string, session: string) {
  const { roomKey } = await livestreamOf(stage, livestreamId)
  stage.deps.media.playlists.clear()
  await notice(stage, "stopped", roomKey, session)
}

/** A live in full swing. */
export async function makeLive(given: GivenGateway = {}, environment: Record<string, string> = {}) {
  const stage = await makeStage(given, environment)
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  gatewayJoins(stage, id)
  const session = await pictureComes(stage, id)
  await advanceTo(stage, id, "live")
  return { ...stage, id, session }
}

export async function whatListenersSee({ deps, webinarId }: Stage) {
  const { event } = await getWebinar(deps, webinarId)
  return (await getLiveView(deps, ANYBODY, { slug: event.slug })).state
}

export async function movesOf({ deps }: Stage, livestreamId: string) {
  const lines = await deps.db
    .select({ to: livestreamLog.to })
    .from(livestreamLog)
    .where(eq(livestreamLog.livestreamId, livestreamId))
    .orderBy(livestreamLog.id)
  return lines.map((line) => line.to)
}

export async function allLivestreams({ deps }: Stage) {
  return deps.db.select().from(livestreams).orderBy(desc(livestreams.requestedAt))
}

export async function waitingJobs({ deps }: Pick<Stage, "deps">, kind: string) {
  const rows = await deps.db.select().from(jobs).where(eq(jobs.kind, kind))
  return rows.filter((row) => row.state === "ready")
}
