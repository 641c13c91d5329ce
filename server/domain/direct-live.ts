/** Whose picture a broadcaster shows when: nothing tells it but the clock, because every encoder has the same key. */

const MINUTE_MS = 60_000

/** An encoder may connect so long before the start, for a test that listeners don't see. */
export const TEST_MS = 30 * MINUTE_MS
/** And so long after the planned end, though the picture of an event that is over is shown to nobody. */
export const LATE_MS = 30 * MINUTE_MS
/** The next one on a broadcaster needs it so long before its start: an overrun must be over then. */
export const CLAIM_MS = 15 * MINUTE_MS
/** A forgotten encoder doesn't show an empty hall all night. */
export const OVERRUN_MAX_MS = 6 * 60 * MINUTE_MS
/** A gap after the planned end that is still an interruption and not the end. */
export const GAP_MS = 20_000
/** Players, Apple's own ones included, show what was sent so long ago: it must not be what was there before the start. */
export const BEHIND_MS = { ownOrigin: 5_000, otherServer: 15_000 } as const

export type DirectPicture = {
  playing: boolean
  /** Since when it plays, or plays no more. */
  since: Date
  /** When the stretch began that it is in, or was in last: short gaps don't end one. */
  stretchAt: Date
}

export type DirectFacts = {
  /** null: there was none yet. */
  picture: DirectPicture | null
  /** From then on what players show is this event's. */
  opensAt: Date
  /** From then on somebody else needs the broadcaster. */
  until: Date
}

/** From the start on. */
export function directStateOf({ endAt }: { endAt: Date }, direct: DirectFacts, now: Date) {
  const { picture, opensAt } = direct
  if (now >= endAt && !isOverrun(endAt, direct, now)) return "ended"
  if (now < opensAt || !picture) return "waiting"
  if (picture.playing) return "live"
  return picture.since > opensAt ? "interrupted" : "waiting"
}

/** Only a picture that was there at the planned end goes on after it. */
function isOverrun(endAt: Date, { picture, until }: DirectFacts, now: Date) {
  if (!picture || now >= until || picture.stretchAt >= endAt) return false
  return picture.playing || now.getTime() < gapEnd(picture)
}

function gapEnd({ since }: DirectPicture) {
  return since.getTime() + GAP_MS
}

/** Moments at which the clock alone may change the state. */
export function directClockChanges({ startAt }: { startAt: Date }, { picture, opensAt, until }: DirectFacts) {
  const moments = [startAt.getTime(), opensAt.getTime(), until.getTime()]
  return picture && !picture.playing ? [...moments, gapEnd(picture)] : moments
}

/** An encoder that comes back soon goes on with its stretch, unless the newcomer may be a test for the next event. */
export function picturePlays(before: DirectPicture | null, now: Date, mayBeAnother: boolean): DirectPicture {
  if (before?.playing) return before
  const isGap = before !== null && now.getTime() <= gapEnd(before) && !mayBeAnother
  return { playing: true, since: now, stretchAt: isGap ? before.stretchAt : now }
}

export function pictureGoes(before: DirectPicture, now: Date): DirectPicture {
  return before.playing ? { ...before, playing: false, since: now } : before
}
