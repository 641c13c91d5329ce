// Is the picture of this very livestream there? Amphi's origin says so by itself; a playlist elsewhere has to advance.
import type { BroadcasterRow } from "#db/queries/events.ts"
import type { GatewayRecord } from "#db/queries/gateways.ts"
import { findStream, findStreamOfRun, type LivestreamRow } from "#db/queries/livestreams.ts"
import type { PlaylistState } from "../clients/contracts.ts"
import type { Deps } from "../deps.ts"
import { elapsed } from "../domain/elapsed.ts"
import { isOwnOrigin, probeUrl, streamNameOf } from "./gateway-target.ts"
import { factsOf, type Run } from "./livestream-run.ts"

export type Picture = {
  playing: boolean
  /** To be stored, so that the next look can tell whether the playlist advanced. */
  seen: Pick<LivestreamRow, "mediaSequence" | "mediaAdvancedAt">
}

/** Whose picture it is, for the log. */
type Facts = { webinar?: string | undefined; title?: string | undefined; broadcaster?: string }

/** A playlist must advance at least this often: twice the gateways' usual segment of 3 s, and some. */
export const ADVANCE_WITHIN_MS = 10_000
/** Amphi's origin reports a stall by itself within seconds; this is for when it doesn't. */
const OWN_ADVANCE_WITHIN_MS = 20_000
/** A picture that outlives a confirmed stop by this goes on: frames that stay away are noticed within 3 s. */
export const STOP_PROOF_MS = 5_000
/** Encoders that were refused come again within seconds. */
const KNOCK_COUNTS_MS = 10_000

export async function lookAtPicture(deps: Deps, run: Run, record: GatewayRecord): Promise<Picture> {
  const { livestream } = run
  const known = { mediaSequence: livestream.mediaSequence, mediaAdvancedAt: livestream.mediaAdvancedAt }
  const url = await findPictureUrl(deps, record.broadcaster, livestream.roomKey)
  if (!url) return { playing: false, seen: known }
  const playlist = await probePicture(deps, url, factsOf(run))
  return weighPicture(known, playlist, { isOwn: isOwnOrigin(record), now: deps.clock.now() })
}

/** null: Amphi's origin has announced no picture of this run (without one: of an encoder). */
export async function findPictureUrl(deps: Deps, broadcaster: BroadcasterRow, run: string | null) {
  if (broadcaster.hlsUrl !== null) return broadcaster.hlsUrl
  const stream = await findStream(deps.db, streamNameOf(broadcaster))
  return stream?.state === "playing" && stream.run === run ? probeUrl(deps, stream) : null
}

type Weighing = { isOwn: boolean; now: Date /** Of another server. */; advanceWithinMs?: number }

export function weighPicture(
  known: Picture["seen"],
  playlist: PlaylistState,
  { isOwn, now, advanceWithinMs = ADVANCE_WITHIN_MS }: Weighing,
): Picture {
  const sequence = playlist.onAir ? playlist.mediaSequence : null
  const advanced = sequence !== null && known.mediaSequence !== null && sequence !== known.mediaSequence
  const seen = {
    mediaSequence: sequence ?? known.mediaSequence,
    mediaAdvancedAt: advanced ? now : known.mediaAdvancedAt,
  }
  const advancedMsAgo = seen.mediaAdvancedAt && now.getTime() - seen.mediaAdvancedAt.getTime()
  const withinMs = isOwn ? OWN_ADVANCE_WITHIN_MS : advanceWithinMs
  const frozen = advancedMsAgo !== null && advancedMsAgo >= withinMs
  // Amphi's origin vouches for the picture until it is seen to stand still.
  const moving = isOwn ? !frozen : advancedMsAgo !== null && !frozen
  return { playing: playlist.onAir && moving, seen }
}

/** Whether this run is seen at Amphi's origin, or still asks to be let in; what goes elsewhere can't be proved. */
export async function isStillStreaming(deps: Deps, room: string, facts: Facts): Promise<boolean> {
  const stream = await findStreamOfRun(deps.db, room)
  if (stream?.state === "refused") return elapsed(deps.clock.now(), stream.changedAt) < KNOCK_COUNTS_MS
  // An origin that died has said nothing of its streams' end.
  if (stream?.state !== "playing") return false
  return (await probePicture(deps, probeUrl(deps, stream), facts)).onAir
}

/** A server that can't be reached shows nothing to listeners either. */
export async function probePicture(deps: Deps, url: string, facts: Facts): Promise<PlaylistState> {
  try {
    return await deps.media.probe(url)
  } catch (error) {
    const whose = facts.webinar ? "webinar playlist" : "playlist"
    deps.log.warn({ ...facts, err: error }, `${whose} not readable`)
    return { isThere: false, onAir: false, mediaSequence: null, lastSegmentAt: null, targetMs: null }
  }
}
