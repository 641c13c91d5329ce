// Looks at the pictures of events without a webinar: another server tells nothing by itself, and Amphi's own origin may die.
import { write } from "#db/client.ts"
import { type BroadcasterRow, updateEvent } from "#db/queries/events.ts"
import { findPicture, type PictureRow, replacePicture } from "#db/queries/pictures.ts"
import type { Deps } from "../deps.ts"
import { type DirectPicture, pictureGoes, picturePlays } from "../domain/direct-live.ts"
import { announceLive } from "./announce.ts"
import { listNear, type Near, pictureOf } from "./direct-live.ts"
import { mayTest } from "./encoder.ts"
import { ADVANCE_WITHIN_MS, findPictureUrl, type Picture, probePicture, weighPicture } from "./picture.ts"

/** Several workers look at each broadcaster no more often than one. */
const LOOK_EVERY_MS = 1_500
/** What was seen longer ago is no measure of whether the picture moves. */
const FORGET_MS = 30_000
const SEGMENTS_PATIENCE = 2.5

export async function watchEncoders(deps: Deps) {
  const near = (await listNear(deps.db, deps.clock.now())).filter(({ state }) => state !== "ended")
  const broadcasters = new Map(near.map(({ broadcaster }) => [broadcaster.id, broadcaster]))
  await Promise.all([...broadcasters.values()].map((broadcaster) => watch(deps, broadcaster, near)))
}

async function watch(deps: Deps, broadcaster: BroadcasterRow, all: Near[]) {
  const row = await findPicture(deps.db, broadcaster.id)
  const lookedMsAgo = row?.lookedAt ? deps.clock.now().getTime() - row.lookedAt.getTime() : null
  if (lookedMsAgo !== null && lookedMsAgo >= 0 && lookedMsAgo < LOOK_EVERY_MS) return
  const { playing, seen } = await look(deps, broadcaster, row)
  const now = deps.clock.now()
  const near = all.filter((other) => other.broadcaster.id === broadcaster.id)
  const before = pictureOf(row, broadcaster, now)
  const after = playing ? picturePlays(before, now, mayTest(near, now)) : before && pictureGoes(before, now)
  const hasChanged = (before?.playing ?? false) !== playing
  const isStored = await write(deps.db, async (tx) => {
    const next = { broadcasterId: broadcaster.id, ...(after ?? NEVER), ...seen, lookedAt: now }
    if (!(await replacePicture(tx, row, next))) return false
    if (hasChanged) for (const { event } of near) await updateEvent(tx, event.id, {})
    return true
  })
  if (!isStored || !hasChanged) return
  const titles = near.map(({ event }) => event.title)
  deps.log.info({ broadcaster: broadcaster.id, playing, events: titles }, "encoder picture")
  await Promise.all(near.map(({ event }) => announceLive(deps, event, null)))
}

const NEVER = { playing: false, since: null, stretchAt: null } satisfies Record<
  keyof DirectPicture,
  false | null
>

async function look(deps: Deps, broadcaster: BroadcasterRow, row: PictureRow | null): Promise<Picture> {
  const isOwn = broadcaster.hlsUrl === null
  const isKnown = row?.lookedAt && deps.clock.now().getTime() - row.lookedAt.getTime() < FORGET_MS
  const known = {
    mediaSequence: isKnown ? row.mediaSequence : null,
    mediaAdvancedAt: isKnown ? row.mediaAdvancedAt : null,
  }
  // A run is a gateway's: its picture is that of a webinar.
  const url = await findPictureUrl(deps, broadcaster, null)
  if (!url) return { playing: false, seen: known }
  const playlist = await probePicture(deps, url, { broadcaster: broadcaster.id })
  // Servers with long segments change their playlist as seldom as that.
  const advanceWithinMs = Math.max(ADVANCE_WITHIN_MS, SEGMENTS_PATIENCE * (playlist.targetMs ?? 0))
  return weighPicture(known, playlist, { isOwn, now: deps.clock.now(), advanceWithinMs })
}
