// How listeners follow: one answer each, which fades by itself, and nobody can tell whose it is.
import { write } from "#db/client.ts"
import { findLatestLivestream } from "#db/queries/livestreams.ts"
import { countPulses, deletePulse, deletePulsesBefore, putPulse } from "#db/queries/pulse.ts"
import type { Deps } from "../deps.ts"
import { liveStateOf } from "../domain/live-state.ts"
import type { Actor } from "../domain/policy.ts"
import { PULSE_FADES_MS, PULSE_RATE, PULSE_SHOWN_FROM, type Pulse, type PulseView } from "../domain/pulse.ts"
import { webinarChannel } from "../domain/signals.ts"
import { AppError } from "../errors.ts"
import { derivedSecret } from "../seal.ts"
import { eventToWatch, requireUser, type VisibleEvent, webinarToControl } from "./access.ts"
import { floodLimit } from "./flood-limit.ts"
import { factsOf } from "./live-page.ts"

const limit = floodLimit(PULSE_RATE, "answers")

/** null takes the answer back. */
export async function setPulse(
  deps: Deps,
  actor: Actor,
  { eventId, value }: { eventId: string; value: Pulse | null },
): Promise<void> {
  const voter = requireUser(actor)
  const visible = await eventToWatch(deps.db, actor, { id: eventId })
  if (visible.isPresenter) throw new AppError("forbidden", "presenters don't tell themselves how they follow")
  const webinarId = await onAir(deps, visible)
  await limit(voter.id)
  const voterKey = derivedSecret(deps.config.secret, `pulse:${eventId}:${voter.id}`)
  const at = deps.clock.now()
  await write(deps.db, (tx) =>
    value === null ? deletePulse(tx, { eventId, voterKey }) : putPulse(tx, { eventId, voterKey, value, at }),
  )
  deps.slowTicker.add(webinarChannel(webinarId), { type: "pulse.changed" })
}

export async function getPulse(
  deps: Deps,
  actor: Actor,
  { webinarId }: { webinarId: string },
): Promise<PulseView> {
  const { event } = await webinarToControl(deps.db, actor, webinarId)
  const after = new Date(deps.clock.now().getTime() - PULSE_FADES_MS)
  const counts = { too_fast: 0, fine: 0, lost: 0 }
  for (const { value, count } of await countPulses(deps.db, event.id, after)) counts[value] = count
  const answers = counts.too_fast + counts.fine + counts.lost
  return { answers, counts: answers < PULSE_SHOWN_FROM ? null : counts }
}

/** What has faded is nobody's business any more. */
export async function forgetPulses(deps: Deps) {
  const before = new Date(deps.clock.now().getTime() - PULSE_FADES_MS)
  await write(deps.db, (tx) => deletePulsesBefore(tx, before))
}

async function onAir(deps: Deps, visible: VisibleEvent) {
  const webinarId = visible.webinar?.webinar.id
  const livestream = webinarId ? await findLatestLivestream(deps.db, webinarId) : null
  const state = liveStateOf(factsOf(visible, livestream), deps.clock.now())
  if (!webinarId || (state !== "live" && state !== "interrupted"))
    throw new AppError("conflict", `nothing to follow while the event is ${state}`)
  return webinarId
}
