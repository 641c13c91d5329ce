// What Amphi's media origin asks and reports: may this publisher come in, and what became of its stream.
import { write } from "#db/client.ts"
import { updateEvent } from "#db/queries/events.ts"
import { findGatewayByStream } from "#db/queries/gateways.ts"
import { findLivestream, findStream, putStream } from "#db/queries/livestreams.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { isOpen } from "../domain/livestream.ts"
import { enqueueAdvance } from "../jobs.ts"
import type { Publisher, StreamNotice } from "../media-link.ts"
import { sameSecret } from "../seal.ts"
import { announceLive } from "./announce.ts"
import { judgeEncoder, noteEncoder } from "./encoder.ts"
import { move } from "./livestream-moves.ts"

/** A gateway names the run it was started for; an encoder, which nobody starts, has none. */
export async function mayPublish(deps: Deps, publisher: Publisher): Promise<boolean> {
  const { name, run, remoteAddress, again } = publisher
  const verdict = run === null ? await judgeEncoder(deps, publisher) : await judgeGateway(deps, publisher)
  if (!again || verdict !== "accepted")
    deps.log.info(
      { stream: name, run, remoteAddress, verdict, again },
      run === null ? "encoder publisher" : "webinar publisher",
    )
  return verdict === "accepted"
}

/** A run belongs to one open livestream: a gateway that still streams another room is refused. */
async function judgeGateway(deps: Deps, { name, key, run }: Publisher) {
  const record = await findGatewayByStream(deps.db, name)
  if (!record || record.gateway.rtmpUrlSealed) return "unknown stream"
  if (!key || !sameSecret(key, deps.seal.open(record.gateway.streamKeySealed))) return "wrong key"
  const livestream = run ? await findLivestream(deps.db, { roomKey: run }) : null
  if (!livestream || !isOpen(livestream.state) || livestream.state === "stopping") return "no such run"
  return livestream.gatewayId === record.gateway.id ? "accepted" : "another gateway's run"
}

/** Late news of an older session changes nothing. */
export async function noteStream(deps: Deps, notice: StreamNotice) {
  if (notice.run === null) return noteEncoder(deps, notice)
  const state = notice.type === "stopped" ? "off" : notice.type === "stalled" ? "stalled" : "playing"
  const livestream = notice.run ? await findLivestream(deps.db, { roomKey: notice.run }) : null
  const record = livestream && (await findWebinar(deps.db, { id: livestream.webinarId }))
  const interrupted = await write(deps.db, async (tx) => {
    const known = await findStream(tx, notice.name)
    if (known && known.session !== notice.session && notice.type !== "started") return false
    const now = deps.clock.now()
    const { name, run, session } = notice
    await putStream(tx, { name, run, session, state, changedAt: now })
    if (!livestream || !record || !isOpen(livestream.state)) return false
    const current = await findLivestream(tx, { id: livestream.id })
    if (current?.state === "live" && state !== "playing") {
      // Told to listeners at once, not when the watchdog comes round.
      await move(tx, current, { to: "interrupted", now, reason: notice.type, set: { interruptedAt: now } })
      await updateEvent(tx, record.event.id, {})
      return true
    }
    await enqueueAdvance(tx, livestream.id, now)
    return false
  })
  logNotice(deps, notice, record)
  deps.wakeWorker()
  if (record && interrupted) await announceLive(deps, record.event, record.webinar.id)
}

function logNotice(deps: Deps, { name, session, type }: StreamNotice, record: WebinarRecord | null) {
  deps.log.info(
    { webinar: record?.webinar.id, title: record?.event.title, stream: name, session, type },
    "webinar stream",
  )
}
