// Events without a webinar for tests, and encoders that push their picture.
import { write } from "#db/client.ts"
import { findEvent } from "#db/queries/events.ts"
import { insertBroadcaster } from "#db/queries/gateways.ts"
import type { DirectEventForm } from "./domain/direct-event.ts"
import type { UserActor } from "./domain/policy.ts"
import { newId } from "./ids.ts"
import { saveDirectEvent } from "./services/direct-events.ts"
import { makeEncoderKey } from "./services/encoder.ts"
import { getLiveView } from "./services/live-page.ts"
import { mayPublish, noteStream } from "./services/streams.ts"
import { createTestDeps, type TestDeps } from "./test-deps.ts"
import { ANYBODY, directForm, makeAdmin } from "./test-factories.ts"

export type MadeBroadcaster = { id: string; name: string; streamName: string; playlist: string }

type GivenBroadcaster = { name?: string; hlsUrl?: string; restricted?: boolean }

export async function makeBroadcaster(
  deps: TestDeps,
  given: GivenBroadcaster = {},
): Promise<MadeBroadcaster> {
  const id = newId()
  const name = given.name ?? `broadcaster ${id}`
  const streamName = `hall-${id}`
  const { hlsUrl = null, restricted = false } = given
  const row = { id, name, hlsUrl, streamName: hlsUrl ? null : streamName, restricted }
  await write(deps.db, (tx) => insertBroadcaster(tx, { ...row, createdAt: deps.clock.now() }))
  const playlist = hlsUrl ?? `${deps.config.media.publicUrl}/hls/${streamName}/index.m3u8`
  return { id, name, streamName, playlist }
}

export type Hall = { deps: TestDeps; admin: UserActor; broadcaster: MadeBroadcaster; key: string }

/** A lecture hall: a broadcaster that no gateway feeds, and its encoder's key. */
export async function makeHall(given: GivenBroadcaster = {}): Promise<Hall> {
  const deps = await createTestDeps()
  const admin = await makeAdmin(deps)
  const broadcaster = await makeBroadcaster(deps, given)
  const key = given.hlsUrl ? "" : await makeKey(deps, admin, broadcaster)
  return { deps, admin, broadcaster, key }
}

export async function makeKey(deps: TestDeps, admin: UserActor, broadcaster: { id: string }) {
  const { streamKey } = await makeEncoderKey(deps, admin, { broadcasterId: broadcaster.id })
  return streamKey.split("?key=")[1] ?? ""
}

export async function plan(
  { deps, admin, broadcaster }: Pick<Hall, "deps" | "admin"> & { broadcaster: { id: string } },
  given: Partial<DirectEventForm> = {},
) {
  const form = directForm(admin, broadcaster, given)
  const { eventId } = await saveDirectEvent(deps, admin, { eventId: null, form })
  return getEvent(deps, eventId)
}

export async function getEvent(deps: TestDeps, eventId: string) {
  const record = await findEvent(deps.db, { id: eventId })
  if (!record) throw new Error(`no event ${eventId}`)
  return record.event
}

/** Whether Amphi's origin would let this encoder in now. */
export function mayEncode({ deps, broadcaster, key }: Hall, given: { key?: string | null } = {}) {
  return mayPublish(deps, {
    name: broadcaster.streamName,
    key,
    run: null,
    remoteAddress: "192.0.2.7",
    ...given,
  })
}

type News = "started" | "stalled" | "resumed" | "stopped"

/** What Amphi's origin says of an encoder's connection. */
export async function tell({ deps, broadcaster }: Hall, type: News, session = "session1") {
  const notice = { name: broadcaster.streamName, run: null, session, type, at: deps.clock.now().getTime() }
  if (type === "started" || type === "resumed") deps.media.play(broadcaster.playlist)
  else deps.media.playlists.delete(broadcaster.playlist)
  await noteStream(deps, notice)
}

export async function pageOf(deps: TestDeps, event: { slug: string }) {
  return getLiveView(deps, ANYBODY, { slug: event.slug })
}

export async function stateOf(deps: TestDeps, event: { slug: string }) {
  return (await pageOf(deps, event)).state
}
