// An event without a webinar as its administration page shows it.
import { findGatewayByBroadcaster } from "#db/queries/gateways.ts"
import { findPicture } from "#db/queries/pictures.ts"
import { findUser } from "#db/queries/users.ts"
import type { Deps } from "../deps.ts"
import type { DirectEventForm } from "../domain/direct-event.ts"
import { liveStateOf } from "../domain/live-state.ts"
import { wallClockOf } from "../domain/local-time.ts"
import type { Actor } from "../domain/policy.ts"
import type { DirectEventView } from "../domain/views.ts"
import { requireAdmin } from "./access.ts"
import { directFormOf, getDirect } from "./direct-events.ts"
import { findDirectFacts, pictureOf } from "./direct-live.ts"
import { encoderOf } from "./gateways.ts"
import { factsOf } from "./live-page.ts"

const MINUTE_MS = 60_000

/** The form of a new one: the next full half hour, one hour long, the administrator's own. */
export async function newDirectEventForm(deps: Deps, actor: Actor): Promise<DirectEventForm> {
  requireAdmin(actor)
  const half = 30 * MINUTE_MS
  const start = new Date(Math.ceil((deps.clock.now().getTime() + 1) / half) * half)
  const { date, time } = wallClockOf(start, deps.config.timeZone)
  const owner = actor.kind === "user" ? await findUser(deps.db, actor.id) : null
  return {
    title: "",
    description: "",
    startDate: date,
    startTime: time,
    durationMinutes: 60,
    ownerEmail: owner?.email ?? "",
    broadcasterId: "",
    restricted: false,
    listed: true,
    published: true,
  }
}

export async function getDirectEvent(
  deps: Deps,
  actor: Actor,
  { eventId }: { eventId: string },
): Promise<DirectEventView> {
  requireAdmin(actor)
  const record = await getDirect(deps.db, eventId)
  const { event, broadcaster } = record
  const now = deps.clock.now()
  const facts = factsOf(record, null, await findDirectFacts(deps.db, record, now))
  const picture = broadcaster ? pictureOf(await findPicture(deps.db, broadcaster.id), broadcaster, now) : null
  return {
    id: event.id,
    slug: event.slug,
    state: liveStateOf(facts, now),
    startAt: event.startAt,
    endAt: event.endAt,
    listeners: event.listeners,
    listenersPeak: event.listenersPeak,
    picture: picture && { playing: picture.playing, since: picture.since },
    broadcaster: broadcaster && {
      id: broadcaster.id,
      name: broadcaster.name,
      restricted: broadcaster.restricted,
      hlsUrl: broadcaster.hlsUrl,
      gatewayName: (await findGatewayByBroadcaster(deps.db, broadcaster.id))?.gateway.name ?? null,
      encoder: encoderOf(deps, broadcaster),
    },
    form: await directFormOf(deps.db, deps, event),
  }
}
