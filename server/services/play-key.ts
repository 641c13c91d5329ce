// Whose picture a publisher carries now: the key in the address of those who may watch it. Amphi's origin asks for it,
// and the application alone makes it, so that an address of yesterday's event or of a test opens nothing.
import { findBroadcasterByStream } from "#db/queries/gateways.ts"
import { findLivestream, type LivestreamRow } from "#db/queries/livestreams.ts"
import { type EventRow, findWebinar } from "#db/queries/webinars.ts"
import type { Config } from "../config.ts"
import type { Deps } from "../deps.ts"
import { isOpen } from "../domain/livestream.ts"
import { type Admission, addressKey, type PublishedRun, type Publisher, type Verdict } from "../media-link.ts"
import { listNear } from "./direct-live.ts"
import { listOverstayers, mayPublish } from "./streams.ts"

export async function admitPublisher(deps: Deps, publisher: Publisher): Promise<Admission> {
  const allowed = await mayPublish(deps, publisher)
  return { allowed, playKey: allowed ? await findPlayKey(deps, publisher) : null }
}

export async function reviewPublishers(deps: Deps, publishing: PublishedRun[]): Promise<Verdict> {
  const cut = await listOverstayers(deps, publishing)
  const staying = publishing.filter((publisher) => !cut.includes(publisher))
  const shown = staying.map(async (publisher) => ({
    ...publisher,
    playKey: await findPlayKey(deps, publisher),
  }))
  return { cut, shown: await Promise.all(shown) }
}

/** Another one for each run, and for each change of who may watch it. */
export function playKeyOfRun(config: Config, livestream: Pick<LivestreamRow, "id">, event: EventRow) {
  return addressKey(config.secret, `play:run:${livestream.id}:${audienceOf(event)}`)
}

export function playKeyOfEvent(config: Config, event: EventRow) {
  return addressKey(config.secret, `play:event:${event.id}:${audienceOf(event)}`)
}

function audienceOf({ published, restricted }: EventRow) {
  if (!published) return "nobody"
  return restricted ? "restricted" : "everybody"
}

function findPlayKey(deps: Deps, { name, run }: PublishedRun) {
  return run === null ? keyOfEncoder(deps, name) : keyOfGateway(deps, run)
}

/** What a gateway still sends after a stop is nobody's to watch. */
async function keyOfGateway(deps: Deps, run: string) {
  const livestream = await findLivestream(deps.db, { roomKey: run })
  if (!livestream || !isOpen(livestream.state) || livestream.state === "stopping") return null
  const record = await findWebinar(deps.db, { id: livestream.webinarId })
  return record && playKeyOfRun(deps.config, livestream, record.event)
}

/** From its event's start on, so that what the page shows a moment later is there; a test is nobody's. */
async function keyOfEncoder(deps: Deps, streamName: string) {
  const broadcaster = await findBroadcasterByStream(deps.db, streamName)
  if (!broadcaster) return null
  const now = deps.clock.now()
  const near = await listNear(deps.db, now, broadcaster.id)
  const on = near.find(({ event, state }) => event.startAt <= now && state !== "ended")
  return on ? playKeyOfEvent(deps.config, on.event) : null
}
