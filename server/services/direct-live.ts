// The facts from which the state of an event without a webinar follows.
import type { Reader } from "#db/client.ts"
import { type DirectRecord, listDirectBetween } from "#db/queries/direct-events.ts"
import type { BroadcasterRow, EventRecord } from "#db/queries/events.ts"
import { listPictures, type PictureRow } from "#db/queries/pictures.ts"
import {
  BEHIND_MS,
  type DirectFacts,
  type DirectPicture,
  OVERRUN_MAX_MS,
  pictureGoes,
  TEST_MS,
} from "../domain/direct-live.ts"
import { type LiveFacts, type LiveState, liveStateOf } from "../domain/live-state.ts"
import { nextClaim } from "./broadcaster-plan.ts"

/** Nobody has looked at another server's playlist for so long: what was seen there last says nothing. */
const STALE_MS = 60_000

type Subject = Pick<EventRecord, "event" | "broadcaster">

/** By the event's id; only those whose encoder may be sending are looked up. */
export async function listDirectFacts(
  reader: Reader,
  subjects: Subject[],
  now: Date,
): Promise<Map<string, DirectFacts>> {
  const near = subjects.filter((subject) => isNear(subject, now))
  const rows = await listPictures(
    reader,
    near.flatMap(({ broadcaster }) => broadcaster?.id ?? []),
  )
  const facts = new Map<string, DirectFacts>()
  for (const { event, broadcaster } of subjects) {
    const base = { picture: null, opensAt: opensAt(event, broadcaster), until: event.endAt }
    if (!broadcaster || !isNear({ event, broadcaster }, now)) facts.set(event.id, base)
    else {
      const row = rows.find(({ broadcasterId }) => broadcasterId === broadcaster.id) ?? null
      const until = await nextClaim(reader, event, broadcaster.id)
      facts.set(event.id, { ...base, until, picture: pictureOf(row, broadcaster, now) })
    }
  }
  return facts
}

export async function findDirectFacts(reader: Reader, subject: Subject, now: Date) {
  return (await listDirectFacts(reader, [subject], now)).get(subject.event.id) ?? null
}

export async function findDirectState(reader: Reader, subject: Subject, now: Date): Promise<LiveState> {
  return liveStateOf(liveFacts(subject, await findDirectFacts(reader, subject, now)), now)
}

export type Near = DirectRecord & { state: LiveState }

/** Events whose encoder may be sending, with their states; those of the last hours that are over by now too. */
export async function listNear(reader: Reader, now: Date, broadcasterId?: string): Promise<Near[]> {
  const records = await listDirectBetween(reader, {
    ...(broadcasterId ? { broadcasterId } : {}),
    started: new Date(now.getTime() + TEST_MS),
    over: new Date(now.getTime() - OVERRUN_MAX_MS),
  })
  const facts = await listDirectFacts(reader, records, now)
  return records.map((record) => ({
    ...record,
    state: liveStateOf(liveFacts(record, facts.get(record.event.id) ?? null), now),
  }))
}

function liveFacts({ event }: Subject, direct: DirectFacts | null): LiveFacts {
  const { startAt, endAt, published, endedAt } = event
  return { startAt, endAt, published, endedAt, livestream: null, direct }
}

function isNear({ event }: Subject, now: Date) {
  const isOff = !event.published || event.endedAt !== null
  const mayTest = event.startAt.getTime() - TEST_MS <= now.getTime()
  return !isOff && mayTest && event.endAt.getTime() + OVERRUN_MAX_MS > now.getTime()
}

function opensAt({ startAt }: EventRecord["event"], broadcaster: BroadcasterRow | null) {
  return new Date(startAt.getTime() + BEHIND_MS[broadcaster?.hlsUrl ? "otherServer" : "ownOrigin"])
}

/** Amphi's origin says by itself what changes; of another server only what was seen lately is known. */
export function pictureOf(
  row: PictureRow | null,
  { hlsUrl }: Pick<BroadcasterRow, "hlsUrl">,
  now: Date,
): DirectPicture | null {
  if (!row?.since || !row.stretchAt) return null
  const picture = { playing: row.playing, since: row.since, stretchAt: row.stretchAt }
  const isStale = hlsUrl !== null && (!row.lookedAt || now.getTime() - row.lookedAt.getTime() > STALE_MS)
  return isStale ? pictureGoes(picture, row.lookedAt ?? row.since) : picture
}
