// The encoder's side of an event without a webinar: its key, when it may publish, and what its picture does.
import { type Tx, write } from "#db/client.ts"
import { updateEvent } from "#db/queries/events.ts"
import {
  findBroadcaster,
  findBroadcasterByStream,
  findGatewayByStream,
  listBusyGateways,
  updateBroadcaster,
} from "#db/queries/gateways.ts"
import { findStream, putStream } from "#db/queries/livestreams.ts"
import { findPicture, putPicture } from "#db/queries/pictures.ts"
import type { EventRow } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { LATE_MS, pictureGoes, picturePlays } from "../domain/direct-live.ts"
import type { Actor } from "../domain/policy.ts"
import type { EncoderAddress } from "../domain/views.ts"
import { AppError } from "../errors.ts"
import { randomKey } from "../ids.ts"
import type { Publisher, StreamNotice } from "../media-link.ts"
import { sameSecret } from "../seal.ts"
import { requireAdmin } from "./access.ts"
import { announceLive } from "./announce.ts"
import { record as recordAct } from "./audit.ts"
import { listNear, pictureOf } from "./direct-live.ts"

const KEY_LENGTH = 32

/** Told this once; the key before it opens nothing any more. */
export async function makeEncoderKey(
  deps: Deps,
  actor: Actor,
  { broadcasterId }: { broadcasterId: string },
): Promise<EncoderAddress> {
  requireAdmin(actor)
  const key = randomKey(KEY_LENGTH)
  const now = deps.clock.now()
  const streamName = await write(deps.db, async (tx) => {
    const broadcaster = await findBroadcaster(tx, broadcasterId)
    if (!broadcaster) throw new AppError("not_found", `no broadcaster ${broadcasterId}`)
    if (!broadcaster.streamName)
      throw new AppError("conflict", "the encoder's key is that of the other server")
    await updateBroadcaster(tx, broadcasterId, { encoderKeySealed: deps.seal.seal(key), encoderKeyAt: now })
    const thing = { kind: "broadcaster", id: broadcasterId, name: broadcaster.name } as const
    await recordAct(tx, actor, { at: now, action: "broadcaster.key", thing })
    return broadcaster.streamName
  })
  const server = deps.config.media.rtmpPublicUrl
  const streamKey = `${streamName}?key=${key}`
  return { address: `${server}/${streamKey}`, server, streamKey }
}

/** With its broadcaster's key, from shortly before an event's start until it is over; never over a webinar's picture. */
export async function judgeEncoder(deps: Deps, { name, key }: Pick<Publisher, "name" | "key">) {
  const broadcaster = await findBroadcasterByStream(deps.db, name)
  if (!broadcaster?.encoderKeySealed) return "unknown stream"
  if (!key || !sameSecret(key, deps.seal.open(broadcaster.encoderKeySealed))) return "wrong key"
  const gateway = (await findGatewayByStream(deps.db, name))?.gateway
  const busy = gateway ? await listBusyGateways(deps.db) : []
  if (busy.some(({ gatewayId }) => gatewayId === gateway?.id)) return "a webinar is on"
  const now = deps.clock.now()
  const isWanted = (await listNear(deps.db, now, broadcaster.id)).some(
    ({ event, state }) => state !== "ended" || now.getTime() < event.endAt.getTime() + LATE_MS,
  )
  return isWanted ? "accepted" : "no event"
}

/** Told to listeners at once, not when the worker comes round. */
export async function noteEncoder(deps: Deps, notice: StreamNotice) {
  const { name, run, session, type } = notice
  const state = type === "stopped" ? "off" : type === "stalled" ? "stalled" : "playing"
  const broadcaster = await findBroadcasterByStream(deps.db, name)
  const changed = await write(deps.db, async (tx) => {
    const known = await findStream(tx, name)
    if (known && known.session !== session && type !== "started") return []
    const now = deps.clock.now()
    await putStream(tx, { name, run, session, state, changedAt: now })
    return broadcaster ? notePicture(tx, broadcaster, state === "playing", now) : []
  })
  deps.log.info({ stream: name, session, type, events: changed.map(({ title }) => title) }, "encoder stream")
  await Promise.all(changed.map((event) => announceLive(deps, event, null)))
}

type Broadcaster = NonNullable<Awaited<ReturnType<typeof findBroadcasterByStream>>>

async function notePicture(tx: Tx, broadcaster: Broadcaster, plays: boolean, now: Date): Promise<EventRow[]> {
  const row = await findPicture(tx, broadcaster.id)
  const before = pictureOf(row, broadcaster, now)
  if (plays === (before?.playing ?? false)) return []
  const near = (await listNear(tx, now, broadcaster.id)).filter(({ state }) => state !== "ended")
  const next = plays ? picturePlays(before, now, mayTest(near, now)) : before && pictureGoes(before, now)
  if (!next) return []
  const fresh = { lookedAt: row?.lookedAt ?? null, mediaSequence: null, mediaAdvancedAt: null }
  await putPicture(tx, { broadcasterId: broadcaster.id, ...next, ...fresh })
  for (const { event } of near) await updateEvent(tx, event.id, {})
  return near.map(({ event }) => event)
}

/** Somebody may be getting ready for the next event. */
export function mayTest(near: { event: EventRow }[], now: Date) {
  return near.some(({ event }) => event.startAt > now)
}
