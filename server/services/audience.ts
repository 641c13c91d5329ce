// How many people listen: the sockets on each event's audience channel, counted by whatever realtime server there is.
import { write } from "#db/client.ts"
import { findEvent, recordListeners } from "#db/queries/events.ts"
import { listOpenLivestreams } from "#db/queries/livestreams.ts"
import { findWebinar } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { isChatOpen } from "../domain/live-state.ts"
import { audienceChannel, eventChannel } from "../domain/signals.ts"
import { UpstreamError } from "../errors.ts"
import { announce } from "./announce.ts"
import { listNear } from "./direct-live.ts"

export async function countAudiences(deps: Deps) {
  for (const livestream of await listOpenLivestreams(deps.db)) {
    const record = await findWebinar(deps.db, { id: livestream.webinarId })
    if (record) await countAudience(deps, record.event.id)
  }
  for (const { event, state } of await listNear(deps.db, deps.clock.now()))
    if (isChatOpen(state)) await countAudience(deps, event.id)
}

async function countAudience(deps: Deps, eventId: string) {
  try {
    const listeners = await deps.realtime.subscriptionCount(audienceChannel({ id: eventId }))
    const known = await findEvent(deps.db, { id: eventId })
    if (!known || known.event.listeners === listeners) return
    await write(deps.db, (tx) => recordListeners(tx, eventId, listeners))
    await announce(deps, eventChannel(known.event), [{ type: "audience.changed", listeners }])
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    deps.log.warn({ err: error, event: eventId }, "audience not counted")
  }
}
