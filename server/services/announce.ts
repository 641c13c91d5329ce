import type { EventRow } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { eventChannel, SIGNAL_EVENT, type Signal, webinarChannel } from "../domain/signals.ts"
import { messageOf } from "../errors.ts"

/** After commit only, and possibly lost: pages re-read the database when they notice a gap. */
export async function announce(deps: Deps, channel: string, signals: Signal[]) {
  try {
    await deps.realtime.publish([channel], SIGNAL_EVENT, { signals })
  } catch (error) {
    deps.log.warn({ channel, error: messageOf(error) }, "signal not announced")
  }
}

export async function announceLive(
  deps: Deps,
  event: Pick<EventRow, "id" | "restricted">,
  webinarId: string | null,
) {
  const announcements = [announce(deps, eventChannel(event), [{ type: "live.changed" }])]
  if (webinarId) announcements.push(announceControl(deps, webinarId))
  await Promise.all(announcements)
}

export type RuledEvent = { event: Pick<EventRow, "id" | "restricted">; webinarId: string | null }

/** After it became restricted, or open; told as it was: open pages still listen where it was announced before. */
export async function announceRule(deps: Deps, { event, webinarId }: RuledEvent) {
  await announceLive(deps, event, null)
  await announceLive(deps, { ...event, restricted: !event.restricted }, webinarId)
}

export async function announceControl(deps: Deps, webinarId: string) {
  await announce(deps, webinarChannel(webinarId), [{ type: "control.changed" }])
}
