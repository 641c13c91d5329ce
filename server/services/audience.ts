// How many people listen: the sockets on each event's audience channel, counted by whatever realtime server there is.
import { write } from "#db/client.ts"
import { findEvent, listEventsAround, recordListeners } from "#db/queries/events.ts"
import type { Deps } from "../deps.ts"
import { isChatOpen, isOfAnotherDay, LOBBY_MINUTES } from "../domain/live-state.ts"
import { audienceChannel, eventChannel } from "../domain/signals.ts"
import { UpstreamError } from "../errors.ts"
import { announce } from "./announce.ts"
import { listNear } from "./direct-live.ts"

export async function countAudiences(deps: Deps) {
  const now = deps.clock.now()
  const open = { from: now, to: new Date(now.getTime() + LOBBY_MINUTES * 60_000) }
  const around = (await listEventsAround(deps.db, open)).filter(
    ({ event }) => !event.endedAt || isOfAnotherDay(event, event.endedAt),
  )
  // An encoder's event may go on after its time.
  const encoding = (await listNear(deps.db, now)).filter(({ state }) => isChatOpen(state))
  const ids = new Set([...around, ...encoding].map(({ event }) => event.id))
  for (const id of ids) await countAudience(deps, id)
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
